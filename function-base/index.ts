/** The function base of every environment that has one. Adding one is a folder and a line here. */
import { files } from "#functions";
import { makeBase } from "./base.ts";
import { guide as pursuit } from "./pursuit/guide.ts";
import type { FunctionBase } from "./types.ts";

export * from "./base.ts";
export * from "./clauses.ts";
export * from "./manual.ts";
export * from "./reads.ts";
export * from "./stages.ts";
export { telegram } from "./words.ts";
export type * from "./types.ts";

/** Function bases by environment. */
export const bases: Readonly<Record<string, FunctionBase>> = { pursuit: makeBase("pursuit", pursuit, files) };
export * from "./loop.ts";
export * from "./misfits.ts";
export * from "./retrieve.ts";
export * from "./found.ts";
export * from "./check.ts";
export * from "./effect.ts";
