/** The worker thread of Node. */
import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { arenaService } from "./service.ts";
import { spawnSandboxThread } from "./spawn.node.ts";

if (parentPort === null) throw new Error("entry.node: started outside a worker thread, expected spawn.node.ts to start it");
Comlink.expose(arenaService(spawnSandboxThread, process.env["ARENA_GATEWAY"]), nodeEndpoint(parentPort));
