/** Trains towers on the choices of a teacher. */
import { type Key, rng } from "../core/index.ts";
import type { Judging } from "./lessons.ts";
import { featuresOf, manualVector, meanVector, product, type Towers } from "./towers.ts";
import type { WordTable } from "./words.ts";

/** How towers are trained. */
export type TowerSettings = {
  /** Choices that are learned from, one a step. */
  readonly steps: number;
  /** The length of the vectors that are compared. */
  readonly width: number;
  /** Manuals of other games that a step shows beside the candidates. */
  readonly foreign: number;
  /** The learning rate of Adagrad (Duchi et al. 2011). */
  readonly rate: number;
};

export const TOWERS: TowerSettings = { steps: 10_000, width: 32, foreign: 12, rate: 0.1 };

/** Steps between the times at which others in the same thread have their turn. */
const PAUSE = 250;

/** Added to the root of the sum of squared gradients. */
const EPSILON = 1e-8;

/** The largest of the learned numbers at the beginning. */
const SPREAD = 0.05;

/**
 * Towers of some lessons: for each choice the softmax over its candidates and some manuals of other games (`foreign`, as telegrams) is to give the teacher's
 * function. Every manual is said in one of its wordings. The same lessons and key give the same towers. `told`
 * hears how far the training is, from 0 to 1; where it rejects, so does the training.
 */
export async function trainTowers(
  { choices, manuals }: Judging,
  foreign: readonly string[],
  table: WordTable,
  key: Key,
  { steps, width, foreign: beside, rate }: TowerSettings = TOWERS,
  told: (share: number) => Promise<void> = () => Promise.resolve(),
): Promise<Towers> {
  const draw = rng(key);
  const means = new Map<string, Float32Array>();
  const meanOf = (text: string): Float32Array => {
    let mean = means.get(text);
    if (mean === undefined) means.set(text, (mean = meanVector(text, table)));
    return mean;
  };
  const features = new Map<string, number>();
  const rowsOf = choices.map(({ stage, facts }) =>
    featuresOf(stage, facts).map((feature) => {
      const row = features.get(feature) ?? features.size;
      features.set(feature, row);
      return row;
    }),
  );
  const states = new Float32Array(features.size * width);
  const projection = Float32Array.from({ length: table.dims * width }, () => SPREAD * (2 * draw.uniform() - 1));
  const [statesSeen, projectionSeen] = [new Float32Array(states.length), new Float32Array(projection.length)];
  const towers: Towers = { features, width, states, manuals: projection };
  const step = (numbers: Float32Array, seen: Float32Array, at: number, gradient: number): void => {
    seen[at]! += gradient * gradient;
    numbers[at]! -= (rate * gradient) / (Math.sqrt(seen[at]!) + EPSILON);
  };
  for (let s = 0; s < steps; s++) {
    if (s % PAUSE === 0) await told(s / steps);
    const index = draw.int(choices.length);
    const { right, candidates } = choices[index]!;
    const said = (name: string): string => {
      const { text, also = [] } = manuals[name]!;
      return also.length === 0 ? text : draw.pick([text, ...also]);
    };
    const others = candidates.filter((name) => name !== right);
    const shown = [right, ...others].map((name) => meanOf(said(name)));
    for (let i = 0; i < beside && foreign.length > 0; i++) shown.push(meanOf(draw.pick(foreign)));
    const state = new Float32Array(width);
    for (const row of rowsOf[index]!) for (let i = 0; i < width; i++) state[i]! += states[row * width + i]!;
    const vectors = shown.map((mean) => manualVector(towers, mean));
    const scores = vectors.map((vector) => product(vector, state));
    const most = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - most));
    const sum = weights.reduce((a, b) => a + b, 0);
    const errors = weights.map((weight, i) => weight / sum - (i === 0 ? 1 : 0));
    const towards = new Float32Array(width);
    for (const [j, vector] of vectors.entries()) for (let i = 0; i < width; i++) towards[i]! += errors[j]! * vector[i]!;
    const mixed = new Float32Array(table.dims);
    for (const [j, mean] of shown.entries()) for (let k = 0; k < table.dims; k++) mixed[k]! += errors[j]! * mean[k]!;
    for (let k = 0; k < table.dims; k++)
      for (let i = 0; i < width; i++) step(projection, projectionSeen, k * width + i, mixed[k]! * state[i]!);
    for (const row of rowsOf[index]!) for (let i = 0; i < width; i++) step(states, statesSeen, row * width + i, towards[i]!);
  }
  return towers;
}
