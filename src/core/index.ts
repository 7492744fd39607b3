/**
 * The core of the arena: everything that environments, agents and tools share.
 *
 * @module logic-arena/core
 */
export * from "./digest.ts";
export * from "./emergencies.ts";
export * from "./errors.ts";
export * from "./files.ts";
export * from "./json.ts";
export * from "./log.ts";
export * from "./members.ts";
export * from "./metrics.ts";
export * from "./random.ts";
export * from "./range.ts";
export * from "./replay.ts";
export * from "./rollout.ts";
export * from "./seats.ts";
export * from "./splits.ts";
export * from "./statistics.ts";
export type * from "./types.ts";
