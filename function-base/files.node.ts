/** The functions' files where there is a disk: see `files.browser.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ArenaError } from "../src/core/index.ts";
import { roots } from "../src/core/package.node.mjs";
import { whyUnloaded } from "../src/core/unloaded.node.ts";
import type { FunctionFile } from "./manual.ts";
import type { BaseFunction } from "./types.ts";

/** Every function file of a folder: its path within the folder, its source, and the function. */
const filesIn = (root: string): readonly Promise<FunctionFile>[] =>
  (existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [])
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"))
    .sort()
    .map(async (path) => {
      const url = pathToFileURL(join(root, path));
      const { default: run } = (await import(/* @vite-ignore */ url.href).catch((error: unknown) => {
        throw new ArenaError("BadFunction", join(root, path), whyUnloaded(error), "expected a JavaScript module", { cause: error });
      })) as { default: BaseFunction };
      return { path, source: readFileSync(url, "utf8"), run };
    });

/** Every committed function, and those of a folder that ARENA_WORLDS names. */
export const files: readonly FunctionFile[] = await Promise.all(roots().flatMap((root) => filesIn(join(root, "function-base"))));
