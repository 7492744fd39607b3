/** ONNX Runtime in Node: native, on the processor. */
import * as ort from "onnxruntime-node";
import { openProgram } from "./ort.ts";

/** The runtime; `threads` for one operator, 1 where many workers run at once. */
export const nodeRuntime = (threads: number) => ({
  backend: "cpu" as const,
  batch: 1,
  open: (model: Uint8Array) =>
    openProgram(ort, model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      // Numbers that are almost 0 slow the moments of rarely seen tokens down.
      extra: { session: { set_denormal_as_zero: "1" } },
    }),
});
