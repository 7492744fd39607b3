/** Sessions that run pretrained models: inputs and outputs have names and any element type, and outputs can be fed back as inputs. */

/** An input or output of a model; the caller chooses the length of a dimension that is given by name. */
export type Slot = { readonly name: string; readonly type: string; readonly dims: readonly (number | string)[] };

/** The elements of a tensor in memory; float16 is given as its bits where the platform has no such type. */
export type Numbers = ArrayLike<number | bigint | string>;

/** A tensor in the memory of the processor or of the GPU; whoever receives it disposes of it. */
export interface Held {
  readonly type: string;
  readonly dims: readonly number[];
  getData(): Promise<Numbers>;
  dispose(): void;
}

/** A model that is loaded. */
export interface Session {
  /** Where the model runs. */
  readonly backend: "cpu" | "wasm" | "webgpu";
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** A tensor of int64, int32, float32 or float16 from plain numbers. */
  tensor(type: string, numbers: readonly number[], dims: readonly number[]): Held;
  run(feeds: Readonly<Record<string, Held>>): Promise<Readonly<Record<string, Held>>>;
  dispose(): Promise<void>;
}
