/** Every environment, by id. Adding one is a folder and a line here. */
import type { AnyEnvironment } from "../src/core/index.ts";
import { pursuit } from "./pursuit/env.ts";

/** The environments of the arena. */
export const envs: Readonly<Record<string, AnyEnvironment>> = {
  pursuit: pursuit,
};
