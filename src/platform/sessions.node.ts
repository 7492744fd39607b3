/** Sessions of pretrained models in Node: native, on the processor, from files on the disk. */
import * as ort from "onnxruntime-node";
import { openSession } from "./ort-session.ts";

/** Opens the model at a path, with the data beside it; `threads` for one operator. */
export const nodeSession = (where: string, path: string, threads: number) =>
  openSession(where, ort, "cpu", path, { intraOpNumThreads: threads, interOpNumThreads: 1 });
