/** Loads Rapier in Node. */
import type * as Rapier from "@dimforge/rapier2d";

export const load = (): Promise<typeof Rapier> => import("@dimforge/rapier2d");
