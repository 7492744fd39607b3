/** Starts the workers of sandboxes, from a page or from a worker. */
import type { Spawn } from "./protocol.ts";
import { handleOf } from "./web-worker.ts";

/** Starts a web worker for a sandbox. */
export const spawnSandbox: Spawn = () => handleOf(new Worker(new URL("./entry.sandbox.browser.ts", import.meta.url), { type: "module" }));
