/** Files on the disk: errors of the file system in the arena's own words, with the way out. */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { ArenaError, fieldTwice, jsonIn, messageOf, textIn } from "../core/index.ts";

/** What is written or read, as messages name it, and the ways out. */
export type Place = {
  readonly where: string;
  /** The way out of a full disk. */
  readonly full?: string;
  /** The way out of a place that is read-only, missing, or not what it should be. */
  readonly other?: string;
};

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full for this user",
  EFBIG: "it grows larger than the disk allows",
  EROFS: "the disk is read-only",
  EACCES: "this user has no right to it",
  EPERM: "this user has no right to it",
  ENOENT: "no such file or folder",
  ENOTDIR: "a file stands where a folder is needed",
  EEXIST: "a file stands where a folder is needed",
  EISDIR: "a folder stands where a file is needed",
  ENAMETOOLONG: "a name in it is too long",
  ELOOP: "its links lead in a circle",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  EBUSY: "another program holds it",
  EIO: "the disk fails",
};

/** Whether an error came from the file system. */
export const isOfDisk = (error: unknown): error is NodeJS.ErrnoException => {
  if (!(error instanceof Error)) return false;
  const { code, syscall } = error as NodeJS.ErrnoException;
  return code !== undefined && syscall !== undefined && !("address" in error) && (Object.hasOwn(WORDS, code) || "path" in error);
};

/** The arena's words for an error of the file system; any other error comes back as it is. */
export function diskError(error: unknown, { where, full, other }: Place): unknown {
  if (error instanceof ArenaError || !isOfDisk(error)) return error;
  const code = error.code!;
  const found = WORDS[code] === undefined ? messageOf(error) : `${WORDS[code]} (${code})`;
  return code === "ENOSPC" || code === "EDQUOT"
    ? new ArenaError("DiskFull", where, WORDS[code]!, full ?? "expected room: free some, then give the same command again", {
        cause: error,
      })
    : new ArenaError("BadInput", where, found, other ?? "expected a place that can be written: choose another one", { cause: error });
}

/** Runs a file operation; throws `DiskFull` or `BadInput` for errors of the file system. */
export function onDisk<T>(place: Place, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw diskError(error, place);
  }
}

/** `onDisk` for an operation that waits. */
export async function onDiskLater<T>(place: Place, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw diskError(error, place);
  }
}

/** `mkdir -p`; Node's own never returns where the parent cannot hold folders, as below /proc. */
export function makeFolder(path: string, place: Place): void {
  const isFolder = (one: string) => statSync(one, { throwIfNoEntry: false })?.isDirectory() === true;
  const make = (one: string): void => {
    if (isFolder(one)) return;
    if (dirname(one) !== one) make(dirname(one));
    try {
      mkdirSync(one);
    } catch (error) {
      if (!isFolder(one)) throw error; // another worker may have made it in the meantime
    }
  };
  onDisk(place, () => make(path));
}

/** The text of a file; throws `BadInput` where it cannot be read. */
export const readText = (path: string, where: string, expected: string): string =>
  textIn(
    onDisk({ where, full: expected, other: expected }, () => readFileSync(path)),
    where,
  );

/** The value of a file of JSON; throws `BadInput` with the line where it is wrong. */
export const readJson = (path: string, where: string, expected: string): unknown =>
  jsonIn(readText(path, where, expected), where, expected);

/** As `readJson`, of a file that a person writes: of two fields of one name JSON would keep the last, which is an error here. */
export function readWritten(path: string, where: string, expected: string): unknown {
  const text = readText(path, where, expected);
  const value = jsonIn(text, where, expected);
  // JavaScript takes this name for an object's prototype: what it holds would be passed over in silence.
  if (/"(_|\\u005f){2}proto(_|\\u005f){2}"\s*:/i.test(text))
    throw new ArenaError("BadInput", where, 'a field "__proto__"', "expected the fields that it has: leave this one out");
  const twice = fieldTwice(text);
  if (twice !== undefined) throw new ArenaError("BadInput", where, `"${twice}" is given twice`, "expected each field once");
  return value;
}
