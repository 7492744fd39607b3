/** Loads the TypeScript of a worker thread: `--import tsx` does not reach workers on Node 20. */
import { register } from "tsx/esm/api";

register();
await import("./measure.thread.ts");
