/** ONNX Runtime in a page or a web worker: on WebGPU where there is an adapter, else in WebAssembly. */
import { openProgram } from "./ort.ts";

/** Where a model may run. */
export type Device = "auto" | "webgpu" | "wasm";

/** The runtime; falls back to WebAssembly where WebGPU was not asked for by name and does not work. */
export async function browserRuntime(device: Device = "auto", threads = 1) {
  if (device !== "wasm" && (device === "webgpu" || (await hasAdapter()))) {
    const ort = await import("onnxruntime-web/webgpu");
    ort.env.logLevel = "error";
    return {
      backend: "webgpu" as const,
      open: (model: Uint8Array) => openProgram(ort, model, { executionProviders: ["webgpu"], logSeverityLevel: 3 }),
    };
  }
  const ort = await import("onnxruntime-web/wasm");
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = threads;
  return {
    backend: "wasm" as const,
    open: (model: Uint8Array) => openProgram(ort, model, { executionProviders: ["wasm"], logSeverityLevel: 3 }),
  };
}

/** Whether there is a graphics processor: `navigator.gpu` alone does not say so. */
export async function hasAdapter(): Promise<boolean> {
  try {
    const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
    return (await gpu?.requestAdapter()) != null;
  } catch {
    return false;
  }
}
