/** Retrievers that students learn: their training, their files, and play by them. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Ports, resolveAgent } from "../../agents/index.ts";
import { byName } from "../../function-base/index.ts";
import { type Event, type Hit, type Json, keyOf } from "../../src/core/index.ts";
import { towersFor } from "../../src/distill/assembly.ts";
import { decisionsIn, lessonsOf, manualsRead, merged } from "../../src/distill/dataset.ts";
import { recallOf } from "../../src/distill/recall.ts";
import { recipeFor } from "../../src/distill/recipe.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import type { Judging } from "../../src/student/lessons.ts";
import { openStudent } from "../../src/student/student.ts";
import { decodeTowers, encodeTowers, ranking, type Towers } from "../../src/student/towers.ts";
import { TOWERS, trainTowers } from "../../src/student/towers-course.ts";
import { decodeWeights, encodeWeights, metadataOf } from "../../src/student/weights.ts";
import type { WordTable } from "../../src/student/words.ts";
import { wordTable } from "../../src/workers/open-student.ts";
import { played, taughtBy, world } from "../distill/logs.ts";
import { tinyStudent } from "./tiny.ts";

const MANUALS = { chase: "runs after prey", wait: "stands still", hide: "hides behind wall" };
const FOREIGN = ["catches fish in lake", "draws card", "pays money"];

/** Choices that hang together: a pair of facts decides, neither of them alone. */
const LESSONS: Judging = {
  kind: "ld",
  choices: ["near", "far"].flatMap((distance) =>
    ["free", "taken"].map((exit) => ({
      stage: "move",
      facts: { distance, exit },
      state: "",
      right: (distance === "near") === (exit === "free") ? "chase" : distance === "near" ? "wait" : "hide",
      candidates: Object.keys(MANUALS),
    })),
  ),
  manuals: Object.fromEntries(Object.entries(MANUALS).map(([name, text]) => [name, { text, when: [], notice: false }])),
  says: {},
};

let table: WordTable;
let towers: Towers;
const settings = { ...TOWERS, steps: 1500 };

beforeAll(async () => {
  table = await wordTable();
  towers = await trainTowers(LESSONS, FOREIGN, table, keyOf(1), settings);
});

const bestOf = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

describe("towers", () => {
  test("learn which function a state asks for, among those of other games too", () => {
    const rank = ranking(towers, table);
    const texts = [...Object.values(MANUALS), ...FOREIGN];
    for (const { stage, facts, right } of LESSONS.choices) {
      const place = Object.keys(MANUALS).indexOf(right);
      expect(bestOf(rank(stage, facts, texts))).toBe(place);
    }
  });

  test("come out the same from the same lessons, and another key gives others", async () => {
    const again = await trainTowers(LESSONS, FOREIGN, table, keyOf(1), settings);
    expect([...again.features]).toEqual([...towers.features]);
    expect(again.states).toEqual(towers.states);
    expect(again.manuals).toEqual(towers.manuals);
    const other = await trainTowers(LESSONS, FOREIGN, table, keyOf(2), settings);
    expect(other.states).not.toEqual(towers.states);
  });

  test("give every function the same score where no fact and no word is known", () => {
    const rank = ranking(towers, table);
    expect(rank("move", { weather: "wet" }, Object.values(MANUALS))).toEqual([0, 0, 0]);
    expect(rank("elsewhere", { distance: "near" }, Object.values(MANUALS))).toEqual([0, 0, 0]);
    expect(rank("move", { distance: "near" }, ["blicket zorp"])).toEqual([0]);
  });

  test("that are stopped reject with what stopped them", async () => {
    const told: number[] = [];
    const stop = (share: number) => {
      told.push(share);
      return share < 0.5 ? Promise.resolve() : Promise.reject(new Error("enough"));
    };
    await expect(trainTowers(LESSONS, FOREIGN, table, keyOf(1), settings, stop)).rejects.toThrow("enough");
    expect(told).toEqual([0, 1 / 6, 2 / 6, 3 / 6]);
  });

  test("are stored beside a decoder's weights, and what is not whole is told", () => {
    const { tensors, metadata } = encodeTowers(towers);
    const file = encodeWeights(tensors, "I8", metadata);
    const read = decodeTowers(decodeWeights(file, "here"), metadataOf(file), table.dims) as Towers;
    expect([...read.features]).toEqual([...towers.features]);
    const [before, after] = [ranking(towers, table), ranking(read, table)];
    for (const { stage, facts } of LESSONS.choices)
      expect(bestOf(after(stage, facts, Object.values(MANUALS)))).toBe(bestOf(before(stage, facts, Object.values(MANUALS))));
    expect(decodeTowers(new Map(), {}, table.dims)).toBe("weights without a retriever");
    expect(decodeTowers(tensors, { "retriever.features": "one" }, table.dims)).toMatch(
      /^a retriever of 1 features in tensors of shape \[\d+,32\]/,
    );
    expect(decodeTowers(tensors, metadata, 7)).toBe("a retriever for word vectors of 80 numbers");
    const broken = new Map(tensors).set("retriever.manuals", { dims: [table.dims, 32], data: new Float32Array(32 * table.dims).fill(NaN) });
    expect(decodeTowers(broken, metadata, table.dims)).toBe("a retriever with numbers that are not finite");
  });
});

describe("a student with a retriever", () => {
  const open = (files: ReturnType<typeof tinyStudent>, words?: WordTable) =>
    openStudent("tiny", files, nodeRuntime(1), words === undefined ? {} : { words });

  test("ranks functions; one without it says so, and neither opens with another table", async () => {
    const [without, files] = [tinyStudent("ld", 1), tinyStudent("ld", 1, 32, { towers, table: table.digest })];
    const student = open(files, table);
    expect(student.retrieves).toBe(true);
    const { stage, facts, right } = LESSONS.choices[0]!;
    expect(Object.keys(MANUALS)[bestOf(await student.rank(stage, facts, Object.values(MANUALS)))]).toBe(right);
    const none = open(without);
    expect(none.retrieves).toBe(false);
    await expect(none.rank(stage, facts, [])).rejects.toThrow(/^student tiny: no retriever in it, expected one .*"retriever": true/);
    expect(student.digest).not.toBe(none.digest);
    expect(() => open(files)).toThrow(/^student tiny: no table of word vectors here, expected the one that it learned with/);
    expect(() => open(tinyStudent("ld", 1, 32, { towers, table: "other" }), table)).toThrow(/a table of word vectors of digest/);
    const { weights } = JSON.parse(without.student) as { weights: string };
    const robbed = { ...without, student: JSON.stringify({ ...(JSON.parse(files.student) as object), weights }) };
    expect(() => open(robbed, table)).toThrow(/^student tiny: weights without a retriever, expected those of this student/);
    for (const one of [student, none]) await one.dispose();
  });

  test("lets agents retrieve by it", async () => {
    const asked: string[] = [];
    const ports = (retrieves: boolean): Ports => ({
      student: (name) =>
        Promise.resolve({
          ...{
            name,
            kind: "ld",
            env: "pursuit",
            envs: ["pursuit"],
            reads: "purpose",
            digest: "",
            parameters: 1,
            backend: "cpu",
            retrieves,
          },
          // The last function of a stage suits best.
          rank: (stage, _facts, manuals) => {
            asked.push(stage);
            return Promise.resolve(manuals.map((_, i) => i));
          },
          judge: (_state, manuals) => Promise.resolve(manuals.map((_, i) => (i === 0 ? 1 : 0))),
          weigh: () => Promise.reject(new Error("not asked")),
          complete: () => Promise.reject(new Error("not asked")),
        }),
    });
    const hitsOf = (events: readonly Event[]) =>
      events.flatMap((event) =>
        event.type === "trace" && event.trace.type === "call"
          ? [event.trace as unknown as { stage: string; name: string; hits: Hit[] }]
          : [],
      );
    const last = (stage: string, count: number) =>
      world.base.functions
        .filter((one) => one.stage === stage)
        .slice(-count)
        .map(({ name }) => name)
        .reverse();
    for (const [agent, params] of [
      ["functions-top1", { retriever: "trained", reads: "purpose", k: 3 }],
      ["s-llm-ld", { k: 3 }],
    ] as const) {
      const calls = hitsOf(await played(1, { agent, params }, undefined, ports(true)));
      expect(calls.length).toBeGreaterThan(10);
      for (const { stage, name, hits } of calls) {
        expect(hits.map((hit) => hit.name)).toEqual(last(stage, 3));
        expect(name).toBe(hits[0]!.name);
      }
    }
    expect(new Set(asked)).toEqual(new Set(world.base.stages.map(({ id }) => id)));
    const refused = (agent: string, params: Json) => {
      const { kind, params: set } = resolveAgent({ agent, params }, world, "pursuer-0");
      return kind.create(set, { world, role: "pursuer-0", ports: ports(false) });
    };
    for (const agent of ["functions-top1", "s-llm-ld"])
      await expect(refused(agent, { retriever: "trained" })).rejects.toThrow(
        `agent ${agent} with retriever trained: the student pursuit-ld has none, expected one that was trained with "retriever": true in its recipe`,
      );
  });
});

test("a retriever of a game learns beside manuals of other games, and finds the teacher's functions among a thousand", async () => {
  const read = await manualsRead(world, { reads: "purpose", retriever: true });
  const { foreign } = read.retriever!;
  const own = new Set(Object.values(lessonsOf("ld", world, await dataOf([1]), { reads: "purpose" }).manuals).map(({ text }) => text));
  expect(foreign.length).toBeGreaterThan(60);
  expect(foreign.filter((text) => own.has(text))).toEqual([]);
  const learned = lessonsOf("ld", world, await dataOf([1, 2, 3, 4, 5, 6]), read);
  const recipe = recipeFor(world, "default");
  const found = await trainTowers(learned, foreign, table, keyOf(1), { ...TOWERS, steps: 4000 });
  expect(await towersFor(recipe, read, { kind: "kd", moves: [] })).toBeUndefined();
  const rank = ranking(found, table);
  const student = { reads: "purpose" as const, rank: (...asked: Parameters<typeof rank>) => Promise.resolve(rank(...asked)) };
  const { choices } = await dataOf([7]);
  const recall = await recallOf(world, choices, student);
  for (const { of } of Object.values(recall)) expect(of).toBe(choices.length);
  expect(recall.own.right / recall.own.of).toBeGreaterThan(0.9);
  expect(recall[1000].right).toBeLessThanOrEqual(recall[30].right);
  // Without a retriever worth the name hardly anything is among the first five of a thousand.
  const none = await recallOf(world, choices, {
    ...student,
    rank: (_stage, _facts, manuals) => Promise.resolve(manuals.map((text) => text.length)),
  });
  expect(none[1000].right / none[1000].of).toBeLessThan(0.5);
  expect(recall[1000].right).toBeGreaterThan(none[1000].right);
  expect(Object.keys(recall)).toEqual(["30", "100", "1000", "own"]);
  for (const { right } of choices) expect(byName(world.base).has(right)).toBe(true);
});

/** The decisions of the teacher in some episodes. */
async function dataOf(seeds: readonly number[]) {
  const parts: Awaited<ReturnType<typeof decisionsIn>>[] = [];
  for (const seed of seeds) parts.push(await decisionsIn(world, await played(seed, taughtBy("expert"))));
  return merged(parts);
}
