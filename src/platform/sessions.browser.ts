/** Sessions of pretrained models in a page or a web worker: on WebGPU where there is a real adapter, else in WebAssembly. */
import { adapterOf, isSoftware } from "./gpu.browser.ts";
import type { Device } from "./ort.browser.ts";
import { openSession } from "./ort-session.ts";

/** Layers of a decoder at most: nobody has more. */
const MAX_LAYERS = 256;

/** What runs sessions here: `webgpu-f16` where the processor knows numbers of 16 bits. */
export async function modelDevice(device: Device): Promise<"wasm" | "webgpu" | "webgpu-f16"> {
  if (device === "wasm") return "wasm";
  const adapter = await adapterOf();
  if (adapter === undefined || (device === "auto" && isSoftware(adapter))) return device === "webgpu" ? "webgpu" : "wasm";
  return adapter.features.has("shader-f16") ? "webgpu-f16" : "webgpu";
}

/** Opens a model from its bytes and those of the files it refers to. */
export async function browserSession(
  where: string,
  device: "wasm" | "webgpu",
  model: Uint8Array,
  external: readonly { readonly file: string; readonly weights: Uint8Array }[],
) {
  const externalData = external.map(({ file, weights }) => ({ path: file, data: weights }));
  if (device === "webgpu") {
    const ort = await import("onnxruntime-web/webgpu");
    // The cache stays on the graphics processor: it would be copied back and forth with every token.
    const cached = Array.from({ length: MAX_LAYERS }, (_, i) => [`present.${i}.key`, `present.${i}.value`]).flat();
    const preferredOutputLocation = Object.fromEntries(cached.map((name) => [name, "gpu-buffer" as const]));
    return openSession(where, ort, "webgpu", model, { executionProviders: ["webgpu"], externalData, preferredOutputLocation });
  }
  const ort = await import("onnxruntime-web/wasm");
  ort.env.wasm.numThreads = typeof crossOriginIsolated === "boolean" && crossOriginIsolated ? THREADS : 1;
  return openSession(where, ort, "wasm", model, { executionProviders: ["wasm"], externalData });
}

/** Threads of one session, where the page may have threads. */
const THREADS = Math.max(1, Math.min(4, Math.floor((navigator.hardwareConcurrency ?? 1) / 2)));
