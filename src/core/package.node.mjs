/** The package that the arena is: where it lies, and its version. Plain JavaScript, since what loads TypeScript needs it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
