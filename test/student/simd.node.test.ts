/** The kernels of students beside the graph that ONNX Runtime computes. */
import { describe, expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { type Example, packed } from "../../src/student/batch.ts";
import { type Decoder, decoderSchema, initialParameters, parametersOf } from "../../src/student/decoder.ts";
import { openScorer } from "../../src/student/scorer.ts";
import { fitsKernels, openSimd } from "../../src/student/simd.ts";

const withKernels = {
  backend: "wasm",
  batch: 1,
  open: () => Promise.reject(new Error("a graph was opened, expected kernels")),
} as const;

/** Parameters large enough that attention is sharp and gates are far from 0. */
const parametersFor = (decoder: Decoder, seed: number) => initialParameters(decoder, keyOf(seed)).map((one) => 2 * one);

/** Draws states that often begin alike, each with parts. */
function texts(decoder: Decoder, seed: number, count: number, stateLength: number, partLength: number) {
  const draw = rng(keyOf(seed));
  const some = (length: number) => Array.from({ length }, () => Math.floor(draw.uniform() * decoder.vocabulary));
  const beginnings = [some(7), some(3)];
  return Array.from({ length: count }, (_, i) => ({
    state: [...(beginnings[i % 3] ?? []), ...some(1 + Math.floor(draw.uniform() * stateLength))],
    parts: Array.from({ length: 1 + (i % 6) }, (__, j) => some(i % 2 === 0 && j === 0 ? 0 : 1 + Math.floor(draw.uniform() * partLength))),
  }));
}

const example = ({ state, parts }: { readonly state: readonly number[]; readonly parts: readonly (readonly number[])[] }): Example =>
  packed(
    state,
    parts.map((tokens) => ({ tokens, target: 0, weight: 1 })),
  );

const SIZES = {
  "the default student": { vocabulary: 541, layers: 3, width: 128, heads: 4, hidden: 256 },
  "one layer": { vocabulary: 300, layers: 1, width: 32, heads: 2, hidden: 48 },
  "one wide head, a vocabulary of whole panels": { vocabulary: 512, layers: 2, width: 64, heads: 1, hidden: 64 },
  "a vocabulary too large for a table": { vocabulary: 28_000, layers: 2, width: 96, heads: 6, hidden: 32 },
};

describe("kernels give the logits of the graph", () => {
  test.each(Object.entries(SIZES))("%s", async (_, sizes) => {
    const decoder = decoderSchema.parse(sizes);
    const parameters = parametersFor(decoder, 5);
    const [kernels, graph] = [openScorer(decoder, parameters, withKernels), openScorer(decoder, parameters, nodeRuntime(1))];
    let [worst, largest] = [0, 0];
    const few = decoder.vocabulary > 10_000;
    for (const { state, parts } of [...texts(decoder, 1, few ? 3 : 12, 20, 9), ...texts(decoder, 2, few ? 1 : 3, 190, 12)]) {
      const [ours, theirs] = [await kernels.after(state, parts), await graph.after(state, parts)];
      expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
      for (const [i, row] of ours.entries())
        for (const [token, logit] of row.entries()) {
          worst = Math.max(worst, Math.abs(logit - theirs[i]![token]!));
          largest = Math.max(largest, Math.abs(logit));
        }
    }
    expect(largest).toBeGreaterThan(1);
    expect(worst / largest).toBeLessThan(2e-5);
    await graph.dispose();
  });
});

test("what is kept of states changes no bit", async () => {
  const decoder = decoderSchema.parse(SIZES["the default student"]);
  const parameters = parametersFor(decoder, 6);
  const long = await openSimd(decoder, parameters);
  const list = texts(decoder, 3, 5, 30, 8);
  for (const text of [...list, ...list].map(example)) {
    // In the memory of the one before.
    const fresh = await openSimd(decoder, parameters);
    expect(long.run(text)).toEqual(fresh.run(text));
    fresh.dispose();
  }
});

test("logits that are not finite are refused, and spoil no later text", async () => {
  const decoder = decoderSchema.parse(SIZES["one layer"]);
  const { width, vocabulary } = decoder;
  const parameters = parametersFor(decoder, 7);
  // Of all tokens only 9 has a first component, by which its values overflow.
  for (let token = 0; token < vocabulary; token++) parameters[token * width] = token === 9 ? 100 : 0;
  const attention = parametersOf(decoder).find(({ name }) => name === "0.attention")!.from;
  parameters.fill(3e38, attention + 2 * width, attention + 3 * width);
  const scorer = openScorer(decoder, parameters, withKernels, "student s");
  const before = await scorer.after([1, 2, 3], [[4], [5, 6]]);
  await expect(scorer.after([9], [[9, 9], [9]])).rejects.toThrow("student s: a logit of NaN");
  expect(await scorer.after([1, 2, 3], [[4], [5, 6]])).toEqual(before);
});

test("kernels take heads of 16, 32, ... and a hidden width of 16, 32, ...", () => {
  const fits = (sizes: object) => fitsKernels(decoderSchema.parse({ vocabulary: 300, ...sizes }));
  expect(fits({ width: 128, heads: 4, hidden: 256 })).toBe(true);
  expect(fits({ width: 128, heads: 16, hidden: 256 })).toBe(false);
  expect(fits({ width: 128, heads: 4, hidden: 250 })).toBe(false);
});
