/** A sandbox's worker in the browser. */
import * as Comlink from "comlink";
import wasmUrl from "quickjs-wasi/quickjs.wasm?url";
import { sandboxService } from "./sandbox-service.ts";

let wasm: Promise<WebAssembly.Module> | undefined;

Comlink.expose(sandboxService(() => (wasm ??= WebAssembly.compileStreaming(fetch(wasmUrl)))));
