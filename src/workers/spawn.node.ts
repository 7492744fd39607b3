/** Starts Node's worker threads. */
import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { messageOf } from "../core/index.ts";
import { threadOf } from "../platform/bundle.node.mjs";
import type { Spawn, WorkerHandle } from "./protocol.ts";

/** Megabytes of heap a worker may use before it is ended. */
const HEAP_MB = 1024;

/** Starts a worker thread of the arena. */
export const spawnThread: Spawn = () => start("worker");

/** Starts a worker thread for a sandbox. */
export const spawnSandboxThread: Spawn = () => start("sandbox");

/** Starts a worker thread that trains, on so many cores. */
export const spawnTrainingThread =
  (threads: number): Spawn =>
  () =>
    start("training", { threads });

function start(program: "worker" | "sandbox" | "training", workerData?: object): WorkerHandle {
  const { file, argv } = threadOf(program);
  const worker = new Worker(file, { execArgv: [], argv: [...argv], workerData, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  worker.unref();
  let told = false;
  return {
    endpoint: nodeEndpoint(worker),
    terminate: () => void worker.terminate(),
    onDeath(callback) {
      const once = (reason: string) => {
        if (!told) callback(reason);
        told = true;
      };
      worker.on("error", (error) => once(messageOf(error)));
      worker.on("exit", (code) => once(`it ended with code ${code}`));
    },
  };
}
