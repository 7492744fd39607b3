/**
 * One step of training as a graph: forward, loss, backward, clipping, AdamW (Loshchilov and Hutter 2019).
 *
 * The parameters and both moments are one vector each, so that the optimiser is a handful of operators.
 */
import { type Decoder, forward, parameterCount, parametersOf } from "./decoder.ts";
import { Graph, sizeOf, type Value } from "./graph.ts";
import { encodeModel } from "./onnx.ts";

/** The shape of a batch: sequences, tokens in each, answers in each. */
export type BatchShape = { readonly batch: number; readonly length: number; readonly answers: number };

/** The optimiser's constants. */
export const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decay: 0.01, clip: 1 } as const;

/** Added to the attention scores that are masked: very negative, but finite in every precision. */
export const MASKED = -30_000;

/** The inputs that describe a batch, in the order in which a step takes them. */
export interface BatchInputs {
  /** [batch x length] int32. */
  readonly tokens: Value;
  /** [batch, length] int64. */
  readonly positions: Value;
  /** [batch, length] int32: 0 for tokens that all parts of a sequence see, -1 for padding, else the part that a token belongs to. */
  readonly segments: Value;
  /** [batch, answers] int32: the places of the tokens after which an answer is due. */
  readonly places: Value;
}

/** The inputs of a batch. */
export const batchInputs = (graph: Graph, { batch, length, answers }: BatchShape): BatchInputs => ({
  tokens: graph.input("tokens", [batch * length], "int32"),
  positions: graph.input("positions", [batch, length], "int64"),
  segments: graph.input("segments", [batch, length], "int32"),
  places: graph.input("places", [batch, answers], "int32"),
});

/**
 * Logits of the answers, [batch x answers, vocabulary]. Computing them is faster with `head`, the transposed embedding, [width, vocabulary].
 * `words`, [words, width], are what tokens behind the vocabulary are read as.
 */
export function answerLogits(
  graph: Graph,
  decoder: Decoder,
  parameter: (name: string) => Value,
  { tokens, positions, segments, places }: BatchInputs,
  { batch, length, answers }: BatchShape,
  { head, words }: { readonly head?: Value; readonly words?: Value } = {},
): Value {
  const mask = maskOf(graph, segments, batch, length);
  const all = graph.constant(
    Int32Array.from({ length }, (_, i) => i),
    [1, 1, length],
    "int32",
  );
  const same = graph.apply("Equal", [graph.reshaped(places, [batch, answers, 1]), all], [batch, answers, length], { type: "bool" });
  const asked = graph.cast(same, "float32");
  const embedding = parameter("embedding");
  const table = words === undefined ? embedding : graph.stack(embedding, words);
  const hidden = forward(graph, decoder, parameter, { batch, length, answers, table, tokens, positions, mask, asked });
  return head === undefined ? graph.linearTransposed(hidden, embedding) : graph.linear(hidden, head);
}

/** The attention mask: a token attends to itself and to earlier tokens, of the beginning that all parts see and of its own part. */
function maskOf(graph: Graph, segments: Value, batch: number, length: number): Value {
  const shape = [batch, 1, length, length];
  const columns = graph.reshaped(segments, [batch, 1, 1, length]);
  const rows = graph.reshaped(segments, [batch, 1, length, 1]);
  const zero = graph.constant(Int32Array.of(0), [], "int32");
  const shared = graph.apply("Equal", [columns, zero], columns.shape, { type: "bool" });
  const own = graph.apply("Equal", [columns, rows], shape, { type: "bool" });
  const seen = graph.apply("Or", [shared, own], shape, { type: "bool" });
  const later = new Float32Array(length * length);
  for (let i = 0; i < length; i++) later.fill(MASKED, i * length + i + 1, (i + 1) * length);
  return graph.apply("Where", [seen, graph.constant(later, [1, 1, length, length]), graph.scalar(MASKED)], shape);
}

/** The inputs of a step that say what the right answers are: `targets`, [batch x answers] int32, and `weights`, [batch x answers, 1]. */
function answerInputs(graph: Graph, { batch, answers }: BatchShape): { readonly targets: Value; readonly weights: Value } {
  const rows = batch * answers;
  return { targets: graph.input("targets", [rows], "int32"), weights: graph.input("weights", [rows, 1]) };
}

/** The loss and the accuracy of a batch, and the gradient of the loss as a vector, [parameters]. */
function learned(
  graph: Graph,
  decoder: Decoder,
  state: Value,
  inputs: BatchInputs,
  { targets, weights }: ReturnType<typeof answerInputs>,
  shape: BatchShape,
  vectors?: Float32Array,
): { readonly loss: Value; readonly accuracy: Value; readonly gradient: Value } {
  const list = parametersOf(decoder);
  const parts = cut(
    graph,
    state,
    list.map(({ size }) => size),
  );
  const values = list.map(({ shape: of }, i) => graph.reshaped(parts[i]!, of));
  const byName = new Map(list.map(({ name }, i) => [name, values[i]!]));
  const logits = answerLogits(graph, decoder, (name) => byName.get(name)!, inputs, shape, wordsIn(graph, decoder, byName, vectors));
  const { loss, accuracy } = graph.crossEntropy(logits, targets, weights);
  const gradients = graph.gradients(loss, values).map((gradient) => graph.reshaped(gradient, [sizeOf(gradient.shape)]));
  return { loss, accuracy, gradient: joined(graph, gradients) };
}

/** What words are read as: the projections of their vectors, [words x vectors] in all. */
function wordsIn(
  graph: Graph,
  decoder: Decoder,
  parameters: ReadonlyMap<string, Value>,
  vectors?: Float32Array,
): { readonly words?: Value } {
  if (decoder.vectors === undefined || vectors === undefined || vectors.length === 0) return {};
  const all = graph.constant(vectors, [vectors.length / decoder.vectors, decoder.vectors]);
  return { words: graph.linear(all, parameters.get("projection")!) };
}

/** The state of training in a graph: three vectors, [parameters], and the three numbers in `rates`. */
type StateInputs = { readonly state: Value; readonly means: Value; readonly squares: Value; readonly rates: Value };

/** Clips a gradient, and takes a step of AdamW; gives the outputs `norm` and the next state. */
function update(graph: Graph, decoder: Decoder, { state, means, squares, rates }: StateInputs, gradient: Value) {
  const squared = graph.apply("ReduceSumSquare", [gradient], [], { attributes: { keepdims: 0 } });
  const norm = graph.apply("Sqrt", [squared], []);
  const { beta1, beta2, epsilon, decay, clip } = ADAM;
  const by = (x: Value, factor: number) => graph.pairwise("Mul", x, graph.scalar(factor));
  const least = graph.pairwise("Max", norm, graph.scalar(clip));
  const clipped = graph.pairwise("Mul", gradient, graph.pairwise("Div", graph.scalar(clip), least));
  const mean = graph.pairwise("Add", by(means, beta1), by(clipped, 1 - beta1));
  const square = graph.pairwise("Add", by(squares, beta2), by(graph.pairwise("Mul", clipped, clipped), 1 - beta2));
  const [rate, correctMean, correctSquare] = graph.parted(rates, [1, 1, 1], 0) as [Value, Value, Value];
  const root = graph.apply("Sqrt", [graph.pairwise("Mul", square, correctSquare)], state.shape);
  const moved = graph.pairwise("Div", graph.pairwise("Mul", mean, correctMean), graph.pairwise("Add", root, graph.scalar(epsilon)));
  const decays = graph.pairwise("Mul", state, decayOf(graph, decoder, decay));
  const next = graph.pairwise("Sub", state, graph.pairwise("Mul", graph.pairwise("Add", moved, decays), rate));
  return { norm, next_parameters: next, next_means: mean, next_squares: square };
}

/**
 * The bytes of the graph of a training step.
 *
 * Besides a batch it takes `targets` [batch x answers] int32, `weights` [batch x answers, 1] that sum to 1, `rates` [3] (the learning
 * rate, and the bias corrections of the two moments), and the state: `parameters`, `means`, `squares`. It gives `loss`, `accuracy`,
 * `norm` of the gradient before clipping, and the next state.
 */
export function trainingStep(decoder: Decoder, shape: BatchShape, vectors?: Float32Array): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = batchInputs(graph, shape);
  const right = answerInputs(graph, shape);
  const rates = graph.input("rates", [3]);
  const [state, means, squares] = stateInputs(graph, decoder, ["parameters", "means", "squares"]);
  const { loss, accuracy, gradient } = learned(graph, decoder, state!, inputs, right, shape, vectors);
  give(graph, { loss, accuracy, ...update(graph, decoder, { state: state!, means: means!, squares: squares!, rates }, gradient) });
  return encodeModel(graph.model());
}

/**
 * The bytes of the graph that adds the gradient of one piece of a batch to that of the pieces before it.
 *
 * It takes what `trainingStep` takes of a batch, `parameters`, and the `gradient` so far. The weights of all pieces together sum to 1, so
 * that `loss` and `accuracy` of the pieces sum to those of the batch, and their gradients to its gradient. The graph is a lean one.
 */
export function pieceStep(decoder: Decoder, shape: BatchShape, vectors?: Float32Array): Uint8Array<ArrayBuffer> {
  const graph = new Graph({ lean: true });
  const inputs = batchInputs(graph, shape);
  const right = answerInputs(graph, shape);
  const [state, before] = stateInputs(graph, decoder, ["parameters", "gradient"]);
  const { loss, accuracy, gradient } = learned(graph, decoder, state!, inputs, right, shape, vectors);
  give(graph, { loss, accuracy, next_gradient: graph.pairwise("Add", before!, gradient) });
  return encodeModel(graph.model());
}

/** The bytes of the graph that ends a step of which `gradient` is the whole gradient; inputs and outputs are otherwise those of `trainingStep`. */
export function updateStep(decoder: Decoder): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const rates = graph.input("rates", [3]);
  const [state, means, squares, gradient] = stateInputs(graph, decoder, ["parameters", "means", "squares", "gradient"]);
  give(graph, update(graph, decoder, { state: state!, means: means!, squares: squares!, rates }, gradient!));
  return encodeModel(graph.model());
}

const stateInputs = (graph: Graph, decoder: Decoder, names: readonly string[]): readonly Value[] =>
  names.map((name) => graph.input(name, [parameterCount(decoder)]));

function give(graph: Graph, values: Readonly<Record<string, Value>>): void {
  for (const [name, value] of Object.entries(values)) graph.output(name, value);
}

/** The most tensors that an operator takes and gives together: WebGPU guarantees a shader no more buffers. */
const BUFFERS = 8;

/** Splits a vector into parts of these sizes. */
function cut(graph: Graph, vector: Value, sizes: readonly number[]): readonly Value[] {
  if (sizes.length === 1) return [vector];
  if (sizes.length < BUFFERS) return graph.parted(vector, sizes, 0);
  const groups = grouped(sizes);
  const sums = groups.map((group) => group.reduce((sum, size) => sum + size, 0));
  return cut(graph, vector, sums).flatMap((part, i) => cut(graph, part, groups[i]!));
}

/** Concatenates vectors. */
function joined(graph: Graph, vectors: readonly Value[]): Value {
  if (vectors.length >= BUFFERS)
    return joined(
      graph,
      grouped(vectors).map((group) => joined(graph, group)),
    );
  const count = vectors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return vectors.length === 1 ? vectors[0]! : graph.apply("Concat", vectors, [count], { attributes: { axis: 0 } });
}

const grouped = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / (BUFFERS - 1)) }, (_, i) => all.slice(i * (BUFFERS - 1), (i + 1) * (BUFFERS - 1)));

/** The weight decay of each parameter: gains, which come last, have none. */
function decayOf(graph: Graph, decoder: Decoder, decay: number): Value {
  const list = parametersOf(decoder);
  const first = list.find(({ kind }) => kind === "gain")!.from;
  const count = parameterCount(decoder);
  const expand = (value: number, size: number) => graph.apply("Expand", [graph.scalar(value), graph.integers([size])], [size]);
  return graph.apply("Concat", [expand(decay, first), expand(0, count - first)], [count], { attributes: { axis: 0 } });
}
