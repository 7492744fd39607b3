/** Loads the TypeScript of a training worker thread: `--import tsx` does not reach workers on Node 20. */
import { register } from "tsx/esm/api";

register();
await import("./entry.training.node.ts");
