/** Loads Rapier in a browser. The page and its workers fetch one and the same file, once a world needs it. */
import type * as Rapier from "@dimforge/rapier2d";
import url from "@dimforge/rapier2d?url";

export const load = async (): Promise<typeof Rapier> => (await import(/* @vite-ignore */ url)) as typeof Rapier;
