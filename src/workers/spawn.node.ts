/** Starts Node's worker threads. */
import { Worker } from "node:worker_threads";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { messageOf } from "../core/index.ts";
import { threadOf } from "../platform/bundle.node.mjs";
import { askToEnd, nativeCalls } from "../platform/native.node.ts";
import type { Spawn, WorkerHandle } from "./protocol.ts";

/** Megabytes of heap a worker may use before it is ended. */
const HEAP_MB = 1024;

/** Milliseconds that a native call may take when its thread is to end: by then something else holds the thread. */
const LONGEST_CALL_MS = 60_000;

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
  const native = nativeCalls();
  const worker = new Worker(file, {
    execArgv: [],
    argv: [...argv],
    workerData: { ...workerData, native },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  worker.unref();
  let told = false;
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  return {
    endpoint: nodeEndpoint(worker),
    async terminate() {
      if (!askToEnd(native)) return void (await worker.terminate());
      worker.ref(); // the process waits for it
      const late = setTimeout(() => void worker.terminate(), LONGEST_CALL_MS);
      await ended;
      clearTimeout(late);
    },
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
