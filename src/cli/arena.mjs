#!/usr/bin/env node
/** The command `arena`: runs the bundle of the command line, or loads its TypeScript file by file. */
import { bundled } from "../platform/bundle.node.mjs";
import { withWorlds } from "./worlds-folder.mjs";

let argv;
try {
  argv = withWorlds(process.argv);
} catch ({ message }) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
let file = bundled("arena");
if (file === undefined) {
  const { loadTypeScript } = await import("../platform/typescript.node.mjs");
  loadTypeScript();
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
const code = await main(argv);
process.exitCode = unwritten ? 1 : code;
