/** ONNX Runtime in Node: native, on the processor, or through WebGPU on a graphics processor. */
import * as ort from "onnxruntime-node";
import { natively } from "./native.node.ts";
import { GPU_BATCH, openProgram } from "./ort.ts";

/**
 * The runtime; `threads` for one operator, 1 where many workers run at once.
 *
 * Through WebGPU (Vulkan on Linux) nothing is played: it is there to measure graphics processors where there is no page.
 */
export const nodeRuntime = <Device extends "cpu" | "webgpu" = "cpu">(threads: number, device: Device = "cpu" as Device) => ({
  backend: device,
  batch: device === "webgpu" ? GPU_BATCH : 1,
  async open(model: Uint8Array) {
    const program = await natively(() =>
      openProgram(ort, model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        // Numbers that are almost 0 slow the moments of rarely seen tokens down.
        extra: { session: { set_denormal_as_zero: "1" } },
      }),
    );
    return {
      run: (inputs: Parameters<typeof program.run>[0]) => natively(() => program.run(inputs)),
      dispose: () => natively(() => program.dispose()),
    };
  },
});
