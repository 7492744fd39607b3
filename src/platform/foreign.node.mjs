/**
 * How worlds from elsewhere are loaded, as a hook of Node's: whatever copies of them lie beside a world, it gets the modules of the arena that
 * is running, and the zod whose schemas this one reads. Its own files are modules, whatever its `package.json` says of others.
 */
import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { ROOT, worldsFolder } from "../core/package.node.mjs";

const PACKAGE = pathToFileURL(join(ROOT, "package.json")).href;
const worlds = worldsFolder();
const folder = worlds === undefined ? undefined : pathToFileURL(worlds + sep).href;

const isForeign = (url) => folder !== undefined && url.startsWith(folder) && !url.includes("/node_modules/");

/** @type {import("node:module").ResolveHook} */
export function resolve(specifier, context, next) {
  const ours = /^(logic-arena|zod)(\/|$)/.test(specifier) && isForeign(context.parentURL ?? "");
  return next(specifier, ours ? { ...context, parentURL: PACKAGE } : context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  const [, loader] = /\.([jt]s)(?:\?|$)/.exec(url) ?? [];
  if (loader === undefined || !isForeign(url)) return next(url, context);
  const path = fileURLToPath(url);
  const { code } = await transform(await readFile(path), { loader, sourcefile: path, sourcemap: "inline", target: "node20" });
  return { format: "module", source: code, shortCircuit: true };
}
