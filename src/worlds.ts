/** Every world of the arena, by the id of its environment. Adding one is a line here. */
import type { World } from "../agents/world.ts";
import { ArenaError, lookup } from "./core/index.ts";
import { commonsHarvest } from "../envs/commons-harvest/world.ts";
import { fishery } from "../envs/fishery/world.ts";
import { pursuit } from "../envs/pursuit/world.ts";
import { tag } from "../envs/tag-rapier/world.ts";
import { twentyOne } from "../envs/twenty-one/world.ts";
import { more } from "#worlds";

const own: Readonly<Record<string, World>> = {
  pursuit,
  "twenty-one": twentyOne,
  fishery,
  "commons-harvest": commonsHarvest,
  "tag-rapier": tag,
};

/** Whether a world comes with the arena, and not from a folder of worlds. */
export const isOwn = (env: string): boolean => Object.hasOwn(own, env);

/** The worlds, those of a folder that ARENA_WORLDS names among them. Throws `BadInput` where one of these takes an id of the arena's own. */
export const worlds: Readonly<Record<string, World>> = { ...own, ...apart(more) };

function apart(others: Readonly<Record<string, World>>): Readonly<Record<string, World>> {
  for (const [id, world] of Object.entries(others)) {
    const refuse = (found: string, expected: string): never => {
      throw new ArenaError("BadInput", `worlds.ts: "${id}"`, found, expected);
    };
    if (Object.hasOwn(own, id)) refuse("a world of the arena has this id", "expected another id");
    if (typeof world?.env?.id !== "string") refuse("no world", "expected what `defineWorld` gives");
    if (world.env.id !== id) refuse(`the world of "${world.env.id}"`, "expected worlds by the ids of their environments");
  }
  return others;
}

/** The world of an environment; throws `UnknownId` with the known ones, and `BadInput` for a path. */
export function worldOf(env: string, where = "worlds"): World {
  if (/[\\/]/.test(env))
    throw new ArenaError(
      "BadInput",
      where,
      `no world at "${env}"`,
      "expected an id, or the path of <folder>/envs/<id> with a world.ts in it and a worlds.ts in <folder>: `arena new env <id> --in <folder>` writes them",
    );
  return lookup(worlds, env, where, "environment");
}
