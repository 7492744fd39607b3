/** Where commands leave their files: what a file system refuses is told with the way out. */
import { ArenaError, messageOf } from "../core/index.ts";

/** Does what needs a place on disk, which a flag names; throws `DiskFull` or `BadInput`. */
export function onDisk<T>(flag: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof ArenaError || code === undefined) throw error;
    const full = code === "ENOSPC" || code === "EDQUOT";
    throw new ArenaError(
      full ? "DiskFull" : "BadInput",
      `${flag} ${path}`,
      full ? "the disk is full" : messageOf(error),
      full ? "expected room: free some, then give the same command again" : "expected a place that can be written: choose another one",
    );
  }
}
