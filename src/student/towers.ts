/**
 * Two towers that retrieve functions by what they are for (a dual encoder; Huang et al. 2013, Karpukhin et al. 2020): a state is the sum of
 * learned vectors of its facts and of all pairs of them, a manual is the mean of the vectors of its words times a learned matrix, and their
 * inner product says how well a function suits a state.
 */
import type { Facts } from "../../function-base/types.ts";
import { Recent } from "./recent.ts";
import type { Weights } from "./weights.ts";
import { unit, type WordTable } from "./words.ts";

/** The learned numbers of both towers. */
export type Towers = {
  /** Facts of a stage and pairs of them, as `featuresOf` names them, by their rows. */
  readonly features: ReadonlyMap<string, number>;
  /** The length of the vectors that are compared. */
  readonly width: number;
  /** A vector for each feature, [features, width]. */
  readonly states: Float32Array;
  /** What a manual's mean vector is multiplied by, [vector, width]. */
  readonly manuals: Float32Array;
};

/** How many vectors of manuals are kept. */
const KEPT = 20_000;

/** The names of what a state is made of: the facts of its stage, and all pairs of them. */
export function featuresOf(stage: string, facts: Facts): readonly string[] {
  const single = Object.entries(facts).map(([fact, word]) => `${fact} ${word}`);
  const pairs = single.flatMap((one, i) => single.slice(i + 1).map((other) => `${one} & ${other}`));
  return [...single, ...pairs].map((feature) => `${stage}: ${feature}`);
}

/** The mean of the vectors of a text's words, of length 1; words without a vector do not count. Zeros where no word has one. */
export function meanVector(text: string, { dims, vectorOf }: WordTable): Float32Array {
  const sum = new Float32Array(dims);
  for (const word of text.split(" ")) {
    const vector = vectorOf(word);
    if (vector !== undefined) for (let i = 0; i < dims; i++) sum[i]! += vector[i]!;
  }
  return unit(sum);
}

/** The vector of a state, [width]. */
export function stateVector({ features, width, states }: Towers, stage: string, facts: Facts): Float32Array {
  const sum = new Float32Array(width);
  for (const feature of featuresOf(stage, facts)) {
    const row = features.get(feature);
    if (row !== undefined) for (let i = 0; i < width; i++) sum[i]! += states[row * width + i]!;
  }
  return sum;
}

/** The vector of a manual, [width], from its mean vector. */
export function manualVector({ width, manuals }: Towers, mean: Float32Array): Float32Array {
  const sum = new Float32Array(width);
  for (let k = 0; k < mean.length; k++) for (let i = 0; i < width; i++) sum[i]! += mean[k]! * manuals[k * width + i]!;
  return sum;
}

/** The inner product of two vectors. */
export function product(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Tensors of towers beside those of a decoder, and the field of the file's metadata with the names of features, one a line. */
const TENSORS = { states: "retriever.states", manuals: "retriever.manuals" } as const;
const FEATURES = "retriever.features";

/** Towers as tensors and metadata of a safetensors file. */
export function encodeTowers({ features, width, states, manuals }: Towers): {
  readonly tensors: Weights;
  readonly metadata: Readonly<Record<string, string>>;
} {
  return {
    tensors: new Map([
      [TENSORS.states, { dims: [features.size, width], data: states }],
      [TENSORS.manuals, { dims: [manuals.length / width, width], data: manuals }],
    ]),
    metadata: { [FEATURES]: [...features.keys()].join("\n") },
  };
}

/** The towers in a file; `dims` is the length of word vectors. What is wrong with them in words, if they cannot be used. */
export function decodeTowers(weights: Weights, metadata: Readonly<Record<string, string>>, dims: number): Towers | string {
  const [states, manuals] = [weights.get(TENSORS.states), weights.get(TENSORS.manuals)];
  const names = metadata[FEATURES]?.split("\n") ?? [];
  if (states === undefined || manuals === undefined || names.length === 0) return "weights without a retriever";
  const width = states.dims[1] ?? 0;
  if (states.dims[0] !== names.length || manuals.dims[1] !== width || width === 0)
    return `a retriever of ${names.length} features in tensors of shape [${states.dims.join()}] and [${manuals.dims.join()}]`;
  if (manuals.dims[0] !== dims) return `a retriever for word vectors of ${manuals.dims[0]!} numbers`;
  if (![...states.data, ...manuals.data].every(Number.isFinite)) return "a retriever with numbers that are not finite";
  return { features: new Map(names.map((name, i) => [name, i])), width, states: states.data, manuals: manuals.data };
}

/** Scores manuals for states; vectors of manuals are computed once. */
export function ranking(towers: Towers, table: WordTable): (stage: string, facts: Facts, manuals: readonly string[]) => readonly number[] {
  const known = new Recent<Float32Array>(KEPT);
  const vectorOf = (text: string): Float32Array => {
    let vector = known.get(text);
    if (vector === undefined) known.set(text, (vector = manualVector(towers, meanVector(text, table))));
    return vector;
  };
  return (stage, facts, manuals) => {
    const state = stateVector(towers, stage, facts);
    return manuals.map((text) => product(state, vectorOf(text)));
  };
}
