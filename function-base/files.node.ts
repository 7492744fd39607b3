/** The functions' files where there is a disk: see `files.browser.ts`. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { pathToFileURL } from "node:url";
import { ROOT } from "../src/core/package.node.mjs";
import type { FunctionFile } from "./manual.ts";
import type { BaseFunction } from "./types.ts";

const more = env["ARENA_WORLDS"] ?? "";
const roots = [join(ROOT, "function-base"), ...(more === "" ? [] : [resolve(more, "function-base")])];

/** Every function file of a folder: its path within the folder, its source, and the function. */
const filesIn = (root: string): readonly Promise<FunctionFile>[] =>
  (existsSync(root) ? readdirSync(root, { recursive: true, encoding: "utf8" }) : [])
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"))
    .sort()
    .map(async (path) => {
      const url = pathToFileURL(join(root, path));
      const { default: run } = (await import(/* @vite-ignore */ url.href)) as { default: BaseFunction };
      return { path, source: readFileSync(url, "utf8"), run };
    });

/** Every committed function, and those of a folder that ARENA_WORLDS names. */
export const files: readonly FunctionFile[] = await Promise.all(roots.flatMap(filesIn));
