/** Builds the pages, unless their folder holds what the present sources make. */
import { buildSite } from "./site.ts";

await buildSite((line) => process.stderr.write(`${line}\n`));
