/**
 * What a world is put together from. Worlds of other repositories have it as `logic-arena/worlds`.
 *
 * @module logic-arena/worlds
 */
export { files } from "#functions";
export { defineWorld } from "../agents/world.ts";
export type * from "../agents/world.ts";
export { makeBase } from "../function-base/index.ts";
export type * from "../function-base/types.ts";
