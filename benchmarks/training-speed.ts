/** How fast students train, on any runtime. */
import { median } from "../src/core/index.ts";
import { type Example, packed } from "../src/student/batch.ts";
import { type Decoder, decoderSchema, initialParameters, operationsOf } from "../src/student/decoder.ts";
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

/** Additions and multiplications a second that nothing but products of square matrices reaches on a runtime: the best of ten runs. */
export async function productPeak(runtime: Runtime, size = 256, times = 20): Promise<number> {
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

/** The sizes of square matrices by which the peak of training is looked for: from those that fit into the nearest cache to those that do not. */
const SIZES = [128, 256, 384, 512];

/** The most additions and multiplications a second that products of square matrices reach, over several sizes. */
export async function highestPeak(runtime: Runtime): Promise<number> {
  let best = 0;
  for (const size of SIZES) best = Math.max(best, await productPeak(runtime, size, Math.ceil(20 * (256 / size) ** 3)));
  return best;
}

/**
 * The additions and multiplications that products of matrices take in a step of training on texts of these lengths, with so many answers each.
 *
 * A product x w of the forward pass, [n, k] by [k, m], takes 2 n k m. Backward, the gradient of x (g w') and that of w (x' g) take as many each, so
 * that a step takes three times what `operationsOf` says of the forward pass. Not counted: padding; whatever is no product; the gradient of the
 * embedding, which is a sum of rows (the graph computes it as a product with one-hot rows, for lack of a sum that all backends have); attention is
 * counted over whole texts, though a mask leaves much of it out.
 */
export const trainingOperations = (decoder: Decoder, texts: readonly { readonly length: number; readonly answers: number }[]): number =>
  texts.reduce((sum, { length, answers }) => sum + 3 * operationsOf(decoder, length, answers), 0);

/** Texts of one length with an answer each. */
export function equalExamples(batch: number, length: number): readonly Example[] {
  const tokens = (count: number, from: number) => Array.from({ length: count }, (_, i) => from + ((i * 37) % 200));
  const example = packed(tokens(length - 32, 260), [{ tokens: tokens(32, 280), target: 4, weight: 1 }]);
  return Array.from({ length: batch }, () => example);
}

/** The first steps, which are not timed: they allocate memory and warm up the code. */
const WARM = 3;

/** How a training is measured: the decoder, sequences of one length, and those of a piece where batches are cut into pieces. */
export type Measured = { readonly decoder: Decoder; readonly batch: number; readonly length: number; readonly piece?: number };

/** The median of tokens a second over `steps` steps. */
export async function trainingSpeed(
  runtime: Runtime,
  steps: number,
  { decoder, batch, length, piece }: Measured = MEASURED,
): Promise<number> {
  const examples = equalExamples(batch, length);
  const course: Course = {
    steps: steps + WARM,
    batch,
    answers: 1,
    lengths: [length],
    ...(piece === undefined ? {} : { piece }),
    rate: 1e-3,
    warmUp: 10,
    examples: () => examples,
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
