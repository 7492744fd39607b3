/** The worker thread of Node. */
import { parentPort } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { natively } from "../platform/native.node.ts";
import { programs } from "../platform/program.node.ts";
import { readStudent } from "../platform/students.node.ts";
import { arenaService } from "./service.ts";
import { spawnSandboxThread } from "./spawn.node.ts";
import { nodeModels } from "./pretrained.node.ts";
import { students } from "./students.ts";

if (parentPort === null) throw new Error("entry.node: started outside a worker thread, expected spawn.node.ts to start it");
const student = students(readStudent, async () => (await natively(() => import("../platform/ort.node.ts"))).nodeRuntime(1));
const causal = nodeModels(Number(process.env["ARENA_THREADS"] ?? 1));
Comlink.expose(
  arenaService({ spawn: spawnSandboxThread, gateway: process.env["ARENA_GATEWAY"], student, causal, program: programs() }),
  nodeEndpoint(parentPort),
);
