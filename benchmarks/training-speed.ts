/** How fast students train, on any runtime. */
import { median } from "../src/core/index.ts";
import { packed } from "../src/student/batch.ts";
import { type Decoder, decoderSchema, initialParameters } from "../src/student/decoder.ts";
import { Graph } from "../src/student/graph.ts";
import { encodeModel } from "../src/student/onnx.ts";
import type { Runtime } from "../src/student/runtime.ts";
import { type Course, freshState, train } from "../src/student/trainer.ts";

/** 1.87 million parameters, sequences of 128 tokens, 16 in a batch: the sizes at which other engines were measured, too. */
export const MEASURED: { readonly decoder: Decoder; readonly batch: number; readonly length: number } = {
  decoder: decoderSchema.parse({ vocabulary: 512, layers: 4, width: 192, heads: 6, hidden: 512 }),
  batch: 16,
  length: 128,
};

/** Additions and multiplications a second that nothing but products of matrices reaches on a runtime, [256, 256] by [256, 256]: the best of ten runs. */
export async function productPeak(runtime: Runtime): Promise<number> {
  const [size, times] = [256, 20];
  const graph = new Graph();
  const numbers = (seed: number) => Float32Array.from({ length: size * size }, (_, i) => (((i + seed) * 7919) % 101) / 101 / size);
  let x = graph.input("x", [size, size]);
  for (let i = 0; i < times; i++) x = graph.linear(x, graph.constant(numbers(i + 1), [size, size]));
  graph.output("y", x);
  const program = await runtime.open(encodeModel(graph.model()));
  let best = Infinity;
  for (let run = 0; run < 10; run++) {
    const began = performance.now();
    await program.run({ x: { type: "float32", dims: [size, size], data: numbers(0) } });
    best = Math.min(best, performance.now() - began);
  }
  await program.dispose();
  return (times * 2 * size ** 3) / (best / 1000);
}

/** The first steps, which are not timed: they allocate memory and warm up the code. */
const WARM = 3;

/** The median of tokens a second over `steps` steps. */
export async function trainingSpeed(runtime: Runtime, steps: number, { decoder, batch, length } = MEASURED): Promise<number> {
  const tokens = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + ((i * 37) % 200));
  const example = packed(tokens(length - 32, 260), [{ tokens: tokens(32, 280), target: 4, weight: 1 }]);
  const course: Course = {
    steps: steps + WARM,
    batch,
    answers: 1,
    lengths: [length],
    rate: 1e-3,
    warmUp: 10,
    examples: () => Array.from({ length: batch }, () => example),
  };
  const speeds: number[] = [];
  let last = performance.now();
  for await (const { report } of train(decoder, course, freshState(initialParameters(decoder, [1, 2])), runtime)) {
    const now = performance.now();
    if (report.step > WARM) speeds.push((1000 * report.tokens) / (now - last));
    last = now;
  }
  return median(speeds);
}
