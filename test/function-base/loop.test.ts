/** The stage loop, its retrievers, and what goes wrong in them. */
import { worldOf } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import {
  byWords,
  callNative,
  type Decider,
  decide,
  decideNow,
  embedding,
  everything,
  foundBest,
  lexical,
  ofStage,
  oracle,
  type Query,
  queryText,
  situationsOf,
  teachersChoice,
} from "../../function-base/index.ts";
import { isLegal, type Json } from "../../src/core/index.ts";

const base = worldOf("pursuit").base;
const env = worldOf("pursuit").env;
const situations = situationsOf(base, env, {}, 1, 300).filter(({ stage }) => stage === "move");
const { observation, legal } = situations[0]!;

/** Selects the first candidate of every stage, and tells what it heard. */
function decider(
  more: Partial<Decider> = {},
): Decider & { readonly log: { stage: string; name: string; result: Json | undefined; hits: number }[] } {
  const log: { stage: string; name: string; result: Json | undefined; hits: number }[] = [];
  return {
    base,
    joined: [],
    k: 5,
    retrieve: lexical(base),
    select: (_query, candidates) => ({ name: candidates[0]!.name }),
    call: (entry, query, actions) => callNative(base, entry, query.observation, actions, query.previous),
    heard: (stage, hits, { name }, result) => void log.push({ stage: stage.id, name, result, hits: hits.length }),
    log,
    ...more,
  };
}

const queryFor = (stage: string, seen = observation, joined: Query["joined"] = []): Query => ({
  observation: seen,
  facts: base.facts(seen, null, stage),
  stage: base.stages.find(({ id }) => id === stage)!,
  previous: null,
  joined,
});

describe("the stage loop", () => {
  test("goes through the stages in order and ends with a legal action", () => {
    for (const one of situations) {
      const mine = decider();
      const action = decideNow(mine, one.observation, one.legal);
      expect(mine.log.map(({ stage }) => stage)).toEqual(base.stages.map(({ id }) => id));
      expect(mine.log.every(({ hits }) => hits === 5)).toBe(true);
      expect(mine.log.at(-1)!.result).toBe(action);
      expect(isLegal(one.legal, action)).toBe(true);
    }
  });

  test("hands each stage the result of the one before", () => {
    const seen: Json[] = [];
    const mine = decider({ select: (query, candidates) => (seen.push(query.previous), { name: candidates[0]!.name }) });
    decideNow(mine, observation, legal);
    expect(seen).toEqual([null, mine.log[0]!.result, mine.log[1]!.result]);
  });

  test("decides alike with waiting and without", async () => {
    const later = <T>(value: T) => new Promise<T>((resolve) => setTimeout(resolve, 1, value));
    const retrieve = lexical(base);
    const slow = decider({
      retrieve: (query, k) => later(retrieve(query, k)),
      select: (_query, candidates) => later({ name: candidates[0]!.name }),
      call: (entry, query, actions) => later(callNative(base, entry, query.observation, actions, query.previous)),
    });
    expect(await decide(slow, observation, legal)).toBe(decideNow(decider(), observation, legal));
  });

  test.each([
    ["a name that does not exist", { select: () => ({ name: "teleport" }) }, "function teleport: it was selected but does not exist"],
    [
      "a result that does not fit",
      { call: () => ({ prey: "there" }) },
      /: its result has prey that does not fit: .*, expected what stage assess asks for/,
    ],
    [
      "a function that throws",
      {
        call: () => {
          throw new Error("lost");
        },
      },
      "lost",
    ],
  ] as const)("ends with %s", (_what, more, message) => {
    expect(() => decideNow(decider(more as Partial<Decider>), observation, legal)).toThrow(message);
  });

  test("refuses a move that is not legal, and says who made it", () => {
    const call: Decider["call"] = (entry, query, actions) =>
      entry.stage === "move" ? "north" : callNative(base, entry, query.observation, actions, query.previous);
    const mine = decider({ call });
    expect(() => decideNow(mine, observation, ["stay", "east"])).toThrow(
      /^function [\w-]+: it returned "north", expected one of "stay", "east"$/,
    );
    expect(mine.log.at(-1)).toMatchObject({ stage: "move", result: undefined });
  });

  test("runs nothing natively that was not committed", () => {
    const [entry] = base.functions;
    expect(() => callNative(base, { ...entry!, name: "proposed" }, observation, legal, null)).toThrow(
      "function proposed: it is not committed",
    );
  });
});

describe("retrievers", () => {
  test("by words finds functions whose manuals speak of the state", () => {
    const blind = { ...observation, runners: [{ role: "runner-0", at: null, seen: null, captured: null }] };
    expect(base.facts(blind, null, "assess")["sight"]).toBe("hidden");
    expect(lexical(base)(queryFor("assess", blind), 3).map(({ name }) => name)).toContain("search-quarters");
  });

  test("by conditions finds the teacher's choice far oftener than by words", () => {
    const states = situationsOf(base, env, {}, 3, 900);
    const recall = (retrieve: ReturnType<typeof lexical>, k: number) => {
      const found = states.filter(({ observation: seen, previous, stage: id }) => {
        const stage = base.stages.find((one) => one.id === id)!;
        const query: Query = { observation: seen, facts: base.facts(seen, previous, id), stage, previous, joined: [] };
        return retrieve(query, k).some(({ name }) => name === teachersChoice(base, query));
      });
      return found.length / states.length;
    };
    expect(recall(lexical(base), 5)).toBeGreaterThan(0.99);
    expect(recall(lexical(base), 3)).toBeGreaterThan(0.95);
    expect(recall(byWords(base), 3)).toBeLessThan(0.85);
  });

  test("give K functions of the stage, the best first, and the same again", () => {
    const retrieve = lexical(base);
    for (const { id } of base.stages) {
      const hits = retrieve(queryFor(id), 4);
      expect(hits.length).toBe(4);
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).sort((a, b) => b - a));
      for (const { name } of hits) expect(ofStage(base.functions, id).map((one) => one.name)).toContain(name);
      expect(retrieve(queryFor(id), 4)).toEqual(hits);
      expect(lexical(base)(queryFor(id), 4)).toEqual(hits);
    }
  });

  test("let those join that came with a notice, ranked among the others", () => {
    const joined = base.emergency.filter(({ notice }) => notice === "restricted-zone");
    const seen = {
      ...observation,
      notices: [{ id: "restricted-zone", text: "Nobody may enter the restricted zone: x 1 to 2, y 3 to 4." }],
    };
    const hits = lexical(base)(queryFor("move", seen, joined), 3);
    expect(hits.length).toBe(3 + ofStage(joined, "move").length);
    expect(hits[0]).toMatchObject({ joined: true });
    expect(queryText(queryFor("move", seen))).toContain("restricted zone");
  });

  test("everything is every function of the stage", () => {
    expect(
      everything(base)(queryFor("target"), 2)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      ofStage(base.functions, "target")
        .map(({ name }) => name)
        .sort(),
    );
  });

  test("the oracle always holds the teacher's choice, among others that vary", () => {
    let turn = 0;
    const retrieve = oracle(
      base,
      (query) => teachersChoice(base, query),
      (_query, name) => ((name.length * 7919 + turn * 104729) % 1000) / 1000,
    );
    const met = new Set<string>();
    for (turn = 0; turn < 30; turn++) {
      const hits = retrieve(queryFor("target"), 4).map(({ name }) => name);
      expect(hits).toContain(teachersChoice(base, queryFor("target")));
      expect(hits.length).toBe(4);
      for (const name of hits) met.add(name);
    }
    expect(met.size).toBeGreaterThan(5);
  });

  test("by embeddings ranks by cosine, and embeds manuals once", async () => {
    const calls: number[] = [];
    const letters = (text: string) => [..."abcdefghijklmnopqrstuvwxyz"].map((letter) => text.toLowerCase().split(letter).length - 1);
    const retrieve = embedding(base, async (texts) => (calls.push(texts.length), texts.map(letters)));
    const [first, second] = [await retrieve(queryFor("move"), 3), await retrieve(queryFor("move"), 3)];
    expect(first).toEqual(second);
    expect(calls).toEqual([base.functions.length + base.emergency.length, 1, 1]);
    expect(first[0]!.score).toBeGreaterThan(0.5);
    expect(first[0]!.score).toBeLessThanOrEqual(1);
  });
});

describe("the teacher", () => {
  test("takes the function found best, and one that answers a notice in force before it", () => {
    const seen = { ...observation, notices: [{ id: "restricted-zone", text: "Nobody may enter." }] };
    const query = queryFor("move", seen, base.emergency);
    const name = teachersChoice(base, query);
    expect(base.emergency.find((one) => one.name === name)).toMatchObject({ notice: "restricted-zone", stage: "move" });
    expect(teachersChoice(base, { ...query, joined: [] })).toBe(foundBest(base, query));
    expect(teachersChoice(base, { ...query, observation })).toBe(foundBest(base, query));
  });
});
