/** When to use functions, read off the table. */
import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import { sentencesOf, statesMet } from "../../agents/functions/sentences.ts";
import { byName, type Clause, clauseText, type FunctionBase, nameIn } from "../../function-base/index.ts";

const world = worldOf("pursuit");
const { base } = world;

/** Whether clauses name a state by its words. */
const names = (of: FunctionBase, stage: string, when: readonly Clause[], words: readonly string[]): boolean => {
  const { keys } = of.found.stages[stage]!;
  return when.some((clause) => keys.every((key, i) => (clause[key] ?? words[i]) === words[i]));
};

test("every state of play is named by a clause of the function that the table takes, and by no other", () => {
  const met = statesMet(world, base, world.plan.find.settings.slice(0, 5), [1, 2, 3]);
  const clauses = new Map(sentencesOf(base, met).map(({ name, when }) => [name, when]));
  for (const { id } of base.stages) {
    expect(met.get(id)!.length, id).toBeGreaterThan(5);
    for (const { words, name } of met.get(id)!) {
      const named = base.functions.filter((one) => one.stage === id && names(base, id, clauses.get(one.name) ?? [], words));
      expect(
        named.map((one) => one.name),
        `${id}: ${words.join(" ")}`,
      ).toEqual([name]);
    }
  }
});

test("a function that no play comes to has none, and shares of a stage add up to one", () => {
  const { keys } = base.found.stages["move"]!;
  const none: FunctionBase = {
    ...base,
    found: { ...base.found, stages: { ...base.found.stages, move: { keys, rows: {}, usual: "straight" } } },
  };
  const found = sentencesOf(none, statesMet(world, none, world.plan.find.settings.slice(0, 1), [4]));
  expect(found.find(({ name }) => name === "zigzag")).toEqual({ name: "zigzag", when: undefined, share: 0 });
  expect(found.find(({ name }) => name === "straight")).toEqual({ name: "straight", when: [], share: 1 });
  for (const { id } of base.stages) {
    const mine = new Set(base.functions.filter(({ stage }) => stage === id).map(({ name }) => name));
    expect(found.reduce((sum, { name, share }) => sum + (mine.has(name) ? share : 0), 0)).toBeCloseTo(1, 9);
  }
});

test("the committed clauses say what the table has", () => {
  const seeds = Array.from({ length: 24 }, (_, i) => i);
  const sentences = sentencesOf(base, statesMet(world, base, world.plan.find.settings, seeds));
  expect(sentences.map(({ name }) => name).sort()).toEqual(base.functions.map(({ name }) => name).sort());
  for (const { name, when } of sentences) {
    const told = `${name}: \`arena functions sentences pursuit\` has what it should say`;
    expect(byName(base).get(name)!.when.map(clauseText), told).toEqual(when!.map(clauseText));
  }
});

test("the table that clauses are read off is the one that the teacher goes by", () => {
  for (const { words, name } of statesMet(world, base, world.plan.find.settings.slice(0, 1), [9]).get("target")!) {
    const { keys } = base.found.stages["target"]!;
    expect(nameIn(base.found.stages["target"]!, Object.fromEntries(keys.map((key, i) => [key, words[i]!])))).toBe(name);
  }
});
