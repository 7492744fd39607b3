/** `npm run perf`: how fast the arena steps, hashes, talks to workers and plays whole benchmarks on this machine. */
import { once } from "node:events";
import { availableParallelism, cpus } from "node:os";
import { Worker } from "node:worker_threads";
import { Bench } from "tinybench";
import { resolveAgent } from "../agents/index.ts";
import { policies } from "../agents/policies.ts";
import { worldOf } from "../src/worlds.ts";
import {
  callNative,
  type Decider,
  decideNow,
  everything,
  K,
  lexical,
  type Retrieve,
  situationsOf,
  teachersChoice,
} from "../function-base/index.ts";
import { ensureBrowser } from "./runners/browser.ts";
import { buildSite, serveSite } from "../src/cli/site.ts";
import { type AnyEnvironment, type Cast, digest, episodeKeys, type Json, parseParams, rollout } from "../src/core/index.ts";
import type { EpisodeRequest } from "../src/workers/protocol.ts";
import { sandboxes } from "../src/workers/remote-sandbox.ts";
import { remoteSeat } from "../src/workers/remote-seat.ts";
import { spawnSandboxThread, spawnThread } from "../src/workers/spawn.node.ts";
import { type Row, studentRows } from "./perf-students.ts";
import { freshTab, SLOW } from "./perf-fresh-tab.ts";
import { chromiumRunner } from "./runners/chromium.ts";
import { nodeRunner } from "./runners/node.ts";
import type { Runner } from "./runners/runner.ts";

/** Milliseconds each task is measured, after a warm-up half as long. */
const TIME_MS = 3_000;

/** Episodes of one measured benchmark run. */
const EPISODES = 400;

const world = worldOf("pursuit");
const { env, base } = world;
const rows: Row[] = [];
const say = (line: string) => process.stderr.write(`${line}\n`);

/** A cheap generator of small integers: what is measured is stepping, not drawing actions. */
function xorshift(seed: number): (below: number) => number {
  let x = seed;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

/** Plays whole episodes by random legal actions and counts the calls of `step`. */
function walk(of: AnyEnvironment, params: Json, seed: number): number {
  const pick = xorshift(seed + 1);
  const keys = episodeKeys(seed);
  let state = of.init(params, keys.init);
  for (let t = 0; ; t++) {
    const roles = of.turn(state);
    const { round, horizon } = of.clock(state);
    if (roles.length === 0 || round >= horizon) return t;
    const actions: Record<string, Json> = {};
    for (const role of roles) {
      const legal = of.legal(state, role);
      actions[role] = legal[pick(legal.length)]!;
    }
    state = of.step(state, actions, keys.step(t));
  }
}

async function measure(name: string, task: () => unknown): Promise<number> {
  const bench = new Bench({ time: TIME_MS, warmupTime: TIME_MS / 2 }).add(name, task);
  await bench.run();
  const { result } = bench.tasks[0]!;
  if (!("throughput" in result)) throw new Error(`perf: ${name} did not finish (${result.state})`);
  say(`${name}: ${result.throughput.p50.toFixed(2)} runs a second (median of ${result.latency.samplesCount})`);
  return result.throughput.p50;
}

async function stepping(preset: string, unit: string, stepsPerUnit: number): Promise<void> {
  const params = parseParams(env, env.presets[preset]!.params);
  const count = walk(env, params, 1);
  const perSecond = (await measure(`stepping ${preset}`, () => walk(env, params, 1))) * (count / stepsPerUnit);
  const state = env.init(params, episodeKeys(1).init);
  const clones = await measure(`structuredClone ${preset}`, () => structuredClone(state));
  rows.push({
    what: `pursuit ${preset}: stepping, random actions`,
    perSecond,
    unit,
    note: `${((perSecond * stepsPerUnit) / clones).toFixed(1)} steps in the time of one structuredClone of its state`,
  });
}

async function rollouts(): Promise<void> {
  const seats = (cast: Cast) => ({
    cast,
    seat: (role: string, spec: Cast[string]) => {
      const { kind, params } = resolveAgent(spec, world, role);
      return kind.create(params, { world, role, ports: {} });
    },
  });
  const options = seats({ pursuer: { agent: "greedy" }, runner: { agent: "evade" } });
  let steps = 0;
  const episode = async () => {
    steps = 0;
    for await (const { type } of rollout(env, { seed: 1, ...options })) if (type === "step") steps++;
  };
  const perSecond = (await measure("rollout", episode)) * steps;
  const state = env.init(parseParams(env), episodeKeys(1).init);
  const hashes = await measure("digest", () => digest(state));
  rows.push({
    what: "whole rollout with digests, greedy against evade",
    perSecond,
    unit: "steps",
    note: `one digest of a state alone: ${count(hashes)} a second`,
  });
}

/** A decision by functions, and its parts: the retriever, and the functions themselves. */
async function functions(): Promise<void> {
  const role = "pursuer-0";
  const situations = situationsOf(base, env, {}, 1, 600).filter(({ stage }) => stage === base.stages[0]!.id);
  let turn = 0;
  const next = () => situations[turn++ % situations.length]!;
  const decider = (retrieve: Retrieve): Decider => ({
    base,
    joined: [],
    k: K,
    retrieve,
    select: (query) => ({ name: teachersChoice(base, query) }),
    call: (entry, query, legal) => callNative(base, entry, query.observation, legal, query.previous),
  });
  const looping = (of: Decider) => () => {
    const { observation, legal } = next();
    return decideNow(of, observation, legal);
  };
  const whole = await measure("stage loop, lexical", looping(decider(lexical(base))));
  const bare = await measure("stage loop, everything", looping(decider(everything(base))));
  const policy = policies.expert.policyFor(world, role);
  const key = episodeKeys(1).act(0, role);
  const expert = await measure("expert policy", () => {
    const { observation, legal } = next();
    return policy(observation, { role, legal, key });
  });
  const retrieve = lexical(base);
  const fresh = await measure("retrieval", () => {
    const { observation } = next();
    // A word that no manual has makes the query a new one.
    const facts = { ...base.facts(observation, null, base.stages[1]!.id), new: `q${turn}` };
    return retrieve({ observation, facts, stage: base.stages[1]!, previous: null, joined: [] }, 5);
  });
  rows.push(
    {
      what: "a decision by functions: three stages, K = 5 by words",
      perSecond: whole,
      unit: "decisions",
      note: `${count(bare)} a second without a retriever`,
    },
    {
      what: "the expert's decision, as search plays it out",
      perSecond: expert,
      unit: "decisions",
      note: "the same functions, without a log",
    },
    {
      what: "a retrieval by words that was not met before",
      perSecond: fresh,
      unit: "retrievals",
      note: "minisearch over one stage's manuals; later ones with the same facts are remembered",
    },
  );
}

/** A function in the sandbox, beside the same function run natively, and what a machine of its own costs to open. */
async function sandboxed(): Promise<void> {
  const entry = base.functions.find(({ name }) => name === "squeeze")!;
  const situations = situationsOf(base, env, {}, 1, 600).filter(({ stage }) => stage === entry.stage);
  let turn = 0;
  const next = () => situations[turn++ % situations.length]!;
  const open = sandboxes(spawnSandboxThread);
  const sandbox = await open("pursuit", [entry]);
  const calls = await measure("sandbox call", () => {
    const { observation, legal, previous } = next();
    return sandbox.call(entry.name, observation, legal, previous);
  });
  sandbox.dispose();
  const native = await measure("native call", () => {
    const { observation, legal, previous } = next();
    return callNative(base, entry, observation, legal, previous);
  });
  const { observation, legal, previous } = next();
  const fresh = await measure("fresh sandbox", async () => {
    const another = await open("pursuit", [entry]);
    await another.call(entry.name, observation, legal, previous);
    another.dispose();
  });
  rows.push(
    {
      what: "a function called in the sandbox, in its worker",
      perSecond: calls,
      unit: "calls",
      note: `${entry.name}; natively ${count(native)} a second`,
    },
    { what: "a fresh sandbox: worker, machine, first call", perSecond: fresh, unit: "sandboxes", note: "one an episode and role" },
  );
}

async function roundTrips(): Promise<void> {
  const role = "pursuer-0";
  const seat = remoteSeat(spawnThread, { env: "pursuit", role, spec: { agent: "random" } });
  const state = env.init(parseParams(env), episodeKeys(1).init);
  const observation = env.observe(state, role);
  const turn = { role, t: 0, legal: env.legal(state, role), key: episodeKeys(1).act(0, role), deadlineMs: 10_000 };
  const perSecond = await measure("round trip", () => seat.act(observation, turn, () => {}));
  seat.dispose();
  const echo = new Worker(
    'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m));',
    {
      eval: true,
    },
  );
  const bare = await measure("bare message", () => {
    echo.postMessage(1);
    return once(echo, "message");
  });
  await echo.terminate();
  rows.push({
    what: "an agent's turn in a worker thread and back",
    perSecond,
    unit: "turns",
    note: `${((100 * perSecond) / bare).toFixed(0)} % of the rate of bare messages (${count(bare)} a second)`,
  });
}

async function benchmark(runtime: string, runner: Runner): Promise<void> {
  const requests = Array.from({ length: EPISODES }, (_, i): EpisodeRequest => {
    const cast = { pursuer: { agent: "greedy" }, runner: { agent: "evade" } };
    return { episode: `perf/${i}`, env: "pursuit", params: {}, seed: i, cast, deadlineMs: 10_000 };
  });
  const began = performance.now();
  let firstAt = 0;
  let played = 0;
  await runner(requests, () => void (played++ === 0 && (firstAt = performance.now())), new AbortController().signal);
  const end = performance.now();
  say(
    `benchmark in ${runtime}: ${EPISODES} episodes, first after ${(firstAt - began).toFixed(0)} ms, all after ${(end - began).toFixed(0)} ms`,
  );
  rows.push({
    what: `benchmark in ${runtime}, greedy against evade`,
    perSecond: (1000 * played) / (end - began),
    unit: "episodes",
    note: `${availableParallelism()} workers, ${((firstAt - began) / 1000).toFixed(1)} s until the first`,
  });
}

/** A number as people read it: 1.23 M, 45.6 k, 7.89. */
function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(1)} k`;
  return value.toFixed(1);
}

await stepping("default", "steps", 1);
await stepping("pettingzoo-v4", "cycles", 8);
await rollouts();
await functions();
await sandboxed();
await roundTrips();
await benchmark("Node", nodeRunner(availableParallelism()));
const browser = ensureBrowser(say);
await buildSite(say);
const site = await serveSite();
await benchmark("Chromium", chromiumRunner({ executablePath: browser.path, url: `${site.url}bench.html`, size: availableParallelism() }));
for (const [what, bytesPerSecond] of [
  ["over this machine's own network", Infinity],
  ["over 10 Mbit a second", SLOW],
] as const) {
  say(`a fresh tab, ${what}`);
  const { bytes, seconds } = await freshTab(site.url, { bytesPerSecond });
  rows.push({
    what: `from a fresh tab to a student's first move, ${what}`,
    perSecond: 1 / seconds,
    unit: "tabs",
    note: `${seconds.toFixed(1)} s, ${(bytes / 1e6).toFixed(1)} MB`,
  });
}
await site.close();
rows.push(...(await studentRows(say)));

process.stdout.write(`| what | a second | note |\n| --- | ---: | --- |\n`);
for (const { what, perSecond, unit, note } of rows) process.stdout.write(`| ${what} | ${count(perSecond)} ${unit} | ${note} |\n`);
process.stdout.write(`\n${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.versions.node}\n`);
