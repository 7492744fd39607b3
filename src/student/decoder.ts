/** A Llama-style decoder: its parameters, and its forward pass as a graph. */
import { z } from "zod";
import { type Key, rng } from "../core/index.ts";
import { type Graph, type Shape, sizeOf, type Value } from "./graph.ts";

/** The sizes of a decoder. */
export const decoderSchema = z.strictObject({
  vocabulary: z.int().min(260).max(100_000).describe("Tokens in the vocabulary"),
  layers: z.int().min(1).max(48).default(2).describe("Layers"),
  width: z.int().min(16).max(4096).default(128).describe("Width of a token's hidden state"),
  heads: z.int().min(1).max(64).default(4).describe("Attention heads"),
  hidden: z.int().min(16).max(16_384).default(256).describe("Inner width of a feed-forward layer"),
  theta: z.number().min(10).default(10_000).describe("Base of the rotary position embedding"),
  context: z.int().min(16).max(4096).default(512).describe("Most tokens of a text"),
  vectors: z.int().min(1).max(1000).exactOptional().describe("Numbers of a word's vector, where words are read by their vectors"),
});

/** The sizes of a decoder, checked. */
export type Decoder = z.output<typeof decoderSchema>;

/** The epsilon of RMS normalisation: it is added to the mean square before the root is taken. */
export const EPSILON = 1e-6;

/** A parameter tensor: its place in the parameter vector, its shape and its kind. Gains come last: they have no weight decay. */
export type Parameter = {
  readonly name: string;
  readonly shape: Shape;
  readonly from: number;
  readonly size: number;
  readonly kind: "embedding" | "matrix" | "gain";
};

const parameterLists = new WeakMap<Decoder, readonly Parameter[]>();

/** The parameters of a decoder in the order of the parameter vector; matrices are [in, out]. */
export function parametersOf(decoder: Decoder): readonly Parameter[] {
  const before = parameterLists.get(decoder);
  if (before !== undefined) return before;
  const { vocabulary, layers, width, hidden, vectors } = decoder;
  const all: (readonly [string, Shape, Parameter["kind"]])[] = [["embedding", [vocabulary, width], "embedding"]];
  if (vectors !== undefined) all.push(["projection", [vectors, width], "embedding"]); // from the vectors of words to what tokens are read as
  for (let i = 0; i < layers; i++)
    all.push(
      [`${i}.attention`, [width, 3 * width], "matrix"], // queries, keys, values
      [`${i}.merge`, [width, width], "matrix"],
      [`${i}.expand`, [width, 2 * hidden], "matrix"], // gates, values
      [`${i}.contract`, [hidden, width], "matrix"],
    );
  for (let i = 0; i < layers; i++) all.push([`${i}.attention-gain`, [width], "gain"], [`${i}.expand-gain`, [width], "gain"]);
  all.push(["gain", [width], "gain"]);
  let from = 0;
  const list = all.map(([name, shape, kind]) => {
    const size = sizeOf(shape);
    from += size;
    return { name, shape, kind, from: from - size, size };
  });
  parameterLists.set(decoder, list);
  return list;
}

/** The length of a decoder's parameter vector. */
export function parameterCount(decoder: Decoder): number {
  const { from, size } = parametersOf(decoder).at(-1)!;
  return from + size;
}

/** The output head, [width, vocabulary]: it is tied to the embedding, [vocabulary, width], and is its transpose. */
export function headOf(decoder: Decoder, parameters: Float32Array): Float32Array {
  const { vocabulary, width } = decoder;
  const { from } = parametersOf(decoder)[0]!;
  const head = new Float32Array(width * vocabulary);
  for (let v = 0; v < vocabulary; v++) for (let d = 0; d < width; d++) head[d * vocabulary + v] = parameters[from + v * width + d]!;
  return head;
}

/**
 * The additions and multiplications that products of matrices take for a text of `length` tokens with `answers` answers. The last layer computes
 * keys and values for all tokens, and everything else for the answers alone, as `forward` does.
 */
export function operationsOf({ layers, width, hidden, vocabulary }: Decoder, length: number, answers: number): number {
  const mixing = 4 * length * width; // a token's attention: scores and their sums
  const feeding = 2 * (width * width + 3 * width * hidden); // a token's merge, gates, values, and way back
  const all = length * (6 * width * width + mixing + feeding);
  const last = length * 4 * width * width + answers * (2 * width * width + mixing + feeding + 2 * width * vocabulary);
  return (layers - 1) * all + last;
}

/**
 * Initial parameters: matrices have a standard deviation of 1 / sqrt(inputs), divided by sqrt(2 layers) for those that write into the residual
 * stream, embeddings one of 0.1; gains are 1. With the usual 0.02 everywhere, a decoder this small never learns to compare words.
 */
export function initialParameters(decoder: Decoder, key: Key): Float32Array {
  const all = new Float32Array(parameterCount(decoder));
  const draw = rng(key);
  for (const { name, shape, from, size, kind } of parametersOf(decoder)) {
    const residual = name.endsWith(".merge") || name.endsWith(".contract") ? Math.sqrt(2 * decoder.layers) : 1;
    const deviation = kind === "embedding" ? EMBEDDING_DEVIATION : 1 / Math.sqrt(shape[0]!) / residual;
    for (let i = from; i < from + size; i++) all[i] = kind === "gain" ? 1 : deviation * normal(draw);
  }
  return all;
}

/** The standard deviation of fresh embeddings. */
export const EMBEDDING_DEVIATION = 0.1;

/** A draw from the standard normal distribution (Box and Muller 1958). */
export const normal = (draw: { uniform(): number }): number =>
  Math.sqrt(-2 * Math.log(1 - draw.uniform())) * Math.cos(2 * Math.PI * draw.uniform());

/** Cosines and sines of the rotary embedding, [length, width / heads / 2], for each position. */
export function rotaryTables({ width, heads, theta }: Decoder, length: number): { readonly cos: Float32Array; readonly sin: Float32Array } {
  const half = width / heads / 2;
  const cos = new Float32Array(length * half);
  const sin = new Float32Array(length * half);
  for (let t = 0; t < length; t++)
    for (let i = 0; i < half; i++) {
      const angle = t * theta ** (-i / half);
      cos[t * half + i] = Math.cos(angle);
      sin[t * half + i] = Math.sin(angle);
    }
  return { cos, sin };
}

/** The inputs of a forward pass. */
export interface Texts {
  /** The number of sequences, of tokens in each, and of answers in each. */
  readonly batch: number;
  readonly length: number;
  readonly answers: number;
  /** What tokens are read as, [tokens, width]: the embedding, and rows of words behind it. */
  readonly table: Value;
  /** Token ids, [batch x length]. */
  readonly tokens: Value;
  /** The position of each token in its own text, [batch, length], int64. */
  readonly positions: Value;
  /** Added to attention scores, [batch, 1, length, length]: 0 where a token (row) may attend to another (column), else very negative. */
  readonly mask: Value;
  /** One-hot rows of the places after which answers are due, [batch, answers, length]. */
  readonly asked: Value;
}

/**
 * The normalised hidden states of the tokens after which answers are due: [batch x answers, width].
 *
 * The last layer computes keys and values for all tokens, and everything else for those tokens alone.
 */
export function forward(graph: Graph, decoder: Decoder, parameter: (name: string) => Value, texts: Texts): Value {
  const { batch, length, answers, tokens, positions, mask, asked } = texts;
  const { layers, width, heads, hidden } = decoder;
  const [head, half] = [width / heads, width / heads / 2];
  const { cos, sin } = rotaryTables(decoder, length);
  const tables = {
    cos: graph.constant(cos, [length, half]),
    sin: graph.constant(sin, [length, half]),
    back: graph.constant(
      sin.map((x) => -x),
      [length, half],
    ),
  };
  const scale = graph.scalar(1 / Math.sqrt(head));
  /** Splits [batch x n, parts x heads x head] into `parts` values of [batch, heads, n, head]. */
  const headed = (x: Value, n: number, parts: number): readonly Value[] => {
    const all = graph.transpose(graph.reshape(x, [batch, n, parts * heads, head]), [0, 2, 1, 3]);
    return parts === 1 ? [all] : graph.split(all, Array<number>(parts).fill(heads), 1);
  };
  /** Picks the rows that answers follow, by a product with one-hot rows: its gradient is a product too. */
  const pick = (x: Value): Value => graph.reshape(graph.matmul(asked, graph.reshape(x, [batch, length, width])), [batch * answers, width]);
  /**
   * The queries, keys and values of a layer; in the last one only answers have queries. A lean graph cuts the weights into parts, which are
   * smaller than what they make of the tokens, and scales those of the queries in place of the queries.
   */
  const projected = (normed: Value, weights: Value, last: boolean): readonly [q: Value, k: Value, v: Value] => {
    const n = last ? answers : length;
    if (graph.lean) {
      const [forQueries, forKeys, forValues] = graph.split(weights, [width, width, width], 1) as [Value, Value, Value];
      const one = (of: Value, by: Value, count: number) => headed(graph.linear(of, by), count, 1)[0]!;
      return [
        one(last ? pick(normed) : normed, graph.multiply(forQueries, scale), n),
        one(normed, forKeys, length),
        one(normed, forValues, length),
      ];
    }
    if (!last) return headed(graph.linear(normed, weights), length, 3) as [Value, Value, Value];
    const [forQueries, forOthers] = graph.split(weights, [width, 2 * width], 1) as [Value, Value];
    const [q] = headed(graph.linear(pick(normed), forQueries), n, 1);
    return [q!, ...(headed(graph.linear(normed, forOthers), length, 2) as [Value, Value])];
  };
  /** The gates and the values of a feed-forward layer. */
  const widened = (x: Value, weights: Value): readonly Value[] =>
    graph.lean
      ? graph.split(weights, [hidden, hidden], 1).map((part) => graph.linear(x, part))
      : graph.split(graph.linear(x, weights), [hidden, hidden], 1);

  let x = graph.lookup(texts.table, tokens);
  for (let i = 0; i < layers; i++) {
    const last = i === layers - 1;
    const normed = graph.normalize(x, parameter(`${i}.attention-gain`), EPSILON);
    const [q, k, v] = projected(normed, parameter(`${i}.attention`), last);
    let [rows, places, seen] = [length, positions, mask];
    if (last) {
      x = pick(x);
      rows = answers;
      places = graph.cast(
        graph.reshaped(graph.product(asked, graph.reshaped(graph.cast(positions, "float32"), [batch, length, 1])), [batch, answers]),
        "int64",
      );
      seen = graph.product(graph.reshaped(asked, [batch, 1, answers, length]), mask);
    }
    const queries = graph.rotate(graph.lean ? q : graph.multiply(q, scale), places, tables);
    const taken = graph.attend(queries, graph.rotate(k, positions, tables), v, seen);
    const merged = graph.reshape(graph.transpose(taken, [0, 2, 1, 3]), [batch * rows, width]);
    x = graph.add(x, graph.linear(merged, parameter(`${i}.merge`)));
    const [gates, ups] = widened(graph.normalize(x, parameter(`${i}.expand-gain`), EPSILON), parameter(`${i}.expand`));
    x = graph.add(x, graph.linear(graph.multiply(graph.silu(gates!), ups!), parameter(`${i}.contract`)));
  }
  return graph.normalize(x, parameter("gain"), EPSILON);
}
