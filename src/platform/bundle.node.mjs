/**
 * Bundles the programs that Node runs. Loading TypeScript file by file takes most of the time of a start: a worker thread is ready in a third
 * of the time, with a fifth of the work.
 *
 * Bundles lie in `node_modules/.cache/logic-arena`. They are made anew when a file that went into them has changed.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "../core/package.node.mjs";

/** The programs, by their name in the bundle. */
const PROGRAMS = {
  arena: "src/cli/main.ts",
  worker: "src/workers/entry.node.ts",
  sandbox: "src/workers/entry.sandbox.node.ts",
  training: "src/workers/entry.training.node.ts",
  episodes: "benchmarks/episodes.thread.ts",
};

/** Packages of many small files, which are bundled as well; all others are loaded from `node_modules`. */
const INLINE = ["zod", "comlink", "@noble/hashes", "minisearch", "p-queue"];

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(ROOT, "node_modules", ".cache", "logic-arena");
const LATEST = join(CACHE, "latest.json");

/** Bundles that nobody has needed for so long are removed; a process may still load parts of a younger one. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** The folder of the bundles: that of this code where it is a bundle itself, so that threads run what their program runs. */
let folder = HERE.startsWith(CACHE + sep) ? HERE : undefined;
let looked = folder !== undefined;

/**
 * Where the code of a program lies: in its bundle, or undefined where it has to be loaded file by file. That is where the cache cannot be
 * written, and with worlds from elsewhere (ARENA_WORLDS): their files import the arena's, and must get the modules that are running.
 *
 * @param {keyof typeof PROGRAMS} program
 * @returns {URL | undefined}
 */
export function bundled(program) {
  if (!looked) {
    looked = true;
    if ((process.env["ARENA_WORLDS"] ?? "") === "") folder = upToDate() ?? made();
  }
  return folder === undefined ? undefined : pathToFileURL(join(folder, `${program}.js`));
}

/**
 * What a worker thread of a program is started with: its file and arguments.
 *
 * @param {keyof typeof PROGRAMS} program
 * @returns {{ readonly file: URL, readonly argv: readonly string[] }}
 */
export function threadOf(program) {
  const file = bundled(program);
  return file === undefined
    ? { file: pathToFileURL(join(ROOT, "src", "platform", "load.node.mjs")), argv: [pathToFileURL(join(ROOT, PROGRAMS[program])).href] }
    : { file, argv: [] };
}

/** What tells whether a file has changed. */
function stampOf(path) {
  const { mtimeMs, size } = statSync(join(ROOT, path));
  return `${mtimeMs} ${size}`;
}

/** The folder of the latest bundles, if none of their inputs has changed. */
function upToDate() {
  try {
    const latest = JSON.parse(readFileSync(LATEST, "utf8"));
    const fresh = Object.entries(latest.inputs).every(([path, stamp]) => stampOf(path) === stamp);
    return fresh && statSync(join(CACHE, latest.id)).isDirectory() ? join(CACHE, latest.id) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the bundles; undefined where they cannot be written. */
function made() {
  const { buildSync } = createRequire(import.meta.url)("esbuild");
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const external = Object.keys(dependencies).filter((name) => !INLINE.includes(name));
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: ROOT,
    entryPoints: PROGRAMS,
    outdir: "bundle",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: [...external, "marked", "typedoc"],
    sourcemap: "linked",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  try {
    const inputs = Object.fromEntries(["package.json", ...Object.keys(metafile.inputs)].map((path) => [path, stampOf(path)]));
    const id = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
    const own = join(CACHE, `${id}.${process.pid}`);
    mkdirSync(own, { recursive: true });
    for (const { path, contents } of outputFiles) writeFileSync(join(own, path.slice(join(ROOT, "bundle").length + 1)), contents);
    // Another process may have made the same in the meantime.
    try {
      renameSync(own, join(CACHE, id));
    } catch {
      rmSync(own, { recursive: true, force: true });
    }
    writeFileSync(`${LATEST}.${process.pid}`, JSON.stringify({ id, inputs }));
    renameSync(`${LATEST}.${process.pid}`, LATEST);
    for (const other of readdirSync(CACHE)) {
      const path = join(CACHE, other);
      if (other !== id && path !== LATEST && Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
    }
    return join(CACHE, id);
  } catch {
    return undefined;
  }
}
