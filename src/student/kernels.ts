/**
 * The arithmetic of a decoder in WebAssembly, four numbers at a time.
 *
 * Every sum is taken in the order in which ONNX Runtime 1.30 takes it on WebAssembly, and exponentials have the same polynomials, so that a
 * student's numbers are the same to the last bit as before there were these kernels. Rows are computed independently of each other.
 */
import { type Code, f32, f32x4, Func, i32, i32x4, type Local, loop, MEMORY, moduleOf, repeat, when } from "./wasm.ts";

/** Columns of a panel: matrices on the right of a product lie in memory in panels of so many columns, row by row. */
export const PANEL = 16;

/** Bytes of a number. */
const F = 4;

/** `c = a b`, or `c += a b` where `add` is 1: `a` [rows, depth], `b` in panels [panels, depth, PANEL], `c` [rows, panels x PANEL]; no count is 0. */
export type Multiply = (
  a: number,
  strideA: number,
  b: number,
  c: number,
  strideC: number,
  rows: number,
  depth: number,
  panels: number,
  add: number,
) => void;

/** The kernels; addresses and strides are in bytes, all other arguments are counts. */
export interface Kernels {
  readonly multiply: Multiply;
  /** The same, faster, of a matrix `a` whose rows lie side by side and have a decoder's width. */
  readonly ofWidth: Multiply;
  /** The same, faster, of a matrix `a` whose rows lie side by side and have a decoder's inner width. */
  readonly ofHidden: Multiply;
  /** Copies rows [rows, width] to be the columns `from`, `from + 1`, ... of a matrix in panels, [panels, width, PANEL]. */
  toColumns(source: number, stride: number, to: number, from: number, rows: number, width: number): void;
  /** Copies rows [rows, width] to be the rows `from`, ... of a matrix in panels, [panels, depth, PANEL]; the width is a multiple of PANEL. */
  toRows(source: number, stride: number, to: number, from: number, rows: number, width: number, depth: number): void;
  /**
   * Softmax of rows in place. Row r counts its columns below `hole`, and those from `from` up to `end + r`; all others become 0.
   * The number of columns is a multiple of 4.
   */
  softmax(x: number, stride: number, rows: number, hole: number, from: number, end: number, columns: number): void;
  /** Root-mean-square normalisation of rows [rows, width] with a gain [width] (Zhang and Sennrich 2019); the width is a multiple of 4. */
  normalize(x: number, strideX: number, gain: number, y: number, strideY: number, rows: number, width: number): void;
  /**
   * Rotary position embedding (Su et al. 2021) in place, of rows of `heads` times 2 `half` numbers: row r by the angles whose cosines and sines
   * [half] lie `places[r] x half` numbers behind `cos` and `sin`; the half is a multiple of 4. Where `scale` is not 0, it is the address of a
   * number that everything is multiplied by first.
   */
  rotate(
    x: number,
    stride: number,
    rows: number,
    heads: number,
    half: number,
    places: number,
    cos: number,
    sin: number,
    scale: number,
  ): void;
  /** `y = silu(x) z` of rows in which x [width] is followed by z [width]; the width is a multiple of 4. */
  gate(x: number, strideX: number, y: number, strideY: number, rows: number, width: number): void;
}

type Six = [Local, Local, Local, Local, Local, Local];
type Seven = [...Six, Local];

/** Steps a counter that runs down to 0. */
const down = (counter: Local): { readonly step: Code; readonly more: Code } => ({
  step: counter.set(i32.sub(counter.get, i32.of(1))),
  more: counter.get,
});
const onward = (pointer: Local, by: number | Code): Code => pointer.set(i32.add(pointer.get, typeof by === "number" ? i32.of(by) : by));
/** Repeats a statement `counter` times, which is at least once. */
const times = (counter: Local, body: Code): Code => {
  const { step, more } = down(counter);
  return repeat([...body, ...step], more);
};

/**
 * Products of matrices, two rows and a panel at a time: eight sums, a quarter of the panel's row and the two numbers on the left fit into the
 * registers of a processor, and nothing else is loaded. Where the stride of the matrix on the left is given, no second address is needed.
 */
function multiply(fixed?: number) {
  const f = new Func(["a", "strideA", "b", "c", "strideC", "rows", "depth", "panels", "add"]);
  const { a, strideA, b, c, strideC, rows, depth, panels, add } = f.parameters;
  const [start, left, second, right, stop, to, row] = Array.from({ length: 7 }, () => f.local("i32")) as Seven;
  const numbers = [f.local("v128"), f.local("v128")];
  const quarter = f.local("v128");
  const sums = [0, 1].map(() => [0, 1, 2, 3].map(() => f.local("v128")));
  const lefts = fixed === undefined ? [left, second] : [left];
  const number = (r: number): Code => (fixed === undefined ? f32x4.spread([left, second][r]!.get) : f32x4.spread(left.get, r * fixed));

  /** Computes one or two rows of a panel. */
  const block = (count: 1 | 2): Code => [
    ...left.set(start.get),
    ...(fixed === undefined ? second.set(i32.add(start.get, strideA.get)) : []),
    ...right.set(b.get),
    ...sums.slice(0, count).flatMap((of) => of.flatMap((sum) => sum.set(f32x4.of(0)))),
    ...repeat(
      [
        ...numbers.slice(0, count).flatMap((one, r) => one.set(number(r))),
        ...[0, 1, 2, 3].flatMap((i) => [
          ...quarter.set(f32x4.load(right.get, 16 * i)),
          ...sums.slice(0, count).flatMap((of, r) => of[i]!.set(f32x4.add(f32x4.mul(quarter.get, numbers[r]!.get), of[i]!.get))),
        ]),
        ...lefts.flatMap((pointer) => onward(pointer, F)),
        ...onward(right, PANEL * F),
      ],
      i32.differ(right.get, stop.get),
    ),
    ...sums.slice(0, count).flatMap((of) => [
      ...when(
        add.get,
        of.flatMap((sum, i) => sum.set(f32x4.add(f32x4.load(to.get, 16 * i), sum.get))),
      ),
      ...of.flatMap((sum, i) => f32x4.store(to.get, sum.get, 16 * i)),
      ...onward(to, strideC.get),
    ]),
  ];
  return f.parts(
    times(panels, [
      ...start.set(a.get),
      ...to.set(c.get),
      ...stop.set(i32.add(b.get, i32.mul(depth.get, i32.of(PANEL * F)))),
      ...row.set(i32.shr(rows.get, i32.of(1))),
      ...when(row.get, times(row, [...block(2), ...onward(start, i32.shl(strideA.get, i32.of(1)))])),
      ...when(i32.and(rows.get, i32.of(1)), block(1)),
      ...b.set(stop.get),
      ...onward(c, PANEL * F),
    ]),
  );
}

/** The address of a column in panels of a depth: the panels before it, and its place in its own. */
const columnAt = (base: Code, column: Code, depth: Code): Code =>
  i32.add(
    i32.add(base, i32.mul(i32.mul(i32.shr(column, i32.of(4)), depth), i32.of(PANEL * F))),
    i32.shl(i32.and(column, i32.of(PANEL - 1)), i32.of(2)),
  );

function toColumns() {
  const f = new Func(["source", "stride", "to", "from", "rows", "width"]);
  const { source, stride, to, from, rows, width } = f.parameters;
  const [read, write, k] = [f.local("i32"), f.local("i32"), f.local("i32")];
  return f.parts(
    times(rows, [
      ...read.set(source.get),
      ...write.set(columnAt(to.get, from.get, width.get)),
      ...k.set(width.get),
      ...times(k, [...f32.store(write.get, f32.load(read.get)), ...onward(read, F), ...onward(write, PANEL * F)]),
      ...onward(source, stride.get),
      ...onward(from, 1),
    ]),
  );
}

function toRows() {
  const f = new Func(["source", "stride", "to", "from", "rows", "width", "depth"]);
  const { source, stride, to, from, rows, width, depth } = f.parameters;
  const [read, write, k] = [f.local("i32"), f.local("i32"), f.local("i32")];
  return f.parts([
    ...onward(to, i32.mul(from.get, i32.of(PANEL * F))),
    ...times(rows, [
      ...read.set(source.get),
      ...write.set(to.get),
      ...k.set(i32.shr(width.get, i32.of(4))),
      ...times(k, [
        ...[0, 16, 32, 48].flatMap((offset) => f32x4.store(write.get, f32x4.load(read.get, offset), offset)),
        ...onward(read, PANEL * F),
        ...onward(write, i32.mul(depth.get, i32.of(PANEL * F))),
      ]),
      ...onward(source, stride.get),
      ...onward(to, PANEL * F),
    ]),
  ]);
}

/**
 * e^x for x from -88.376 to 0, without the check of the range: 2^m times a polynomial of the rest, with the coefficients that
 * ONNX Runtime has from N. Juffa's expf.
 */
const POLYNOMIAL = [0.0013780594, 0.0083731245, 0.041669536, 0.16666472, 0.49999985, 1, 1];
const LEAST = -88.3762626647949;
/** Adding this rounds to an integer, which stands in the low bits then. */
const ROUNDING = 12_582_912;

/** Statements that replace `x` by its exponential. */
function exponential(x: Local, biased: Local, m: Local, p: Local): Code {
  const [high, low] = [-6.93145752e-1, -1.42860677e-6];
  const plus = (a: Code, b: Code, c: Code): Code => f32x4.add(f32x4.mul(a, b), c);
  return [
    ...x.set(f32x4.max(f32x4.of(LEAST), x.get)),
    ...biased.set(plus(x.get, f32x4.of(Math.LOG2E), f32x4.of(ROUNDING))),
    ...m.set(f32x4.sub(biased.get, f32x4.of(ROUNDING))),
    ...x.set(plus(m.get, f32x4.of(high), x.get)),
    ...x.set(plus(m.get, f32x4.of(low), x.get)),
    ...p.set(f32x4.of(POLYNOMIAL[0]!)),
    ...POLYNOMIAL.slice(1).flatMap((coefficient) => p.set(plus(p.get, x.get, f32x4.of(coefficient)))),
    ...x.set(f32x4.mul(p.get, i32x4.add(i32x4.shl(biased.get, i32.of(23)), i32x4.of(0x3f800000)))),
  ];
}

/** What does not count is far below what does, as where the attention of a graph is masked. */
const MASKED = -1e30;

function softmax() {
  const f = new Func(["x", "stride", "rows", "hole", "from", "end", "columns"]);
  const { x, stride, rows, hole, from, end, columns } = f.parameters;
  const [at, stop] = [f.local("i32"), f.local("i32")];
  const [value, most, total, biased, m, p] = Array.from({ length: 6 }, () => f.local("v128")) as Six;
  const place = (column: Code): Code => i32.add(x.get, i32.shl(column, i32.of(2)));
  const mask = (begin: Code, until: Code): Code => [
    ...at.set(place(begin)),
    ...stop.set(place(until)),
    ...loop(i32.less(at.get, stop.get), [...f32.store(at.get, f32.of(MASKED)), ...onward(at, F)]),
  ];
  /** Visits a row four numbers at a time. */
  const all = (body: Code): Code => [
    ...at.set(x.get),
    ...stop.set(place(columns.get)),
    ...repeat([...body, ...onward(at, 16)], i32.less(at.get, stop.get)),
  ];
  const lanes = (of: Local, op: (a: Code, b: Code) => Code): Code => {
    const lane = (i: number): Code => f32x4.splat(f32x4.lane(of.get, i));
    return op(op(lane(0), lane(2)), op(lane(1), lane(3)));
  };
  return f.parts(
    times(rows, [
      ...mask(hole.get, from.get),
      ...mask(end.get, columns.get),
      ...most.set(f32x4.of(MASKED)),
      ...all(most.set(f32x4.max(most.get, f32x4.load(at.get)))),
      ...most.set(lanes(most, f32x4.max)),
      ...total.set(f32x4.of(0)),
      ...all([
        ...value.set(f32x4.sub(f32x4.load(at.get), most.get)),
        ...exponential(value, biased, m, p),
        ...total.set(f32x4.add(total.get, value.get)),
        ...f32x4.store(at.get, value.get),
      ]),
      ...total.set(f32x4.div(f32x4.of(1), lanes(total, f32x4.add))),
      ...all(f32x4.store(at.get, f32x4.mul(total.get, f32x4.load(at.get)))),
      ...onward(x, stride.get),
      ...onward(end, 1),
    ]),
  );
}

function normalize(epsilon: number) {
  const f = new Func(["x", "strideX", "gain", "y", "strideY", "rows", "width"]);
  const { x, strideX, gain, y, strideY, rows, width } = f.parameters;
  const [read, write, weight, k] = [f.local("i32"), f.local("i32"), f.local("i32"), f.local("i32")];
  const square = f.local("f32");
  const [count, root] = [f.local("f32"), f.local("v128")];
  const one = f.local("f32");
  return f.parts([
    ...count.set([...width.get, 0xb2]),
    ...times(rows, [
      ...square.set(f32.of(0)),
      ...read.set(x.get),
      ...k.set(i32.shr(width.get, i32.of(2))),
      ...times(k, [
        ...[0, 4, 8, 12].flatMap((offset) => [
          ...one.set(f32.load(read.get, offset)),
          ...square.set(f32.add(square.get, f32.mul(one.get, one.get))),
        ]),
        ...onward(read, 16),
      ]),
      ...root.set(f32x4.splat(f32.sqrt(f32.add(f32.div(square.get, count.get), f32.of(epsilon))))),
      ...read.set(x.get),
      ...write.set(y.get),
      ...weight.set(gain.get),
      ...k.set(i32.shr(width.get, i32.of(2))),
      ...times(k, [
        ...f32x4.store(write.get, f32x4.mul(f32x4.div(f32x4.load(read.get), root.get), f32x4.load(weight.get))),
        ...[read, write, weight].flatMap((pointer) => onward(pointer, 16)),
      ]),
      ...onward(x, strideX.get),
      ...onward(y, strideY.get),
    ]),
  ]);
}

function rotate() {
  const f = new Func(["x", "stride", "rows", "heads", "half", "places", "cos", "sin", "scale"]);
  const { x, stride, rows, heads, half, places, cos, sin, scale } = f.parameters;
  const [first, second, c, s, head, k, behind] = Array.from({ length: 7 }, () => f.local("i32")) as Seven;
  const [a, b, factor] = [f.local("v128"), f.local("v128"), f.local("v128")];
  return f.parts([
    ...factor.set(f32x4.of(1)),
    ...when(scale.get, factor.set(f32x4.spread(scale.get))),
    ...times(rows, [
      ...behind.set(i32.shl(i32.mul(i32.load(places.get), half.get), i32.of(2))),
      ...head.set(heads.get),
      ...first.set(x.get),
      ...times(head, [
        ...second.set(i32.add(first.get, i32.shl(half.get, i32.of(2)))),
        ...c.set(i32.add(cos.get, behind.get)),
        ...s.set(i32.add(sin.get, behind.get)),
        ...k.set(i32.shr(half.get, i32.of(2))),
        ...times(k, [
          ...a.set(f32x4.mul(f32x4.load(first.get), factor.get)),
          ...b.set(f32x4.mul(f32x4.load(second.get), factor.get)),
          ...f32x4.store(first.get, f32x4.sub(f32x4.mul(a.get, f32x4.load(c.get)), f32x4.mul(b.get, f32x4.load(s.get)))),
          ...f32x4.store(second.get, f32x4.add(f32x4.mul(b.get, f32x4.load(c.get)), f32x4.mul(a.get, f32x4.load(s.get)))),
          ...[first, second, c, s].flatMap((pointer) => onward(pointer, 16)),
        ]),
        ...first.set(second.get),
      ]),
      ...onward(x, stride.get),
      ...onward(places, F),
    ]),
  ]);
}

/** The logistic function as ONNX Runtime and Eigen approximate it: 1/2 + x A(x^2) / B(x^2) for x from -18 to 18. */
const ABOVE = [4.37031012579801e-11, 1.15627324459942e-7, 6.08574864600143e-5, 8.51377133304701e-3, 2.48287947061529e-1];
const BELOW = [6.10247389755681e-13, 5.76102136993427e-9, 6.2910678501704e-6, 1.70198817374094e-3, 1.16817656904453e-1, 9.9315192102318e-1];

function gate() {
  const f = new Func(["x", "strideX", "y", "strideY", "rows", "width"]);
  const { x, strideX, y, strideY, rows, width } = f.parameters;
  const [read, write, k] = [f.local("i32"), f.local("i32"), f.local("i32")];
  const [value, within, square, above, below] = Array.from({ length: 5 }, () => f.local("v128")) as [Local, Local, Local, Local, Local];
  const polynomial = (of: Local, coefficients: readonly number[]): Code => [
    ...of.set(f32x4.of(coefficients[0]!)),
    ...coefficients.slice(1).flatMap((one) => of.set(f32x4.add(f32x4.mul(of.get, square.get), f32x4.of(one)))),
  ];
  return f.parts(
    times(rows, [
      ...read.set(x.get),
      ...write.set(y.get),
      ...k.set(i32.shr(width.get, i32.of(2))),
      ...times(k, [
        ...value.set(f32x4.load(read.get)),
        ...within.set(f32x4.min(f32x4.of(18), f32x4.max(f32x4.of(-18), value.get))),
        ...square.set(f32x4.mul(within.get, within.get)),
        ...polynomial(above, ABOVE),
        ...above.set(f32x4.mul(above.get, within.get)),
        ...polynomial(below, BELOW),
        ...value.set(f32x4.mul(value.get, f32x4.add(f32x4.div(above.get, below.get), f32x4.of(0.5)))),
        ...f32x4.store(write.get, f32x4.mul(value.get, f32x4.load(i32.add(read.get, i32.shl(width.get, i32.of(2)))))),
        ...onward(read, 16),
        ...onward(write, 16),
      ]),
      ...onward(x, strideX.get),
      ...onward(y, strideY.get),
    ]),
  );
}

/** Loads the kernels, which work on a memory; the widths are those of `ofWidth` and `ofHidden`. */
export async function kernelsOn(memory: WebAssembly.Memory, epsilon: number, width: number, hidden: number): Promise<Kernels> {
  const bytes = moduleOf({
    multiply: multiply(),
    ofWidth: multiply(width * F),
    ofHidden: multiply(hidden * F),
    toColumns: toColumns(),
    toRows: toRows(),
    softmax: softmax(),
    normalize: normalize(epsilon),
    rotate: rotate(),
    gate: gate(),
  });
  const { instance } = await WebAssembly.instantiate(bytes, { [MEMORY.module]: { [MEMORY.name]: memory } });
  return instance.exports as unknown as Kernels;
}
