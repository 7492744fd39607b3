#!/usr/bin/env bash
# onnxruntime-web 1.30 gives 4294967295 for a dimension of an input that has neither a number nor a name; onnxruntime-node gives an empty name.
# Expected: the same in both. Whoever takes a number for a length gets an array of four thousand million rows.
# Exits with 0 as long as they differ. Run from the root of the repository, with its packages installed.
set -euo pipefail
cd "$(dirname "$0")/.."
node --import tsx --input-type=module -e '
  const { encodeModel } = await import("./src/student/onnx.ts");
  const node = await import("onnxruntime-node");
  const web = await import("onnxruntime-web");
  const port = { name: "x", type: "float32", dims: ["", 32] };
  const nodes = [{ op: "Identity", inputs: ["x"], outputs: ["y"] }];
  const model = encodeModel({ nodes, constants: [], inputs: [port], outputs: [{ ...port, name: "y" }] });
  const shapes = {};
  for (const [name, { InferenceSession }, options] of [["node", node.default ?? node, {}], ["web", web, { executionProviders: ["wasm"] }]])
    shapes[name] = (await InferenceSession.create(model, options)).inputMetadata[0].shape;
  console.log(shapes);
  process.exit(shapes.web[0] === shapes.node[0] ? 1 : 0);
'
