/** A sandbox's worker in the browser. */
import * as Comlink from "comlink";
import programUrl from "quickjs-wasi/quickjs.wasm?url";
import { compileMachine } from "../platform/quickjs.ts";
import { sandboxService } from "./sandbox-service.ts";

let machine: Promise<WebAssembly.Module> | undefined;

const machineProgram = async (): Promise<WebAssembly.Module> =>
  compileMachine(new Uint8Array(await (await fetch(programUrl)).arrayBuffer()));

Comlink.expose(sandboxService(() => (machine ??= machineProgram())));
