/**
 * Computes logits in WebAssembly, without a graph: where a student plays on the processor of a page.
 *
 * It takes the sums of the graph of `scoringGraph` in the same order, and fewer of them: what layer 1 makes of a token is looked up, a part
 * attends to its own tokens and the state alone, nothing is padded, and beginnings of states that were read before are not read again.
 */
import type { Example } from "./batch.ts";
import { type Decoder, EPSILON, headOf, parametersOf, rotaryTables } from "./decoder.ts";
import { kernelsOn, PANEL } from "./kernels.ts";
import { Prefixes } from "./prefixes.ts";

/** Bytes of a number. */
const F = 4;

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;

/** Keys and values of states are kept up to so many numbers. */
const KEPT = 2_000_000;

/** Tokens of a state that are kept behind those that are known already: what is unique about a state is never asked for again. */
const FURTHER = 16;

/** What layer 1 makes of a token is looked up where the table has at most so many numbers. */
const TABLE = 8_000_000;

/** Rows of a pass are a multiple of this, so that memory is laid out anew only now and then. */
const ROWS = 128;

/** Whether the kernels can compute a decoder: they take whole panels, in heads too. */
export const fitsKernels = ({ width, heads, hidden }: Decoder): boolean => (width / heads) % PANEL === 0 && hidden % PANEL === 0;

/** Computes logits, one text after the other. */
export interface Simd {
  /** The logits of each answer, [vocabulary]. */
  run(example: Pick<Example, "tokens" | "segments" | "positions" | "answers">): readonly Float32Array[];
  /** Gives the memory back; nothing runs after that. */
  dispose(): void;
}

/** Memories that nobody uses: engines reserve gigabytes of addresses for each, and free them when they please, so that they are used again. */
const idle: WebAssembly.Memory[] = [];

function takeMemory(): WebAssembly.Memory {
  const memory = idle.pop();
  if (memory === undefined) return new WebAssembly.Memory({ initial: 1 });
  // What is not a number must not come out of another student's rows.
  new Uint8Array(memory.buffer).fill(0);
  return memory;
}

/** Tokens of one segment: their first row, how many they are, and where their keys are among the columns of attention. */
type Group = {
  readonly row: number;
  readonly count: number;
  /** They see the columns before this one, */
  readonly hole: number;
  /** and those from this one, which is that of the first of them, up to their own. */
  readonly from: number;
};

/** Loads a decoder; `parameters` is the whole parameter vector, `load` loads the kernels. */
export async function openSimd(decoder: Decoder, parameters: Float32Array, load = kernelsOn): Promise<Simd> {
  const { vocabulary, layers: depth, width, heads, hidden } = decoder;
  const head = width / heads;
  const outputs = Math.ceil(vocabulary / PANEL) * PANEL;
  // Strides of rows in bytes.
  const [line, triple, inner] = [width * F, 3 * width * F, hidden * F];

  const memory = takeMemory();
  const kernels = await load(memory, EPSILON, width, hidden);
  let floats = new Float32Array(memory.buffer);
  let integers = new Int32Array(memory.buffer);
  let used = 0;
  /** The address of room for so many numbers. */
  const place = (numbers: number): number => {
    const from = used;
    used += Math.ceil((numbers * F) / 64) * 64;
    const missing = Math.ceil((used - memory.buffer.byteLength) / PAGE);
    if (missing > 0) {
      memory.grow(missing);
      floats = new Float32Array(memory.buffer);
      integers = new Int32Array(memory.buffer);
    }
    return from;
  };
  const vector = (numbers: Float32Array): number => {
    const from = place(numbers.length);
    floats.set(numbers, from / F);
    return from;
  };
  /** A matrix [rows, columns] in panels; missing columns of the last one are 0. */
  const inPanels = (matrix: Float32Array, rows: number, columns: number): number => {
    const all = new Float32Array(rows * Math.ceil(columns / PANEL) * PANEL);
    for (let k = 0; k < rows; k++)
      for (let j = 0; j < columns; j++) all[(Math.floor(j / PANEL) * rows + k) * PANEL + (j % PANEL)] = matrix[k * columns + j]!;
    return vector(all);
  };
  const copy = (from: number, to: number, numbers: number): void => void floats.copyWithin(to / F, from / F, from / F + numbers);

  const byName = new Map(parametersOf(decoder).map(({ name, from, size }) => [name, parameters.subarray(from, from + size)]));
  const layers = Array.from({ length: depth }, (_, i) => {
    const of = (name: string) => byName.get(`${i}.${name}`)!;
    return {
      attention: inPanels(of("attention"), width, 3 * width),
      merge: inPanels(of("merge"), width, width),
      expand: inPanels(of("expand"), width, 2 * hidden),
      contract: inPanels(of("contract"), hidden, width),
      attentionGain: vector(of("attention-gain")),
      expandGain: vector(of("expand-gain")),
    };
  });
  const gain = vector(byName.get("gain")!);
  const embedding = vector(byName.get("embedding")!);
  const output = inPanels(headOf(decoder, parameters), width, vocabulary);
  const scale = vector(Float32Array.of(1 / Math.sqrt(head)));
  const table = vocabulary * 3 * width <= TABLE ? place(vocabulary * 3 * width) : undefined;

  /** The addresses of what a pass of up to so many rows needs. */
  const roomFor = (rows: number) => {
    // A part's columns begin at a multiple of 4 behind its place in the text, so there may be some more.
    const columns = Math.ceil((rows + 4) / PANEL) * PANEL;
    const { cos, sin } = rotaryTables(decoder, rows);
    return {
      rows,
      columns,
      x: place(rows * width),
      normed: place(rows * width),
      mixed: place(rows * 3 * width),
      asking: place(rows * width),
      merged: place(rows * width),
      wide: place(rows * 2 * hidden),
      narrow: place(rows * hidden),
      places: place(rows),
      known: place(rows * 2 * width),
      keys: place(columns * head),
      values: place(columns * head),
      scores: place(rows * columns),
      logits: place(rows * outputs),
      cos: vector(cos),
      sin: vector(sin),
    };
  };
  const end = used;
  let room = roomFor(ROWS);

  /** Queries, keys and values of normalised rows before they are rotated, or from column `from` on. */
  const mix = (i: number, to: number, rows: number, from = 0): void =>
    kernels.ofWidth(
      room.normed,
      line,
      layers[i]!.attention + from * line,
      to + from * F,
      triple,
      rows,
      width,
      (3 * width - from) / PANEL,
      0,
    );
  if (table !== undefined)
    for (let token = 0; token < vocabulary; token += ROWS) {
      const rows = Math.min(ROWS, vocabulary - token);
      kernels.normalize(embedding + token * line, line, layers[0]!.attentionGain, room.normed, line, rows, width);
      mix(0, table + token * triple, rows);
    }

  /** Keys and values of tokens of states, [layers, 2 x width] each. */
  const kept = new Prefixes<Float32Array>(Math.floor(KEPT / (depth * 2 * width)));

  /** Attention of rows of a head: `to = softmax(queries keys) values`. */
  const attend = (queries: number, stride: number, to: number, rows: number, { hole, from, count }: Group, until: number): void => {
    const { columns, keys, values, scores } = room;
    const seen = Math.ceil((from + count) / 4) * 4;
    kernels.multiply(queries, stride, keys, scores, columns * F, rows, head, Math.ceil(seen / PANEL), 0);
    kernels.softmax(scores, columns * F, rows, hole, from, until, seen);
    for (let at = 0; at < head; at += PANEL)
      kernels.multiply(scores, columns * F, values + at * columns * F, to + at * F, line, rows, seen, 1, 0);
  };

  return {
    dispose: () => void idle.push(memory),

    run({ tokens, segments, positions, answers }) {
      const { length } = tokens;
      if (length > room.rows) {
        used = end;
        room = roomFor(Math.ceil(length / ROWS) * ROWS);
      }
      const { x, normed, mixed, asking, merged, wide, narrow, places, known, keys, values, logits, cos, sin, columns } = room;
      const parts = segments.findIndex((segment) => segment !== 0);
      const state = parts === -1 ? length : parts;

      // What an answer follows is computed in any case.
      const before = kept.find(tokens.slice(0, state));
      const skip = Math.min(before.length, ...answers.map((answer) => answer.place));
      const rows = length - skip;
      const fresh = Array.from({ length: Math.min(FURTHER, state - before.length) }, () => new Float32Array(depth * 2 * width));
      const groups: Group[] = [{ row: 0, count: state - skip, hole: skip, from: skip }];
      for (let at = state, next = at; at < length; at = next) {
        while (next < length && segments[next] === segments[at]) next++;
        // Sums over columns are taken in four lanes, by their places in the text: columns keep their lanes.
        groups.push({ row: at - skip, count: next - at, hole: state, from: state + ((at - state) % 4) });
      }
      const asked = answers.map((answer) => answer.place - skip);

      for (let r = 0; r < rows; r++) {
        copy(embedding + tokens[skip + r]! * line, x + r * line, width);
        integers[places / F + r] = positions[skip + r]!;
      }
      for (const [i, layer] of layers.entries()) {
        const last = i === depth - 1;
        const made = i === 0 ? table : undefined;
        if (made !== undefined) for (let r = 0; r < rows; r++) copy(made + tokens[skip + r]! * triple, mixed + r * triple, 3 * width);
        else {
          kernels.normalize(x, line, layer.attentionGain, normed, line, rows, width);
          mix(i, mixed, rows, last ? width : 0);
        }
        kernels.rotate(mixed + line, triple, rows, heads, head / 2, places, cos, sin, 0);
        for (const [t, value] of fresh.entries()) {
          const from = (mixed + (before.length - skip + t) * triple + line) / F;
          value.set(floats.subarray(from, from + 2 * width), i * 2 * width);
        }
        for (let t = 0; t < skip; t++) floats.set(before[t]!.subarray(i * 2 * width, (i + 1) * 2 * width), known / F + t * 2 * width);

        // In the last layer only what answers follow goes on.
        if (last) {
          for (const [a, r] of asked.entries()) {
            if (made !== undefined) copy(mixed + r * triple, asking + a * line, width);
            else copy(normed + r * line, merged + a * line, width);
          }
          if (made === undefined) kernels.ofWidth(merged, line, layer.attention, asking, line, asked.length, width, width / PANEL, 0);
          for (const [a, r] of asked.entries()) {
            copy(x + r * line, normed + a * line, width);
            integers[places / F + a] = positions[skip + r]!;
          }
          copy(normed, x, asked.length * width);
        }
        const [queries, stride, count] = last ? [asking, line, asked.length] : [mixed, triple, rows];
        kernels.rotate(queries, stride, count, heads, head / 2, places, cos, sin, scale);

        for (let h = 0; h < line; h += head * F) {
          if (skip > 0) {
            kernels.toColumns(known + h, 2 * line, keys, 0, skip, head);
            kernels.toRows(known + line + h, 2 * line, values, 0, skip, head, columns);
          }
          for (const group of groups) {
            const { row, count: own, from } = group;
            if (own === 0) continue;
            kernels.toColumns(mixed + row * triple + line + h, triple, keys, from, own, head);
            kernels.toRows(mixed + row * triple + 2 * line + h, triple, values, from, own, head, columns);
            if (!last) attend(queries + row * stride + h, stride, merged + row * line + h, own, group, from + 1);
            else
              for (const [a, r] of asked.entries())
                if (r >= row && r < row + own)
                  attend(queries + a * stride + h, stride, merged + a * line + h, 1, group, from + 1 + r - row);
          }
        }
        kernels.ofWidth(merged, line, layer.merge, x, line, count, width, width / PANEL, 1);
        kernels.normalize(x, line, layer.expandGain, normed, line, count, width);
        kernels.ofWidth(normed, line, layer.expand, wide, 2 * inner, count, width, (2 * hidden) / PANEL, 0);
        kernels.gate(wide, 2 * inner, narrow, inner, count, hidden);
        kernels.ofHidden(narrow, inner, layer.contract, x, line, count, hidden, width / PANEL, 1);
      }
      kernels.normalize(x, line, gain, normed, line, asked.length, width);
      kernels.ofWidth(normed, line, output, logits, outputs * F, asked.length, width, outputs / PANEL, 0);
      kept.add(tokens.slice(0, state), fresh);
      return asked.map((_, a) => floats.slice(logits / F + a * outputs, logits / F + a * outputs + vocabulary));
    },
  };
}
