/** Students in a page: one worker runs them for all that ask, and WebAssembly and WebGPU agree. */
import { describe, expect, test } from "vitest";
import { questions } from "../../benchmarks/questions.ts";
import type { Event, Hit } from "../../src/core/index.ts";
import { browserRuntime } from "../../src/platform/ort.browser.ts";
import { openStudent } from "../../src/student/student.ts";
import type { Towers } from "../../src/student/towers.ts";
import { wordTable } from "../../src/workers/open-student.ts";
import { playEpisodes, type PlayedEpisode } from "../../src/workers/pool.ts";
import { offerStudent, spawning, spawnWorker } from "../../src/workers/spawn.browser.ts";
import { tinyStudent } from "../student/tiny.ts";
import { requestOf } from "./play.ts";

const episodes = async (model: string, count: number, size: number, spawn = spawnWorker): Promise<readonly (readonly Event[])[]> => {
  const played: PlayedEpisode[] = [];
  const cast = { pursuer: { agent: "s-llm-ld", params: { model } }, runner: { agent: "evade" } };
  const requests = Array.from({ length: count }, (_, i) => requestOf({ episode: `${i}`, seed: i, params: { horizon: 4 }, cast }));
  await playEpisodes(requests, (one) => void played.push(one), { spawn, size });
  return [...played]
    .sort((a, b) => Number(a.episode) - Number(b.episode))
    .map(({ lines }) => lines.map((line) => JSON.parse(line) as Event));
};

const actions = (events: readonly Event[]) => events.flatMap((event) => (event.type === "step" ? [event.actions] : []));

describe("the inference worker", () => {
  test("plays for the seats of several workers as for one, and is named in their logs", async () => {
    await offerStudent("tiny", tinyStudent("ld", 3));
    const [two, one] = [await episodes("tiny", 4, 2), await episodes("tiny", 4, 1)];
    expect(two.map(actions)).toEqual(one.map(actions));
    for (const events of two) {
      expect(events.filter(({ type }) => type === "fault")).toEqual([]);
      const told = events.filter((event) => event.type === "trace" && event.trace.type === "infer");
      expect(told).toHaveLength(3); // one for each pursuer
      expect(told[0]).toMatchObject({ trace: { student: "tiny", parameters: 21_216 }, wall: { backend: "wasm" } });
    }
  });

  test("plays the same where several share its questions", async () => {
    const [several, one] = [await episodes("pursuit-ld", 2, 2, spawning(3)), await episodes("pursuit-ld", 2, 1)];
    expect(several.map(actions)).toEqual(one.map(actions));
    for (const events of several) expect(events.filter(({ type }) => type === "fault")).toEqual([]);
  });

  test("retrieves by what a student learned", async () => {
    const table = await wordTable();
    const towers: Towers = {
      features: new Map([["assess: nothing known", 0]]),
      width: 1,
      states: Float32Array.of(1),
      manuals: new Float32Array(table.dims).fill(1),
    };
    await offerStudent("finder", tinyStudent("ld", 3, 32, { towers, table: table.digest }));
    const [events] = await episodes("finder", 1, 1);
    expect(events!.filter(({ type }) => type === "fault")).toEqual([]);
    const hits = events!.flatMap((event) => (event.type === "trace" && event.trace.type === "call" ? [event.trace["hits"] as Hit[]] : []));
    // By functions of purposes alone every function would be a candidate.
    expect(new Set(hits.map(({ length }) => length))).toEqual(new Set([5]));
  });

  test("gives a name to another student when it is offered anew", async () => {
    await offerStudent("changing", tinyStudent("ld", 3));
    const before = await episodes("changing", 2, 1);
    await offerStudent("changing", tinyStudent("ld", 4));
    const after = await episodes("changing", 2, 1);
    expect(after.map(actions)).not.toEqual(before.map(actions));
  });

  test("refuses files that do not belong together, and keeps the student there was", async () => {
    await offerStudent("kept", tinyStudent("ld", 3));
    const { weights } = tinyStudent("ld", 4);
    await expect(offerStudent("kept", { ...tinyStudent("ld", 3), weights })).rejects.toThrow("do not belong together");
    const [events] = await episodes("kept", 1, 1);
    expect(events!.filter(({ type }) => type === "fault")).toEqual([]);
  });

  test("tells a student that is not there, and one that learned something else", async () => {
    const messages = async (model: string) =>
      (await episodes(model, 1, 1))[0]!.flatMap((event) => (event.type === "fault" ? [event.message] : []));
    expect((await messages("nobody"))[0]).toContain('student "nobody": no such student');
    await offerStudent("imitator", tinyStudent("kd", 3));
    expect((await messages("imitator"))[0]).toContain("expected one that learned ld for pursuit");
  });
});

test("WebGPU and WebAssembly judge alike", async () => {
  const files = tinyStudent("ld", 5);
  const [gpu, cpu] = [openStudent("gpu", files, await browserRuntime("webgpu")), openStudent("cpu", files, await browserRuntime("wasm"))];
  expect([gpu.backend, cpu.backend]).toEqual(["webgpu", "wasm"]);
  for (const { state, manuals } of questions("pursuit", 4)) {
    const [a, b] = [await gpu.judge(state, manuals), await cpu.judge(state, manuals)];
    for (const [i, score] of a.entries()) expect(score).toBeCloseTo(b[i]!, 4);
    expect(new Set(b).size).toBeGreaterThan(1);
  }
  await gpu.dispose();
  await cpu.dispose();
});
