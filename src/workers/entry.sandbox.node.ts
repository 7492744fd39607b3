/** A sandbox's worker thread in Node. */
import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { machineProgram } from "../platform/quickjs.node.ts";
import { sandboxService } from "./sandbox-service.ts";

if (parentPort === null) throw new Error("entry.sandbox.node.ts: not in a worker thread, expected `new Worker()`");

Comlink.expose(sandboxService(machineProgram), nodeEndpoint(parentPort));
