/** QuickJS for the machines of sandboxes, as Node finds it. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { compileMachine } from "./quickjs.ts";

let machine: Promise<WebAssembly.Module> | undefined;

/** The program of machines, compiled once. */
export const machineProgram = (): Promise<WebAssembly.Module> =>
  (machine ??= readFile(createRequire(import.meta.url).resolve("quickjs-wasi/quickjs.wasm")).then(compileMachine));
