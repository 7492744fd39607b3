/** Folders of pretrained models where there is no disk: see `model-folder.node.ts`. What is fetched stays in the browser's cache. */
import { ArenaError, bytesDigest, textIn } from "../core/index.ts";
import { IS_STATIC } from "./static.browser.ts";
import { ENDING, SERVED } from "./pretrained-path.ts";
import { download, fileAt, folderName, hubHint, isAddress, lookAt } from "./download.ts";

/** The browser's cache of models. */
const CACHE = "logic-arena-models";

/** The folder of a model at an address, or one on the disk of the arena's server that the server was told of. */
export function modelFolder(model: string) {
  const own = new URL(`/${SERVED}/${encodeURIComponent(model)}`, location.origin).href;
  // A model at an address may be on the disk of the arena's server already.
  const served = !isAddress(model)
    ? Promise.resolve(true)
    : IS_STATIC
      ? Promise.resolve(false)
      : lookAt(fileAt(own, "config.json")).then(
          (there) => there !== undefined,
          () => false,
        );
  const url = async (file: string) => fileAt((await served) ? own : model, file);
  // What comes from this machine's disk is there anyway, and may change.
  const cache = served.then((here) => (here ? undefined : openCache()));
  const kept = async (file: string) => (await cache)?.match(await url(file));

  /** Whether a file of the folder could be fetched. */
  let open = false;

  async function get(file: string, heard: (done: number) => void = () => {}): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const before = await kept(file);
    if (before !== undefined) {
      const bytes = new Uint8Array(await before.arrayBuffer());
      heard(bytes.length);
      open = true;
      return bytes;
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    let mark: string | undefined;
    const there = await download(
      await url(file),
      {
        have: () => ({ bytes: mark === undefined ? 0 : size, mark }),
        begin(at, given) {
          if (at === 0) [pieces.length, size] = [0, 0];
          mark = given;
        },
        take(piece) {
          pieces.push(piece);
          size += piece.length;
        },
      },
      heard,
      open,
    );
    if (!there) return undefined;
    open = true;
    const bytes = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces.splice(0)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    // Where there is no room for it, it is fetched again the next time.
    await (await cache)?.put(await url(file), new Response(bytes, { headers: { "content-length": String(size) } })).catch(() => {});
    return bytes;
  }

  return {
    name: folderName(model),
    where: model,
    hint: isAddress(model) ? hubHint(model) : undefined,
    async text(file: string): Promise<string | undefined> {
      const bytes = await get(file);
      if (bytes === undefined && file === "config.json" && !isAddress(model))
        throw new ArenaError(
          "BadInput",
          `model ${model}`,
          "this page's server does not hand it out",
          `expected a server that was started with ARENA_SLLM set to it, or the address of a model (https://...)${hubHint(model) ?? ""}`,
        );
      return bytes === undefined ? undefined : textIn(bytes, `model ${model}, ${file}`);
    },
    async look(file: string): Promise<{ readonly bytes?: number } | undefined> {
      const before = await kept(file);
      if (before === undefined) return lookAt(await url(file), open);
      return { bytes: Number(before.headers.get("content-length")) };
    },
    async list(ending: string): Promise<readonly string[]> {
      if (!(await served)) return [];
      const response = await fetch(`${own}/?${ENDING}=${encodeURIComponent(ending)}`);
      return (response.headers.get("content-type") ?? "").includes("json") ? ((await response.json()) as readonly string[]) : [];
    },
    forget: async (file: string) => void (await (await cache)?.delete(await url(file))),
    async weights(file: string, heard: (done: number) => void) {
      const weights = await get(file, heard);
      if (weights === undefined) throw new ArenaError("BadInput", `model ${model}`, `no ${file}`, "expected it to be there still");
      const part = (from: number, to: number) => Promise.resolve(weights.subarray(from, to));
      return { weights, digest: await digestOf(weights), bytes: weights.length, part };
    },
  };
}

/** The cache, where the browser has one: pages of other machines without https do not. */
const openCache = (): Promise<Cache | undefined> =>
  typeof caches === "undefined" ? Promise.resolve(undefined) : caches.open(CACHE).catch(() => undefined);

/** The first 128 bits of SHA-256, in hex: by the browser, which is faster, where it lets us. */
async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!isSecureContext) return bytesDigest(bytes);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
