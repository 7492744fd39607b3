#!/usr/bin/env bash
# onnxruntime-web 1.30.0 gives 4294967295 for a dimension of an input that has neither a number nor a name, where onnxruntime-node 1.30.0 gives
# an empty name. Whoever takes a number for a length allocates an array of four thousand million rows.
# Ends with 0 as long as this is so. Needs Node and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0 onnxruntime-web@1.30.0
cat > run.mjs << 'JS'
import node from "onnxruntime-node";
import * as web from "onnxruntime-web";
const runtimes = [["onnxruntime-node", node, {}], ["onnxruntime-web", web, { executionProviders: ["wasm"] }]];
// One node, Identity, from x to y: float32 of [?, 32], the first dimension with neither a number nor a name.
const model = Buffer.from("CAoSC2xvZ2ljLWFyZW5hOksKHAoBeBIBeRoKSWRlbnRpdHkuMCIISWRlbnRpdHkSBWdyYXBoWhEKAXgSDAoKCAESBgoACgIIIGIRCgF5EgwKCggBEgYKAAoCCCBCBAoAEBFCEQoNY29tLm1pY3Jvc29mdBAB", "base64");
const found = {};
for (const [name, { InferenceSession }, options] of runtimes)
  found[name] = (await InferenceSession.create(model, options)).inputMetadata[0].shape;
console.log("1.30.0", found);
process.exit(found["onnxruntime-web"][0] === 4294967295 && found["onnxruntime-node"][0] === "" ? 0 : 1);
JS
node run.mjs
