/** Worlds of a folder that ARENA_WORLDS names, where there is a disk: see `more-worlds.browser.ts`. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { World } from "../agents/world.ts";

const folder = process.env["ARENA_WORLDS"] ?? "";

/** The worlds that the folder's `worlds.ts` exports as `worlds`; none where no folder is named. */
export const more: Readonly<Record<string, World>> =
  folder === ""
    ? {}
    : (
        (await import(/* @vite-ignore */ pathToFileURL(resolve(folder, "worlds.ts")).href)) as {
          readonly worlds: Readonly<Record<string, World>>;
        }
      ).worlds;
