/** What runs graphs: ONNX Runtime, in Node or in a page. */

/** A tensor outside a graph. */
export type Tensor = {
  readonly type: "float32" | "int32" | "int64";
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
};

/** A graph that is loaded. */
export interface Program {
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** Where graphs run. */
export interface Runtime {
  /** What computes: `cpu` in Node, `wasm` or `webgpu` in a page. */
  readonly backend: "cpu" | "wasm" | "webgpu";
  open(model: Uint8Array): Promise<Program>;
}
