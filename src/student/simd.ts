/**
 * Computes logits in WebAssembly, without a graph: where a student plays on the processor of a page.
 *
 * It does the same sums as the graph of `scoringGraph` in the same order, and less besides: what layer 1 makes of a token is looked up, a part
 * attends to its own tokens and the state alone, nothing is padded, and the beginning of a state that was read before is not read again.
 */
import type { Example } from "./batch.ts";
import { type Decoder, EPSILON, headOf, parametersOf, rotaryTables } from "./decoder.ts";
import { type Kernels, kernelsOn, PANEL } from "./kernels.ts";

/** Bytes of a number. */
const F = 4;

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;

/** Keys and values of states are kept up to so many numbers. */
const KEPT = 2_000_000;

/** What layer 1 makes of a token is looked up where the table has at most so many numbers. */
const TABLE = 8_000_000;

/** Whether the kernels can compute a decoder: they take whole panels and heads. */
export const fitsKernels = ({ width, heads, hidden }: Decoder): boolean => (width / heads) % PANEL === 0 && hidden % PANEL === 0;

/** A state that was read: its tokens, and by layer the keys and values of each, [tokens, 2 x width]. */
type Read = { readonly tokens: readonly number[]; readonly layers: readonly Float32Array[] };

/** Tokens of one segment: their first row, how many they are, and the columns of attention that their keys have. */
type Group = { readonly row: number; readonly count: number; readonly hole: number; readonly from: number };

/** The addresses of matrices of a layer. */
type Layer = Readonly<Record<"attention" | "merge" | "expand" | "contract" | "attentionGain" | "expandGain", number>>;

/** Computes logits of one text after the other. */
export interface Simd {
  /** The logits of each answer, [vocabulary]. */
  run(example: Pick<Example, "tokens" | "segments" | "positions" | "answers">): readonly Float32Array[];
}

/** Loads a decoder; `parameters` is the whole parameter vector. */
export async function openSimd(decoder: Decoder, parameters: Float32Array): Promise<Simd> {
  const { vocabulary, layers: depth, width, heads, hidden } = decoder;
  const head = width / heads;
  const memory = new WebAssembly.Memory({ initial: 1 });
  let used = 0;
  let floats = new Float32Array(memory.buffer);
  const place = (numbers: number): number => {
    const from = used;
    used += Math.ceil((numbers * F) / 64) * 64;
    const missing = Math.ceil((used - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      memory.grow(missing);
      floats = new Float32Array(memory.buffer);
    }
    return from;
  };
  const vector = (numbers: Float32Array): number => {
    const from = place(numbers.length);
    floats.set(numbers, from / F);
    return from;
  };
  /** A matrix [rows, columns] in panels; missing columns of the last one are 0. */
  const panels = (matrix: Float32Array, rows: number, columns: number): number => {
    const all = new Float32Array(rows * Math.ceil(columns / PANEL) * PANEL);
    for (let k = 0; k < rows; k++)
      for (let j = 0; j < columns; j++) all[(Math.floor(j / PANEL) * rows + k) * PANEL + (j % PANEL)] = matrix[k * columns + j]!;
    return vector(all);
  };
  const kernels: Kernels = await kernelsOn(memory, EPSILON);
  const byName = new Map(parametersOf(decoder).map(({ name, from, size }) => [name, parameters.subarray(from, from + size)]));
  const layers = Array.from({ length: depth }, (_, i): Layer => {
    const of = (name: string) => byName.get(`${i}.${name}`)!;
    return {
      attention: panels(of("attention"), width, 3 * width),
      merge: panels(of("merge"), width, width),
      expand: panels(of("expand"), width, 2 * hidden),
      contract: panels(of("contract"), hidden, width),
      attentionGain: vector(of("attention-gain")),
      expandGain: vector(of("expand-gain")),
    };
  });
  const gain = vector(byName.get("gain")!);
  const embedding = vector(byName.get("embedding")!);
  const output = panels(headOf(decoder, parameters), width, vocabulary);
  const outputs = Math.ceil(vocabulary / PANEL) * PANEL;
  const scale = vector(Float32Array.of(1 / Math.sqrt(head)));
  const table = vocabulary * 3 * width <= TABLE ? place(vocabulary * 3 * width) : undefined;

  /** The addresses of what a pass of so many rows needs. */
  type Space = Readonly<
    Record<
      | "x"
      | "y"
      | "qkv"
      | "merged"
      | "wide"
      | "narrow"
      | "places"
      | "queries"
      | "keys"
      | "values"
      | "scores"
      | "logits"
      | "cos"
      | "sin"
      | "old",
      number
    >
  > & {
    readonly rows: number;
    readonly columns: number;
  };
  const spaceOf = (rows: number): Space => {
    // Columns of a part begin at the same multiple of 4 as in the packed text.
    const columns = Math.ceil((rows + 4) / PANEL) * PANEL;
    const { cos, sin } = rotaryTables(decoder, rows);
    return {
      rows,
      columns,
      x: place(rows * width),
      y: place(rows * width),
      qkv: place(rows * 3 * width),
      merged: place(rows * width),
      queries: place(rows * width),
      wide: place(rows * 2 * hidden),
      narrow: place(rows * hidden),
      places: place(rows),
      keys: place(columns * head),
      values: place(columns * head),
      scores: place(rows * columns),
      logits: place(rows * outputs),
      old: place(rows * 2 * width),
      cos: vector(cos),
      sin: vector(sin),
    };
  };
  const weights = used;
  let space = spaceOf(128);

  const line = width * F;
  const copy = (from: number, to: number, numbers: number): void => void floats.copyWithin(to / F, from / F, from / F + numbers);
  if (table !== undefined)
    for (let token = 0; token < vocabulary; token += space.rows) {
      const rows = Math.min(space.rows, vocabulary - token);
      kernels.normalize(embedding + token * line, line, layers[0]!.attentionGain, space.y, line, rows, width);
      kernels.multiply(space.y, line, layers[0]!.attention, table + token * 3 * line, 3 * line, rows, width, (3 * width) / PANEL, 0);
    }

  const kept: Read[] = [];
  let numbers = 0;
  const keep = (read: Read): void => {
    kept.push(read);
    numbers += read.tokens.length * 2 * width * depth;
    while (kept.length > 1 && numbers > KEPT) numbers -= kept.shift()!.tokens.length * 2 * width * depth;
  };
  /** The state read before that begins most like `tokens`, and for how many tokens they are alike. */
  const known = (tokens: readonly number[]): readonly [Read | undefined, number] => {
    let [best, alike]: [number, number] = [-1, 0];
    for (const [i, { tokens: other }] of kept.entries()) {
      let n = 0;
      while (n < tokens.length && n < other.length && tokens[n] === other[n]) n++;
      if (n >= alike && n > 0) [best, alike] = [i, n];
    }
    if (best === -1) return [undefined, 0];
    kept.push(...kept.splice(best, 1));
    return [kept.at(-1), alike];
  };

  return {
    run({ tokens, segments, positions, answers }) {
      const length = tokens.length;
      if (length > space.rows) {
        used = weights;
        space = spaceOf(Math.ceil(length / 128) * 128);
      }
      const { x, y, qkv, merged, queries: asks, wide, narrow, places, keys, values, scores, logits, cos, sin, old, columns } = space;
      const integers = new Int32Array(memory.buffer);
      const state = segments.findIndex((one) => one !== 0) === -1 ? length : segments.findIndex((one) => one !== 0);
      const [before, alike] = known(tokens.slice(0, state));
      // What an answer follows is computed in any case.
      const c = Math.min(alike, ...answers.map(({ place: at }) => at));
      const rows = length - c;
      const groups: Group[] = [{ row: 0, count: state - c, hole: c, from: c }];
      for (let at = state; at < length;) {
        let end = at + 1;
        while (end < length && segments[end] === segments[at]) end++;
        groups.push({ row: at - c, count: end - at, hole: state, from: state + ((at - state) % 4) });
        at = end;
      }
      const asked = answers.map(({ place: at }) => at - c);
      const made: Float32Array[] = [];
      for (let r = 0; r < rows; r++) {
        copy(embedding + tokens[c + r]! * line, x + r * line, width);
        integers[places / F + r] = positions[c + r]!;
      }
      /** What is computed after the first attention of the last layer: all rows, but in the last layer those that answers follow. */
      let count = rows;
      for (const [i, layer] of layers.entries()) {
        const last = i === depth - 1;
        if (i === 0 && table !== undefined)
          for (let r = 0; r < rows; r++) copy(table + tokens[c + r]! * 3 * line, qkv + r * 3 * line, 3 * width);
        else {
          kernels.normalize(x, line, layer.attentionGain, y, line, rows, width);
          // In the last layer keys and values alone; the panels of queries come first.
          const skipped = last ? width : 0;
          kernels.multiply(
            y,
            line,
            layer.attention + skipped * line,
            qkv + skipped * F,
            3 * line,
            rows,
            width,
            (3 * width - skipped) / PANEL,
            0,
          );
        }
        kernels.rotate(qkv + line, 3 * line, rows, heads, head / 2, places, cos, sin, 0);
        let [queries, stride] = [qkv, 3 * line];
        if (last) {
          // What answers follow moves to the front.
          if (i === 0 && table !== undefined) for (const [a, r] of asked.entries()) copy(qkv + r * 3 * line, asks + a * line, width);
          else {
            for (const [a, r] of asked.entries()) copy(y + r * line, merged + a * line, width);
            kernels.multiply(merged, line, layer.attention, asks, line, asked.length, width, width / PANEL, 0);
          }
          for (const [a, r] of asked.entries()) {
            copy(x + r * line, y + a * line, width);
            integers[places / F + a] = positions[c + r]!;
          }
          copy(y, x, asked.length * width);
          [queries, stride, count] = [asks, line, asked.length];
        }
        kernels.rotate(queries, stride, count, heads, head / 2, places, cos, sin, scale);

        // Keys and values of the state: those of its beginning are known, the others are kept for later.
        if (c > 0) floats.set(before!.layers[i]!.subarray(0, c * 2 * width), old / F);
        const read = new Float32Array(state * 2 * width);
        read.set(floats.subarray(old / F, old / F + c * 2 * width));
        for (let t = c; t < state; t++) {
          const from = (qkv + (t - c) * 3 * line + line) / F;
          read.set(floats.subarray(from, from + 2 * width), t * 2 * width);
        }
        made.push(read);

        for (let h = 0; h < heads; h++) {
          const part = h * head * F;
          if (c > 0) {
            kernels.toColumns(old + part, 2 * line, keys, 0, c, head);
            kernels.toRows(old + line + part, 2 * line, values, 0, c, head, columns);
          }
          for (const { row, count: own, hole, from } of groups) {
            if (own === 0) continue;
            kernels.toColumns(qkv + row * 3 * line + line + part, 3 * line, keys, from, own, head);
            kernels.toRows(qkv + row * 3 * line + 2 * line + part, 3 * line, values, from, own, head, columns);
            const seen = Math.ceil((from + own) / 4) * 4;
            const attend = (at: number, n: number, end: number): void => {
              kernels.multiply(queries + at * stride + part, stride, keys, scores, columns * F, n, head, Math.ceil(seen / PANEL), 0);
              kernels.softmax(scores, columns * F, n, hole, from, end, seen);
              for (let panel = 0; panel < head / PANEL; panel++)
                kernels.multiply(
                  scores,
                  columns * F,
                  values + panel * columns * PANEL * F,
                  merged + at * line + part + panel * PANEL * F,
                  line,
                  n,
                  seen,
                  1,
                  0,
                );
            };
            if (!last) attend(row, own, from + 1);
            else for (const [a, r] of asked.entries()) if (r >= row && r < row + own) attend(a, 1, from + 1 + r - row);
          }
        }
        kernels.multiply(merged, line, layer.merge, x, line, count, width, width / PANEL, 1);
        kernels.normalize(x, line, layer.expandGain, y, line, count, width);
        kernels.multiply(y, line, layer.expand, wide, 2 * hidden * F, count, width, (2 * hidden) / PANEL, 0);
        kernels.gate(wide, 2 * hidden * F, narrow, hidden * F, count, hidden);
        kernels.multiply(narrow, hidden * F, layer.contract, x, line, count, hidden, width / PANEL, 1);
      }
      kernels.normalize(x, line, gain, y, line, count, width);
      kernels.multiply(y, line, output, logits, outputs * F, count, width, outputs / PANEL, 0);
      if (alike < state) keep({ tokens: tokens.slice(0, state), layers: made });
      return asked.map((_, a) => floats.slice((logits + a * outputs * F) / F, (logits + a * outputs * F) / F + vocabulary));
    },
  };
}
