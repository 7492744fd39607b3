/** Loads TypeScript file by file, that of worlds from elsewhere too. */
import * as module from "node:module";
import { register } from "tsx/esm/api";

/** From now on this thread loads TypeScript, and worlds from elsewhere get the arena that is running: see `foreign.node.mjs`. */
export function loadTypeScript() {
  register();
  module.register("./foreign.node.mjs", import.meta.url);
}
