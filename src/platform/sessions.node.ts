/** Sessions of pretrained models in Node: native, on the processor, from files on the disk. */
import * as ort from "onnxruntime-node";
import { natively } from "./native.node.ts";
import { openSession } from "./ort-session.ts";

/** Opens the model at a path, with the data beside it; `threads` for one operator. */
export async function nodeSession(where: string, path: string, threads: number) {
  const session = await natively(() => openSession(where, ort, "cpu", path, { intraOpNumThreads: threads, interOpNumThreads: 1 }));
  return {
    ...session,
    run: (feeds: Parameters<typeof session.run>[0]) => natively(() => session.run(feeds)),
    dispose: () => natively(() => session.dispose()),
  };
}
