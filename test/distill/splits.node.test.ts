/** The data that students learn from, are tuned on and are tested on is disjoint: in seeds, and in the parameters of `shift`. */
import { worldOf, worlds } from "../../src/worlds.ts";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planned, runsOf } from "../../benchmarks/evidence/plan.ts";
import { jobsOf, parseSuite } from "../../benchmarks/suite.ts";
import { type Json, parseParams, SPLIT_SIZE, type Split, splitOf, SPLITS } from "../../src/core/index.ts";
import { EVALUATION_FIRST, heldOutEpisodes, type Recipe, recipeFor, RECIPES, recipeSchema } from "../../src/distill/recipe.ts";
import { decisionsSuite, evaluationSuite, heldOutSuite } from "../../src/distill/suites.ts";
import { portionsOf } from "../../src/distill/variants.ts";

const folder = join(import.meta.dirname, "..", "..", "benchmarks", "suites");
const suites = readdirSync(folder).map((file) => parseSuite(JSON.parse(readFileSync(join(folder, file), "utf8")), file));
const played = suites.flatMap((suite) => jobsOf(suite).map((job) => ({ ...job, suite: suite.id })));
for (const { env } of Object.values(worlds)) await env.prepare?.();
const recipes = [
  ...Object.keys(worlds).flatMap((env) => RECIPES.map((name) => ({ env, name: name, recipe: recipeFor(worldOf(env), name) }))),
  ...Object.values(worlds)
    .filter(({ plan }) => plan.evidence !== undefined)
    .flatMap(({ env }) => runsOf(planned(env.id)))
    .map(({ id, recipe }) => ({ env: recipe.env, name: `${id} of the evidence`, recipe })),
];

type Range = readonly [from: number, to: number];

/** The seeds of a recipe: those learned from, those that agreement is measured on, those of the comparison. */
const rangesOf = ({ env, preset, episodes, rounds, evaluation }: Recipe): Readonly<Record<"learned" | "heldOut" | "compared", Range>> => ({
  learned: [SPLITS.train, SPLITS.train + (rounds + 1) * episodes],
  heldOut: [SPLITS.validation, SPLITS.validation + heldOutEpisodes(worldOf(env), preset)],
  compared: [SPLITS.validation + EVALUATION_FIRST, SPLITS.validation + EVALUATION_FIRST + evaluation],
});

/** The parameters that define the game: without rule changes in mid-episode, and without the seeds that fix a start. */
function gameOf(env: string, params: Json): Readonly<Record<string, Json>> {
  const { emergencies: _, layoutSeed: __, spawnSeed: ___, ...game } = parseParams(worldOf(env).env, params) as Record<string, Json>;
  return game;
}

/** The games that a recipe learns from. */
const gamesOf = ({ env, preset, variants }: Recipe) =>
  [{}, ...variants.map(({ params }) => params)].map((params) =>
    gameOf(env, { ...(worldOf(env).env.presets[preset]!.params as Record<string, Json>), ...params }),
  );

test("splits do not overlap, and every seed of a suite lies in the split it names", () => {
  const ranges = Object.values(SPLITS).map((first): Range => [first, first + SPLIT_SIZE]);
  for (const [i, [from, to]] of ranges.entries())
    for (const [otherFrom, otherTo] of ranges.slice(i + 1)) expect(to <= otherFrom || otherTo <= from).toBe(true);
  for (const suite of suites)
    for (const benchmark of suite.benchmarks) {
      const { split } = benchmark.seeds;
      const seeds = jobsOf({ ...suite, benchmarks: [benchmark] }).map(({ seed }) => seed);
      expect(seeds.length).toBeGreaterThan(0);
      expect(seeds.filter((seed) => splitOf(seed) !== split)).toEqual([]);
    }
});

test("a suite cannot ask for seeds of the next split", () => {
  const [suite] = suites;
  const [benchmark] = suite!.benchmarks;
  const reaching = (first: number, count: number) => ({
    ...suite,
    benchmarks: [{ ...benchmark, seeds: { split: "train", first, count } }],
  });
  expect(() => parseSuite(reaching(999_990, 11), "reaching")).toThrow(/seeds of the next split, expected at most 1000000/);
  expect(jobsOf(parseSuite(reaching(999_999, 1), "whole"))[0]!.seed).toBe(999_999);
});

describe.each(recipes)("the recipe $name of $env", ({ env, recipe }) => {
  test("learns from seeds of train alone, is checked on others of validation, and on none that a suite plays", () => {
    const { learned, heldOut, compared } = rangesOf(recipe);
    const splitsOf = ([from, to]: Range): readonly (Split | undefined)[] => [splitOf(from), splitOf(to - 1)];
    expect(splitsOf(learned)).toEqual(["train", "train"]);
    expect(splitsOf(heldOut)).toEqual(["validation", "validation"]);
    expect(splitsOf(compared)).toEqual(["validation", "validation"]);
    expect(heldOut[1]).toBeLessThanOrEqual(compared[0]);
    const inside = (seed: number) => [learned, heldOut, compared].some(([from, to]) => seed >= from && seed < to);
    expect(played.filter(({ env: of, seed }) => of === env && inside(seed))).toEqual([]);
  });

  test("never learns from a game that shift holds, nor from a board, a lake or a party as large", () => {
    const shifts = suites.flatMap(({ benchmarks }) => benchmarks.filter(({ seeds }) => seeds.split === "shift"));
    const shifted = shifts.flatMap((benchmark) => jobsOf({ ...suites[0]!, benchmarks: [benchmark] }).slice(0, 1));
    expect(shifted.length).toBeGreaterThan(0);
    for (const { params } of shifted.filter((job) => job.env === env)) {
      const shift = gameOf(env, params);
      for (const game of gamesOf(recipe)) {
        expect(game).not.toEqual(shift);
        for (const size of ["width", "height", "pursuers", "fishers", "capacity"])
          if (typeof shift[size] === "number") expect(game[size], size).toBeLessThan(shift[size]);
        if (typeof shift["runners"] === "number") expect(game["runners"]).toBeLessThanOrEqual(shift["runners"]);
      }
    }
  });

  test("never learns under a rule change", () => {
    for (const { params } of recipe.variants) expect(params).not.toHaveProperty("emergencies");
  });
});

describe("variants", () => {
  test("share out the seeds of a round: each is played once, and the preset takes the rest", () => {
    const { variants } = recipeFor(worldOf("pursuit"), "augmented");
    const portions = portionsOf(variants, { split: "train", first: 400, count: 200 });
    expect(portions.map(({ seeds }) => seeds.count)).toEqual([60, 60, 20, 20, 20, 20]);
    const seeds = portions.flatMap(({ seeds: { first, count } }) => Array.from({ length: count }, (_, i) => first + i));
    expect(seeds).toEqual(Array.from({ length: 200 }, (_, i) => 400 + i));
    // However few episodes there are, each is played once, and none of another round.
    for (let count = 1; count < 40; count++)
      expect(portionsOf(variants, { split: "train", first: 7, count }).reduce((sum, { seeds }) => sum + seeds.count, 0)).toBe(count);
    expect(portionsOf([], { split: "train", first: 3, count: 5 })).toEqual([{ params: {}, seeds: { split: "train", first: 3, count: 5 } }]);
  });

  test("a game whose partners have the learners' word has lessons, held-out decisions and a comparison with one seat among them", () => {
    const world = worldOf("fishery");
    const recipe = recipeFor(world, "quick");
    const casts = world.plan.partners!.map(({ cast }) => cast);
    for (const suite of [
      decisionsSuite(world, recipe, 0),
      heldOutSuite(world, recipe),
      evaluationSuite(world, recipe, { ld: "a", kd: "b" }),
    ]) {
      const { benchmarks } = parseSuite(suite, suite.id);
      expect(benchmarks.filter(({ subject }) => subject === "fisher-0").map(({ cast }) => cast)).toEqual(casts);
      expect(benchmarks[0]).toMatchObject({ subject: "fisher", cast: {} });
    }
  });

  test("recipes that cannot be are refused", () => {
    const usual = recipeFor(worldOf("pursuit"), "quick");
    const issue = (more: object) => recipeSchema.safeParse({ ...usual, ...more }).error?.issues[0]?.message;
    expect(issue({ variants: [{ params: {}, share: 0.6 }, { params: {}, share: 0.6 }] })).toMatch(/shares of more than 1/); // prettier-ignore
    expect(issue({ episodes: 500_000, rounds: 2 })).toMatch(/more than 1000000 in all rounds, and so seeds of another split/);
    expect(issue({ kinds: ["kd", "kd"] })).toBe("the same kind twice");
    expect(issue({ hide: ["block-exit", "block-exit"] })).toBe("the same function twice");
    const two = { params: { pursuers: 2 }, share: 0.2 };
    expect(issue({ variants: [two, { ...two, share: 0.3 }] })).toBe("the same parameters twice");
    expect(issue({ variants: [two, { params: { pursuers: 4 }, share: 0.3 }] })).toBeUndefined();
    expect(issue({ decoder: { width: 100, heads: 3 } })).toMatch(/cannot be shared out among the heads/);
    expect(issue({ decoder: { width: 36, heads: 4 } })).toMatch(/each of an even width/);
    expect(issue({})).toBeUndefined();
  });
});

test("controls get the candidates of the student that they are compared with, and words match among all", () => {
  const world = worldOf("twenty-one");
  const { retriever: _, paraphrases: __, ...usual } = recipeFor(world, "default");
  const of = (recipe: Recipe) => {
    const suite = parseSuite(evaluationSuite(world, recipe, { ld: "a", kd: "b" }), "evaluation");
    const { subjects } = suite.benchmarks[0]!;
    return ["functions-random", "functions-top1", "functions-matched"].map((subject) => {
      const { retriever = "usual", model = "" } = (subjects[subject]!.params ?? {}) as {
        readonly retriever?: string;
        readonly model?: string;
      };
      return `${retriever} ${model}`.trim();
    });
  };
  expect(of(usual)).toEqual(["all", "usual", "all"]);
  expect(of(recipeSchema.parse({ ...usual, retriever: true }))).toEqual(["trained a", "trained a", "all"]);
  const { reads: ___, ...both } = usual;
  expect(of(recipeSchema.parse(both))).toEqual(["usual", "usual", "usual"]);
});
