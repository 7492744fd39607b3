/** What functions are worth by play: on a pond where it can be told beforehand, and on a game of chance. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { maskOf, onlyHarms, type Trial, type Worth, worthsOf } from "../../agents/functions/worth.ts";
import type { World } from "../../agents/world.ts";
import { type FunctionBase, makeBase, ofStage, without } from "../../function-base/index.ts";
import { fold, keyOf, rng, SPLITS } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";
import { pond } from "./pond.ts";

/** In the pond 37 is best, and a round in which another number is wished costs a hundredth for each fish off. */
const WISHES: Readonly<Record<string, number>> = { best: 37, near: 40, far: 97, same: 37, idle: 0 };

const base = makeBase(
  "pond",
  {
    stages: [
      { id: "look", asks: "What is seen?", result: z.string() },
      { id: "wish", asks: "How many?", result: z.int() },
    ],
    words: ["fisher"],
    found: {
      stages: {
        look: { keys: [], rows: {}, usual: "glance" },
        wish: { keys: ["round"], rows: { first: "same", third: "far" }, usual: "best" },
      },
      fixed: { look: "glance", wish: "best" },
    },
    blank: { notices: [] },
    says: {},
    facts: ({ round }) => ({ round: ["first", "second", "third"][Number(round)]! }),
    marks: () => [],
    tools: () => ({}),
    toolManual: "",
  },
  [["glance", "look", "pond"] as const, ...Object.entries(WISHES).map(([name, wish]) => [name, "wish", wish] as const)].map(
    ([name, stage, result]) => ({
      path: `pond/${name}.js`,
      source: `/**\n * Does it.\n *\n * @stage ${stage}\n * @example {"observation":{},"legal":[],"previous":null,"result":${JSON.stringify(result)}}\n */\nexport default function it() {}\n`,
      run: () => result,
    }),
  ),
);

const world: World = { ...pond, base };
const twentyOne = worldOf("twenty-one");

const trial = (of: World, more: Partial<Trial> = {}): Trial => ({
  setting: of.plan.find.settings[0] ?? { id: "default", params: {}, others: {}, episodes: 1 },
  seeds: Array.from({ length: 40 }, (_, i) => SPLITS.validation + i),
  masks: 3,
  key: keyOf(1),
  of: [...of.base.functions, ...of.base.emergency],
  ...more,
});

const named = (all: readonly Worth[], name: string): Worth => all.find((one) => one.name === name)!;

describe("on a pond", () => {
  const all = worthsOf(world, base, trial(world));

  test("what is left out costs what its stand-in plays worse, and what only harms is marked", () => {
    // Without `best` the stage falls back on the function with most rows, `same`, which does the same; the third round is for `far`.
    expect(named(all, "best").leftOut).toMatchObject({ mean: 0, low: 0, high: 0, n: 40 });
    const { taken, leftOut } = named(all, "far");
    expect(taken).toBeCloseTo(1 / 3, 9);
    expect(leftOut!.mean).toBeCloseTo(-0.6, 9);
    expect(leftOut!.high).toBeLessThan(0);
    expect(all.filter((one) => onlyHarms([one])).map(({ name }) => name)).toEqual(["far"]);
  });

  test("what another function makes up for is seen under masks alone", () => {
    for (const name of ["best", "same"]) {
      const { leftOut, byMasks } = named(all, name);
      expect(leftOut!.mean, name).toBe(0);
      expect(byMasks!.low, name).toBeGreaterThan(0);
    }
  });

  test("a function that is never taken is worth exactly nothing, one without which its stage is empty has no figure", () => {
    const { taken, leftOut, byMasks } = named(worthsOf(world, base, trial(world, { masks: 0 })), "near");
    expect([taken, leftOut, byMasks]).toEqual([0, { mean: 0, low: 0, high: 0, n: 40 }, undefined]);
    expect(named(all, "idle").byMasks).toEqual({ mean: 0, low: 0, high: 0, n: named(all, "idle").byMasks!.n });
    expect(named(all, "glance")).toEqual({ name: "glance", stage: "look", taken: 1 });
  });

  test("one interval below 0 and no mean above it is harm", () => {
    const [below, about, above] = [-1, 0, 0.1].map((mean) => ({ mean, low: mean - 0.5, high: mean + 0.5, n: 9 }));
    expect(onlyHarms([{ leftOut: below!, byMasks: about! }])).toBe(true);
    expect(onlyHarms([{ byMasks: below! }])).toBe(true);
    expect(onlyHarms([{ leftOut: below!, byMasks: above! }])).toBe(false);
    expect(onlyHarms([{ leftOut: about!, byMasks: about! }])).toBe(false);
    expect(onlyHarms([{ byMasks: below! }, { leftOut: above! }])).toBe(false);
    expect(onlyHarms([{ byMasks: below! }, {}])).toBe(true);
    expect(onlyHarms([{}])).toBe(false);
  });
});

describe("in a game of chance", () => {
  const { base: cards } = twentyOne;
  const seeds = Array.from({ length: 150 }, (_, i) => SPLITS.validation + i);
  const worths = () => worthsOf(twentyOne, cards, trial(twentyOne, { seeds, masks: 1 }));
  const all = worths();

  test("a function that matters has an interval above 0, one that the teacher never takes has exactly 0", () => {
    expect(named(all, "to-the-limit").leftOut!.low).toBeGreaterThan(0);
    expect(named(all, "stay")).toMatchObject({ taken: 0, leftOut: { mean: 0, low: 0, high: 0 } });
    expect(all.map(({ name }) => name)).toEqual(cards.functions.map(({ name }) => name));
  });

  test("the same seed gives the same, another one other masks", () => {
    expect(worths()).toEqual(all);
    const other = worthsOf(twentyOne, cards, trial(twentyOne, { seeds, masks: 1, key: keyOf(2) }));
    expect(other.map(({ leftOut }) => leftOut?.mean)).toEqual(all.map(({ leftOut }) => leftOut?.mean));
    expect(other.map(({ byMasks }) => byMasks?.mean)).not.toEqual(all.map(({ byMasks }) => byMasks?.mean));
  });

  test("an answer to a notice is worth something where the notice comes, and has no row elsewhere", () => {
    const setting = twentyOne.plan.find.settings.find(({ id }) => id === "tens are one")!;
    const answers = worthsOf(twentyOne, cards, trial(twentyOne, { setting, of: cards.emergency, masks: 0 }));
    expect(answers.map(({ name }) => name)).toEqual(["climb-by-small-cards", "keep-the-stake"]);
    expect(named(answers, "climb-by-small-cards").leftOut!.low).toBeGreaterThan(0);
  });
});

test("no mask leaves a stage without a function for a role that had one, and each function is hidden in about half of them", () => {
  const shared = worldOf("pursuit").base;
  // A stage whose functions are for one role each, but the last, which is for both.
  const roles = ["pursuer", "runner", undefined];
  const split: FunctionBase = {
    ...shared,
    words: ["pursuer", "runner"],
    functions: ofStage(shared.functions, "move").map((entry, i) => {
      const role = roles[Math.min(i, 2)];
      return role === undefined ? entry : { ...entry, role };
    }),
  };
  const few = { ...split, functions: split.functions.slice(0, 3) };
  for (const one of [shared, twentyOne.base, few]) {
    const times = new Map<string, number>();
    for (let i = 0; i < 400; i++) {
      const hidden = maskOf(one, rng(fold(keyOf(5), i)));
      for (const name of hidden) times.set(name, (times.get(name) ?? 0) + 1);
      const left = one.functions.filter(({ name }) => !hidden.includes(name));
      for (const { id } of one.stages)
        for (const word of one.words)
          expect(ofStage(left, id, word).length > 0, `${id} for ${word} without ${hidden.join()}`).toBe(
            ofStage(one.functions, id, word).length > 0,
          );
      if (one !== few) expect(without(one, hidden).functions).toEqual(left);
    }
    // Five standard deviations of 400 throws; stages with few functions hide less often.
    for (const { name, stage } of one.functions) {
      expect(times.get(name) ?? 0, name).toBeLessThan(250);
      if (ofStage(one.functions, stage).length > 5) expect(times.get(name), name).toBeGreaterThan(150);
    }
  }
});
