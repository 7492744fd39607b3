/**
 * Files that pages of the arena keep in the browser (the origin private file system), by their paths.
 *
 * A file is there whole or not at all, as a disk has it after `writeWhole`. A browser that keeps none, as in some private windows,
 * throws `DiskFull`.
 */
import { ArenaError, messageOf } from "../core/index.ts";

/** The folder that all paths begin in. */
const HOME = "logic-arena";

async function folderOf(path: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle | undefined> {
  let folder = await navigator.storage.getDirectory();
  try {
    for (const name of [HOME, ...path]) folder = await folder.getDirectoryHandle(name, { create });
    return folder;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === "NotFoundError";

const split = (path: string): readonly [readonly string[], string] => {
  const names = path.split("/");
  return [names.slice(0, -1), names.at(-1)!];
};

/** Writes a file in place of what was there. Throws `DiskFull`. */
export async function keep(path: string, contents: string | Uint8Array<ArrayBuffer>): Promise<void> {
  const [folder, name] = split(path);
  try {
    const file = await (await folderOf(folder, true))!.getFileHandle(name, { create: true });
    // What is written takes the file's place when it is closed.
    const out = await file.createWritable();
    await out.write(contents);
    await out.close();
  } catch (error) {
    throw new ArenaError(
      "DiskFull",
      "this browser's storage",
      `${name} cannot be kept (${messageOf(error)})`,
      "expected room for files of this page: free some, or leave a private window",
    );
  }
}

/** The bytes of a file; nothing where there is none. */
export async function kept(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [folder, name] = split(path);
  try {
    const file = await (await (await folderOf(folder, false))?.getFileHandle(name))?.getFile();
    // A file that was made and never written is none.
    return file === undefined || file.size === 0 ? undefined : new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The text of a file; nothing where there is none. */
export async function keptText(path: string): Promise<string | undefined> {
  const bytes = await kept(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** The names of what is in a folder, in their order; none where no files are kept. */
export async function keptIn(path: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    const folder = await folderOf(path.split("/"), false);
    if (folder !== undefined) for await (const name of folder.keys()) names.push(name);
  } catch {
    return [];
  }
  return names.sort();
}

/** Deletes a file, or a folder with all that is in it. */
export async function forget(path: string): Promise<void> {
  const [folder, name] = split(path);
  try {
    await (await folderOf(folder, false))?.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
