/** Starts the page's workers. */
import type { Spawn } from "./protocol.ts";

/** Starts a web worker of the arena. */
export const spawnWorker: Spawn = () => {
  const worker = new Worker(new URL("./entry.browser.ts", import.meta.url), { type: "module" });
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
};
