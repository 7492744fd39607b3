/** How time and memory grow with the board, seats, K, stages, functions, episodes and the length of a log. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveAgent } from "../../agents/index.ts";
import {
  callNative,
  type Decider,
  decideNow,
  type FunctionBase,
  type FunctionEntry,
  K,
  lexical,
  situationsOf,
} from "../../function-base/index.ts";
import { sentenceOf } from "../../function-base/clauses.ts";
import {
  type Cast,
  deepFreeze,
  digest,
  episodeKeys,
  fold,
  type Json,
  keyOf,
  lineOf,
  parseParams,
  replay,
  rng,
  rollout,
} from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { readStudent } from "../../src/platform/students.node.ts";
import { openWithWords } from "../../src/workers/open-student.ts";
import { worldOf } from "../../src/worlds.ts";
import { readEpisodes } from "../log-file.ts";
import { questions } from "../questions.ts";
import { scoreRun } from "../score.ts";
import { jobsOf, parseSuite } from "../suite.ts";
import { ratesOf, type Work } from "./measure.ts";
import type { Curve, Row, Section } from "./section.ts";

const world = worldOf("pursuit");
const { env, base } = world;

/** The longest that a retrieval over the largest base may take, in milliseconds. */
const RETRIEVAL_MS = 2;

/** Seconds that a piece of work takes. */
async function secondsOf(work: Work, seconds = 0.1): Promise<number> {
  return 1 / (await ratesOf({ work }, { rounds: 3, seconds })).work;
}

/** Bytes on the heap, and outside of it in buffers, once all that nobody holds is gone. */
function heldBytes(): number {
  for (let i = 0; i < 3; i++) gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes that something takes that is made and held, at least 1. The first one is not counted: with it comes what is kept for good. */
async function heldBy(make: () => unknown): Promise<number> {
  const held = [await make()];
  const before = heldBytes();
  held.push(await make(), await make());
  const bytes = heldBytes() - before;
  return Math.max(1, bytes / (held.length - 1));
}

/** A curve over sizes, each measured. */
async function curve(
  about: Omit<Curve, "points">,
  sizes: readonly number[],
  measure: (size: number) => number | Promise<number>,
  work?: (size: number) => number,
): Promise<Curve> {
  const points: { size: number; work?: number; cost: number }[] = [];
  for (const size of sizes) points.push({ size, ...(work === undefined ? {} : { work: work(size) }), cost: await measure(size) });
  return { ...about, points };
}

/** The other kind of role, whose agents look at the whole board. */
const CAST: Cast = { pursuer: { agent: "expert" }, runner: { agent: "evade" } };

const seatOf = (cast: Cast) => ({
  cast,
  seat: (role: string, spec: Cast[string]) => {
    const { kind, params } = resolveAgent(spec, world, role);
    return kind.create(params, { world, role, ports: {} });
  },
});

/** Events of an episode. */
export async function play(seed: number, params: Json, cast = CAST, episode = `pursuit/${seed}`) {
  const events = [];
  for await (const event of rollout(env, { seed, params, episode, ...seatOf(cast) })) events.push(event);
  return events;
}

/** Work that plays an episode by random legal actions, and looks at it with every seat if it is told to; a piece is a step. */
function walking(params: Json, observing: boolean): Work {
  let seed = 0;
  return () => {
    const keys = episodeKeys(++seed);
    let state = env.init(params, keys.init);
    let steps = 0;
    for (; steps < 20 && env.turn(state).length > 0; steps++) {
      if (observing) for (const role of env.roles(state)) env.observe(state, role);
      const actions = Object.fromEntries(
        env.turn(state).map((role) => [role, rng(fold(keys.act(steps, role), 1)).pick(env.legal(state, role))]),
      );
      state = env.step(state, actions, keys.step(steps));
    }
    return steps;
  };
}

/** Cells of the board; a tenth of it are obstacles. */
async function byBoard(): Promise<readonly Curve[]> {
  const sides = [8, 16, 32, 64];
  const cells = sides.map((side) => side * side);
  const params = (count: number) =>
    parseParams(env, { width: Math.sqrt(count), height: Math.sqrt(count), obstacles: Math.floor(count / 10) });
  const size = "cells of the board";
  return [
    await curve({ what: "an episode's first state", size, unit: "ms" }, cells, async (count) => {
      let seed = 0;
      const of = params(count);
      return 1000 * (await secondsOf(() => (env.init(of, episodeKeys(++seed).init), 1)));
    }),
    await curve({ what: "a decision by the expert", size, unit: "ms" }, cells, async (count) => {
      const state = env.init(params(count), episodeKeys(1).init);
      const role = "pursuer-0";
      const { policyFor } = (await import("../../agents/policies.ts")).policies.expert;
      const policy = policyFor(world, role);
      const legal = env.legal(state, role);
      const key = episodeKeys(1).act(0, role);
      // Every time another observation, as in play: nothing is remembered from the one before.
      const fresh = () => policy(structuredClone(env.observe(state, role)), { role, legal, key });
      return 1000 * (await secondsOf(() => (fresh(), 1)));
    }),
    await curve({ what: "a state's digest, the first of an episode", size, unit: "ms" }, cells, async (count) => {
      const of = params(count);
      const states = Array.from({ length: 20 }, (_, seed) => env.init(of, episodeKeys(seed).init));
      return 1000 * (await secondsOf(() => (states.forEach((state) => digest(structuredClone(state))), states.length)));
    }),
    await curve({ what: "memory of 20 episodes' boards and their tables", size, unit: "MB" }, cells, async (count) => {
      let seed = 0;
      const begin = () => {
        const state = deepFreeze(env.init(params(count), episodeKeys(++seed).init));
        for (const role of env.roles(state)) env.observe(state, role);
        return state;
      };
      return (await heldBy(() => Array.from({ length: 20 }, begin))) / 1e6;
    }),
  ];
}

/** Seats of one side, on a board that has room for all of them. */
async function bySeats(): Promise<readonly Curve[]> {
  const seats = [2, 4, 8, 16, 32, 64];
  const params = (pursuers: number) => parseParams(env, { width: 32, height: 32, pursuers, horizon: 20 });
  const size = "seats";
  return [
    await curve({ what: "a step", size, unit: "ms" }, seats, async (n) => 1000 * (await secondsOf(walking(params(n), false)))),
    await curve(
      { what: "a step that every seat looks at", size, unit: "ms" },
      seats,
      async (n) => 1000 * (await secondsOf(walking(params(n), true))),
    ),
    await curve(
      { what: "a step of a whole rollout, greedy against evade", size, unit: "ms", note: "work: each seat reads all the others" },
      seats,
      async (n) => {
        let seed = 0;
        const cast: Cast = { pursuer: { agent: "greedy" }, runner: { agent: "evade" } };
        return (
          1000 *
          (await secondsOf(
            async () => (await play(++seed, { ...(params(n) as object), horizon: 8 }, cast)).filter(({ type }) => type === "step").length,
          ))
        );
      },
      (n) => n * n,
    ),
  ];
}

const decider = (of: FunctionBase, k: number): Decider => ({
  base: of,
  joined: [],
  k,
  retrieve: lexical(of),
  select: (_, candidates) => ({ name: candidates[0]!.name }),
  call: (entry, query, legal) => callNative(of, entry, query.observation, legal, query.previous),
});

/** A base with as many made-up functions in a stage: clauses of facts that the stage has, drawn at random. */
function largeBase(count: number): FunctionBase {
  const stage = base.stages[1]!.id;
  const terms = Object.entries(base.terms?.[stage] ?? {});
  const [model] = base.functions.filter((one) => one.stage === stage) as [FunctionEntry];
  const functions = Array.from({ length: count }, (_, i): FunctionEntry => {
    const draw = rng(fold(keyOf(17), i));
    const when = Array.from({ length: 1 + draw.int(3) }, () =>
      Object.fromEntries(
        draw
          .shuffle(terms)
          .slice(0, 2 + draw.int(3))
          .map(([fact, words]) => [fact, draw.pick(words)]),
      ),
    );
    const conditions = sentenceOf({ when }, base.says);
    const { answers: __, ...rest } = model;
    return { ...rest, name: `${model.name}-${i}`, when, conditions, manual: `${model.purpose} ${conditions}` };
  });
  return { ...base, functions, emergency: [] };
}

/** Queries of play in the stage of the made-up functions, each of them new: a word that no manual has is added. */
function queries(of: FunctionBase): () => Parameters<ReturnType<typeof lexical>>[0] {
  const stage = base.stages[1]!;
  const met = situationsOf(base, env, {}, 1, 400).filter((one) => one.stage === stage.id);
  let asked = 0;
  return () => {
    const { observation, previous } = met[asked % met.length]!;
    return { observation, facts: { ...of.facts(observation, previous, stage.id), new: `q${asked++}` }, stage, previous, joined: [] };
  };
}

/** K, stages, and functions in the base. */
async function byFunctions(): Promise<{ readonly curves: readonly Curve[]; readonly rows: readonly Row[] }> {
  const student = await readStudent("pursuit-ld");
  const opened = await openWithWords(student.name, student.files, nodeRuntime(1), { remembers: 0 });
  const ks = [2, 4, 8, 16];
  const byK = await curve(
    { what: "a selection by the student", size: "candidates (K)", unit: "ms", note: "work: candidates and the state" },
    ks,
    async (k) => {
      const list = questions("pursuit", 40, k).filter(({ manuals }) => manuals.length === Math.min(k, manuals.length));
      return (
        1000 *
        (await secondsOf(async () => {
          for (const { state, manuals } of list)
            await opened.judge(
              state,
              Array.from({ length: k }, (_, i) => manuals[i % manuals.length]!),
            );
          return list.length;
        }, 0.3))
      );
    },
  );
  await opened.dispose();
  const all = situationsOf(base, env, {}, 1, 600).filter(({ stage }) => stage === base.stages[0]!.id);
  const [first] = base.stages;
  let turn = 0;
  const decisions = (of: FunctionBase, k: number): Work => {
    const one = decider(of, k);
    return () => {
      for (let i = 0; i < 20; i++) {
        const { observation, legal } = all[turn++ % all.length]!;
        decideNow(one, observation, legal);
      }
      return 20;
    };
  };
  const loopByK = await curve(
    { what: "a decision by functions, without a model", size: "candidates (K)", unit: "ms" },
    ks,
    async (k) => 1000 * (await secondsOf(decisions(base, k))),
  );
  const byStages = await curve(
    { what: "a decision by functions, without a model", size: "stages", unit: "ms" },
    [1, 2, 4, 8, 16],
    async (n) => {
      // The first stage again and again, and the others once: what differs is the number of stages.
      const again = Array.from({ length: n }, () => first!);
      const of: FunctionBase = {
        ...base,
        stages: base.stages,
        stagesFor: () => [...again.map(({ id }) => id), ...base.stages.slice(1).map(({ id }) => id)],
      };
      return 1000 * (await secondsOf(decisions(of, K)));
    },
    (n) => n + base.stages.length - 1,
  );
  const sizes = [10, 100, 1_000, 10_000];
  const retrievals = await curve(
    { what: "a retrieval that was not met before", size: "functions in the stage", unit: "ms" },
    sizes,
    async (count) => {
      const of = largeBase(count);
      const [retrieve, next] = [lexical(of), queries(of)];
      return (
        1000 *
        (await secondsOf(() => {
          for (let i = 0; i < 5; i++) retrieve(next(), K);
          return 5;
        }))
      );
    },
  );
  const memory = await curve(
    { what: "memory of a base and its indexes", size: "functions in the stage", unit: "MB" },
    [300, 1_000, 3_000, 10_000],
    async (count) => {
      const make = () => {
        const of = largeBase(count);
        lexical(of)(queries(of)(), K);
        return of;
      };
      return (await heldBy(make)) / 1e6;
    },
  );
  return {
    curves: [byK, loopByK, byStages, retrievals, memory],
    rows: [
      {
        what: `a retrieval over ${sizes.at(-1)} functions in a stage`,
        unit: "ms",
        better: "lower",
        now: retrievals.points.at(-1)!.cost,
        aim: { value: RETRIEVAL_MS },
        note: "queries that were not met before",
      },
    ],
  };
}

/** A suite of one subject's episodes. */
const suiteOf = (count: number) =>
  parseSuite(
    {
      id: "grown",
      version: 1,
      title: "Grown",
      benchmarks: [
        {
          id: "one",
          title: "One",
          env: env.id,
          seeds: { split: "test", count },
          subject: "pursuer",
          cast: { runner: "evade" },
          subjects: { expert: "expert", random: "random" },
        },
      ],
    },
    "grown",
  );

/** Episodes of a run, and the length of its log: scored, and proved by replay, from a file. */
async function byEpisodes(say: (line: string) => void): Promise<readonly Curve[]> {
  const folder = mkdtempSync(join(tmpdir(), "arena-grown-"));
  const time: { size: number; cost: number }[] = [];
  const held: { size: number; cost: number }[] = [];
  const proving: { size: number; cost: number }[] = [];
  const peaks: { size: number; cost: number }[] = [];
  try {
    for (const count of [25, 50, 100, 200, 400]) {
      say(`growth: ${2 * count} episodes`);
      const suite = suiteOf(count);
      const path = join(folder, `${count}.jsonl`);
      const lines: string[] = [];
      for (const { episode, seed, params, cast } of jobsOf(suite))
        for (const event of await play(seed, params, cast, episode)) lines.push(lineOf(event));
      writeFileSync(path, `${lines.join("\n")}\n`);
      lines.length = 0;
      const score = () => scoreRun(suite, readEpisodes(path));
      time.push({ size: 2 * count, cost: await secondsOf(async () => (await score(), 1), 0.01) });
      held.push({ size: 2 * count, cost: (await heldBy(score)) / 1e6 });
      const megabytes = statSync(path).size / 1e6;
      const proved = async (each: () => void) => {
        for await (const { events } of readEpisodes(path)) {
          await replay(env, events);
          each();
        }
        return 1;
      };
      proving.push({ size: megabytes, cost: await secondsOf(() => proved(() => {}), 0.01) });
      const before = heldBytes();
      let peak = 0;
      let seen = 0;
      await proved(() => void (seen++ % Math.ceil(count / 5) === 0 && (peak = Math.max(peak, heldBytes() - before))));
      peaks.push({ size: megabytes, cost: Math.max(peak, 1) / 1e6 });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    { what: "scoring a run", size: "episodes", unit: "s", points: time },
    { what: "memory that the scores of a run take", size: "episodes", unit: "MB", points: held },
    { what: "proving a log by replay", size: "MB of log", unit: "s", points: proving },
    { what: "memory while a log is proved", size: "MB of log", unit: "MB", points: peaks },
  ];
}

/** Growth. */
export const growth: Section = {
  title: "How costs grow",
  async measure({ say }) {
    say("growth: board");
    const board = await byBoard();
    say("growth: seats");
    const seats = await bySeats();
    say("growth: K, stages, functions");
    const { curves, rows } = await byFunctions();
    return { rows, curves: [...board, ...seats, ...curves, ...(await byEpisodes(say))] };
  },
};
