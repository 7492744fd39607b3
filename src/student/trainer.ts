/** Trains a student step by step, starting from any step. */
import { ArenaError } from "../core/index.ts";
import { type Example, targetsOf, tensorsOf, weightOf } from "./batch.ts";
import { type Decoder, parameterCount } from "./decoder.ts";
import type { Program, Runtime, Tensor } from "./runtime.ts";
import { ADAM, type BatchShape, pieceStep, trainingStep, updateStep } from "./step.ts";

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
  /** The lengths that texts are padded to, in rising order. */
  readonly lengths: readonly number[];
  /** Sequences of a piece, where batches are cut into pieces of texts of about the same length, each padded by itself; else a batch is one whole. */
  readonly piece?: number;
  /** The peak learning rate, and the number of warm-up steps. */
  readonly rate: number;
  readonly warmUp: number;
  /** The vectors of the words whose tokens come behind the vocabulary, one after the other, where the decoder reads words by their vectors. */
  readonly vectors?: Float32Array;
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
  const opened: Opened = { decoder, programs: new Map(), runtime };
  const take = course.piece === undefined ? wholeStep : pieceSteps;
  let state = from;
  try {
    while (state.step < course.steps) {
      const step = state.step + 1;
      const rate = rateOf(course, step);
      const taken = await take(opened, course, state, course.examples(step), rate);
      const { loss, accuracy, norm, tokens } = taken;
      state = taken.state;
      if (!Number.isFinite(loss) || !Number.isFinite(norm))
        throw new ArenaError("BadInput", `training, step ${step}`, `a loss of ${loss}`, "expected a finite number: choose a lower rate");
      course.between?.(state);
      yield { report: { step, loss, accuracy, norm, rate, tokens }, state };
    }
  } finally {
    for (const program of opened.programs.values()) await program.dispose();
  }
}

/** The graphs of a training that were needed so far, by the padded length of their texts; that of the update has length 0. */
type Opened = { readonly decoder: Decoder; readonly programs: Map<number, Program>; readonly runtime: Runtime };

/** Takes the step after a state on a batch. */
type Step = (
  opened: Opened,
  course: Course,
  state: TrainingState,
  examples: readonly Example[],
  rate: number,
) => Promise<Pick<StepReport, "loss" | "accuracy" | "norm" | "tokens"> & { readonly state: TrainingState }>;

/** A step in one graph, on the whole batch. */
const wholeStep: Step = async (opened, course, state, examples, rate) => {
  const shape: BatchShape = { batch: course.batch, length: paddedLength(course, examples), answers: course.answers };
  const program = await programOf(opened, shape.length, () => trainingStep(opened.decoder, shape, course.vectors));
  const out = await program.run({ ...tensorsOf(examples, shape), ...targetsOf(examples, shape), ...stateTensors(state, rate) });
  return { ...changed(state, out), loss: first(out, "loss"), accuracy: first(out, "accuracy"), tokens: shape.batch * shape.length };
};

/**
 * A step piece by piece: the gradients of all pieces are added up, then the parameters are changed. What a piece computes stays in the
 * processor's caches, and a short text is not padded to the length of the batch's longest. Sums are in another order than in one graph.
 */
const pieceSteps: Step = async (opened, course, state, examples, rate) => {
  const { decoder } = opened;
  const { answers } = course;
  const sorted = examples.toSorted((a, b) => a.tokens.length - b.tokens.length);
  const weight = sorted.reduce((sum, example) => sum + weightOf(example), 0);
  const { parameters, ...rest } = stateTensors(state, rate);
  let gradient: Tensor = vector(new Float32Array(state.parameters.length));
  let [loss, accuracy, tokens] = [0, 0, 0];
  for (let from = 0; from < sorted.length; from += course.piece!) {
    const piece = sorted.slice(from, from + course.piece!);
    const shape: BatchShape = { batch: course.piece!, length: paddedLength(course, piece), answers };
    const program = await programOf(opened, shape.length, () => pieceStep(decoder, shape, course.vectors));
    const out = await program.run({ ...tensorsOf(piece, shape), ...targetsOf(piece, shape, weight), parameters, gradient });
    gradient = out["next_gradient"]!;
    loss += first(out, "loss");
    accuracy += first(out, "accuracy");
    tokens += shape.batch * shape.length;
  }
  const program = await programOf(opened, 0, () => updateStep(decoder));
  return { ...changed(state, await program.run({ ...rest, parameters, gradient })), loss, accuracy, tokens };
};

function paddedLength({ lengths }: Course, examples: readonly Example[]): number {
  const longest = Math.max(...examples.map(({ tokens }) => tokens.length));
  const length = lengths.find((one) => one >= longest);
  if (length === undefined)
    throw new ArenaError("BadInput", "training", `a text of ${longest} tokens`, `expected at most ${lengths.at(-1)}`);
  return length;
}

async function programOf({ programs, runtime }: Opened, length: number, make: () => Uint8Array): Promise<Program> {
  let program = programs.get(length);
  if (program === undefined) programs.set(length, (program = await runtime.open(make())));
  return program;
}

const vector = (data: Float32Array) => ({ type: "float32" as const, dims: [data.length], data });

/** The inputs of a step that are no part of its batch. */
function stateTensors({ step, parameters, means, squares }: TrainingState, rate: number) {
  const corrections = [1 / (1 - ADAM.beta1 ** (step + 1)), 1 / (1 - ADAM.beta2 ** (step + 1))];
  return {
    rates: vector(Float32Array.of(rate, ...corrections)),
    parameters: vector(parameters),
    means: vector(means),
    squares: vector(squares),
  };
}

type Outputs = Awaited<ReturnType<Program["run"]>>;

const first = (out: Outputs, name: string): number => (out[name]!.data as Float32Array)[0]!;

/** The state after a step, and the norm of its gradient. */
function changed({ step }: TrainingState, out: Outputs) {
  const numbers = (name: string) => out[name]!.data as Float32Array;
  const state = { step: step + 1, parameters: numbers("next_parameters"), means: numbers("next_means"), squares: numbers("next_squares") };
  return { state, norm: first(out, "norm") };
}
