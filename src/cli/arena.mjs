#!/usr/bin/env node
/** The command `arena`: loads the TypeScript of the command line. */
import { register } from "tsx/esm/api";

register();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv);
