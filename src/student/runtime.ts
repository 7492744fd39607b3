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

/** What computes. */
export type Backend = "cpu" | "wasm" | "webgpu";

/** Where graphs run. */
export interface Runtime {
  /** `cpu` in Node, `wasm` or `webgpu` in a page; what was meant for a graphics processor may turn out to run without. */
  readonly backend: Backend;
  /** Texts that wait are computed so many at a time: 1 where that takes as long as one after the other. */
  readonly batch: number;
  open(model: Uint8Array): Promise<Program>;
}
