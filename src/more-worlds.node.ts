/** Worlds of a folder that ARENA_WORLDS names, where there is a disk: see `more-worlds.browser.ts`. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { World } from "../agents/world.ts";
import { ArenaError, messageOf } from "./core/index.ts";

const folder = process.env["ARENA_WORLDS"] ?? "";

/** The worlds that the folder's `worlds.ts` exports as `worlds`; none where no folder is named. Throws `BadInput` where there are none. */
export const more: Readonly<Record<string, World>> = folder === "" ? {} : await worldsOf(resolve(folder, "worlds.ts"));

async function worldsOf(file: string): Promise<Readonly<Record<string, World>>> {
  const bad = (found: string, cause?: unknown) =>
    new ArenaError("BadInput", `environment ARENA_WORLDS ${folder}`, found, "expected a folder whose worlds.ts exports `worlds`", {
      cause,
    });
  if (!existsSync(file)) throw bad("no worlds.ts in it");
  let given: { readonly worlds?: Readonly<Record<string, World>> };
  try {
    given = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof given;
  } catch (error) {
    throw error instanceof ArenaError ? error : bad(`its worlds.ts cannot be loaded (${messageOf(error).split("\n", 1)[0]})`, error);
  }
  if (typeof given.worlds !== "object") throw bad("no `worlds` in its worlds.ts");
  return given.worlds;
}
