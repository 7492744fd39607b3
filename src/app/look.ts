/** What the page shows of a game beside its picture, as its world says. */
import { look as pursuit } from "../../envs/pursuit/look.ts";
import type { Look } from "../core/index.ts";

const looks: Readonly<Record<string, unknown>> = { pursuit };

/** The look of an environment's world; one that says nothing gets hues as its roles come. */
export const lookOf = (env: string): Look => (looks[env] as Look | undefined) ?? { hues: {} };
