/** The functions' files where there is a disk: see `files.browser.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import type { FunctionFile } from "./manual.ts";
import type { BaseFunction } from "./types.ts";

const root = new URL("./", import.meta.url);

/** Every committed function: its path in this folder, its source, and itself. */
export const files: readonly FunctionFile[] = await Promise.all(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"))
    .sort()
    .map(async (path) => {
      const url = new URL(path, root);
      const { default: run } = (await import(/* @vite-ignore */ url.href)) as { default: BaseFunction };
      return { path, source: readFileSync(url, "utf8"), run };
    }),
);
