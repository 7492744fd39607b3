/** A worker of a tab in which selections are measured beside other workers. */
import { browserRuntime } from "../src/platform/ort.browser.ts";
import { readStudent } from "../src/platform/students.browser.ts";
import { packed } from "../src/student/batch.ts";
import { EPSILON } from "../src/student/decoder.ts";
import { kernelsOn, type Multiply, PANEL } from "../src/student/kernels.ts";
import { Reader } from "../src/student/reader.ts";
import { openSimd } from "../src/student/simd.ts";
import { QUESTION, studentSchema } from "../src/student/student.ts";
import { openWithWords } from "../src/workers/open-student.ts";
import { Codec, type TokenizerFile } from "../src/student/tokenizer.ts";
import { decodeWeights, parametersIn } from "../src/student/weights.ts";
import { questions } from "./questions.ts";

/** What the worker is asked: to load a student and selections, to make them, or to multiply matrices. */
export type Request =
  { readonly do: "load"; readonly id: string; readonly model: string; readonly count: number } | { readonly do: "select" | "multiply" };

/** The operations of a selection, or a rate of operations a second; or why there is none. */
export type Reply = { readonly value: number } | { readonly error: string };

/** Rounds, of which the best counts, for each selection by itself. */
const ROUNDS = 10;

/** The sizes of the matrices that are multiplied, and how often in a round. */
const [SIZE, TIMES] = [256, 4];

let select: (() => Promise<number>) | undefined;

/** The operations of selections as the kernels are called for them, all together. */
async function operationsFor({ files, list }: Loaded): Promise<number> {
  const { decoder, lexicon } = studentSchema.parse(JSON.parse(files.student));
  const codec = new Codec(JSON.parse(files.tokenizer) as TokenizerFile);
  const reader = new Reader(codec, lexicon);
  let operations = 0;
  const counted =
    (multiply: Multiply): Multiply =>
    (...of) => {
      const [, , , , , rows, depth, panels] = of;
      operations += 2 * rows * depth * panels * PANEL;
      multiply(...of);
    };
  const counting: typeof kernelsOn = async (...of) => {
    const kernels = await kernelsOn(...of);
    const { multiply, ofWidth, ofHidden } = kernels;
    return { ...kernels, multiply: counted(multiply), ofWidth: counted(ofWidth), ofHidden: counted(ofHidden) };
  };
  const simd = await openSimd(decoder, parametersIn(decoder, decodeWeights(files.weights, "student")), counting);
  operations = 0;
  for (const { state, manuals } of list) {
    const opening = reader.opening(state);
    const parts = manuals.map((manual) => ({ tokens: [...reader.part(manual, opening), ...codec.encode(QUESTION)], target: 0, weight: 1 }));
    simd.run(packed(opening.tokens, parts));
  }
  return operations;
}

type Loaded = { readonly files: Awaited<ReturnType<typeof readStudent>>["files"]; readonly list: ReturnType<typeof questions> };

const handlers = {
  async load({ id, model, count }: Extract<Request, { readonly do: "load" }>): Promise<number> {
    const { name, files } = await readStudent(model);
    const list = questions(id, count);
    const operations = await operationsFor({ files, list });
    select = async () => {
      const best = list.map(() => Infinity);
      for (let round = 0; round < ROUNDS; round++) {
        const student = await openWithWords(name, files, await browserRuntime("wasm", 1), { remembers: 0 });
        await student.judge("", [""]);
        for (const [i, { state, manuals }] of list.entries()) {
          const began = performance.now();
          await student.judge(state, manuals);
          best[i] = Math.min(best[i]!, performance.now() - began);
        }
        await student.dispose();
      }
      return (1000 * operations) / best.reduce((sum, one) => sum + one, 0);
    };
    return operations / list.length;
  },
  select: () => select!(),
  async multiply(): Promise<number> {
    const memory = new WebAssembly.Memory({ initial: 32 });
    new Float32Array(memory.buffer).forEach((_, i, all) => (all[i] = ((i * 7919) % 101) / 101 / SIZE));
    const { ofWidth } = await kernelsOn(memory, EPSILON, SIZE, SIZE);
    const matrix = 4 * SIZE * SIZE;
    let best = Infinity;
    for (let round = 0; round < 60 * ROUNDS; round++) {
      const began = performance.now();
      for (let i = 0; i < TIMES; i++) ofWidth(0, 4 * SIZE, matrix, 2 * matrix, 4 * SIZE, SIZE, SIZE, SIZE / PANEL, 0);
      best = Math.min(best, performance.now() - began);
    }
    return (1000 * TIMES * 2 * SIZE ** 3) / best;
  },
};

onmessage = ({ data }: MessageEvent<Request>) => {
  const value = data.do === "load" ? handlers.load(data) : handlers[data.do]();
  value.then(
    (found) => postMessage({ value: found } satisfies Reply),
    (error: unknown) => postMessage({ error: String(error) } satisfies Reply),
  );
};
