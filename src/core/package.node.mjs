/** The package that the arena is: where it lies, and its version. Plain JavaScript, since what loads TypeScript needs it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The `package.json` of a folder, if it has one. */
const packageIn = (folder) => {
  const path = join(folder, "package.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
};

/** The nearest folder at or above another that is the package: this code runs from its sources, or from a bundle in its `node_modules`. */
const rootAbove = (folder) => (packageIn(folder)?.name === "logic-arena" ? folder : rootAbove(dirname(folder)));

export const ROOT = rootAbove(dirname(fileURLToPath(import.meta.url)));

export const { version: VERSION } = packageIn(ROOT);

const isInRoot = process.cwd() === ROOT || process.cwd().startsWith(ROOT + sep);

/** The folder below which commands keep what they make: the arena's repository for whoever works in it, else the current one. What is installed is emptied by the next install. */
export const WORKPLACE = isInRoot && !ROOT.split(sep).includes("node_modules") ? ROOT : process.cwd();

/** The folder of runs and of all else that commands make, unless a flag names another one. */
export const RESULTS = join(WORKPLACE, "benchmarks", "results");

/** The folder of worlds from elsewhere that ARENA_WORLDS names, if it does. */
export const worldsFolder = () => {
  const folder = process.env["ARENA_WORLDS"] ?? "";
  return folder === "" ? undefined : resolve(folder);
};

/** What of such a folder is its worlds: it may have much else. */
export const WORLD_PARTS = ["worlds.ts", "envs", "agents", "function-base"];

/** The folders that have `envs`, `agents` and `function-base`: the package, and that of worlds from elsewhere. */
export const roots = () => [ROOT, ...[worldsFolder() ?? []].flat()];

/** The one of them in which the parts of a game lie; where none has them, the last. */
export const rootOf = (env) => roots().find((root) => existsSync(join(root, "envs", env))) ?? roots().at(-1);

/** Headers of every page and worker: threads of WebAssembly need them. */
export const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * The folder of the built pages: `dist`, or one for each folder of worlds from elsewhere, so that commands with and without them can run side
 * by side.
 */
export const pagesFolder = () => {
  const worlds = worldsFolder();
  return worlds === undefined
    ? join(ROOT, "dist")
    : join(ROOT, "node_modules", ".cache", "logic-arena-pages", createHash("sha256").update(worlds).digest("hex").slice(0, 16));
};
