/** Training: the whole step against finite differences, and resuming; and the scorer. */
import { describe, expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { continued, type Example, packed, targetsOf, tensorsOf } from "../../src/student/batch.ts";
import { decoderSchema, initialParameters, parameterCount, parametersOf } from "../../src/student/decoder.ts";
import { openScorer, type Scorer } from "../../src/student/scorer.ts";
import type { Runtime } from "../../src/student/runtime.ts";
import { trainingStep } from "../../src/student/step.ts";
import { type Course, freshState, rateOf, type StepReport, train, type TrainingState } from "../../src/student/trainer.ts";

const decoder = decoderSchema.parse({ vocabulary: 270, layers: 2, width: 32, heads: 4, hidden: 48 });
const runtime = nodeRuntime(1);

/** A state of three letters, and candidates that are right when they repeat its last one. */
function example(step: number, place: number): Example {
  const draw = rng(keyOf(1000 * step + place));
  const letter = () => 20 + draw.int(6);
  const state = [1, letter(), letter(), letter()];
  const parts = [state[3]!, letter(), letter()].map((one) => ({ tokens: [one, 7], target: one === state[3] ? 4 : 3, weight: 1 }));
  return packed(state, parts);
}

const course = (steps: number): Course => ({
  steps,
  batch: 32,
  answers: 3,
  lengths: [16],
  rate: 4e-3,
  warmUp: 10,
  examples: (step) => Array.from({ length: 32 }, (_, i) => example(step, i)),
});

async function run(of: Course, from: TrainingState, until = Infinity): Promise<{ state: TrainingState; accuracy: number[] }> {
  const accuracy: number[] = [];
  let state = from;
  for await (const { report, state: next } of train(decoder, of, from, runtime)) {
    state = next;
    accuracy.push(report.accuracy);
    if (report.step >= until) break;
  }
  return { state, accuracy };
}

async function reports(of: Course) {
  const all: { readonly report: StepReport; readonly state: TrainingState }[] = [];
  for await (const one of train(decoder, of, begin(), runtime)) all.push(one);
  return all;
}

const begin = () => freshState(initialParameters(decoder, keyOf(5)));

describe("training", () => {
  test("the gradient of the whole step is that of its loss", async () => {
    const shape = { batch: 2, length: 16, answers: 3 };
    const examples = [example(1, 1), continued([1, 20, 21, 22], [23, 24, 2])];
    const program = await runtime.open(trainingStep(decoder, shape));
    const count = parameterCount(decoder);
    const vector = (data: Float32Array) => ({ type: "float32" as const, dims: [count], data });
    const parameters = initialParameters(decoder, keyOf(2));
    const step = (values: Float32Array) =>
      program.run({
        ...tensorsOf(examples, shape),
        ...targetsOf(examples, shape),
        rates: { type: "float32", dims: [3], data: Float32Array.of(0, 10, 20) },
        parameters: vector(values),
        means: vector(new Float32Array(count)),
        squares: vector(new Float32Array(count)),
      });
    const first = await step(parameters);
    // After one step the first moment is a tenth of the clipped gradient.
    const clip = Math.max(1, first["norm"]!.data[0] as number);
    const gradient = (first["next_means"]!.data as Float32Array).map((x) => x * 10 * clip);
    const lossOf = async (values: Float32Array) => (await step(values))["loss"]!.data[0] as number;
    for (const { name, from, size } of parametersOf(decoder)) {
      // Along the gradient itself, differences are large enough to stand out from rounding errors.
      const along = gradient.subarray(from, from + size);
      const length = Math.sqrt(along.reduce((sum, x) => sum + x * x, 0));
      const moved = (by: number) => parameters.map((x, i) => (i >= from && i < from + size ? x + (by * gradient[i]!) / length : x));
      const h = 1e-2;
      const slope = ((await lossOf(moved(h))) - (await lossOf(moved(-h)))) / (2 * h);
      expect(Math.abs(slope - length) / length, name).toBeLessThan(0.02);
    }
    await program.dispose();
  });

  test("learns", async () => {
    const { accuracy } = await run(course(300), begin());
    expect(Math.min(...accuracy.slice(-20))).toBeGreaterThan(0.95);
  });

  test.each([undefined, 8])("goes on from any step to the very same end, in pieces of %s", async (piece) => {
    const sixty: Course = { ...course(60), ...(piece === undefined ? {} : { piece }) };
    const whole = await run(sixty, begin());
    const half = await run(sixty, begin(), 23);
    expect(half.state.step).toBe(23);
    const rest = await run(sixty, half.state);
    expect(rest.state.parameters).toEqual(whole.state.parameters);
    expect(rest.accuracy).toEqual(whole.accuracy.slice(23));
  });

  test("a batch in pieces gives the same step as a whole one, but for rounding", async () => {
    const texts = (step: number): readonly Example[] => [
      ...course(3).examples(step).slice(0, 20),
      continued([1, 20, 21, 22, 23, 24], [23, 24, 2]),
      packed([1, 20], [{ tokens: [21], target: 4, weight: 2 }]),
    ];
    const whole: Course = { ...course(3), batch: 22, examples: texts };
    // The last piece is not full, and the lengths of pieces differ.
    const pieces: Course = { ...whole, piece: 4, lengths: [4, 8, 12] };
    const [one, other] = [await reports(whole), await reports(pieces)];
    for (const [i, { report, state }] of other.entries()) {
      const { report: expected, state: after } = one[i]!;
      for (const field of ["loss", "accuracy", "norm"] as const) expect(report[field], field).toBeCloseTo(expected[field], 4);
      expect(Math.max(...state.parameters.map((x, k) => Math.abs(x - after.parameters[k]!)))).toBeLessThan(1e-3);
      expect(report.tokens).toBeLessThan(expected.tokens);
    }
    // Adam divides by the root of the squares, which makes much of little; the gradients of the first step are alike to more digits.
    const [means, others] = [one[0]!.state.means, other[0]!.state.means];
    expect(Math.max(...means.map((x, k) => Math.abs(x - others[k]!)))).toBeLessThan(1e-6);
  });

  test("refuses texts that are too long, and parameters of another decoder", async () => {
    await expect(run({ ...course(5), lengths: [8] }, begin())).rejects.toThrow("a text of 10 tokens, expected at most 8");
    await expect(run(course(5), freshState(new Float32Array(3)))).rejects.toThrow(`3 parameters, expected the ${parameterCount(decoder)}`);
  });

  test("the rate rises, falls, and ends at a twentieth", () => {
    const plan = { steps: 100, rate: 1, warmUp: 10 };
    expect(rateOf(plan, 5)).toBeCloseTo(0.5 * rateOf({ ...plan, warmUp: 1 }, 5), 10);
    expect(rateOf(plan, 100)).toBeCloseTo(0.05, 10);
    expect(rateOf(plan, 10)).toBeGreaterThan(rateOf(plan, 60));
  });
});

describe("a scorer", () => {
  test("judges each part by itself, behind the same state, however many there are", async () => {
    const { parameters } = begin();
    const scorer = openScorer(decoder, parameters, runtime);
    const state = [1, 20, 21, 22];
    const parts = Array.from({ length: 11 }, (_, i) => Array.from({ length: 1 + (i % 4) }, (_, j) => 23 + i + j));
    const together = await scorer.after(state, parts);
    for (const [i, part] of parts.entries()) {
      const [alone] = await scorer.after(state, [part]);
      expect(Math.max(...alone!.map((x, k) => Math.abs(x - together[i]![k]!))), `${i}`).toBeLessThan(1e-4);
      const [plain] = await scorer.after([...state, ...part], [[]]);
      expect(Math.max(...plain!.map((x, k) => Math.abs(x - together[i]![k]!))), `${i}`).toBeLessThan(1e-4);
    }
    await scorer.dispose();
  });

  test("computes what waits together where that pays, in the order in which it came", async () => {
    const { parameters } = begin();
    const batches: number[] = [];
    const counting = (batch: number): Runtime => ({
      ...runtime,
      batch,
      async open(model) {
        const program = await runtime.open(model);
        return {
          ...program,
          run(inputs) {
            batches.push(inputs["segments"]!.dims[0]!);
            return program.run(inputs);
          },
        };
      },
    });
    const [single, many] = [openScorer(decoder, parameters, counting(1)), openScorer(decoder, parameters, counting(4))];
    const states = Array.from({ length: 6 }, (_, i) => [1, 20 + i, 21, 22]);
    const ended: number[] = [];
    const ask = (scorer: Scorer) =>
      Promise.all(
        states.map(async (state, i) => {
          const rows = await scorer.after(state, [[30], [31, 32]]);
          ended.push(i);
          return rows;
        }),
      );
    const apart = await ask(single);
    expect(batches.splice(0)).toEqual([1, 1, 1, 1, 1, 1]);
    const together = await ask(many);
    // The first text does not wait for others.
    expect(batches).toEqual([1, 4, 1]);
    expect(ended).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5]);
    for (const [i, rows] of together.entries())
      for (const [j, row] of rows.entries()) expect(Math.max(...row.map((x, k) => Math.abs(x - apart[i]![j]![k]!)))).toBeLessThan(1e-4);
    await single.dispose();
    await many.dispose();
  });

  test("fails those whose pass failed, and goes on with the others", async () => {
    let count = 0;
    const failing: Runtime = {
      ...runtime,
      async open(model) {
        if (++count === 1) throw new Error("no memory");
        return runtime.open(model);
      },
    };
    const scorer = openScorer(decoder, begin().parameters, failing);
    const [first, second] = await Promise.allSettled([scorer.after([1, 20], [[30]]), scorer.after([1, 21], [[30]])]);
    expect(first).toMatchObject({ status: "rejected", reason: { message: "no memory" } });
    expect(second.status).toBe("fulfilled");
    await scorer.dispose();
  });
});
