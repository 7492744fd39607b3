/** ONNX Runtime in Node: native, on the processor, or through WebGPU on a graphics processor. */
import * as ort from "onnxruntime-node";
import { natively } from "./native.node.ts";
import { GPU_BATCH, openProgram } from "./ort.ts";

/**
 * The runtime; `threads` for one operator, 1 where many workers run at once.
 *
 * Through WebGPU (Vulkan on Linux) nothing is played: it is there to measure graphics processors where there is no page.
 */
export const nodeRuntime = <Device extends "cpu" | "webgpu" = "cpu">(threads: number, device: Device = "cpu" as Device) =>
  runtimeWith(threads, device, {});

/**
 * The runtime for a thread that does nothing but train. Numbers that are almost 0 slow the moments of rarely seen tokens down, so that it
 * takes them for 0; and so does all JavaScript and WebAssembly of the thread from then on, which would no longer play as others do.
 */
export const trainingRuntime = (threads: number) => runtimeWith(threads, "cpu", { session: { set_denormal_as_zero: "1" } });

const runtimeWith = <Device extends "cpu" | "webgpu">(threads: number, device: Device, extra: Readonly<Record<string, object>>) => ({
  backend: device,
  batch: device === "webgpu" ? GPU_BATCH : 1,
  async open(model: Uint8Array) {
    const program = await natively(() =>
      openProgram(ort, model, {
        executionProviders: [device],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
        extra,
      }),
    );
    return {
      run: (inputs: Parameters<typeof program.run>[0]) => natively(() => program.run(inputs)),
      dispose: () => natively(() => program.dispose()),
    };
  },
});
