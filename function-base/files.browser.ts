/** The functions' files where there is no disk: the same list as in `files.node.ts`, bundled. */
import type { FunctionFile } from "./manual.ts";
import type { BaseFunction } from "./types.ts";

const sources = import.meta.glob<string>("./*/**/*.js", { query: "?raw", import: "default", eager: true });
const runs = import.meta.glob<BaseFunction>("./*/**/*.js", { import: "default", eager: true });

/** Every committed function: its path in this folder, its source, and itself. */
export const files: readonly FunctionFile[] = Object.keys(sources)
  .sort()
  .map((key) => ({ path: key.replace("./", ""), source: sources[key]!, run: runs[key]! }));
