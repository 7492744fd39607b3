/** The package that the arena is: where it lies, and its version. Plain JavaScript, since what loads TypeScript needs it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
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

/** Headers of every page and worker: threads of WebAssembly need them. */
export const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * The folder of the built pages: `dist`, or one for each folder of worlds from elsewhere, so that commands with and without them can run side
 * by side.
 */
export const pagesFolder = (worlds = process.env["ARENA_WORLDS"] ?? "") =>
  worlds === ""
    ? join(ROOT, "dist")
    : join(ROOT, "node_modules", ".cache", "logic-arena-pages", createHash("sha256").update(resolve(worlds)).digest("hex").slice(0, 16));
