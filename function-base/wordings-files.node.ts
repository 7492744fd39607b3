/** The files of other wordings where there is a disk: see `wordings-files.browser.ts`. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { roots } from "../src/core/package.node.mjs";

/** The text of a file of a game's base, or of one in a folder that ARENA_WORLDS names. */
export function wordingsText(env: string, file: string): Promise<string> {
  const paths = roots().map((root) => join(root, "function-base", env, file));
  return readFile(paths.find((path) => existsSync(path)) ?? paths[0]!, "utf8");
}
