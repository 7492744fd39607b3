/** The worlds of this folder: ARENA_WORLDS=test/worlds adds them to those of the arena. */
import type { World } from "../../agents/world.ts";
import { tally } from "./envs/tally/world.ts";

/** The worlds by the ids of their environments. */
export const worlds: Readonly<Record<string, World>> = { tally };
