/** Students that come and go leave no memory behind: on the processor in Node, on WebAssembly in Chromium. */
import { expect, test } from "vitest";
import type { Runtime } from "../../src/student/runtime.ts";
import { openStudent } from "../../src/student/student.ts";
import { tinyStudent } from "./tiny.ts";

/** Students that are opened before memory is first measured (later ones use that memory again), and students in all. */
const [WARM, ALL] = [25, 100];

/** Megabytes that the others may add. One student's graphs for three lengths take more than one, so a leak in 75 students could not be missed. */
const MOST_MB = 40;

const inPage = typeof process === "undefined" || process.versions?.node === undefined;

/** The runtime, and how many bytes it holds. */
async function measured(): Promise<{ readonly runtime: Runtime; readonly bytes: () => number }> {
  if (!inPage) {
    const { nodeRuntime } = await import("../../src/platform/ort.node.ts");
    return { runtime: nodeRuntime(1), bytes: () => process.memoryUsage().rss };
  }
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = class extends Memory {
    constructor(size: WebAssembly.MemoryDescriptor) {
      super(size);
      memories.push(this);
    }
  };
  const { browserRuntime } = await import("../../src/platform/ort.browser.ts");
  const runtime = await browserRuntime("wasm");
  return { runtime, bytes: () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0) };
}

test(`${ALL} students one after the other`, async () => {
  const { runtime, bytes } = await measured();
  const words = "target distance near rank first next free ".repeat(9);
  let before = 0;
  for (let i = 1; i <= ALL; i++) {
    const student = openStudent(`student-${i}`, tinyStudent("ld", i, 128), runtime);
    for (const length of [60, 180, 350]) await student.judge(words.slice(0, length).trim(), ["exit taken", "exit free"]);
    await student.dispose();
    if (i === WARM) before = bytes();
  }
  expect(bytes()).toBeGreaterThan(0);
  expect((bytes() - before) / 2 ** 20).toBeLessThan(MOST_MB);
});

test("a student remembers so many answers, and no more", async () => {
  const { runtime } = await measured();
  let passes = 0;
  const counting: Runtime = {
    ...runtime,
    // A graph in a page as well, whose passes can be counted.
    backend: "cpu",
    batch: 1,
    async open(model) {
      const program = await runtime.open(model);
      return {
        ...program,
        run(inputs) {
          passes++;
          return program.run(inputs);
        },
      };
    },
  };
  const student = openStudent("forgetful", tinyStudent("ld", 1), counting, { remembers: 3 });
  const ask = (state: string) => student.judge(state, ["exit taken"]);
  const first = await ask("near");
  await ask("near");
  expect(passes).toBe(1);
  for (const state of ["far", "rank", "next"]) await ask(state);
  expect(await ask("near")).toEqual(first);
  expect(passes).toBe(5);
  await student.dispose();
});
