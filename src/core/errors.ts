/**
 * Every error of the arena has one format: `<where>: <what was found>, <what was expected>`.
 *
 * Only name, message and stack survive when an error is sent between threads, so errors are told apart by `name`.
 */

/** The names of the arena's errors. */
export type ErrorName =
  | "UnknownId"
  | "BadParams"
  | "BadInput"
  | "BadLog"
  | "Diverged"
  | "BadAgent"
  | "BadFunction"
  | "BadAnswer"
  | "ModelFailed"
  | "Timeout"
  | "WorkerLost"
  | "NoBrowser"
  | "NoPhysics"
  | "PortInUse"
  | "DiskFull"
  | "Stopped";

/** An error that says where it happened, what was found and what was expected instead. */
export class ArenaError extends Error {
  constructor(name: ErrorName, where: string, found: string, expected: string, options?: ErrorOptions) {
    super(printable(`${where}: ${found}, ${expected}`), options);
    this.name = name;
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  try {
    return typeof thrown === "string" ? thrown : (JSON.stringify(thrown) ?? String(thrown));
  } catch {
    return "an error that cannot be shown";
  }
}

/**
 * A text as terminals and logs may have it: control characters, escape codes, invisible characters and those that change the direction of
 * writing are spelled out as `\u{1b}`; line breaks and tabs stay.
 */
export const printable = (text: string): string => text.replace(HIDDEN, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);

// Lone surrogates are among them; \p{Cf} is not, since its members depend on the engine's version of Unicode.
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e007f}]/gu;

/** The entry of `table` named `id`; throws `UnknownId` with the known names and the nearest one. */
export function lookup<T>(table: Readonly<Record<string, T>>, id: string, where: string, noun: string): T {
  if (Object.hasOwn(table, id)) return table[id] as T;
  const known = Object.keys(table);
  const near = nearest(known, id);
  throw new ArenaError(
    "UnknownId",
    where,
    `no ${noun} is called "${id}"${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
    `expected one of ${known.join(", ") || "none: nothing is registered"}`,
  );
}

/** The name that an unknown one was probably meant to be. */
export const nearest = (known: readonly string[], id: string): string | undefined =>
  known.filter((name) => distance(name, id) <= Math.max(2, id.length / 3)).sort((a, b) => distance(a, id) - distance(b, id))[0];

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
