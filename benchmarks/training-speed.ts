/** How fast students train, on any runtime. */
import { median } from "../src/core/index.ts";
import { packed } from "../src/student/batch.ts";
import { type Decoder, decoderSchema, initialParameters } from "../src/student/decoder.ts";
import type { Runtime } from "../src/student/runtime.ts";
import { type Course, freshState, train } from "../src/student/trainer.ts";

/** 1.87 million parameters, sequences of 128 tokens, 16 in a batch: the sizes at which other engines were measured, too. */
export const MEASURED: { readonly decoder: Decoder; readonly batch: number; readonly length: number } = {
  decoder: decoderSchema.parse({ vocabulary: 512, layers: 4, width: 192, heads: 6, hidden: 512 }),
  batch: 16,
  length: 128,
};

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
