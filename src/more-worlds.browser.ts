/** Worlds of a folder that ARENA_WORLDS named when the pages were built: `vite.config.ts` puts them here. */
import { worlds } from "virtual:more-worlds";
import type { World } from "../agents/world.ts";

/** The worlds that the folder's `worlds.ts` exports as `worlds`; none where no folder was named. */
export const more = worlds as Readonly<Record<string, World>>;
