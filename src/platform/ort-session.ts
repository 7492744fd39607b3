/** A session of ONNX Runtime as the arena uses those of pretrained models. */
import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-web";
import { ArenaError, messageOf } from "../core/index.ts";
import type { Ort } from "./ort.ts";

type Slot = { readonly name: string; readonly type: string; readonly dims: readonly (number | string)[] };

/** Opens a model, given as its path or bytes, in a package of ONNX Runtime; throws `BadInput` where it cannot. */
export async function openSession<Backend extends "cpu" | "wasm" | "webgpu">(
  where: string,
  { InferenceSession, Tensor }: Ort,
  backend: Backend,
  model: string | Uint8Array,
  options: InferenceSession.SessionOptions,
) {
  const create = (more: InferenceSession.SessionOptions): Promise<InferenceSession> =>
    // Two signatures of one function.
    typeof model === "string" ? InferenceSession.create(model, more) : InferenceSession.create(model, more);
  let session: InferenceSession;
  try {
    session = await create({ logSeverityLevel: 3, ...options });
  } catch (error) {
    throw new ArenaError(
      "BadInput",
      where,
      `ONNX Runtime does not open it (${plainly(messageOf(error))})`,
      "expected a whole ONNX file with its data beside it",
    );
  }
  return {
    backend,
    inputs: session.inputMetadata.map(slotOf),
    outputs: session.outputMetadata.map(slotOf),
    tensor(type: string, numbers: readonly number[], dims: readonly number[]): OrtTensor {
      if (type === "int64") return new Tensor("int64", BigInt64Array.from(numbers, BigInt), dims);
      if (type === "int32") return new Tensor("int32", Int32Array.from(numbers), dims);
      if (type === "float32") return new Tensor("float32", Float32Array.from(numbers), dims);
      // As bits, which every platform takes; there are none but those of an empty cache.
      if (type === "float16" && numbers.length === 0) return new Tensor("float16", new Uint16Array(0), dims);
      throw new ArenaError("BadInput", where, `an input of ${type}`, "expected int64, int32, float32, or a cache of float16");
    },
    async run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, OrtTensor>>> {
      try {
        return await session.run(feeds as InferenceSession.FeedsType);
      } catch (error) {
        throw new Error(plainly(messageOf(error)), { cause: error });
      }
    },
    dispose: () => session.release(),
  };
}

/** onnxruntime-web gives the largest number for a dimension that has neither a number nor a name. */
const UNNAMED = 2 ** 32 - 1;

const slotOf = (of: InferenceSession.ValueMetadata): Slot =>
  of.isTensor
    ? { name: of.name, type: of.type, dims: of.shape.map((dim) => (dim === UNNAMED ? "?" : dim)) }
    : { name: of.name, type: "no tensor", dims: [] };

/** The first line of an error of ONNX Runtime, without places in its source or folders of this machine. */
const plainly = (text: string): string =>
  text
    .split("\n")[0]!
    .replaceAll(/\S+\.(?:cc|h|cpp):\d+\s+\S*(?:\([^)]*\))?(?:\s*const)?\s*/g, "")
    .replaceAll(/(?:[A-Za-z]:)?[/\\](?:[^\s/\\:"']+[/\\])+(?=[^\s/\\]+\.\w)/g, "")
    .slice(0, 300);
