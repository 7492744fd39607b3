/** Every world of the arena, by the id of its environment. Adding one is a line here. */
import type { World } from "../agents/world.ts";
import { lookup } from "./core/index.ts";
import { commonsHarvest } from "../envs/commons-harvest/world.ts";
import { fishery } from "../envs/fishery/world.ts";
import { pursuit } from "../envs/pursuit/world.ts";
import { tag } from "../envs/tag-rapier/world.ts";
import { twentyOne } from "../envs/twenty-one/world.ts";
import { more } from "#worlds";

/** The worlds, those of a folder that ARENA_WORLDS names among them. */
export const worlds: Readonly<Record<string, World>> = {
  pursuit,
  "twenty-one": twentyOne,
  fishery,
  "commons-harvest": commonsHarvest,
  "tag-rapier": tag,
  ...more,
};

/** Whether a world comes with the arena, and not from a folder that ARENA_WORLDS names. */
export const isOwn = (env: string): boolean => Object.hasOwn(worlds, env) && !Object.hasOwn(more, env);

/** The world of an environment; throws `UnknownId` with the known ones. */
export const worldOf = (env: string, where = "worlds"): World => lookup(worlds, env, where, "environment");
