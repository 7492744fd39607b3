/** A web worker as its host sees it. */
import type { WorkerHandle } from "./protocol.ts";

/** The handle of a web worker. */
export function handleOf(worker: Worker): WorkerHandle {
  return {
    endpoint: worker,
    terminate: () => worker.terminate(),
    onDeath(callback) {
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        callback(event.message === undefined || event.message === "" ? "its script did not load" : event.message);
      });
    },
  };
}
