/** The arena beside an earlier commit of it: a second checkout, on the same machine, in turns. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { ArenaError, messageOf } from "../../src/core/index.ts";
import { ROOT } from "../../src/core/package.node.mjs";
import type { Group } from "./in-tree.ts";
import type { Context } from "./section.ts";

/** Times that everything is measured in each tree; the best counts, since whatever else the machine does only slows. */
const ROUNDS = 3;

/** A checkout of a commit with its packages, made once; throws where the history here does not have it. */
export function checkout({ commit, say }: Context): string {
  const tree = join(ROOT, "node_modules", ".cache", "logic-arena-against", commit);
  if (existsSync(join(tree, "node_modules", ".package-lock.json"))) return tree;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree, { recursive: true });
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: tree, stdio: ["ignore", "pipe", "pipe"] });
  try {
    git("clone", "--quiet", "--no-checkout", ROOT, ".");
    git("checkout", "--quiet", commit);
  } catch (error) {
    rmSync(tree, { recursive: true, force: true });
    throw new ArenaError(
      "BadInput",
      `commit ${commit}`,
      `not in the history here (${messageOf(error).trim().split("\n").at(-1)})`,
      "expected a clone with its history: `git fetch --unshallow` gets it",
    );
  }
  say(`Installing the packages of ${commit} ...`);
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: tree, stdio: ["ignore", "ignore", "inherit"] });
  return tree;
}

/** The program that measures a group in a tree. */
const program = (tree: string, group: Group): string => `
import { resolveAgent } from "./agents/index.ts";
import * as core from "./src/core/index.ts";
import { measured } from ${JSON.stringify(join(ROOT, "benchmarks", "perf", "in-tree.ts"))};
${
  existsSync(join(tree, "src", "worlds.ts"))
    ? 'import { worldOf } from "./src/worlds.ts"; const envOf = (id) => worldOf(id).env; const world = worldOf("pursuit"); const context = { world };'
    : 'import { envs } from "./envs/index.ts"; const envOf = (id) => envs[id]; const env = envOf("pursuit"); const world = env; const context = { env };'
}
const seat = (role, spec) => {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { ...context, role, ports: {} });
};
const rates = await measured({ core, envOf, seat }, ${JSON.stringify(group)});
process.stdout.write(JSON.stringify(rates), () => process.exit(0));
`;

/** Rates of a group in a tree, pieces a second of processor time. */
export async function ratesIn(tree: string, group: Group): Promise<Readonly<Record<string, number>>> {
  const entry = join(tree, ".against.ts");
  // Beside the functions, which the earlier commit looks for where its code lies.
  const made = join(tree, "function-base", ".against.mjs");
  try {
    writeFileSync(entry, program(tree, group));
    await build({
      entryPoints: [entry],
      outfile: made,
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      logLevel: "error",
    });
    return JSON.parse(execFileSync(process.execPath, [made], { cwd: tree, encoding: "utf8", maxBuffer: 2 ** 24 })) as Record<
      string,
      number
    >;
  } finally {
    rmSync(entry, { force: true });
    rmSync(made, { force: true });
  }
}

/** Two figures of the same thing: the earlier commit's, and the present one's. */
export type Pair = { readonly before: number; readonly now: number };

/** Rates of a group, pieces a second of processor time, in the earlier commit and now: in turns, the best of all rounds. */
export async function inBothTrees(context: Context, group: Group): Promise<Readonly<Record<string, Pair>>> {
  const trees = [checkout(context), ROOT] as const;
  const best: Record<string, { before: number; now: number }> = {};
  for (let round = 1; round <= ROUNDS; round++)
    for (const [i, tree] of trees.entries()) {
      const at = i === 0 ? "before" : "now";
      context.say(`${group}, round ${round} of ${ROUNDS}: ${i === 0 ? context.commit : "the present commit"}`);
      for (const [name, rate] of Object.entries(await ratesIn(tree, group))) {
        const pair = (best[name] ??= { before: 0, now: 0 });
        pair[at] = Math.max(pair[at], rate);
      }
    }
  return best;
}

/** Serves the pages of a tree; the address, and what ends the server. */
export async function served(tree: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const script = `
    const { buildSite, serveSite } = await import(${JSON.stringify(join(tree, "src", "cli", "site.ts"))});
    await buildSite(() => {});
    process.stdout.write((await serveSite()).url + "\\n");
    setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: tree,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => resolve(String(part).trim()));
    child.on("exit", () => reject(new Error(`the server of ${tree} ended`)));
  });
  return { url, child };
}
