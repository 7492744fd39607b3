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
let unwritten = false;
for (const [stream, name] of [
  [process.stdout, "standard output"],
  [process.stderr, "standard error"],
])
  stream.on("error", ({ code, message }) => {
    if (unwritten || code === "EPIPE") return; // a reader that has enough, as `head`, is no failure
    unwritten = true;
    process.exitCode = 1;
    if (stream === process.stdout) process.stderr.write(`${name}: ${message}, expected a place that can be written\n`);
  });
const code = await main(process.argv);
process.exitCode = unwritten ? 1 : code;
