/** JSON that people wrote. */

/** A string, or a sign of the structure: all that matters of a text that is JSON. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/** The path of the first field that an object of a JSON text has twice: `JSON.parse` silently keeps the last. */
export function fieldTwice(text: string): string | undefined {
  /** The objects and lists around a token: the names seen in an object, and where we are in each. */
  const around: { readonly names?: Set<string>; at: string | number }[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    const here = around.at(-1);
    if (token === "{") around.push({ names: new Set<string>(), at: "" });
    else if (token === "[") around.push({ at: 0 });
    else if (token === "}" || token === "]") around.pop();
    else if (token === "," && typeof here?.at === "number") here.at++;
    else if (token === ":" && here?.names !== undefined) {
      here.at = JSON.parse(last) as string;
      if (here.names.has(here.at)) return around.map(({ at }) => at).join(".");
      here.names.add(here.at);
    }
    last = token;
  }
  return undefined;
}
