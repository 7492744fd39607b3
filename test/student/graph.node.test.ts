/** Every differentiable operator against finite differences, and what a graph refuses. */
import { describe, expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { normal } from "../../src/student/decoder.ts";
import { Graph, type Shape, sizeOf, type Value } from "../../src/student/graph.ts";
import { encodeModel } from "../../src/student/onnx.ts";
import type { Tensor } from "../../src/student/runtime.ts";

const runtime = nodeRuntime(1);
const floats = (data: Float32Array, dims: Shape): Tensor => ({ type: "float32", dims, data });
const integers = (data: readonly number[]): Tensor => ({ type: "int32", dims: [data.length], data: Int32Array.from(data) });

/** Normally distributed numbers, which depend on the seed alone. */
const some = (shape: Shape, seed: number): Float32Array => {
  const draw = rng(keyOf(seed));
  return Float32Array.from({ length: sizeOf(shape) }, () => normal(draw));
};

/**
 * Multiplies what `build` makes by fixed weights, sums it, and compares the gradients of the sum with central differences. For these, the
 * sum is computed in double precision outside the graph.
 */
async function check(
  shapes: readonly Shape[],
  build: (graph: Graph, values: readonly Value[]) => Value,
  more: Record<string, Tensor> = {},
  lean = false,
) {
  const graph = new Graph({ lean });
  const values = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  for (const [name, { dims, type }] of Object.entries(more)) graph.input(name, dims, type);
  const made = build(graph, values);
  const weights = some(made.shape, 99);
  const weighted = graph.multiply(made, graph.constant(weights, made.shape));
  const all = graph.reshape(weighted, [sizeOf(made.shape)]);
  const sum = graph.linear(
    graph.reshape(all, [1, sizeOf(made.shape)]),
    graph.constant(new Float32Array(sizeOf(made.shape)).fill(1), [sizeOf(made.shape), 1]),
  );
  const gradients = graph.gradients(graph.reshape(sum, []), values);
  graph.output("made", made);
  for (const [i, gradient] of gradients.entries()) graph.output(`g${i}`, gradient);
  const program = await runtime.open(encodeModel(graph.model()));
  const inputs = shapes.map((shape, i) => some(shape, i + 1));
  const run = (given: readonly Float32Array[]) =>
    program.run({ ...Object.fromEntries(given.map((data, i) => [`x${i}`, floats(data, shapes[i]!)])), ...more });
  const total = async (given: readonly Float32Array[]) =>
    ((await run(given))["made"]!.data as Float32Array).reduce((s, x, i) => s + x * weights[i]!, 0);
  const exact = await run(inputs);
  let worst = 0;
  for (const [i, shape] of shapes.entries()) {
    expect(exact[`g${i}`]!.dims).toEqual(shape);
    const gradient = exact[`g${i}`]!.data as Float32Array;
    for (let at = 0; at < sizeOf(shape); at += Math.max(1, Math.floor(sizeOf(shape) / 24))) {
      const moved = (by: number) => inputs.map((data, j) => (j === i ? data.map((x, k) => (k === at ? x + by : x)) : data));
      const step = 1e-2;
      const slope = ((await total(moved(step))) - (await total(moved(-step)))) / (2 * step);
      worst = Math.max(worst, Math.abs(slope - gradient[at]!) / (1 + Math.abs(slope)));
    }
  }
  await program.dispose();
  expect(worst).toBeLessThan(4e-3);
}

const turn = (length: number, half: number) => {
  const angles = Float32Array.from({ length: length * half }, (_, i) => 0.3 * i);
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
};

describe("gradients", () => {
  test.each<readonly [string, readonly Shape[], (graph: Graph, values: readonly Value[]) => Value]>([
    [
      "add",
      [
        [3, 4],
        [3, 4],
      ],
      (g, [a, b]) => g.add(a!, b!),
    ],
    [
      "add, repeated",
      [
        [2, 3, 4],
        [3, 1],
      ],
      (g, [a, b]) => g.add(a!, b!),
    ],
    [
      "multiply",
      [
        [3, 4],
        [3, 4],
      ],
      (g, [a, b]) => g.multiply(a!, b!),
    ],
    [
      "multiply, repeated",
      [
        [2, 1, 4],
        [3, 4],
      ],
      (g, [a, b]) => g.multiply(a!, b!),
    ],
    ["multiply by itself", [[5]], (g, [a]) => g.multiply(a!, a!)],
    ["reshape", [[3, 4]], (g, [a]) => g.reshape(a!, [2, 6])],
    ["transpose", [[2, 3, 4]], (g, [a]) => g.transpose(a!, [2, 0, 1])],
    [
      "linear",
      [
        [3, 4],
        [4, 5],
      ],
      (g, [a, b]) => g.linear(a!, b!),
    ],
    [
      "linearTransposed",
      [
        [3, 4],
        [5, 4],
      ],
      (g, [a, b]) => g.linearTransposed(a!, b!),
    ],
    [
      "matmul",
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      (g, [a, b]) => g.matmul(a!, b!),
    ],
    [
      "matmulTransposed",
      [
        [2, 3, 4],
        [2, 5, 4],
      ],
      (g, [a, b]) => g.matmulTransposed(a!, b!),
    ],
    ["softmax", [[3, 5]], (g, [a]) => g.softmax(a!)],
    ["silu", [[3, 5]], (g, [a]) => g.silu(a!)],
    [
      "split",
      [[3, 6]],
      (g, [a]) => {
        const [x, y] = g.split(a!, [2, 4], 1);
        return g.add(g.matmul(x!, g.transpose(x!, [1, 0])), g.matmul(y!, g.transpose(y!, [1, 0])));
      },
    ],
    ["lookup", [[6, 3]], (g, [table]) => g.lookup(table!, g.constant(Int32Array.of(2, 0, 2, 5), [4], "int32"))],
    [
      "rotate",
      [[2, 2, 3, 4]],
      (g, [x]) => {
        const { cos, sin } = turn(5, 2);
        const positions = g.constant(BigInt64Array.of(0n, 2n, 4n, 1n, 1n, 3n), [2, 3], "int64");
        const tables = {
          cos: g.constant(cos, [5, 2]),
          sin: g.constant(sin, [5, 2]),
          back: g.constant(
            sin.map((y) => -y),
            [5, 2],
          ),
        };
        return g.rotate(x!, positions, tables);
      },
    ],
  ])("%s", async (_name, shapes, build) => check(shapes, build));

  test.each([false, true])("normalize and attend, in a lean graph: %s", async (lean) => {
    await check([[3, 8], [8]], (g, [a, b]) => g.normalize(a!, b!, 1e-6), {}, lean);
    const later = Float32Array.of(0, -30_000, 0, 0, 0, -30_000);
    const attend = (g: Graph, [q, k, v]: readonly Value[]) => g.attend(q!, k!, v!, g.constant(later, [1, 2, 3]));
    await check(
      [
        [2, 2, 4],
        [2, 3, 4],
        [2, 3, 5],
      ],
      attend,
      {},
      lean,
    );
  });

  test("cross-entropy, with its accuracy", async () => {
    await check(
      [[4, 5]],
      (g, [logits]) =>
        g.crossEntropy(logits!, { name: "targets", shape: [4], type: "int32" }, g.constant(Float32Array.of(0.1, 0.2, 0.3, 0.4), [4, 1]))
          .loss,
      {
        targets: integers([1, 0, 4, 2]),
      },
    );
    const graph = new Graph();
    const logits = graph.constant(Float32Array.of(1, 2, 0, 3, 0, 0), [2, 3]);
    const { loss, accuracy } = graph.crossEntropy(
      logits,
      graph.constant(Int32Array.of(1, 2), [2], "int32"),
      graph.constant(Float32Array.of(0.25, 0.75), [2, 1]),
    );
    graph.output("loss", loss);
    graph.output("accuracy", accuracy);
    const program = await runtime.open(encodeModel(graph.model()));
    const { loss: found, accuracy: right } = await program.run({});
    const exact = (row: readonly number[], at: number) => Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0)) - row[at]!;
    expect(found!.data[0]).toBeCloseTo(0.25 * exact([1, 2, 0], 1) + 0.75 * exact([3, 0, 0], 2), 5);
    expect(right!.data[0]).toBeCloseTo(0.25, 6);
  });

  test("shapes that do not fit are refused, and values that nothing depends on", () => {
    const graph = new Graph();
    const [a, b] = [graph.input("a", [2, 3]), graph.input("b", [2, 2])];
    expect(() => graph.add(a, b)).toThrow("shapes [2,3] and [2,2]");
    expect(() => graph.gradients(graph.reshape(graph.softmax(a), [6]), [b])).toThrow("b, expected a value");
  });
});
