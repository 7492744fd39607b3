/** Functions, their sandbox, workers and whole benchmarks: what they cost now. */
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { policies } from "../../agents/policies.ts";
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
} from "../../function-base/index.ts";
import { episodeKeys, parseParams } from "../../src/core/index.ts";
import { buildSite, serveSite } from "../../src/cli/site.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import { sandboxes } from "../../src/workers/remote-sandbox.ts";
import { remoteSeat } from "../../src/workers/remote-seat.ts";
import { spawnSandboxThread, spawnThread } from "../../src/workers/spawn.node.ts";
import { worldOf } from "../../src/worlds.ts";
import { ensureBrowser } from "../runners/browser.ts";
import { chromiumRunner } from "../runners/chromium.ts";
import { nodeRunner } from "../runners/node.ts";
import type { Runner } from "../runners/runner.ts";
import { ratesOf, shown, wallSeconds } from "./measure.ts";
import type { Row, Section } from "./section.ts";

/** Episodes of one measured benchmark run. */
const EPISODES = 400;

const world = worldOf("pursuit");
const { env, base } = world;
const role = "pursuer-0";

const row = (what: string, now: number, unit: string, note: string): Row => ({ what, unit, better: "higher", now, note });

/** States of play in a stage, one after the other and again. */
function situations(stage: string) {
  const all = situationsOf(base, env, {}, 1, 600).filter((one) => one.stage === stage);
  let turn = 0;
  return () => all[turn++ % all.length]!;
}

/** Does something a hundred times. */
const hundred = (work: () => unknown) => () => {
  for (let i = 0; i < 100; i++) work();
  return 100;
};

/** A decision by functions, and its parts: the retriever, and the functions themselves. */
async function functions(): Promise<readonly Row[]> {
  const next = situations(base.stages[0]!.id);
  const decider = (retrieve: Retrieve): Decider => ({
    base,
    joined: [],
    k: K,
    retrieve,
    select: (query) => ({ name: teachersChoice(base, query) }),
    call: (entry, query, legal) => callNative(base, entry, query.observation, legal, query.previous),
  });
  const looping = (of: Decider) => () => {
    for (let i = 0; i < 20; i++) {
      const { observation, legal } = next();
      decideNow(of, observation, legal);
    }
    return 20;
  };
  const policy = policies.expert.policyFor(world, role);
  const key = episodeKeys(1).act(0, role);
  const retrieve = lexical(base);
  let asked = 0;
  const rates = await ratesOf({
    whole: looping(decider(lexical(base))),
    bare: looping(decider(everything(base))),
    expert: hundred(() => {
      const { observation, legal } = next();
      return policy(observation, { role, legal, key });
    }),
    fresh: hundred(() => {
      const { observation } = next();
      // A word that no manual has makes the query a new one.
      const facts = { ...base.facts(observation, null, base.stages[1]!.id), new: `q${asked++}` };
      return retrieve({ observation, facts, stage: base.stages[1]!, previous: null, joined: [] }, 5);
    }),
  });
  return [
    row(
      `a decision by functions: ${base.stages.length} stages, K = ${K}`,
      rates.whole,
      "a second",
      `${shown(rates.bare)} a second without a retriever`,
    ),
    row("the expert's decision, as search plays it out", rates.expert, "a second", "the same functions, without a log"),
    row(
      "a retrieval that was not met before",
      rates.fresh,
      "a second",
      "over one stage's manuals; later ones with the same facts are remembered",
    ),
  ];
}

/** A function in the sandbox, beside the same function run natively, and what a machine of its own costs to open. */
async function sandboxed(): Promise<readonly Row[]> {
  const entry = base.functions.find(({ name }) => name === "squeeze")!;
  const next = situations(entry.stage);
  const open = sandboxes(spawnSandboxThread);
  const sandbox = await open(env.id, [entry]);
  const rates = await ratesOf(
    {
      native: hundred(() => {
        const { observation, legal, previous } = next();
        return callNative(base, entry, observation, legal, previous);
      }),
      calls: async () => {
        const { observation, legal, previous } = next();
        await sandbox.call(entry.name, observation, legal, previous);
        return 1;
      },
      fresh: async () => {
        const { observation, legal, previous } = next();
        const another = await open(env.id, [entry]);
        await another.call(entry.name, observation, legal, previous);
        another.dispose();
        return 1;
      },
    },
    { clock: wallSeconds },
  );
  sandbox.dispose();
  return [
    row(
      "a function called in the sandbox, in its worker",
      rates.calls,
      "a second",
      `${entry.name}; natively ${shown(rates.native)} a second`,
    ),
    row("a fresh sandbox: worker, machine, first call", rates.fresh, "a second", "one an episode and role"),
  ];
}

async function roundTrips(): Promise<readonly Row[]> {
  const seat = remoteSeat(spawnThread, { env: env.id, role, spec: { agent: "random" } });
  const state = env.init(parseParams(env), episodeKeys(1).init);
  const observation = env.observe(state, role);
  const turn = { role, t: 0, legal: env.legal(state, role), key: episodeKeys(1).act(0, role), deadlineMs: 10_000 };
  const echo = new Worker(
    'const { parentPort } = require("node:worker_threads"); parentPort.on("message", (m) => parentPort.postMessage(m));',
    { eval: true },
  );
  const { turns, bare } = await ratesOf(
    {
      turns: async () => {
        await seat.act(observation, turn, () => {});
        return 1;
      },
      bare: async () => {
        echo.postMessage(1);
        await once(echo, "message");
        return 1;
      },
    },
    { clock: wallSeconds },
  );
  seat.dispose();
  await echo.terminate();
  const share = `${((100 * turns) / bare).toFixed(0)} % of the rate of bare messages (${shown(bare)} a second)`;
  return [row("an agent's turn in a worker thread and back", turns, "a second", share)];
}

async function benchmark(runtime: string, runner: Runner): Promise<Row> {
  const requests = Array.from({ length: EPISODES }, (_, i): EpisodeRequest => {
    const cast = { pursuer: { agent: "greedy" }, runner: { agent: "evade" } };
    return { episode: `perf/${i}`, env: env.id, params: {}, seed: i, cast, deadlineMs: 10_000 };
  });
  const began = wallSeconds();
  let firstAt = 0;
  let played = 0;
  await runner(requests, () => void (played++ === 0 && (firstAt = wallSeconds())), new AbortController().signal);
  const note = `${availableParallelism()} workers, ${(firstAt - began).toFixed(1)} s until the first`;
  return row(`benchmark in ${runtime}, greedy against evade`, played / (wallSeconds() - began), "episodes a second", note);
}

/** What decisions, sandboxes, workers and runs cost. */
export const machinery: Section = {
  title: "Decisions by functions, sandbox, workers, runs",
  async measure({ say }) {
    say("decisions by functions");
    const rows = [...(await functions())];
    say("sandbox and workers");
    rows.push(...(await sandboxed()), ...(await roundTrips()));
    const size = availableParallelism();
    say("benchmarks in Node and in Chromium");
    rows.push(await benchmark("Node", nodeRunner(size)));
    const browser = ensureBrowser(say);
    await buildSite(say);
    const site = await serveSite();
    rows.push(await benchmark("Chromium", chromiumRunner({ executablePath: browser.path, url: `${site.url}bench.html`, size })));
    await site.close();
    return { rows };
  },
};
