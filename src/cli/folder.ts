/** Files that commands write: errors of the file system are reported with a way out. */
import { ArenaError, messageOf } from "../core/index.ts";

/** Runs a file operation at the path that a flag names; throws `DiskFull` or `BadInput`. */
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
