/** What the page shows of a game beside its picture, as its world says. */
import type { Look } from "../core/index.ts";
import { worlds } from "../worlds.ts";

/** The look of an environment's world; hues of an environment that has none go out as its roles come. */
export const lookOf = (env: string): Look => (Object.hasOwn(worlds, env) ? worlds[env]!.look : { hues: {} });
