/** Loads the TypeScript of a program file by file: the file that the first argument names. `--import tsx` does not reach workers on Node 20. */
import { loadTypeScript } from "./typescript.node.mjs";

loadTypeScript();
await import(process.argv[2]);
