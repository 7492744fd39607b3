#!/usr/bin/env bash
# onnxruntime-node 1.30.0 with session.set_denormal_as_zero leaves the JavaScript thread that made the session taking denormal numbers for 0.
# Rapier 0.20.0 (deterministic build) counts its bodies in denormal numbers (5e-324, 1e-323 ...), so that from then on each handle that it is
# given means the first body: reading the second one gives the place of the first. No error is thrown.
# Ends with 0 as long as this is so. Needs Node and npm, x64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0 @dimforge/rapier2d-deterministic-compat@0.20.0
cat > run.mjs << 'JS'
import ort from "onnxruntime-node";
import * as rapier from "@dimforge/rapier2d-deterministic-compat";
// One node, Identity, from x to y: float32 of [?, 32].
const model = Buffer.from("CAoSC2xvZ2ljLWFyZW5hOksKHAoBeBIBeRoKSWRlbnRpdHkuMCIISWRlbnRpdHkSBWdyYXBoWhEKAXgSDAoKCAESBgoACgIIIGIRCgF5EgwKCggBEgYKAAoCCCBCBAoAEBFCEQoNY29tLm1pY3Jvc29mdBAB", "base64");
await rapier.init();
/** The handles of two bodies at x 1 and x 2, and where the second one is said to be. */
function second() {
  const world = new rapier.World({ x: 0, y: 0 });
  const [one, two] = [1, 2].map((x) => world.createRigidBody(rapier.RigidBodyDesc.dynamic().setTranslation(x, 0)));
  const found = { handles: [one.handle, two.handle], x: two.translation().x, smallest: Number.MIN_VALUE * 1 };
  world.free();
  return found;
}
console.log("onnxruntime-node 1.30.0, rapier", rapier.version());
const before = second();
console.log("before", before);
const session = await ort.InferenceSession.create(model, { extra: { session: { set_denormal_as_zero: "1" } } });
await session.run({ x: new ort.Tensor("float32", new Float32Array(32), [1, 32]) });
const after = second();
console.log("after", after);
process.exit(before.x === 2 && after.x === 1 ? 0 : 1);
JS
node run.mjs
