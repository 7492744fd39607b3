/**
 * `npm run perf:against`: how fast the arena is beside an earlier commit of it, on the same machine, in turns. `-- <commit>` names another one;
 * `--bench` plays the quick suite in both as well, which takes a quarter of an hour.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { ArenaError, messageOf } from "../src/core/index.ts";
import { ROOT } from "../src/core/package.node.mjs";
import { freshTab, SLOW } from "./perf-fresh-tab.ts";

/** The commit at which the work on speed began. */
const BEGINNING = "5cc5466";

/** Times that everything is measured in each tree; the best counts, since whatever else the machine does only slows. */
const ROUNDS = 3;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { bench: { type: "boolean", default: false } } });
const commit = positionals[0] ?? BEGINNING;
const say = (line: string) => process.stderr.write(`${line}\n`);

/** A checkout of a commit with its packages, made once. */
function checkout(): string {
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

/** What is measured within a tree: rates a second, by their names. It only uses what both trees have. */
const program = (tree: string): string => `
import { resolveAgent } from "./agents/index.ts";
import { deepFreeze, digest, episodeKeys, lineOf, parseLine, parseParams, replay, rollout } from "./src/core/index.ts";
${
  existsSync(join(tree, "src", "worlds.ts"))
    ? 'import { worldOf } from "./src/worlds.ts"; const world = worldOf("pursuit"); const { env } = world; const context = { world };'
    : 'import { envs } from "./envs/index.ts"; const env = envs["pursuit"]; const world = env; const context = { env };'
}
const seat = (role, spec) => {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { ...context, role, ports: {} });
};
async function play(agent, seed, params = {}) {
  const events = [];
  const cast = { pursuer: { agent }, runner: { agent: "evade" } };
  for await (const event of rollout(env, { seed, params, cast, seat })) events.push(event);
  return events;
}
const rates = {};
/** Measures work for three seconds; work may say how long the part of it took that counts. */
async function rate(name, work) {
  await work(0);
  const began = performance.now();
  let [count, taken] = [0, 0];
  for (let i = 1; performance.now() - began < 3000; i++) {
    const from = performance.now();
    const done = await work(i);
    count += done.count ?? done;
    taken += done.ms ?? performance.now() - from;
  }
  rates[name] = (1000 * count) / taken;
}
const stepsIn = (events) => events.filter(({ type }) => type === "step").length;
await rate("steps of whole rollouts, greedy against evade", async (i) => stepsIn(await play("greedy", i)));
await rate("digests of states, one after the other", async (i) => {
  const keys = episodeKeys(i);
  let state = deepFreeze(env.init(parseParams(env), keys.init));
  const states = [];
  for (let t = 0; t < 60 && env.turn(state).length > 0; t++) {
    const actions = Object.fromEntries(env.turn(state).map((role) => [role, env.legal(state, role)[(t + i) % env.legal(state, role).length]]));
    states.push((state = deepFreeze(env.step(state, actions, keys.step(t)))));
  }
  const began = performance.now();
  for (const one of states) digest(one);
  return { count: states.length, ms: performance.now() - began };
});
const logs = [];
for (let seed = 0; seed < 60; seed++) logs.push((await play("expert", seed)).map(lineOf));
await rate("steps of a log proved by replay, expert", async (i) => {
  const events = logs[i % logs.length].map((line, n) => parseLine(line, n + 1));
  await replay(env, events);
  return stepsIn(events);
});
for (const agent of ["search-actions", "search-functions"])
  await rate("rounds of three decisions by " + agent, async (i) => stepsIn(await play(agent, i, { horizon: 6 })));
process.stdout.write(JSON.stringify(rates));
`;

/** Runs the program in a tree. */
async function ratesIn(tree: string): Promise<Readonly<Record<string, number>>> {
  const entry = join(tree, ".against.ts");
  // Beside the functions, which the earlier commit looks for where its code lies.
  const made = join(tree, "function-base", ".against.mjs");
  try {
    writeFileSync(entry, program(tree));
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

/** Serves the pages of a tree; the address, and what ends the server. */
async function served(tree: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
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

type Figures = Map<string, { unit: string; better: "higher" | "lower"; value: number }>;

function note(figures: Figures, what: string, unit: string, better: "higher" | "lower", value: number): void {
  const before = figures.get(what)?.value;
  const best = before === undefined ? value : better === "higher" ? Math.max(before, value) : Math.min(before, value);
  figures.set(what, { unit, better, value: best });
}

/** Seconds of play in the quick suite, in Chromium. */
function quickIn(tree: string): number {
  const out = join(tree, "benchmarks", "results", "against");
  rmSync(out, { recursive: true, force: true });
  const text = execFileSync("npm", ["run", "--silent", "bench", "--", "quick", "--name", "against"], {
    cwd: tree,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 2 ** 26,
  });
  rmSync(out, { recursive: true, force: true });
  return Number(/played in chromium in ([\d.]+) s/.exec(text)![1]);
}

const trees = [checkout(), ROOT];
const all: readonly Figures[] = trees.map(() => new Map() as Figures);
for (let round = 1; round <= ROUNDS; round++)
  for (const [i, tree] of trees.entries()) {
    say(`Round ${round} of ${ROUNDS}: ${i === 0 ? commit : "the present one"}`);
    for (const [what, value] of Object.entries(await ratesIn(tree))) note(all[i]!, what, "a second", "higher", value);
    const { url, child } = await served(tree);
    try {
      for (const [way, bytesPerSecond] of [
        ["", Infinity],
        [", 10 Mbit a second", SLOW],
      ] as const) {
        const { bytes, seconds } = await freshTab(url, { bytesPerSecond });
        note(all[i]!, `a fresh tab to a student's first move${way}`, "s", "lower", seconds);
        if (way === "") note(all[i]!, "a fresh tab to a student's first move: bytes", "MB", "lower", bytes / 1e6);
      }
    } finally {
      child.kill();
    }
  }
if (values.bench)
  for (const [i, tree] of trees.entries()) {
    say(`The quick suite: ${i === 0 ? commit : "the present one"}`);
    note(all[i]!, "play of the quick suite in Chromium", "s", "lower", quickIn(tree));
  }

const shown = (value: number) => (value >= 1000 ? `${(value / 1000).toFixed(1)} k` : value.toFixed(value < 10 ? 2 : 1));
process.stdout.write(`| what | | ${commit} | now | times |\n| --- | --- | ---: | ---: | ---: |\n`);
for (const [what, { unit, better, value }] of all[1]!) {
  const before = all[0]!.get(what)!.value;
  process.stdout.write(
    `| ${what} | ${unit} | ${shown(before)} | ${shown(value)} | ${(better === "higher" ? value / before : before / value).toFixed(1)} |\n`,
  );
}
process.stdout.write(
  `\n${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}; the best of ${ROUNDS} rounds\n`,
);
