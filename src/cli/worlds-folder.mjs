/** Worlds from elsewhere, as a command line names them: known before anything is loaded, since what is loaded depends on it. */
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ROOT } from "../core/package.node.mjs";

/** The file in a folder of worlds that exports them. */
const WORLDS = "worlds.ts";

/**
 * Takes the folder of worlds out of a command line and names it in ARENA_WORLDS: that of `--worlds`, or of a path in place of an
 * environment's id, else that of the variable itself, else the current one if it has a `worlds.ts`. Returns the command line that is left, with
 * ids. Throws an error with a whole message where there is no folder after `--worlds`, or where two are meant.
 *
 * @param {readonly string[]} argv
 * @returns {readonly string[]}
 */
export function withWorlds(argv) {
  const left = argv.slice(0, 2);
  const folders = new Set();
  const args = argv.slice(2);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (arg === "--worlds" || arg.startsWith("--worlds=")) {
      const folder = arg === "--worlds" ? args[++i] : arg.slice("--worlds=".length);
      if (folder === undefined || folder.trim() === "" || folder.startsWith("-"))
        throw new Error(
          `arena --worlds: ${folder === undefined ? "no folder" : JSON.stringify(folder)}, expected the folder of a ${WORLDS}`,
        );
      folders.add(resolve(folder));
      continue;
    }
    const path = resolve(arg);
    const root = dirname(dirname(path));
    const isWorld =
      basename(dirname(path)) === "envs" && existsSync(join(path, "world.ts")) && (root === ROOT || existsSync(join(root, WORLDS)));
    const isFolder = args[0] === "check" && i > 0 && existsSync(join(path, WORLDS));
    if (isWorld || isFolder) folders.add(isWorld ? root : path);
    if (!isFolder) left.push(isWorld ? basename(path) : arg);
  }
  folders.delete(ROOT);
  const [folder, ...more] = folders;
  if (more.length > 0) throw new Error(`arena: worlds of ${folder} and of ${more[0]}, expected those of one folder`);
  if (folder !== undefined) process.env["ARENA_WORLDS"] = folder;
  else if (existsSync(WORLDS)) process.env["ARENA_WORLDS"] ??= process.cwd();
  return left;
}
