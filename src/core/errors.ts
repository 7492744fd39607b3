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
  | "PortInUse"
  | "DiskFull"
  | "Stopped";

/** An error that says where it happened, what was found and what was expected instead. */
export class ArenaError extends Error {
  constructor(name: ErrorName, where: string, found: string, expected: string, options?: ErrorOptions) {
    super(`${where}: ${found}, ${expected}`, options);
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
