/** A sandbox's worker thread in Node. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { sandboxService } from "./sandbox-service.ts";

if (parentPort === null) throw new Error("entry.sandbox.node.ts: not in a worker thread, expected `new Worker()`");
const path = createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm");
let wasm: Promise<WebAssembly.Module> | undefined;

Comlink.expose(
  sandboxService(() => (wasm ??= readFile(path).then((bytes) => WebAssembly.compile(new Uint8Array(bytes))))),
  nodeEndpoint(parentPort),
);
