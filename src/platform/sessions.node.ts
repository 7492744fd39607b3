/** Sessions of pretrained models in Node: native, on the processor, from files on the disk. */
import * as ort from "onnxruntime-node";
import { natively } from "./native.node.ts";
import { openSession } from "./ort-session.ts";

/**
 * Has tensors of float16 hold their bits (`Uint16Array`), as the arena's code expects. Where there is a `Float16Array`, as in Node 24, they would
 * hold one, which onnxruntime-node 1.30 takes for empty. The package looks for it once, at the first tensor.
 */
function keepBits(): void {
  const global = globalThis as { Float16Array?: unknown };
  const { Float16Array } = global;
  if (Float16Array === undefined) return;
  global.Float16Array = undefined;
  try {
    void new ort.Tensor("float32", new Float32Array(0), [0]);
  } finally {
    global.Float16Array = Float16Array;
  }
}

keepBits();

/** Opens the model at a path, with the data beside it; `threads` for one operator. */
export async function nodeSession(where: string, path: string, threads: number) {
  const session = await natively(() => openSession(where, ort, "cpu", path, { intraOpNumThreads: threads, interOpNumThreads: 1 }));
  return {
    ...session,
    run: (feeds: Parameters<typeof session.run>[0]) => natively(() => session.run(feeds)),
    dispose: () => natively(() => session.dispose()),
  };
}
