/** The functions' files where there is no disk: the same list as in `files.node.ts`, bundled. */
import { files as more } from "virtual:more-functions";
import type { FunctionFile } from "./manual.ts";
import type { BaseFunction } from "./types.ts";

const sources = import.meta.glob<string>("./*/**/*.js", { query: "?raw", import: "default", eager: true });
const runs = import.meta.glob<BaseFunction>("./*/**/*.js", { import: "default", eager: true });

const committed = Object.keys(sources)
  .sort()
  .map((key): FunctionFile => ({ path: key.replace("./", ""), source: sources[key]!, run: runs[key]! }));

/** Every committed function, and those of a folder that ARENA_WORLDS named when the pages were built. */
export const files: readonly FunctionFile[] = [...committed, ...(more as readonly FunctionFile[])];
