#!/usr/bin/env node
/** The command `arena`: runs the bundle of the command line, or loads its TypeScript file by file. */
import { bundled } from "../platform/bundle.node.mjs";

let file = bundled("arena");
if (file === undefined) {
  const { register } = await import("tsx/esm/api");
  register();
  file = new URL("./main.ts", import.meta.url);
}
const { main } = await import(file.href);
process.exitCode = await main(process.argv);
