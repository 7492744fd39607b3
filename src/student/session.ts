/** What runs models that others made: sessions with inputs and outputs by name, of any element type, whose outputs can be fed back. */

/** An input or output of a model; a dimension with a name is as long as the caller has it. */
export type Slot = { readonly name: string; readonly type: string; readonly dims: readonly (number | string)[] };

/** Elements as they lie in memory: float16 as its bits where the platform has no such type. */
export type Numbers = ArrayLike<number | bigint | string>;

/** A tensor wherever it lies, in memory or on the graphics processor; who got it disposes of it. */
export interface Held {
  readonly type: string;
  readonly dims: readonly number[];
  getData(): Promise<Numbers>;
  dispose(): void;
}

/** A model that is loaded. */
export interface Session {
  /** What computes. */
  readonly backend: "cpu" | "wasm" | "webgpu";
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** A tensor of int64, int32, float32 or float16 from plain numbers. */
  tensor(type: string, numbers: readonly number[], dims: readonly number[]): Held;
  run(feeds: Readonly<Record<string, Held>>): Promise<Readonly<Record<string, Held>>>;
  dispose(): Promise<void>;
}
