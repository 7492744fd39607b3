/** What functions are, how they are read, retrieved, called and checked. Their files lie in a folder for each environment. */
export * from "./base.ts";
export * from "./clauses.ts";
export * from "./manual.ts";
export * from "./reads.ts";
export * from "./stages.ts";
export * from "./wordings.ts";
export { telegram } from "./words.ts";
export type * from "./types.ts";

export * from "./loop.ts";
export * from "./misfits.ts";
export { INSTEAD_OF_LOCAL, INSTEAD_OF_MATH, LOCAL, STEADY_MATH } from "./steady.ts";
export * from "./retrieve.ts";
export * from "./found.ts";
export * from "./check.ts";
export * from "./effect.ts";
