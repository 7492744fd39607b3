/** "Use when ...", read off the table. */
import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import { sentencesOf, statesMet } from "../../agents/functions/sentences.ts";
import { type FunctionBase, nameIn, useWhen } from "../../function-base/index.ts";

const world = worldOf("pursuit");
const { base } = world;

/** Whether a sentence names a state, read here in another way than students do. */
const names = (of: FunctionBase, stage: string, text: string, words: readonly string[]): boolean =>
  text
    .replace(/^Use when /, "")
    .replace(/\.$/, "")
    .split("; or when ")
    .some((condition) =>
      condition.split(" and ").every((phrase) => {
        const { keys } = of.found.stages[stage]!;
        const key = keys.findIndex((one) => phrase.startsWith(`${of.says[one] ?? `the ${one} is`} `));
        return phrase.endsWith(` ${words[key]!}`);
      }),
    );

test("every state of play is named by the sentence of the function that the table takes, and by no other", () => {
  const met = statesMet(world, base, world.plan.find.settings.slice(0, 5), [1, 2, 3]);
  const texts = new Map(sentencesOf(base, met).map(({ name, text }) => [name, text]));
  for (const { id } of base.stages) {
    expect(met.get(id)!.length, id).toBeGreaterThan(5);
    for (const { words, name } of met.get(id)!) {
      const named = base.functions.filter((one) => one.stage === id && names(base, id, texts.get(one.name) ?? "", words));
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
  expect(found.find(({ name }) => name === "zigzag")).toEqual({ name: "zigzag", text: undefined, share: 0 });
  for (const { id } of base.stages) {
    const mine = new Set(base.functions.filter(({ stage }) => stage === id).map(({ name }) => name));
    expect(found.reduce((sum, { name, share }) => sum + (mine.has(name) ? share : 0), 0)).toBeCloseTo(1, 9);
  }
});

test("the committed manuals say what the table has", () => {
  const seeds = Array.from({ length: 24 }, (_, i) => i);
  for (const { name, text } of sentencesOf(base, statesMet(world, base, world.plan.find.settings, seeds))) {
    const { manual } = base.functions.find((one) => one.name === name)!;
    expect(useWhen(manual), `${name}: \`arena functions sentences pursuit\` has what it should say`).toBe(text);
  }
});

test("the table that sentences are read off is the one that the teacher goes by", () => {
  for (const { words, name } of statesMet(world, base, world.plan.find.settings.slice(0, 1), [9]).get("target")!) {
    const { keys } = base.found.stages["target"]!;
    expect(nameIn(base.found.stages["target"]!, Object.fromEntries(keys.map((key, i) => [key, words[i]!])))).toBe(name);
  }
});
