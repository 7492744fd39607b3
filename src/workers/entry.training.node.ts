/** The worker thread that trains in Node. */
import { parentPort, workerData } from "node:worker_threads";
import * as Comlink from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { trainingRuntime } from "../platform/ort.node.ts";
import { trainingService } from "./training.ts";

if (parentPort === null) throw new Error("entry.training.node: started outside a worker thread, expected spawn.node.ts to start it");
const { threads } = workerData as { readonly threads: number };
Comlink.expose(
  trainingService(() => Promise.resolve(trainingRuntime(threads))),
  nodeEndpoint(parentPort),
);
