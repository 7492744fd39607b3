/** Packs texts with answers into tensors. */
import { ArenaError } from "../core/index.ts";
import type { Tensor } from "./runtime.ts";
import type { BatchShape } from "./step.ts";

/** An answer that is due after the token at a place: its target token, and its weight in the loss. */
export type Due = { readonly place: number; readonly target: number; readonly weight: number };

/** A sequence of tokens: a beginning that all parts see, then parts that do not see each other. */
export type Example = {
  readonly tokens: readonly number[];
  /** 0 for the beginning that all parts see, then 1, 2, ... */
  readonly segments: readonly number[];
  /** The position of a token in its own text: every part continues directly after the beginning. */
  readonly positions: readonly number[];
  readonly answers: readonly Due[];
};

/** A part, and the answer that is due at its end. */
export type Part = { readonly tokens: readonly number[]; readonly target: number; readonly weight: number };

/** Packs a state and the parts that follow it, each of which is judged by itself. */
export function packed(state: readonly number[], parts: readonly Part[]): Example {
  const tokens = [...state];
  const segments = state.map(() => 0);
  const positions = state.map((_, i) => i);
  const answers: Due[] = [];
  for (const [i, part] of parts.entries()) {
    for (const [j, token] of part.tokens.entries()) {
      tokens.push(token);
      segments.push(i + 1);
      positions.push(state.length + j);
    }
    answers.push({ place: tokens.length - 1, target: part.target, weight: part.weight });
  }
  return { tokens, segments, positions, answers };
}

/** Packs a text and the answer that continues it: every token of the answer is a target (next-token prediction). */
export function continued(text: readonly number[], answer: readonly number[]): Example {
  const tokens = [...text, ...answer.slice(0, -1)];
  return {
    tokens,
    segments: tokens.map(() => 0),
    positions: tokens.map((_, i) => i),
    answers: answer.map((target, i) => ({ place: text.length - 1 + i, target, weight: 1 })),
  };
}

/** The tensors of a batch as `batchInputs` takes them; shorter sequences are padded with tokens that no token of a text attends to. */
export function tensorsOf(examples: readonly Pick<Example, "tokens" | "segments" | "positions" | "answers">[], shape: BatchShape) {
  const { batch, length, answers } = shape;
  const tokens = new Int32Array(batch * length);
  const segments = new Int32Array(batch * length).fill(-1);
  const positions = new BigInt64Array(batch * length);
  const places = new Int32Array(batch * answers);
  for (const [b, example] of examples.entries()) {
    if (example.tokens.length > length || example.answers.length > answers)
      throw new ArenaError(
        "BadInput",
        "batch",
        `${example.tokens.length} tokens and ${example.answers.length} answers`,
        `expected at most ${length} and ${answers}`,
      );
    tokens.set(example.tokens, b * length);
    segments.set(example.segments, b * length);
    for (const [i, position] of example.positions.entries()) positions[b * length + i] = BigInt(position);
    for (const [i, { place }] of example.answers.entries()) places[b * answers + i] = place;
  }
  return {
    tokens: { type: "int32", dims: [batch * length], data: tokens },
    segments: { type: "int32", dims: [batch, length], data: segments },
    positions: { type: "int64", dims: [batch, length], data: positions },
    places: { type: "int32", dims: [batch, answers], data: places },
  } as const satisfies Readonly<Record<string, Tensor>>;
}

/** The weight of all answers of an example together. */
export const weightOf = ({ answers }: Example): number => answers.reduce((sum, { weight }) => sum + weight, 0);

/** The targets of a batch and their weights, which sum to 1; those of a piece of a batch sum to its share of the `whole` batch's weight. */
export function targetsOf(examples: readonly Example[], { batch, answers }: BatchShape, whole?: number) {
  const targets = new Int32Array(batch * answers);
  const weights = new Float32Array(batch * answers);
  const sum = whole ?? examples.reduce((all, example) => all + weightOf(example), 0);
  for (const [b, example] of examples.entries())
    for (const [i, { target, weight }] of example.answers.entries()) {
      targets[b * answers + i] = target;
      weights[b * answers + i] = weight;
    }
  for (let i = 0; i < weights.length; i++) weights[i]! /= sum;
  return {
    targets: { type: "int32", dims: [batch * answers], data: targets },
    weights: { type: "float32", dims: [batch * answers, 1], data: weights },
  } as const satisfies Readonly<Record<string, Tensor>>;
}
