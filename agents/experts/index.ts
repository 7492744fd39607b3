/** The guide of every environment, by its id. Adding one is a file and a line here. */
import type { Guide } from "./guide.ts";
import { pursuit } from "./pursuit.ts";

/** Scripted knowledge by environment. */
export const guides: Readonly<Record<string, Guide>> = { pursuit };
