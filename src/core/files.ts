/** Files that people bring: texts of any encoding, and JSON that says where it is wrong. */
import { ArenaError, messageOf } from "./errors.ts";

const COMPRESSED: readonly (readonly [bytes: readonly number[], name: string, way: string])[] = [
  [[0x1f, 0x8b], "gzip", "gunzip"],
  [[0x50, 0x4b, 0x03, 0x04], "zip", "unzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "zstd", "unzstd"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "xz", "unxz"],
  [[0x42, 0x5a, 0x68], "bzip2", "bunzip2"],
];

/** What the first bytes of a file (at least 4, if it has as many) say it is. */
export type FileForm =
  | { readonly text: "utf-8" | "utf-16le" | "utf-16be"; readonly mark: number }
  /** Bytes that are not read as text: what they are, and the way out. */
  | { readonly text: undefined; readonly found: string; readonly expected: string };

/** Tells what a file is by its first bytes; `mark` is the length of its byte order mark. */
export function fileForm(head: Uint8Array): FileForm {
  const begins = (bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);
  for (const [bytes, name, way] of COMPRESSED)
    if (begins(bytes))
      return { text: undefined, found: `it is compressed (${name})`, expected: `expected plain text: \`${way}\` gives it` };
  if (begins([0xff, 0xfe, 0, 0]) || begins([0, 0, 0xfe, 0xff]))
    return { text: undefined, found: "it is UTF-32", expected: "expected UTF-8: `iconv -f UTF-32 -t UTF-8` gives it" };
  if (begins([0xff, 0xfe])) return { text: "utf-16le", mark: 2 };
  if (begins([0xfe, 0xff])) return { text: "utf-16be", mark: 2 };
  if (begins([0xef, 0xbb, 0xbf])) return { text: "utf-8", mark: 3 };
  // JSON begins with ASCII: a zero byte beside it comes from UTF-16 without a mark.
  if (head.length > 1 && head[0] === 0 && head[1] !== 0) return { text: "utf-16be", mark: 0 };
  if (head.length > 1 && head[0] !== 0 && head[1] === 0) return { text: "utf-16le", mark: 0 };
  return { text: "utf-8", mark: 0 };
}

/** The text in the bytes of a file, without its byte order mark; throws `BadInput` for bytes that are none. */
export function textIn(bytes: Uint8Array, where: string): string {
  const form = fileForm(bytes);
  if (form.text === undefined) throw new ArenaError("BadInput", where, form.found, form.expected);
  try {
    return new TextDecoder(form.text, { fatal: true }).decode(bytes);
  } catch {
    const line = new TextDecoder().decode(bytes).split("\uFFFD", 1)[0]!.split("\n").length;
    throw new ArenaError("BadInput", where, `line ${line}: a letter that is not UTF-8`, "expected the file saved as UTF-8");
  }
}

/** The value of JSON that a person wrote; throws `BadInput` with the line and column where it stops being JSON. */
export function jsonIn(text: string, where: string, expected: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const at = jsonFault(text);
    if (at === undefined) throw new ArenaError("BadInput", where, messageOf(error), expected);
    const before = text.slice(0, at).split("\n");
    const place = `line ${before.length} column ${before.at(-1)!.length + 1}`;
    throw new ArenaError("BadInput", where, `${place}: no JSON (${reasonOf(text, at)})`, expected);
  }
  if (isTooDeep(value)) throw new ArenaError("BadInput", where, `lists and objects more than ${DEEPEST} deep`, expected);
  return value;
}

/** How deep lists and objects may be nested: nothing of the arena's comes near, and checks of much deeper ones run out of stack. */
export const DEEPEST = 200;

/** Whether a value of JSON is nested deeper than that. */
export function isTooDeep(value: unknown, levels = DEEPEST): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  for (const name in value) if (isTooDeep((value as Readonly<Record<string, unknown>>)[name], levels - 1)) return true;
  return false;
}

/** Why a text is no JSON at a place, in words. */
function reasonOf(text: string, at: number): string {
  if (text.trim() === "") return "it is empty";
  const rest = text.slice(at, at + 20).split("\n", 1)[0]!;
  if (rest === "") return "it ends too early";
  if (/^(\/[/*]|#)/.test(rest)) return `a comment, which JSON has not: ${JSON.stringify(rest)}`;
  if (/^['‘’“”]/.test(rest)) return `a text in other quotes than ": ${JSON.stringify(rest)}`;
  if (/^[}\]]/.test(rest) && /,\s*$/.test(text.slice(0, at))) return `a comma before ${JSON.stringify(rest[0])}`;
  return `${JSON.stringify(rest)} does not fit there`;
}

const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** The index at which a text stops being JSON, its length where it ends too early; undefined for JSON. `JSON.parse` does not always tell it. */
export function jsonFault(text: string): number | undefined {
  const open: string[] = [];
  let next: "value" | "first value" | "name" | "first name" | "colon" | "more" = "value";
  let at = 0;
  const matched = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  /** Goes past a string; says whether it is whole. */
  const string = (): boolean => {
    for (at++; at < text.length;) {
      if (text[at] === '"') return (at++, true);
      if (text[at]! < " ") return false;
      if (text[at] !== "\\") at++;
      else if (!matched(ESCAPE)) return false;
    }
    return false;
  };
  for (;;) {
    while (at < text.length && " \t\n\r".includes(text[at]!)) at++;
    const sign = text[at];
    if (sign === undefined) return next === "more" && open.length === 0 ? undefined : at;
    const inside = open.at(-1);
    if (next === "colon") {
      if (sign !== ":") return at;
      at++;
      next = "value";
    } else if (sign === (inside === "{" ? "}" : "]") && inside !== undefined && (next === "more" || next.startsWith("first"))) {
      open.pop();
      at++;
      next = "more";
    } else if (next === "more") {
      if (sign !== "," || inside === undefined) return at;
      at++;
      next = inside === "{" ? "name" : "value";
    } else if (next.endsWith("name")) {
      if (sign !== '"' || !string()) return at;
      next = "colon";
    } else if (sign === "{" || sign === "[") {
      open.push(sign);
      at++;
      next = sign === "{" ? "first name" : "first value";
    } else {
      if (sign === '"' ? !string() : !matched(PLAIN)) return at;
      next = "more";
    }
  }
}
