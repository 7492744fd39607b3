/** What the packages of ONNX Runtime have in common. */
import type { InferenceSession, InferenceSessionFactory, TensorConstructor } from "onnxruntime-web";

/** A package of ONNX Runtime. */
export type Ort = { readonly InferenceSession: InferenceSessionFactory; readonly Tensor: TensorConstructor };

/** Texts computed together on a graphics processor, where one costs little less than many. */
export const GPU_BATCH = 8;

type Tensor = {
  readonly type: "float32" | "int32" | "int64";
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
};

/** Opens a model in a package, with options of its own. */
export async function openProgram({ InferenceSession, Tensor }: Ort, model: Uint8Array, options: InferenceSession.SessionOptions) {
  const session = await InferenceSession.create(model, options);
  return {
    async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { type, data, dims }]) => [name, new Tensor(type, data as never, dims)]),
      );
      const outputs = await session.run(feeds);
      return Object.fromEntries(
        Object.entries(outputs).map(([name, { type, dims, data }]) => [name, { type, dims, data } as unknown as Tensor]),
      );
    },
    dispose: () => session.release(),
  };
}
