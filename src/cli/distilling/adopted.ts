/** Students that take the place of committed ones. */
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ArenaError } from "../../core/index.ts";
import { ROOT, rootOf, WORKPLACE, worldsFolder } from "../../core/package.node.mjs";
import { makeFolder, onDisk } from "../../platform/disk.node.ts";

/**
 * The folder in which what is made for a game is committed: that of its world; for a game of the installed package, which the next install
 * replaces, that of worlds from elsewhere. Throws `BadInput` where there is none.
 */
export function homeOf(env: string, where: string): string {
  const root = rootOf(env);
  const home = root === ROOT && WORKPLACE !== ROOT ? worldsFolder() : root;
  if (home !== undefined) return home;
  throw new ArenaError(
    "BadInput",
    where,
    `${env} is a world of the installed package`,
    "expected a folder of your own worlds: --worlds <folder>",
  );
}

/** Where committed students are. */
export const MODELS = join(ROOT, "agents", "student", "models");

/** Copies the files of a student to the committed ones of a folder, under a name; not its exported graphs, which the arena does not read. Returns where it lies. */
export function adoptStudent(name: string, from: string, models = MODELS): string {
  const to = join(models, name);
  const place = { where: `--adopt ${to}` };
  const files = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile());
  makeFolder(to, place);
  for (const file of files) onDisk(place, () => copyFileSync(join(from, file.name), join(to, file.name)));
  return to;
}
