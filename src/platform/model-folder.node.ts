/** Folders of pretrained models where there is a disk: those on it, and those at an address, kept in a cache. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { open, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ArenaError, messageOf, textIn } from "../core/index.ts";
import { makeFolder, onDiskLater } from "./disk.node.ts";
import { download, fileAt, folderName, hubHint, isAddress, lookAt, type Sink } from "./download.ts";

/** Where models from addresses are kept: `ARENA_CACHE`, else the person's cache folder. */
const cacheFolder = (): string =>
  process.env["ARENA_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "logic-arena");

/** The folder of a model, at a path or an address. Throws `BadInput` for what is neither. */
export function modelFolder(model: string) {
  const at = pathOf(`model ${model}`, model);
  const folder = isAddress(at) ? cached(at) : onDisk(model, at);
  const place = {
    where: `model ${model}`,
    full: CACHE_WAY,
    other: isAddress(at) ? CACHE_WAY : "expected a folder that can be read",
  };
  const readable = <T>(work: Promise<T>): Promise<T> => onDiskLater(place, () => work);
  return {
    name: folderName(isAddress(at) ? at : resolve(at)),
    where: model,
    hint: hubHint(at),
    text: (file: string): Promise<string | undefined> =>
      readable(
        folder
          .get(file)
          .then(async (path) =>
            path === undefined || !(await stat(path)).isFile() ? undefined : textIn(await readFile(path), `model ${model}, ${file}`),
          ),
      ),
    look: (file: string) => readable(folder.look(file)),
    list: (ending: string): Promise<readonly string[]> => readable(folder.list(ending)),
    forget: (file: string) => readable(folder.forget(file)),
    /** Where a file lies on the disk; undefined when there is none, or when it is outside the folder. */
    path: (file: string) => (inside(file) ? folder.get(file) : Promise.resolve(undefined)),
    weights: (file: string, heard: (done: number) => void) =>
      readable(
        (async () => {
          const path = await folder.get(file, heard);
          if (path === undefined) throw new ArenaError("BadInput", `model ${model}`, `no ${file}`, "expected it to be there still");
          const { size } = await stat(path);
          heard(size);
          return { weights: path, digest: await digestOf(path), bytes: size, part: partOf(path) };
        })(),
      ),
  };
}

/** A path or an address as it was given, or the path that an address beginning with `file:` stands for. */
export function pathOf(where: string, given: string): string {
  if (!given.startsWith("file:")) return given;
  try {
    return fileURLToPath(given);
  } catch (error) {
    throw new ArenaError("BadInput", where, messageOf(error), "expected the path of a folder");
  }
}

/** Reads parts of a file. */
const partOf =
  (path: string) =>
  async (from: number, to: number): Promise<Uint8Array> => {
    const handle = await open(path);
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(to - from), 0, to - from, from);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  };

const inside = (file: string): boolean => file !== "" && !isAbsolute(file) && !file.split(/[\\/]/).includes("..");

/** The first 128 bits of a file's SHA-256, in hex. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
  return hash.digest("hex").slice(0, 32);
}

function onDisk(model: string, at: string) {
  const root = resolve(at);
  if (!existsSync(root))
    throw new ArenaError(
      "BadInput",
      `model ${model}`,
      "no such folder",
      `expected one with a pretrained model, or its address (https://...)${hubHint(model) ?? ""}`,
    );
  if (!statSync(root).isDirectory())
    throw new ArenaError("BadInput", `model ${model}`, "a file", `expected the folder that it is in: ${dirname(at)}`);
  const path = (file: string) => join(root, file);
  return {
    get: async (file: string) => (existsSync(path(file)) ? path(file) : undefined),
    async look(file: string) {
      const there = existsSync(path(file)) ? statSync(path(file)) : undefined;
      return there?.isFile() === true ? { bytes: there.size } : undefined;
    },
    list: async (ending: string) => filesBelow(root, ending),
    forget: () => Promise.resolve(),
  };
}

const CACHE_WAY = "expected a place for it that can be written: ARENA_CACHE names one";

/** How many folders deep a model is looked for. */
const DEPTH = 3;

/** The files below a folder with this ending, as paths relative to it. */
async function filesBelow(root: string, ending: string, depth = DEPTH): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of (await readdir(root, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(root, entry.name);
    if (entry.isDirectory() && depth > 0) found.push(...(await filesBelow(path, ending, depth - 1)).map((file) => `${entry.name}/${file}`));
    else if (entry.name.endsWith(ending) && statSync(path).isFile()) found.push(entry.name);
  }
  return found;
}

/** A download that has received nothing for so many milliseconds counts as abandoned. */
const STALE_MS = 20_000;

function cached(model: string) {
  const { host, pathname } = new URL(model);
  const root = join(cacheFolder(), "models", `${host}${pathname}`.replaceAll(/[^\w./-]/g, "_").replace(/\/$/, ""));
  const path = (file: string) => join(root, file);
  /** Whether a file of the folder could be fetched. */
  let open = false;
  return {
    async get(file: string, heard: (done: number) => void = () => {}): Promise<string | undefined> {
      const whole = path(file);
      const part = `${whole}.part`;
      makeFolder(dirname(whole), { where: `model ${model} in ${root}`, full: CACHE_WAY, other: CACHE_WAY });
      while (!existsSync(whole)) {
        if (!(await mine(part))) {
          // Another worker or run is downloading the file.
          heard(await sizeOf(part));
          await new Promise((later) => setTimeout(later, 200));
          continue;
        }
        const sink = await partSink(part);
        let there: boolean;
        try {
          there = await download(fileAt(model, file), sink, heard, open).finally(() => sink.close());
        } catch (error) {
          // The next worker may resume at once.
          await (sink.have().bytes === 0 ? rm(part, { force: true }) : utimes(part, new Date(0), new Date(0)));
          throw error;
        }
        if (there) await rename(part, whole);
        else await rm(part, { force: true });
        await rm(`${part}.mark`, { force: true });
        if (!there) return undefined;
      }
      open = true;
      return whole;
    },
    look: async (file: string) => (existsSync(path(file)) ? { bytes: statSync(path(file)).size } : lookAt(fileAt(model, file), open)),
    list: () => Promise.resolve([]),
    forget: (file: string) => rm(path(file), { force: true }),
  };
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Whether we may write a partial file: it is new, or its download was abandoned. */
async function mine(part: string): Promise<boolean> {
  try {
    await (await open(part, "wx")).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // no other download, but a place that cannot be written
    const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs < STALE_MS) return false;
    await utimes(part, new Date(), new Date());
    return true;
  }
}

/** Writes to a partial file, and keeps the mark of the complete file beside it. */
async function partSink(part: string): Promise<Sink & { close(): Promise<void> }> {
  const handle = await open(part, "r+");
  let { size } = await handle.stat();
  let mark = await readFile(`${part}.mark`, "utf8").catch(() => undefined);
  // Without a mark, nothing tells which file the bytes belong to.
  if (mark === undefined) size = 0;
  return {
    have: () => ({ bytes: mark === undefined ? 0 : size, mark }),
    async begin(at, given) {
      size = at;
      mark = given;
      await handle.truncate(at);
      await (given === undefined ? rm(`${part}.mark`, { force: true }) : writeFile(`${part}.mark`, given));
    },
    async take(piece) {
      await handle.write(piece, 0, piece.length, size);
      size += piece.length;
    },
    close: () => handle.close(),
  };
}
