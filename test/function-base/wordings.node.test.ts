/** Other wordings of manuals: whole, disjoint from those of lessons, and read by whoever is asked to. */
import { expect, test } from "vitest";
import { COMMITTED, SHUFFLED, telegram, worded, type Wording, type Wordings } from "../../function-base/index.ts";
import { wordedFor } from "../../agents/functions/seat.ts";
import { worldOf, worlds } from "../../src/worlds.ts";

const having = Object.values(worlds).filter(({ wordings }) => wordings !== undefined);
const each = having.map((world) => [world.env.id, world] as const);

/** The texts of a wording about what functions do. */
const purposesIn = (wordings: Wordings): readonly string[] =>
  Object.values(wordings).flatMap(({ purposes }) => Object.values(purposes ?? {}));

test("every game with evidence has some", () => {
  const proven = Object.values(worlds).filter(({ plan }) => plan.evidence !== undefined);
  expect(proven.filter((world) => !having.includes(world)).map(({ env }) => env.id)).toEqual([]);
});

test.each(each)("those of %s name every function and nothing else", async (_id, { base, wordings }) => {
  const all = [...base.functions, ...base.emergency].map(({ name }) => name).sort();
  const answering = base.emergency.filter(({ answers }) => answers !== undefined).map(({ name }) => name);
  for (const { purposes, answers } of Object.values(await wordings!.tests())) {
    if (purposes !== undefined) expect(Object.keys(purposes).sort()).toEqual(all);
    if (answers !== undefined) expect(Object.keys(answers).sort()).toEqual(answering.sort());
  }
  const lessons = await wordings!.lessons();
  expect(Object.keys(lessons).sort()).toEqual(base.functions.map(({ name }) => name).sort());
  for (const [name, texts] of Object.entries(lessons)) {
    expect(texts.length, name).toBeGreaterThanOrEqual(25);
    expect(new Set(texts.map(telegram)).size, name).toBe(texts.length);
  }
});

test.each(each)("no text of the tests of %s is one that lessons show", async (_id, { base, wordings }) => {
  const shown = [...base.functions.map(({ purpose }) => purpose), ...Object.values(await wordings!.lessons()).flat()].map(telegram);
  const tested = purposesIn(await wordings!.tests()).map(telegram);
  expect(tested.filter((text) => shown.includes(text))).toEqual([]);
});

/** The words of a text that say something, cut to where their forms part. */
const stems = (text: string): readonly string[] =>
  telegram(text)
    .split(" ")
    .filter((word) => !FUNCTION_WORDS.has(word))
    .map((word) => word.slice(0, 5));

const FUNCTION_WORDS = new Set("not no nobody who whoever than more only up as by been down will so".split(" "));

test.each(each)("reworded notices of %s share no word with the manuals that answer them", async (_id, { env, base, wordings }) => {
  const { reworded, notices } = await wordings!.tests();
  const said = Object.entries(notices!.notices!);
  expect(said.length).toBeGreaterThanOrEqual(Object.keys(env.emergencies).length);
  for (const [id, text] of said) {
    const answering = base.emergency.filter(({ notice }) => notice === id);
    expect(answering.length, id).toBeGreaterThan(0);
    for (const { name, answers } of answering)
      for (const manual of [answers!, reworded!.answers![name]!])
        expect(
          stems(text).filter((word) => stems(manual).includes(word)),
          `${id}: ${text} | ${manual}`,
        ).toEqual([]);
  }
});

const { base } = worldOf("tag-rapier");

test("as committed, a base is the same one", () => {
  const { base: same, wording, hear } = worded(base, COMMITTED, {});
  expect(same).toBe(base);
  expect(wording).toBeUndefined();
  expect(hear(base.blank)).toBe(base.blank);
});

test("shuffled, every function has the purpose of another one of its stage, and does what it did", () => {
  const { base: other, wording } = worded(base, SHUFFLED, {});
  for (const [i, entry] of base.functions.entries()) {
    const { purpose, ...rest } = other.functions[i]!;
    expect(purpose).not.toBe(entry.purpose);
    expect(base.functions.find((one) => one.purpose === purpose)?.stage).toBe(entry.stage);
    expect(rest).toMatchObject({ name: entry.name, when: entry.when, source: entry.source, conditions: entry.conditions });
  }
  expect(wording).toMatchObject({ id: SHUFFLED });
});

test("manuals are put together of the new words, notices are heard in them", () => {
  const wording: Wording = {
    purposes: Object.fromEntries([...base.functions, ...base.emergency].map(({ name }) => [name, `Does ${name}.`])),
    answers: Object.fromEntries(base.emergency.map(({ name }) => [name, `it is about ${name}`])),
    notices: { wind: "It blows." },
  };
  const { base: other, hear } = worded(base, "mine", { mine: wording });
  expect(other.functions.find(({ name }) => name === "arrive")!.manual).toMatch(/^Does arrive\. Use when the way is clear/);
  expect(other.emergency.find(({ name }) => name === "round-the-wall")!.manual).toBe(
    "Does round-the-wall. Use when a notice says that it is about round-the-wall.",
  );
  const heard = hear({
    ...base.blank,
    notices: [
      { id: "wind", text: "A wind." },
      { id: "ice", text: "Ice." },
    ],
  });
  expect(heard.notices.map(({ text }) => text)).toEqual(["It blows.", "Ice."]);
});

test("one that leaves a function out, or is not there, is refused with the way out", async () => {
  expect(() => worded(base, "part", { part: { purposes: { arrive: "Arrives." } } })).toThrow(
    /^wording part of tag-rapier: no purpose of \S+, expected one for every function$/,
  );
  await expect(wordedFor("s-llm-ld", { world: worldOf("tag-rapier"), role: "chaser-0" }, { wording: "rewordd" })).rejects.toThrow(
    /^function base tag-rapier: no wording is called "rewordd" \(did you mean "reworded"\?\), expected one of reworded, short, notices, shuffled$/,
  );
});
