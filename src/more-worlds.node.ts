/** Worlds of a folder that ARENA_WORLDS names, where there is a disk: see `more-worlds.browser.ts`. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { World } from "../agents/world.ts";
import { ArenaError } from "./core/index.ts";
import { worldsFolder } from "./core/package.node.mjs";
import { whyUnloaded } from "./core/unloaded.node.ts";

const folder = worldsFolder();

/** The worlds that the folder's `worlds.ts` exports as `worlds`; none where no folder is named. Throws `BadInput` where there are none. */
export const more: Readonly<Record<string, World>> = folder === undefined ? {} : await worldsOf(folder);

async function worldsOf(folder: string): Promise<Readonly<Record<string, World>>> {
  const bad = (found: string, expected: string, cause?: unknown) =>
    new ArenaError("BadInput", `worlds ${folder}`, found, expected, { cause });
  const way = "expected a folder whose worlds.ts exports `worlds`: `arena new env <id> --in <folder>` writes one";
  const file = join(folder, "worlds.ts");
  if (!existsSync(file)) throw bad("no worlds.ts in it", way);
  let given: { readonly worlds?: Readonly<Record<string, World>> };
  try {
    given = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof given;
  } catch (error) {
    throw error instanceof ArenaError
      ? error
      : bad(`its worlds.ts cannot be loaded (${whyUnloaded(error)})`, "expected a world that loads", error);
  }
  if (typeof given.worlds !== "object" || given.worlds === null) throw bad("no `worlds` in its worlds.ts", way);
  return given.worlds;
}
