/** Starts the page's workers. */
import type { Spawn } from "./protocol.ts";
import { handleOf } from "./web-worker.ts";

/** Starts a web worker of the arena. */
export const spawnWorker: Spawn = () => handleOf(new Worker(new URL("./entry.browser.ts", import.meta.url), { type: "module" }));
