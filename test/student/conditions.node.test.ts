/** Invented conditions are worded as in manuals, and hold or not as they say they do. */
import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import { type Clause, type Facts, formsOf, nameIn, situationsOf } from "../../function-base/index.ts";
import { rng } from "../../src/core/index.ts";
import { inventCondition, inventState, missesOf, wordingOf } from "../../src/student/conditions.ts";

const STATES = [
  { distance: "far", rank: "first", near: "free", exits: "two" },
  { distance: "near", rank: "last", near: "taken", exits: "three" },
  { distance: "touching", rank: "last", near: "none", exits: "one" },
];
const SAYS = { exits: "open exits are", near: "the near exit is", rank: "your rank is" };
const wordingFor = (clauses: readonly Clause[], states: readonly Facts[]) => wordingOf(clauses, formsOf(clauses, SAYS), states);
const CLAUSES: readonly Clause[] = [{ distance: "near", rank: "last" }, { near: "taken" }, { exits: "two" }];
const wording = wordingFor(CLAUSES, STATES);

test("phrases are those of clauses, with all words that facts have taken", () => {
  expect([...wording]).toEqual([
    ["distance", { before: "distance", words: ["far", "near", "touching"] }],
    ["exits", { before: "open exits", words: ["one", "three", "two"] }],
    ["near", { before: "near exit", words: ["free", "none", "taken"] }],
    ["rank", { before: "rank", words: ["first", "last"] }],
  ]);
});

test("what a clause asks of a fact is a word of it, though no state had it; a fact that no clause speaks of is none", () => {
  const states = [
    { party: "team", near: "free", sight: "seen" },
    { party: "team", near: "taken", sight: "seen" },
  ];
  expect([...wordingFor([{ near: "taken" }, { party: "pair", near: "free" }], states)]).toEqual([
    ["near", { before: "near exit", words: ["free", "taken"] }],
    ["party", { before: "party", words: ["pair", "team"] }],
  ]);
  expect(wordingFor([], states).size).toBe(0);
});

test("an invented state has other words of the same facts in about every second", () => {
  const draw = rng([5, 7]);
  const facts = { ...STATES[0]!, sight: "seen" };
  const changed = new Map<string, number>();
  for (let i = 0; i < 1000; i++)
    for (const [fact, word] of Object.entries(inventState(draw, facts, wording, []))) {
      expect(wording.get(fact)?.words ?? ["seen"], fact).toContain(word);
      if (word !== facts[fact as keyof typeof facts]) changed.set(fact, (changed.get(fact) ?? 0) + 1);
    }
  // Of those drawn anew, one in three or in two has the same word again.
  expect([...changed.keys()].sort()).toEqual(["distance", "exits", "near", "rank"]);
  for (const count of changed.values()) expect(count).toBeGreaterThan(200);
});

test("most invented states are named by one of the clauses asked for, or all but named", () => {
  const draw = rng([5, 8]);
  const clause = { distance: "near", rank: "last", near: "none" };
  const differing = [0, 0, 0, 0];
  for (let i = 0; i < 1000; i++) {
    const state = inventState(draw, STATES[0]!, wording, [clause]);
    differing[Object.entries(clause).filter(([fact, word]) => state[fact] !== word).length]!++;
  }
  expect(differing[0]).toBeGreaterThan(550);
  expect(differing[1]).toBeGreaterThan(120);
});

test("a condition holds when all phrases of a clause say what is known", () => {
  const draw = rng([3, 5]);
  let right = 0;
  for (let i = 0; i < 2000; i++) {
    const facts = draw.pick(STATES);
    const { text, holds } = inventCondition(draw, facts, wording);
    const said = { distance: facts.distance, rank: facts.rank, "near exit": facts.near, "open exits": facts.exits };
    const truth = text.split(" ; ").some((clause) => {
      let rest = clause;
      for (const [before, word] of Object.entries(said)) rest = rest.replace(`${before} ${word}`, "").trim();
      return rest === "";
    });
    expect(holds, text).toBe(truth);
    if (holds) right++;
  }
  expect(right).toBeGreaterThan(900);
  expect(right).toBeLessThan(1200);
});

test("a clause misses by the words that a state does not have, and of several the nearest counts", () => {
  const [far, near] = STATES as [(typeof STATES)[number], (typeof STATES)[number]];
  for (const [clauses, ofFar, ofNear] of [
    [[{ distance: "near", rank: "last" }], 2, 0],
    [[{ distance: "far", near: "taken" }, { exits: "two" }], 0, 1],
    [[{ rank: "first" }, { rank: "last" }], 0, 0],
    [[{ distance: "touching" }], 1, 1],
    [[], Infinity, Infinity],
  ] as const) {
    expect(missesOf(clauses, far)).toBe(ofFar);
    expect(missesOf(clauses, near)).toBe(ofNear);
  }
});

test("in states of random play of pursuit the clauses of one function hold, that which the table takes", () => {
  const base = worldOf("pursuit").base;
  for (const params of [{}, { pursuers: 2 }, { capture: "touch" }, { capture: "close-in" }, { width: 12, height: 12, pursuers: 4 }]) {
    let [right, of] = [0, 0];
    const situations = situationsOf(base, worldOf("pursuit").env, params, 900_001, 1200);
    for (const { stage, observation, previous } of situations) {
      const facts = base.facts(observation, previous, stage);
      for (const [fact, word] of Object.entries(facts)) expect(base.terms![stage]![fact], `${stage} ${fact}`).toContain(word);
      const named = base.functions.filter((one) => one.stage === stage && missesOf(one.when, facts) === 0).map(({ name }) => name);
      of++;
      if (named.join() === nameIn(base.found.stages[stage]!, facts)) right++;
    }
    expect(of).toBe(situations.length);
    expect(right / of, JSON.stringify(params)).toBeGreaterThan(0.995);
  }
});
