/** Worlds: parts that disagree are refused at load, and nothing outside a world's folders knows it by name. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defineWorld, type World, worthOf } from "../../agents/world.ts";
import { seedsToTell } from "../../benchmarks/score.ts";
import { parseSuite } from "../../benchmarks/suite.ts";
import { episodeKeys, parseParams } from "../../src/core/index.ts";
import { worldOf, worlds } from "../../src/worlds.ts";

const world = worldOf("pursuit");
const ROOT = join(import.meta.dirname, "..", "..");

describe("a world whose parts disagree is refused, with the place and the way out", () => {
  const { benchmark, players, plan, look } = world;
  const wrong: readonly (readonly [string, Partial<World>, RegExp])[] = [
    [
      "a measure that nobody reports",
      { benchmark: { ...benchmark, measure: "joy" } },
      /benchmark\.measure: "joy", expected one of episode_return/,
    ],
    [
      "a column that nobody reports",
      { benchmark: { ...benchmark, columns: [{ metric: "joy", title: "joy" }] } },
      /benchmark\.columns: "joy"/,
    ],
    [
      "an opponent that is no agent",
      { benchmark: { ...benchmark, usual: { ...benchmark.usual, runner: "nobody" } } },
      /usual\.runner: "nobody"/,
    ],
    ["an opponent for other seats", { benchmark: { ...benchmark, usual: { ...benchmark.usual, pursuer: "evade" } } }, /it plays "runner"/],
    [
      "a learner that is no role",
      { benchmark: { ...benchmark, learner: "dog" } },
      /benchmark\.learner: "dog", expected one of pursuer, runner/,
    ],
    ["a word that nobody can be expert in", { players: { ...players, expert: {} } }, /players\.expert: no policy for "runner"/],
    [
      "an agent with the id of everybody's",
      { players: { ...players, others: { random: players.others["evade"]! } } },
      /players\.others: "random"/,
    ],
    [
      "a plan without the facts of a stage",
      { plan: { ...plan, find: { ...plan.find, keys: {} } } },
      /plan\.find\.keys: nothing for stage "assess"/,
    ],
    ["a plan with other parameters", { plan: { ...plan, variants: [{ params: { wings: 2 }, share: 0.1 }] } }, /plan\.variants: .*wings/],
    [
      "partners of no cast",
      { plan: { ...plan, partners: [{ cast: "nobody", share: 0.1 }] } },
      /plan\.partners: "nobody", expected one of evade/,
    ],
    [
      "evidence that hides a function there is not",
      { plan: { ...plan, evidence: { ...plan.evidence!, hidden: ["fly"] } } },
      /plan\.evidence\.hidden: "fly", expected one of /,
    ],
    ["a hue of no role", { look: { ...look, hues: { dog: "side-3" } } }, /look\.hues: "dog"/],
    ["the functions of another game", { base: { ...world.base, env: "chess" } }, /base: the functions of "chess"/],
  ];
  test.each(wrong)("%s", (_what, change, message) => {
    expect(() => defineWorld({ ...world, ...change })).toThrow(message);
  });
});

test("no id of a game and no word of its roles stands outside its folders", () => {
  const files = execFileSync("git", ["ls-files", "src", "agents", "function-base", "benchmarks", "envs"], { cwd: ROOT, encoding: "utf8" })
    .split("\n")
    .filter((path) => /\.(ts|tsx|css|mjs)$/.test(path));
  // Two games may have a word in common: what one calls its roles, another may call something else.
  const games = new RegExp(`^(envs|function-base|agents)/(${Object.keys(worlds).join("|")})/`);
  for (const { env, players } of Object.values(worlds)) {
    const words = [env.id, ...Object.keys(players.naive)];
    const own = new RegExp(`^(envs|function-base|agents)/${env.id}/`);
    const id = new RegExp(`(?<![\\w-])${env.id}(?![\\w]|\\.ts)`, "i");
    const either = new RegExp(`(?<![\\w-])(${words.join("|")})(?![\\w]|\\.ts)`, "i");
    const found = files
      .filter((path) => !own.test(path) && !EXCUSED.some((excused) => path.startsWith(excused)))
      .flatMap((path) =>
        readFileSync(join(ROOT, path), "utf8")
          .split("\n")
          .flatMap((line, i) => ((games.test(path) ? id : either).test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
      );
    expect(found, `lines that name ${words.join(", ")}`).toEqual([]);
  }
});

/** The registry; R. A. Fisher; tools that measure the speed of one game against a peer; and what runs benchmarks, which is called a runner. */
const EXCUSED = [
  "src/worlds.ts",
  "src/core/statistics.ts",
  "benchmarks/perf",
  "benchmarks/run.ts",
  "benchmarks/runners/",
  "src/cli/bench.ts",
  "src/cli/pretrained.ts",
];

test("a state is worth what the measure says, over all seats that learn", () => {
  const { env } = world;
  const state = env.init(parseParams(env, {}), episodeKeys(3).init);
  expect(worthOf(world, state, ["pursuer-0", "pursuer-1"])).toBe(0);
  const lower = { ...world, benchmark: { ...world.benchmark, measure: "steps_to_success" } };
  expect(worthOf(lower, state, ["pursuer-0"])).toBe(-40);
});

test("seeds that would tell two subjects apart: more for small differences and for more pairs, none for equal ones", () => {
  const a = [1, 0, 1, 0, 1, 1, 0, 1];
  const b = [0, 0, 1, 0, 1, 0, 0, 1];
  const needed = seedsToTell(a, b)!;
  expect(needed).toBeGreaterThan(8);
  expect(seedsToTell(a, b, 10)!).toBeGreaterThan(needed);
  expect(seedsToTell(a, a)).toBeNull();
  expect(seedsToTell([1, 1, 1], [0, 0, 0])).toBe(6);
});

test("a suite names its measure, its zero and its one, and may name a cast of the world", () => {
  const benchmark = {
    id: "one",
    title: "One",
    env: "pursuit",
    seeds: { split: "test", count: 1 },
    subject: "pursuer",
    cast: "lookahead",
    subjects: { slow: "random", quick: "greedy" },
    measure: "capture_rate",
    zero: "slow",
    one: "quick",
  };
  const suite = (change: object) => ({ id: "s", version: 1, title: "S", benchmarks: [{ ...benchmark, ...change }] });
  expect(parseSuite(suite({}), "s").benchmarks[0]).toMatchObject({ measure: "capture_rate", zero: "slow", one: "quick" });
  expect(() => parseSuite(suite({ measure: "joy" }), "s")).toThrow(/measure: no metric is called "joy"/);
  expect(() => parseSuite(suite({ zero: "nobody" }), "s")).toThrow(/zero and one: no subject is called "nobody"/);
  expect(() => parseSuite(suite({ cast: "lookahed" }), "s")).toThrow(/no cast is called "lookahed" \(did you mean "lookahead"/);
});
