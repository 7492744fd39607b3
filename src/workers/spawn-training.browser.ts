/** Starts the workers that train in a page. */
import type { Spawn } from "./protocol.ts";
import { handleOf } from "./web-worker.ts";

/** Starts a web worker that trains, on so many cores. */
export const spawnTrainingWorker =
  (threads: number): Spawn =>
  () => {
    const name = String(threads);
    return handleOf(new Worker(new URL("./entry.training.browser.ts", import.meta.url), { type: "module", name }));
  };
