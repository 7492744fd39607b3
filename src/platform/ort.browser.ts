/** ONNX Runtime in a page or a web worker: on WebGPU where there is a graphics processor, else in WebAssembly. */
import { adapterOf, isSoftware } from "./gpu.browser.ts";
import { GPU_BATCH, openProgram } from "./ort.ts";

/** Where a model may run. */
export type Device = "auto" | "webgpu" | "wasm";

/** The runtime; falls back to WebAssembly where WebGPU was not asked for by name and does not work. */
export async function browserRuntime(device: Device = "auto", threads = 1) {
  let onGpu = device === "webgpu" || (device === "auto" && (await hasGpu()));
  return {
    get backend() {
      return onGpu ? ("webgpu" as const) : ("wasm" as const);
    },
    get batch() {
      return onGpu ? GPU_BATCH : 1;
    },
    async open(model: Uint8Array) {
      if (onGpu)
        try {
          const ort = await import("onnxruntime-web/webgpu");
          ort.env.logLevel = "error";
          return await openProgram(ort, model, { executionProviders: ["webgpu"], logSeverityLevel: 3 });
        } catch (error) {
          // An adapter is no promise that a session can be made.
          if (device === "webgpu") throw error;
          onGpu = false;
        }
      const ort = await import("onnxruntime-web/wasm");
      ort.env.logLevel = "error";
      ort.env.wasm.numThreads = threads;
      return openProgram(ort, model, { executionProviders: ["wasm"], logSeverityLevel: 3 });
    },
  };
}

export async function hasGpu(): Promise<boolean> {
  const adapter = await adapterOf();
  return adapter !== undefined && !isSoftware(adapter);
}
