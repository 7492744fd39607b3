/** Why a module could not be loaded. */
import { messageOf } from "./errors.ts";

/** What was thrown when a module was loaded, in a line, and the file and line of it where they are known and no package's. */
export function whyUnloaded(error: unknown): string {
  const [first = "", second = ""] = messageOf(error).split("\n");
  // Where a file is no TypeScript, the second line says so, and where.
  if (/:\d+:\d+: ERROR: /.test(second)) return second;
  // eslint-disable-next-line no-restricted-properties -- only people read it: nothing that is recorded depends on it
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = [...stack.matchAll(/(?:file:\/\/)?(\/[^\s()]*\.[jt]s:\d+)/g)].map(([, place]) => place!);
  const place = at.find((one) => !one.includes("/node_modules/"));
  return place === undefined || first.includes(place.replace(/:\d+$/, "")) ? first : `${first}, in ${place}`;
}
