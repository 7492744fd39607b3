/** Students that take the place of committed ones. */
import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../core/package.node.mjs";
import { makeFolder, onDisk } from "../../platform/disk.node.ts";

/** Where committed students are. */
export const MODELS = join(ROOT, "agents", "student", "models");

/** Copies the files of a student to those that are committed, under a name; not the folder of exported graphs, which the arena does not read. */
export function adoptStudent(name: string, from: string): void {
  const to = join(MODELS, name);
  const place = { where: `arena evidence --adopt ${to}` };
  const files = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile());
  makeFolder(to, place);
  for (const file of files) onDisk(place, () => copyFileSync(join(from, file.name), join(to, file.name)));
}
