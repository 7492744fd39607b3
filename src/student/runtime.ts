/**
 * The runtime of graphs, as students and training see it: ONNX Runtime, in Node or in a page. On WebAssembly students need none, except those
 * whose sizes the kernels do not take.
 */

/** A tensor outside a graph. */
export type Tensor = {
  readonly type: "float32" | "int32" | "int64";
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
};

/** A loaded graph. */
export interface Program {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** Where graphs can run. */
export type Backend = "cpu" | "wasm" | "webgpu";

/** Where graphs run. */
export interface Runtime {
  /** In Node `cpu`, in a page `wasm` or `webgpu`. It may change from `webgpu` to `wasm` when the graphics processor turns out not to work. */
  readonly backend: Backend;
  /** How many waiting texts are computed in one batch: 1 where a batch takes as long as its texts one by one. */
  readonly batch: number;
  open(model: Uint8Array): Promise<Program>;
}
