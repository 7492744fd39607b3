/** Invented conditions: said as manuals say theirs, and true or not as told. */
import { expect, test } from "vitest";
import { envs } from "../../envs/index.ts";
import { bases, nameIn, situationsOf } from "../../function-base/index.ts";
import { manualText } from "../../agents/index.ts";
import { rng } from "../../src/core/index.ts";
import { clausesOf, holdsOf, inventCondition, inventState, wordingOf } from "../../src/student/conditions.ts";

const STATES = [
  { distance: "far", rank: "first", near: "free", exits: "two" },
  { distance: "near", rank: "last", near: "taken", exits: "three" },
  { distance: "touching", rank: "last", near: "none", exits: "one" },
];
/** States of pursuit from which the wording of its manuals can be read, by stage. */
const ALL = Object.fromEntries(
  bases["pursuit"]!.stages.map(({ id }) => [
    id,
    situationsOf(bases["pursuit"]!, envs["pursuit"]!, {}, 7, 900)
      .filter(({ stage }) => stage === id)
      .map(({ observation, previous }) => bases["pursuit"]!.facts(observation, previous)),
  ]),
);
const wording = wordingOf(["distance near rank last ; near exit taken", "open exits two", "near exit says something else"], STATES);

test("phrases are those of manuals that state conditions alone, with all words that facts have taken", () => {
  expect([...wording]).toEqual([
    ["distance", { before: "distance", words: ["far", "near", "touching"] }],
    ["exits", { before: "open exits", words: ["one", "three", "two"] }],
    ["near", { before: "near exit", words: ["free", "none", "taken"] }],
    ["rank", { before: "rank", words: ["first", "last"] }],
  ]);
});

test("what manuals say of a fact is a word of it, though no state had it, and hides nothing behind it", () => {
  const states = [
    { party: "team", near: "free" },
    { party: "team", near: "taken" },
  ];
  const manuals = ["party team near exit free", "party pair near exit taken ; party pair near exit free", "near exit taken"];
  expect([...wordingOf(manuals, states)]).toEqual([
    ["near", { before: "near exit", words: ["free", "taken"] }],
    ["party", { before: "party", words: ["pair", "team"] }],
  ]);
  expect(holdsOf(manuals[1]!, { party: "pair", near: "free" }, wordingOf(manuals, states))).toBe(true);
});

test("a fact of which manuals say no word that a state had is said by its name, where manuals can be read by it and not without", () => {
  const states = [
    { party: "team", near: "free", sight: "seen" },
    { party: "team", near: "taken", sight: "seen" },
  ];
  const manuals = ["near exit free", "party pair near exit taken ; near exit free party pair", "anything in sight"];
  const read = wordingOf(manuals, states);
  expect([...read]).toEqual([
    ["near", { before: "near exit", words: ["free", "taken"] }],
    ["party", { before: "party", words: ["pair", "team"] }],
  ]);
  expect(holdsOf(manuals[1]!, { party: "pair", near: "free", sight: "seen" }, read)).toBe(true);
  expect(holdsOf(manuals[1]!, { party: "team", near: "taken", sight: "seen" }, read)).toBe(false);
  // Two at once, where a manual has both.
  const both = ["near exit free", "party pair sight lost"];
  expect([...wordingOf(both, states)].map(([fact, { words }]) => [fact, words])).toEqual([
    ["near", ["free", "taken"]],
    ["party", ["pair", "team"]],
    ["sight", ["lost", "seen"]],
  ]);
  // Not where a name is a word of something else in a manual that can be read, which would then say another thing.
  expect([...wordingOf(["near exit free", "near pair"], [{ exit: "free", near: "none" }]).keys()]).toEqual(["exit"]);
  expect([...wordingOf(["near exit free", "party pair"], [{ exit: "free", party: "team" }]).keys()]).toEqual(["exit", "party"]);
  // The name alone makes no manual of conditions out of one that says more, nor a form of what no manual says.
  expect([...wordingOf(["near exit free", "party pair, whatever the exits"], states).keys()]).toEqual(["near"]);
});

test("the phrase behind an unknown word begins where it does elsewhere, though that is rare", () => {
  const states = [
    { rank: "first", distance: "far" },
    { rank: "last", distance: "near" },
  ];
  const manuals = ["rank middle distance far", "rank middle distance near", "rank first", "distance far"];
  expect([...wordingOf(manuals, states)]).toEqual([
    ["distance", { before: "distance", words: ["far", "near"] }],
    ["rank", { before: "rank", words: ["first", "last", "middle"] }],
  ]);
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
  const clauses = clausesOf("distance near rank last near exit none ; open exits one", wording)!;
  expect(clauses).toEqual([{ distance: "near", rank: "last", near: "none" }, { exits: "one" }]);
  expect(clausesOf("distance near says more", wording)).toBeUndefined();
  const differing = [0, 0, 0, 0];
  for (let i = 0; i < 1000; i++) {
    const state = inventState(draw, STATES[0]!, wording, [clauses[0]!]);
    differing[Object.entries(clauses[0]!).filter(([fact, word]) => state[fact] !== word).length]!++;
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

test("what pursuit's manuals say of facts can be read", () => {
  const base = bases["pursuit"]!;
  const states = situationsOf(base, envs["pursuit"]!, {}, 7, 600);
  for (const { id } of base.stages) {
    const facts = states.filter(({ stage }) => stage === id).map(({ observation, previous }) => base.facts(observation, previous));
    const manuals = base.functions.filter(({ stage }) => stage === id).map(manualText);
    const keys = base.found.stages[id]!.keys.filter((key) => new Set(facts.map((one) => one[key])).size > 1);
    expect([...wordingOf(manuals, facts).keys()], id).toEqual(
      expect.arrayContaining(keys.filter((key) => manuals.some((text) => text.includes(key)))),
    );
  }
});

test("whether a manual holds is read from its clauses; of what is no condition nothing is said", () => {
  const [far, near] = STATES as [(typeof STATES)[number], (typeof STATES)[number]];
  for (const [text, ofFar, ofNear] of [
    ["distance near rank last", false, true],
    ["distance far near exit taken ; open exits two", true, false],
    ["rank first ; rank last", true, true],
    ["distance touching", false, false],
    ["near exit says something else", undefined, undefined],
    ["notice zone", undefined, undefined],
  ] as const) {
    expect(holdsOf(text, far, wording), text).toBe(ofFar);
    expect(holdsOf(text, near, wording), text).toBe(ofNear);
  }
});

test("in states of random play the conditions of one manual hold, that of the function that the table takes", () => {
  const base = bases["pursuit"]!;
  for (const params of [{}, { pursuers: 2 }, { capture: "touch" }, { capture: "close-in" }, { width: 12, height: 12, pursuers: 4 }]) {
    let [right, of] = [0, 0];
    const situations = situationsOf(base, envs["pursuit"]!, params, 900_001, 1200);
    for (const { id } of base.stages) {
      const functions = base.functions.filter(({ stage }) => stage === id);
      const states = situations.filter(({ stage }) => stage === id).map(({ observation, previous }) => base.facts(observation, previous));
      const read = wordingOf(functions.map(manualText), [...states, ...ALL[id]!]);
      for (const facts of states) {
        const named = functions.filter((one) => holdsOf(manualText(one), facts, read) === true).map(({ name }) => name);
        of++;
        if (named.join() === nameIn(base.found.stages[id]!, facts)) right++;
      }
    }
    expect(of).toBe(situations.length);
    expect(right / of, JSON.stringify(params)).toBeGreaterThan(0.995);
  }
});
