#!/usr/bin/env bash
# `accuracy_level` 4 of MatMulNBits (weights of 4 bits) lets a kernel round what comes in to 8 bits. onnxruntime-node 1.30 does so,
# onnxruntime-web on WebAssembly does not: the same file gives other numbers in Node and in a page (here, in the third digit).
# The attribute is a hint, so neither is wrong; but who expects one answer of one model everywhere has to know.
# Exits with 0 as long as they differ. Run from the root of the repository, with its packages installed.
set -euo pipefail
cd "$(dirname "$0")/.."
node --import tsx --input-type=module -e '
  const { encodeModel, MICROSOFT } = await import("./src/student/onnx.ts");
  const node = await import("onnxruntime-node");
  const web = await import("onnxruntime-web");
  const port = { name: "x", type: "float32", dims: [1, 32] };
  const bits = { name: "bits", type: "uint8", dims: [32, 1, 16], data: Uint8Array.from({ length: 512 }, (_, i) => (i * 37 + 11) % 256) };
  const scales = { name: "scales", type: "float32", dims: [32], data: Float32Array.from({ length: 32 }, (_, i) => 0.01 + 0.001 * i) };
  const results = {};
  for (const [name, { InferenceSession, Tensor }, options] of [["node", node.default ?? node, {}], ["web", web, { executionProviders: ["wasm"] }]])
    for (const accuracy_level of [0, 4]) {
      const attributes = { K: 32, N: 32, bits: 4, block_size: 32, accuracy_level };
      const nodes = [{ op: "MatMulNBits", inputs: ["x", "bits", "scales"], outputs: ["y"], attributes, domain: MICROSOFT }];
      const model = encodeModel({ nodes, constants: [bits, scales], inputs: [port], outputs: [{ ...port, name: "y" }] });
      const x = new Tensor("float32", Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)), [1, 32]);
      const { y } = await (await InferenceSession.create(model, options)).run({ x });
      results[`${name}, level ${accuracy_level}`] = Array.from(y.data.slice(0, 4), (one) => one.toFixed(4)).join(" ");
    }
  console.log(results);
  process.exit(results["node, level 4"] === results["web, level 4"] ? 1 : 0);
'
