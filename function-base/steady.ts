/**
 * What functions may use so that they give the same everywhere: natively in any engine, where search and committed functions run, and in
 * the sandbox.
 */

/** The functions of `Math` that give the same in every engine, to the last bit. */
export const STEADY_MATH: readonly string[] = [
  "abs",
  "ceil",
  "clz32",
  "floor",
  "fround",
  "imul",
  "max",
  "min",
  "round",
  "sign",
  "sqrt",
  "trunc",
];

/** What takes the place of other functions of `Math`. */
export const INSTEAD_OF_MATH = "gives another last digit in other engines, expected + - * / and Math.sqrt";

/** Methods that go by the language of the machine, or by a version of Unicode. */
export const LOCAL: readonly string[] = ["localeCompare", "normalize", "toLocaleLowerCase", "toLocaleString", "toLocaleUpperCase"];

/** What takes the place of methods in `LOCAL`. */
export const INSTEAD_OF_LOCAL = "goes by the language of the machine, expected < and >, String(), toLowerCase() or toUpperCase()";

/** Names that an engine may lack, or that differ from run to run. */
const WORLD = /\b(Date|Intl|Temporal|WeakRef|FinalizationRegistry|globalThis|performance|process|console|setTimeout|fetch)\b/;

/**
 * What in a function's source would make it give something else in another engine: one line for each kind, with what to write in its place.
 * It reads the text alone, so it overlooks what is reached by a computed name, and what stands in a template within a template.
 */
export function unsteadiness(source: string): readonly string[] {
  const code = source.replace(NO_CODE, (text) => (text.startsWith("`") ? codeInTemplate(text) : " ".repeat(text.length)));
  const found: string[] = [];
  if (code.includes("**")) found.push("it uses **, whose last digit differs between engines, expected products, as x * x");
  const math = new RegExp(`\\bMath\\b(?!\\s*\\.\\s*(?:${STEADY_MATH.join("|")}|[A-Z][A-Z0-9_]*)\\b)(?:\\s*\\.\\s*(\\w+))?`).exec(code);
  if (math !== null)
    found.push(
      math[1] === undefined
        ? "it uses Math in another way than as Math.floor, expected the name of what it uses behind it"
        : `Math.${math[1]} ${math[1] === "random" ? "is chance, expected none" : INSTEAD_OF_MATH}`,
    );
  const local = new RegExp(`\\.\\s*(${LOCAL.join("|")})\\b`).exec(code);
  if (local !== null) found.push(`${local[1]} ${INSTEAD_OF_LOCAL}`);
  const world = WORLD.exec(code.replace(/\.\s*\w+|\w+\s*:/g, ""));
  if (world !== null) found.push(`it uses ${world[1]}, which is not there or differs, expected the observation and the tools alone`);
  return found;
}

/** The code in the places of a template. */
const codeInTemplate = (text: string): string =>
  text.replace(/\\[^]|\$\{((?:[^{}]|\{[^{}]*\})*)\}|[^]/g, (all, code: string | undefined) =>
    code === undefined ? " ".repeat(all.length) : ` (${code})`,
  );

/** Comments, texts and patterns. */
const NO_CODE =
  /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|(?<=(?:^|[(,=:[!&|?{};+\-*%~^<>]|=>|\breturn|\btypeof)\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//g;
