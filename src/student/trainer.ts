/** Trains a student step by step, starting from any step. */
import { ArenaError } from "../core/index.ts";
import { type Example, targetsOf, tensorsOf } from "./batch.ts";
import { type Decoder, parameterCount } from "./decoder.ts";
import type { Program, Runtime, Tensor } from "./runtime.ts";
import { ADAM, type BatchShape, trainingStep } from "./step.ts";

/** The state of training after `step` steps: all that is needed to go on. `means` and `squares` are the moments of AdamW. */
export type TrainingState = {
  readonly step: number;
  readonly parameters: Float32Array;
  readonly means: Float32Array;
  readonly squares: Float32Array;
};

/** What is learned, and in which order. */
export interface Course {
  readonly steps: number;
  /** Sequences in the batch of a step. */
  readonly batch: number;
  /** The most answers that a sequence has. */
  readonly answers: number;
  /** The lengths that batches are padded to, in rising order. */
  readonly lengths: readonly number[];
  /** The peak learning rate, and the number of warm-up steps. */
  readonly rate: number;
  readonly warmUp: number;
  /** The sequences of a step: the same for the same step, whatever came before. */
  examples(step: number): readonly Example[];
  /** Changes the state between steps, such as by drawing embeddings anew. */
  readonly between?: (state: TrainingState) => void;
}

/** What a step reports. */
export type StepReport = {
  readonly step: number;
  readonly loss: number;
  /** The weighted share of answers that were right. */
  readonly accuracy: number;
  /** The norm of the gradient before it was clipped. */
  readonly norm: number;
  readonly rate: number;
  /** Tokens of the batch, padding included. */
  readonly tokens: number;
};

/** The learning rate of a step: a linear warm-up, times half a cosine that falls to a twentieth. */
export const rateOf = ({ steps, rate, warmUp }: Pick<Course, "steps" | "rate" | "warmUp">, step: number): number =>
  rate * Math.min(1, step / warmUp) * (0.05 + 0.95 * 0.5 * (1 + Math.cos((Math.PI * step) / steps)));

/** The state that training begins with. */
export const freshState = (parameters: Float32Array): TrainingState => ({
  step: 0,
  parameters,
  means: new Float32Array(parameters.length),
  squares: new Float32Array(parameters.length),
});

/**
 * Trains from a state to the end of the course, and yields a report and the new state after every step.
 *
 * A caller who stops pulling stops training, and can go on from the last state. Throws `BadInput` when the loss or the gradient is not finite.
 */
export async function* train(
  decoder: Decoder,
  course: Course,
  from: TrainingState,
  runtime: Runtime,
): AsyncGenerator<{ readonly report: StepReport; readonly state: TrainingState }, void, undefined> {
  const count = parameterCount(decoder);
  if (from.parameters.length !== count)
    throw new ArenaError("BadInput", "training", `${from.parameters.length} parameters`, `expected the ${count} of this decoder`);
  const programs = new Map<number, Program>();
  const vector = (data: Float32Array): Tensor => ({ type: "float32", dims: [count], data });
  let state = from;
  try {
    while (state.step < course.steps) {
      const step = state.step + 1;
      const examples = course.examples(step);
      const longest = Math.max(...examples.map(({ tokens }) => tokens.length));
      const length = course.lengths.find((one) => one >= longest);
      if (length === undefined)
        throw new ArenaError("BadInput", "training", `a text of ${longest} tokens`, `expected at most ${course.lengths.at(-1)}`);
      const shape: BatchShape = { batch: course.batch, length, answers: course.answers };
      let program = programs.get(length);
      if (program === undefined) programs.set(length, (program = await runtime.open(trainingStep(decoder, shape))));
      const rate = rateOf(course, step);
      const out = await program.run({
        ...tensorsOf(examples, shape),
        ...targetsOf(examples, shape),
        rates: {
          type: "float32",
          dims: [3],
          data: Float32Array.of(rate, 1 / (1 - ADAM.beta1 ** step), 1 / (1 - ADAM.beta2 ** step)),
        },
        parameters: vector(state.parameters),
        means: vector(state.means),
        squares: vector(state.squares),
      });
      const numbers = (name: string) => out[name]!.data as Float32Array;
      state = { step, parameters: numbers("next_parameters"), means: numbers("next_means"), squares: numbers("next_squares") };
      const [loss, accuracy, norm] = [numbers("loss")[0]!, numbers("accuracy")[0]!, numbers("norm")[0]!];
      if (!Number.isFinite(loss) || !Number.isFinite(norm))
        throw new ArenaError("BadInput", `training, step ${step}`, `a loss of ${loss}`, "expected a finite number: choose a lower rate");
      course.between?.(state);
      yield { report: { step, loss, accuracy, norm, rate, tokens: course.batch * length }, state };
    }
  } finally {
    for (const program of programs.values()) await program.dispose();
  }
}
