/** The built pages: rebuilt when their sources have changed, and served on 127.0.0.1. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createListener } from "node:net";
import { basename, extname, join, relative } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { InlineConfig, PreviewServer } from "vite";
import { ArenaError, messageOf } from "../core/index.ts";
import { diskError, isOfDisk, onDisk } from "../platform/disk.node.ts";
import type { Gateway } from "../platform/gateway.node.ts";
import { ISOLATION, pagesFolder, ROOT, WORLD_PARTS, worldsFolder } from "../core/package.node.mjs";
import { pretrainedServer } from "./pretrained.ts";

const SOURCES = [
  "src",
  "envs",
  "agents",
  "function-base",
  "benchmarks/evidence",
  "index.html",
  "bench.html",
  "vite.config.ts",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/** Builds the pages unless their folder is up to date. */
export async function buildSite(say: (line: string) => void): Promise<void> {
  const hash = createHash("sha256");
  const visit = (path: string): void => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    const children = isFolder(full) ? readdirSync(full).sort() : undefined;
    if (children === undefined) hash.update(path).update("\0").update(readFileSync(full));
    else for (const child of children) visit(join(path, child));
  };
  for (const source of SOURCES) visit(source);
  const more = worldsFolder();
  if (more !== undefined) for (const part of WORLD_PARTS) visit(relative(ROOT, join(more, part)));
  const stamp = hash.digest("hex");
  const built = join(pagesFolder(), ".sources");
  if (existsSync(built) && readFileSync(built, "utf8") === stamp) return;
  say("Building the pages ...");
  try {
    await vitesPages("build", {});
    await compress(pagesFolder());
  } catch (error) {
    throw diskError(error, { where: `pages ${pagesFolder()}` });
  }
  onDisk({ where: `pages ${built}` }, () => writeFileSync(built, stamp));
}

/** Has Vite build the pages, by more settings than the pages' own. Errors of the disk stay as they are; throws `BadInput` for sources that do not build. */
export async function vitesPages(where: string, more: InlineConfig): Promise<void> {
  try {
    const { build } = await import("vite");
    await build({ root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "error", ...more });
  } catch (error) {
    if (isOfDisk(error)) throw error;
    throw new ArenaError("BadInput", where, messageOf(error), "expected sources that build: `npm run check` tells more");
  }
}

/** Files that are smaller when they are compressed. */
const COMPRESSED = [".css", ".html", ".js", ".json", ".svg", ".wasm"];

/** This leaves 2.7 of the 14.2 MB of ONNX Runtime in 1.6 s. Browsers take Brotli from their own machine without encryption, too. */
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Writes a compressed copy beside every file of the pages that takes a while on its way: the WebAssembly of ONNX Runtime has 14 MB. */
async function compress(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
  await Promise.all(
    files
      .filter((path) => COMPRESSED.includes(extname(path)) && statSync(path).size >= 1024)
      .map(async (path) => writeFile(`${path}.br`, await promisify(brotliCompress)(await readFile(path), QUALITY))),
  );
}

const isFolder = (path: string): boolean => {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
};

/** Sends pages of evidence, whose links lead to episodes on the watch page. */
function sendEvidence({ url = "" }: IncomingMessage, response: ServerResponse, next: () => void): void {
  const name = /^\/([\w-]+\.html)(?:[?#]|$)/.exec(url)?.[1];
  const file = name === undefined ? undefined : join(ROOT, "benchmarks", "evidence", name);
  if (file === undefined || !existsSync(file)) return next();
  response.setHeader("Content-Type", "text/html; charset=utf-8");
  response.end(readFileSync(file));
}

/** Headers of a file of the pages. What has a digest in its name never changes. */
function setHeaders(response: ServerResponse, path: string): void {
  for (const [name, value] of Object.entries(ISOLATION)) response.setHeader(name, value);
  const isNamed = /-[\w-]{8}\.\w+$/.test(basename(path));
  response.setHeader("Cache-Control", isNamed ? "public, max-age=31536000, immutable" : "no-cache");
}

/** A running server of the built pages. */
export type Site = { readonly url: string; close(): Promise<void> };

/** What is served beside the pages. */
export interface SiteOptions {
  /** Port 0 takes a free one. */
  readonly port?: number;
  readonly gateway?: Gateway | undefined;
  /** Whether the pages are served from their sources, and load anew when one changes; otherwise as they were built. */
  readonly dev?: boolean;
  /** Pretrained models that pages are told of, and those of them that are on the disk. */
  readonly pretrained?: Parameters<typeof pretrainedServer>[0];
}

/** Serves the pages, and a gateway and pretrained models beside them. Throws `PortInUse`. */
export async function serveSite({
  port = 0,
  gateway,
  pretrained = { models: [], onDisk: [] },
  dev = false,
}: SiteOptions = {}): Promise<Site> {
  await freePort(port);
  const before = process.listeners("SIGTERM");
  const { createServer, preview } = await import("vite");
  const { default: sirv } = await import("sirv");
  const beside = ({ middlewares }: Pick<PreviewServer, "middlewares">): void => {
    const models = pretrainedServer(pretrained);
    middlewares.use("/evidence", sendEvidence);
    middlewares.use((request, response, next) => void models(request, response, next));
    if (gateway !== undefined) middlewares.use((request, response, next) => gateway.handle(request, response, next));
    if (!dev) middlewares.use(sirv(pagesFolder(), { brotli: true, etag: true, setHeaders }));
  };
  const listening = { host: "127.0.0.1", port, strictPort: port !== 0, open: false };
  const common = { root: ROOT, configFile: join(ROOT, "vite.config.ts"), logLevel: "error" } as const;
  const plugin = { name: "beside the pages", configureServer: beside, configurePreviewServer: beside };
  const server = dev
    ? await (await createServer({ ...common, server: listening, plugins: [plugin] })).listen()
    : await preview({ ...common, preview: listening, plugins: [plugin] });
  // Vite would end the process at once; the command that serves the pages must first save its work.
  for (const listener of process.listeners("SIGTERM")) if (!before.includes(listener)) process.off("SIGTERM", listener);
  const address = server.httpServer?.address() ?? null;
  if (address === null || typeof address === "string")
    throw new ArenaError("PortInUse", "server", "no address", "expected one on 127.0.0.1");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}

/** Resolves if a port is free; throws `PortInUse`, with what to do, if it is taken. */
export function freePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createListener();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new ArenaError(
          "PortInUse",
          `port ${port}`,
          error.code === "EADDRINUSE" ? "another program listens on it" : messageOf(error),
          "expected a free port: choose one with --port, or --port 0 for any",
        ),
      ),
    );
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}
