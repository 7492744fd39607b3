/** What the page shows of a game in addition to its picture, as defined by the game's world. */
import type { Look } from "../../core/index.ts";
import { worlds } from "../../worlds.ts";

/** The look of an environment's world; for an environment without a world, a look without hues, so that roles get free hues in their order. */
export const lookOf = (env: string): Look => (Object.hasOwn(worlds, env) ? worlds[env]!.look : { hues: {} });
