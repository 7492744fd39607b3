/**
 * Graphs of ONNX operators on tensors of known shapes, with reverse-mode differentiation.
 *
 * A method appends operators and returns their output. Those that are differentiable record an entry on a tape, which computes the gradients
 * of their inputs from the gradient of their output, again by appending operators. `gradients` walks the tape back.
 */
import { ArenaError } from "../core/index.ts";
import { type Attribute, type Constant, type DataType, MICROSOFT, type Model, type Node, type Numbers, type Port } from "./onnx.ts";

/** The lengths of a tensor's dimensions. */
export type Shape = readonly number[];

/** A tensor in a graph. */
export type Value = { readonly name: string; readonly shape: Shape; readonly type: DataType };

/** Computes the gradients of an operator's inputs from the gradient of its output. */
type Backward = (gradient: Value) => readonly Value[];

type Entry = {
  readonly made: readonly Value[];
  readonly from: readonly Value[];
  readonly backward: (gradients: readonly Value[]) => readonly Value[];
};

type Options = { readonly attributes?: Readonly<Record<string, Attribute>>; readonly type?: DataType; readonly domain?: string };

/** The number of a shape's elements. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/** Equal constants of fewer elements than this are stored once. */
const SMALL = 64;

/** A graph that is being built. */
export class Graph {
  private readonly nodes: Node[] = [];
  private readonly constants: Constant[] = [];
  private readonly inputs: Port[] = [];
  private readonly outputs: Port[] = [];
  private readonly known = new Map<string, Value>();
  private tape: Entry[] = [];
  private count = 0;

  /**
   * Whether tensors of tokens are gone through as seldom as possible. Results differ from those of the usual form in rounding alone, but steps
   * of training add such differences up: who trains a student again needs the form in which it was trained.
   */
  readonly lean: boolean;

  constructor({ lean = false }: { readonly lean?: boolean } = {}) {
    this.lean = lean;
  }

  /** The graph as a model. */
  model(): Model {
    return { nodes: this.nodes, constants: this.constants, inputs: this.inputs, outputs: this.outputs };
  }

  input(name: string, shape: Shape, type: DataType = "float32"): Value {
    this.inputs.push({ name, type, dims: shape });
    return { name, shape, type };
  }

  output(name: string, value: Value): void {
    this.nodes.push({ op: "Identity", inputs: [value.name], outputs: [name] });
    this.outputs.push({ name, type: value.type, dims: value.shape });
  }

  constant(data: Numbers, shape: Shape, type: DataType = "float32"): Value {
    const id = data.length < SMALL ? `${type} ${shape.join()} ${data.join()}` : undefined;
    const before = id === undefined ? undefined : this.known.get(id);
    if (before !== undefined) return before;
    const value = { name: `c${this.count++}`, shape, type };
    this.constants.push({ name: value.name, type, dims: shape, data });
    if (id !== undefined) this.known.set(id, value);
    return value;
  }

  scalar(value: number): Value {
    return this.constant(Float32Array.of(value), []);
  }

  /** Appends an operator without recording it on the tape. */
  apply(op: string, from: readonly Value[], shape: Shape, { attributes, type = "float32", domain }: Options = {}): Value {
    const value = { name: `${op}${this.count++}`, shape, type };
    this.nodes.push({
      op,
      inputs: from.map(({ name }) => name),
      outputs: [value.name],
      ...(attributes === undefined ? {} : { attributes }),
      ...(domain === undefined ? {} : { domain }),
    });
    return value;
  }

  // Differentiable operators.

  add(a: Value, b: Value): Value {
    const backward: Backward = (gradient) => [this.reduced(gradient, a.shape), this.reduced(gradient, b.shape)];
    return this.record(this.pairwise("Add", a, b), [a, b], backward);
  }

  multiply(a: Value, b: Value): Value {
    const backward: Backward = (gradient) => [
      this.reduced(this.pairwise("Mul", gradient, b), a.shape),
      this.reduced(this.pairwise("Mul", gradient, a), b.shape),
    ];
    return this.record(this.pairwise("Mul", a, b), [a, b], backward);
  }

  reshape(x: Value, shape: Shape): Value {
    return this.record(this.reshaped(x, shape), [x], (gradient) => [this.reshaped(gradient, x.shape)]);
  }

  transpose(x: Value, order: readonly number[]): Value {
    const back = order.map((_, i) => order.indexOf(i));
    return this.record(this.transposed(x, order), [x], (gradient) => [this.transposed(gradient, back)]);
  }

  /** `x w`, [n, k] by [k, m]. */
  linear(x: Value, w: Value): Value {
    const [n, k, m] = [x.shape[0]!, x.shape[1]!, w.shape[1]!];
    return this.record(this.apply("MatMul", [x, w], [n, m]), [x, w], (gradient) => [
      this.apply("Gemm", [gradient, w], [n, k], { attributes: { transB: 1 } }),
      this.apply("Gemm", [x, gradient], [k, m], { attributes: { transA: 1 } }),
    ]);
  }

  /** `x w^T`, [n, k] by [m, k]: the output head of a model with tied embeddings. */
  linearTransposed(x: Value, w: Value): Value {
    const [n, k, m] = [x.shape[0]!, x.shape[1]!, w.shape[0]!];
    return this.record(this.apply("Gemm", [x, w], [n, m], { attributes: { transB: 1 } }), [x, w], (gradient) => [
      this.apply("MatMul", [gradient, w], [n, k]),
      this.apply("Gemm", [gradient, x], [m, k], { attributes: { transA: 1 } }),
    ]);
  }

  /** Batched matrix products, [..., n, k] by [..., k, m]. */
  matmul(a: Value, b: Value): Value {
    return this.record(this.product(a, b), [a, b], (gradient) => [
      this.product(gradient, this.flipped(b)),
      this.product(this.flipped(a), gradient),
    ]);
  }

  /** Batched matrix products with the second matrix transposed, [..., n, k] by [..., m, k]. */
  matmulTransposed(a: Value, b: Value): Value {
    return this.record(this.product(a, this.flipped(b)), [a, b], (gradient) => [
      this.product(gradient, b),
      this.product(this.flipped(gradient), a),
    ]);
  }

  /**
   * What queries, [..., n, d], take from values, [..., m, d], by their likeness to keys, [..., m, d], with a mask added: the sums of values by
   * the softmax of q k^T + mask. The mask has no gradient.
   */
  attend(q: Value, k: Value, v: Value, mask: Value): Value {
    if (!this.lean) return this.matmul(this.softmax(this.add(this.matmulTransposed(q, k), mask)), v);
    const scores = this.pairwise("Add", this.product(q, this.flipped(k)), mask);
    const share = this.apply("Softmax", [scores], scores.shape, { attributes: { axis: -1 } });
    const taken = this.product(share, v);
    return this.record(taken, [q, k, v], (gradient) => {
      // The sum of a row's shares times their gradients is that of its outputs times theirs, which are far fewer (Dao 2023).
      const along = this.sumLast(this.pairwise("Mul", gradient, taken));
      const toShare = this.product(gradient, this.flipped(v));
      const toScores = this.pairwise("Mul", share, this.pairwise("Sub", toShare, along));
      return [this.product(toScores, k), this.product(this.flipped(toScores), q), this.product(this.flipped(share), gradient)];
    });
  }

  /** Softmax over the last dimension. */
  softmax(x: Value): Value {
    const y = this.apply("Softmax", [x], x.shape, { attributes: { axis: -1 } });
    return this.record(y, [x], (gradient) => {
      const weighted = this.pairwise("Mul", gradient, y);
      return [this.pairwise("Sub", weighted, this.pairwise("Mul", y, this.sumLast(weighted)))];
    });
  }

  /** Root-mean-square normalisation of rows, [n, d], with a gain, [d] (Zhang and Sennrich 2019). */
  normalize(x: Value, gain: Value, epsilon: number): Value {
    const [n, d] = x.shape as [number, number];
    const y = this.apply("SimplifiedLayerNormalization", [x, gain], x.shape, {
      attributes: { axis: -1, epsilon: { float: epsilon }, stash_type: 1 },
    });
    const mean = (z: Value) => this.apply("ReduceMean", [z], [n, 1], { attributes: { axes: [-1], keepdims: 1 } });
    if (this.lean)
      return this.record(y, [x, gain], (gradient) => {
        const squares = this.apply("ReduceSumSquare", [x], [n, 1], { attributes: { axes: [-1], keepdims: 1 } });
        const root = this.apply(
          "Sqrt",
          [this.pairwise("Add", this.pairwise("Div", squares, this.scalar(d)), this.scalar(epsilon))],
          [n, 1],
        );
        const inverse = this.pairwise("Div", this.scalar(1), root);
        const both = this.pairwise("Mul", gradient, x);
        const along = this.product(both, this.reshaped(gain, [d, 1]));
        const cube = this.pairwise("Mul", this.pairwise("Mul", inverse, inverse), inverse);
        const back = this.pairwise("Mul", x, this.pairwise("Mul", along, this.pairwise("Div", cube, this.scalar(d))));
        const toX = this.pairwise("Sub", this.pairwise("Mul", this.pairwise("Mul", gradient, gain), inverse), back);
        return [toX, this.reshaped(this.product(this.reshaped(inverse, [1, n]), both), [d])];
      });
    return this.record(y, [x, gain], (gradient) => {
      // The operator can output the inverse root as well, but on WebGPU it gives other numbers.
      const square = this.pairwise("Add", mean(this.pairwise("Mul", x, x)), this.scalar(epsilon));
      const inverse = this.pairwise("Div", this.scalar(1), this.apply("Sqrt", [square], [n, 1]));
      const unit = this.pairwise("Mul", x, inverse);
      const weighted = this.pairwise("Mul", gradient, gain);
      const along = mean(this.pairwise("Mul", weighted, unit));
      const toX = this.pairwise("Mul", this.pairwise("Sub", weighted, this.pairwise("Mul", unit, along)), inverse);
      const ones = this.constant(new Float32Array(n).fill(1), [1, n]);
      const toGain = this.apply("MatMul", [ones, this.pairwise("Mul", gradient, unit)], [1, d]);
      return [toX, this.reshaped(toGain, [d])];
    });
  }

  /** `x sigmoid(x)`. */
  silu(x: Value): Value {
    const gate = this.apply("Sigmoid", [x], x.shape);
    const y = this.pairwise("Mul", x, gate);
    return this.record(y, [x], (gradient) => {
      // s + x s (1 - s) = s + y - y s
      const slope = this.pairwise("Sub", this.pairwise("Add", gate, y), this.pairwise("Mul", y, gate));
      return [this.pairwise("Mul", gradient, slope)];
    });
  }

  /** Rotary position embedding of [b, h, t, d] at positions [b, t] (Su et al. 2021); `back` holds negated sines, which rotate gradients back. */
  rotate(x: Value, positions: Value, { cos, sin, back }: { readonly cos: Value; readonly sin: Value; readonly back: Value }): Value {
    const turn = (z: Value, by: Value) => this.apply("RotaryEmbedding", [z, positions, cos, by], z.shape, { domain: MICROSOFT });
    return this.record(turn(x, sin), [x], (gradient) => [turn(gradient, back)]);
  }

  /** Rows of an embedding table, [v, d], by token ids, [n]. */
  lookup(table: Value, numbers: Value): Value {
    const [v, d] = table.shape as [number, number];
    const n = numbers.shape[0]!;
    return this.record(this.apply("Gather", [table, numbers], [n, d], { attributes: { axis: 0 } }), [table], (gradient) => [
      // The gradient is a product with one-hot rows: no scatter operator runs on every backend.
      this.apply("Gemm", [this.oneHot(numbers, v), gradient], [v, d], { attributes: { transA: 1 } }),
    ]);
  }

  /** The rows of a matrix, [n, d], and those of another one behind them, [m, d]. */
  stack(a: Value, b: Value): Value {
    const [n, m, d] = [a.shape[0]!, b.shape[0]!, a.shape[1]!];
    const all = this.apply("Concat", [a, b], [n + m, d], { attributes: { axis: 0 } });
    return this.record(all, [a, b], (gradient) => this.parted(gradient, [n, m], 0));
  }

  /** Splits one dimension into parts; all of them have to be used, or no gradient flows back. */
  split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
    const parts = this.parted(x, sizes, axis);
    this.tape.push({
      made: parts,
      from: [x],
      backward: (gradients) => [this.apply("Concat", gradients, x.shape, { attributes: { axis } })],
    });
    return parts;
  }

  /**
   * The cross-entropy of rows of logits, [n, v], against target ids, [n], weighted by [n, 1], and the weighted share of rows
   * whose largest logit is that of the target.
   */
  crossEntropy(logits: Value, targets: Value, weights: Value): { readonly loss: Value; readonly accuracy: Value } {
    const [n, v] = logits.shape as [number, number];
    const hot = this.oneHot(targets, v);
    const share = this.apply("Softmax", [logits], [n, v], { attributes: { axis: -1 } });
    // LogSoftmax does not run on every backend. Probabilities below 1e-30 count as 1e-30, so that none has an infinite loss.
    const picked = this.pairwise("Max", this.sumLast(this.pairwise("Mul", share, hot)), this.scalar(1e-30));
    const log = this.apply("Log", [picked], [n, 1]);
    const sum = (x: Value) => this.apply("ReduceSum", [x], [], { attributes: { keepdims: 0 } });
    const loss = this.apply("Neg", [sum(this.pairwise("Mul", log, weights))], []);
    const most = this.apply("ArgMax", [logits], [n], { attributes: { axis: -1, keepdims: 0 }, type: "int64" });
    const same = this.apply("Equal", [most, this.cast(targets, "int64")], [n], { type: "bool" });
    const right = this.reshaped(this.cast(same, "float32"), [n, 1]);
    const backward: Backward = (gradient) => [
      this.pairwise("Mul", this.pairwise("Sub", share, hot), this.pairwise("Mul", weights, gradient)),
    ];
    return { loss: this.record(loss, [logits], backward), accuracy: sum(this.pairwise("Mul", right, weights)) };
  }

  /** The gradients of a scalar with respect to values that it depends on. */
  gradients(of: Value, wanted: readonly Value[]): readonly Value[] {
    const tape = this.tape;
    this.tape = []; // what is appended from here on is not differentiated
    const on = new Set(wanted.map(({ name }) => name));
    for (const { made, from } of tape) if (from.some(({ name }) => on.has(name))) for (const { name } of made) on.add(name);
    const found = new Map<string, Value>([[of.name, this.scalar(1)]]);
    for (const { made, from, backward } of tape.reverse()) {
      const gradients = made.flatMap(({ name }) => (on.has(name) ? (found.get(name) ?? []) : []));
      if (gradients.length < made.length) continue;
      for (const [i, part] of backward(gradients).entries()) {
        const { name } = from[i]!;
        if (!on.has(name)) continue;
        const before = found.get(name);
        found.set(name, before === undefined ? part : this.pairwise("Add", before, part));
      }
    }
    return wanted.map(({ name }) => {
      const gradient = found.get(name);
      if (gradient === undefined) throw new ArenaError("BadInput", "gradients", name, "expected a value that the number depends on");
      return gradient;
    });
  }

  // Operators that record no gradient.

  /** An elementwise operator; dimensions of length 1 are broadcast. */
  pairwise(op: "Add" | "Sub" | "Mul" | "Div" | "Max" | "Min", a: Value, b: Value): Value {
    const rank = Math.max(a.shape.length, b.shape.length);
    const at = ({ shape }: Value, i: number) => shape[shape.length - rank + i] ?? 1;
    const shape = Array.from({ length: rank }, (_, i) => {
      const [x, y] = [at(a, i), at(b, i)];
      if (x !== y && x !== 1 && y !== 1)
        throw new ArenaError("BadInput", op, `shapes [${a.shape.join()}] and [${b.shape.join()}]`, "expected equal lengths, or 1");
      return Math.max(x, y);
    });
    return this.apply(op, [a, b], shape);
  }

  cast(x: Value, type: "float32" | "int64"): Value {
    return this.apply("Cast", [x], x.shape, { attributes: { to: type === "float32" ? 1 : 7 }, type });
  }

  reshaped(x: Value, shape: Shape): Value {
    return this.apply("Reshape", [x, this.integers(shape)], shape, { type: x.type });
  }

  /** One-hot rows of ids, [n] to [n, v]. */
  oneHot(numbers: Value, v: number): Value {
    const id = `one-hot ${numbers.name} ${v}`;
    const before = this.known.get(id);
    if (before !== undefined) return before;
    const n = numbers.shape[0]!;
    const all = this.constant(
      Int32Array.from({ length: v }, (_, i) => i),
      [1, v],
      "int32",
    );
    const same = this.apply("Equal", [this.reshaped(numbers, [n, 1]), all], [n, v], { type: "bool" });
    const hot = this.cast(same, "float32");
    this.known.set(id, hot);
    return hot;
  }

  integers(values: readonly number[]): Value {
    return this.constant(BigInt64Array.from(values.map(BigInt)), [values.length], "int64");
  }

  /** `split` without a gradient. */
  parted(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
    const parts = sizes.map((size) => ({
      name: `Split${this.count++}`,
      shape: x.shape.map((length, i) => (i === axis ? size : length)),
      type: x.type,
    }));
    this.nodes.push({
      op: "Split",
      inputs: [x.name, this.integers(sizes).name],
      outputs: parts.map(({ name }) => name),
      attributes: { axis },
    });
    return parts;
  }

  private sumLast(x: Value): Value {
    return this.apply("ReduceSum", [x, this.integers([-1])], [...x.shape.slice(0, -1), 1], { attributes: { keepdims: 1 } });
  }

  /** `matmul` without a gradient. */
  product(a: Value, b: Value): Value {
    return this.apply("MatMul", [a, b], [...a.shape.slice(0, -1), b.shape.at(-1)!]);
  }

  private transposed(x: Value, order: readonly number[]): Value {
    return this.apply(
      "Transpose",
      [x],
      order.map((i) => x.shape[i]!),
      { attributes: { perm: order } },
    );
  }

  /** Swaps the last two dimensions. */
  private flipped(x: Value): Value {
    const last = x.shape.length - 1;
    return this.transposed(
      x,
      [...x.shape.keys()].map((i) => (i === last ? last - 1 : i === last - 1 ? last : i)),
    );
  }

  /** Sums a gradient over the dimensions in which the value was broadcast. */
  private reduced(gradient: Value, shape: Shape): Value {
    if (gradient.shape.join() === shape.join()) return gradient;
    const more = gradient.shape.length - shape.length;
    const axes = [...gradient.shape.keys()].filter((i) => i < more || (shape[i - more] === 1 && gradient.shape[i] !== 1));
    const kept = gradient.shape.map((length, i) => (axes.includes(i) ? 1 : length));
    const sum =
      axes.length === 0 ? gradient : this.apply("ReduceSum", [gradient, this.integers(axes)], kept, { attributes: { keepdims: 1 } });
    return more === 0 ? sum : this.reshaped(sum, shape);
  }

  private record(made: Value, from: readonly Value[], backward: Backward): Value {
    this.tape.push({ made: [made], from, backward: ([gradient]) => backward(gradient!) });
    return made;
  }
}
