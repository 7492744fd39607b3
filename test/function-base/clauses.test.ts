/** Clauses: what people, retrievers and students read is derived from them. */
import { describe, expect, test } from "vitest";
import { worldOf } from "../../src/worlds.ts";
import { manualText } from "../../agents/index.ts";
import {
  byName,
  clauseOf,
  clauseText,
  type FunctionBase,
  type FunctionEntry,
  makeBase,
  reading,
  searchedIn,
  sentenceOf,
  shareOf,
} from "../../function-base/index.ts";

const base = worldOf("pursuit").base;
const all = [...base.functions, ...base.emergency];
const zone = byName(base).get("round-the-zone")!;

test("a clause is written as it is read", () => {
  for (const { when } of all) for (const clause of when) expect(clauseOf(clauseText(clause), "here")).toEqual(clause);
});

test("the share of a clause that holds", () => {
  const clause = { near: "free", distance: "far" };
  expect(shareOf(clause, { near: "free", distance: "far", rank: "last" })).toBe(1);
  expect(shareOf(clause, { near: "free", distance: "near" })).toBe(0.5);
  expect(shareOf(clause, { rank: "last" })).toBe(0);
});

test("people read a sentence, retrievers its conditions, students a telegram", () => {
  const entry = { ...zone, answers: "fog hides all runners", when: [{ near: "free" }, { exits: "two", rank: "last" }] };
  expect(sentenceOf(entry, base.says)).toBe(
    "Use when a notice says that fog hides all runners and the near exit is free; or when a notice says that fog hides all runners and open exits are two and your rank is last.",
  );
  expect(searchedIn(entry, base.says)).toEqual([
    "a notice says that fog hides all runners and the near exit is free",
    "a notice says that fog hides all runners and open exits are two and your rank is last",
  ]);
  // Behind the word that announces notices all words are names: what is known comes first.
  expect(manualText(entry, base)).toBe("near exit free ; open exits two rank last notice fog hides runners");
  expect(manualText(byName(base).get("wide-way")!, base)).toBe(
    "capture surround way clear distance far open exits two ; capture touch way clear distance far",
  );
});

describe("of manuals a part may be read", () => {
  const of = (name: string, reads: "purpose" | "conditions"): FunctionEntry => byName(reading(base, reads)).get(name)!;

  test("what functions do, and of those that answer a notice which", () => {
    expect(of("squeeze", "purpose")).toMatchObject({ when: [], conditions: "" });
    for (const { name, purpose } of base.functions) expect(of(name, "purpose").manual).toBe(purpose);
    expect(of("round-the-zone", "purpose").manual).toBe(zone.manual);
    expect(manualText(of("hold", "purpose"), base)).toBe("holds cell");
  });

  test("when to use them", () => {
    for (const { name, conditions } of all) expect(of(name, "conditions").manual).toBe(conditions);
    expect(manualText(of("hold", "conditions"), base)).toBe(manualText(byName(base).get("hold")!, base));
  });

  test("or both", () => expect(reading(base, "both")).toBe(base));
});

describe("a base whose parts disagree is refused:", () => {
  const source = (tags: string, name = "one") =>
    `/**\n * Goes.\n *\n${tags} * @example {"observation":{},"legal":[],"previous":null,"result":1}\n */\nexport default function ${name}() {\n  return 1;\n}\n`;
  const move = { keys: ["way"], rows: {}, usual: "one" };
  const small = (found: object = { stages: { move }, fixed: { move: "one" } }) => ({
    ...base,
    stages: base.stages.slice(-1),
    found: found as FunctionBase["found"],
  });
  const made = (tags: string, guide = small()) =>
    makeBase("pursuit", guide, [{ path: "pursuit/one.js", source: source(` * @stage move\n${tags}`), run: () => 1 }]);

  test("unless they agree", () => {
    expect(made(" * @when way=clear\n * @role pursuer\n").functions[0]).toMatchObject({ role: "pursuer", when: [{ way: "clear" }] });
  });

  test.each([
    ["a fact", " * @when sky=blue\n", /one: @when sky=blue, a fact that stage move does not have, expected one of goal, way, /],
    ["a word", " * @when way=open\n", /function pursuit\/one: @when way=open, expected one of none, blocked, crowded, clear/],
    ["a role", " * @role referee\n", /one: @role referee, expected one of pursuer/],
  ])("%s of a function", (_what, tags, message) => expect(() => made(tags)).toThrow(message));

  test.each([
    ["a stage", { stages: { move, fly: move }, fixed: { move: "one" } }, /found.json of pursuit: stage fly, which there is not, expected/],
    ["no table", { stages: {}, fixed: { move: "one" } }, /no table for stage move/],
    ["a function", { stages: { move: { ...move, usual: "two" } }, fixed: { move: "one" } }, /stage move: two, which is no function of it/],
    [
      "a fact",
      { stages: { move: { ...move, keys: ["sky"] } }, fixed: { move: "one" } },
      /stage move: the fact sky, which it does not have/,
    ],
    ["a word", { stages: { move: { ...move, rows: { open: "one" } } }, fixed: { move: "one" } }, /stage move: the row "open"/],
    [
      "an answer",
      { stages: { move: { ...move, answers: { one: { rows: {}, usual: true } } } }, fixed: { move: "one" } },
      /stage move: one, which answers no notice there/,
    ],
  ])("%s of the table", (_what, found, message) => expect(() => made("", small(found))).toThrow(message));
});
