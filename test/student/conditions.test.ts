/** Invented conditions: said as manuals say theirs, and true or not as told. */
import { expect, test } from "vitest";
import { envs } from "../../envs/index.ts";
import { bases, situationsOf } from "../../function-base/index.ts";
import { manualText } from "../../agents/index.ts";
import { rng } from "../../src/core/index.ts";
import { holdsOf, inventCondition, wordingOf } from "../../src/student/conditions.ts";

const STATES = [
  { distance: "far", rank: "first", near: "free", exits: "two" },
  { distance: "near", rank: "last", near: "taken", exits: "three" },
  { distance: "touching", rank: "last", near: "none", exits: "one" },
];
const wording = wordingOf(["distance near rank last ; near exit taken", "open exits two", "near exit says something else"], STATES);

test("phrases are those of manuals that state conditions alone, with all words that facts have taken", () => {
  expect([...wording]).toEqual([
    ["distance", { before: "distance", words: ["far", "near", "touching"] }],
    ["exits", { before: "open exits", words: ["one", "three", "two"] }],
    ["near", { before: "near exit", words: ["free", "none", "taken"] }],
    ["rank", { before: "rank", words: ["first", "last"] }],
  ]);
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
