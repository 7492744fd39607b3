/** Folders of pretrained models where there is a disk: those on it, and those at an address, kept in a cache. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { open, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { ArenaError } from "../core/index.ts";
import { makeFolder } from "./disk.node.ts";
import { download, fileAt, folderName, isAddress, lookAt, type Sink } from "./download.ts";

/** Where models from addresses are kept: `ARENA_CACHE`, else the person's cache folder. */
const cacheFolder = (): string =>
  process.env["ARENA_CACHE"] ?? join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "logic-arena");

/** The folder of a model, at a path or an address. */
export function modelFolder(model: string) {
  const folder = isAddress(model) ? cached(model) : onDisk(model);
  return {
    name: folderName(isAddress(model) ? model : resolve(model)),
    where: model,
    async text(file: string): Promise<string | undefined> {
      const path = await folder.get(file);
      return path === undefined ? undefined : readFile(path, "utf8");
    },
    look: folder.look,
    /** Where a file lies on the disk; undefined when there is none, or when it is outside the folder. */
    path: (file: string) => (inside(file) ? folder.get(file) : Promise.resolve(undefined)),
    async weights(file: string, heard: (done: number) => void): Promise<{ readonly weights: string; readonly digest: string }> {
      const path = await folder.get(file, heard);
      if (path === undefined) throw new ArenaError("BadInput", `model ${model}`, `no ${file}`, "expected it to be there still");
      heard((await stat(path)).size);
      return { weights: path, digest: await digestOf(path) };
    },
  };
}

const inside = (file: string): boolean => file !== "" && !isAbsolute(file) && !file.split(/[\\/]/).includes("..");

/** The first 128 bits of a file's SHA-256, in hex. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(piece as Buffer);
  return hash.digest("hex").slice(0, 32);
}

function onDisk(model: string) {
  const root = resolve(model);
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new ArenaError(
      "BadInput",
      `model ${model}`,
      "no such folder",
      "expected one with a pretrained model, or its address (https://...)",
    );
  const path = (file: string) => join(root, file);
  return {
    get: async (file: string) => (existsSync(path(file)) ? path(file) : undefined),
    look: async (file: string) => (existsSync(path(file)) ? { bytes: statSync(path(file)).size } : undefined),
  };
}

const CACHE_WAY = "expected room for its files that can be written: ARENA_CACHE names a place";

/** A download that has received nothing for so many milliseconds counts as abandoned. */
const STALE_MS = 20_000;

function cached(model: string) {
  const { host, pathname } = new URL(model);
  const root = join(cacheFolder(), "models", `${host}${pathname}`.replaceAll(/[^\w./-]/g, "_").replace(/\/$/, ""));
  const path = (file: string) => join(root, file);
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
          there = await download(fileAt(model, file), sink, heard).finally(() => sink.close());
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
      return whole;
    },
    look: async (file: string) => (existsSync(path(file)) ? { bytes: statSync(path(file)).size } : lookAt(fileAt(model, file))),
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
