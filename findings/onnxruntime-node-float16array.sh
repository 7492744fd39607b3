#!/usr/bin/env bash
# onnxruntime-node 1.30.0 cannot read an input of float16 in Node 24, which has Float16Array: onnxruntime-common 1.30.0 then holds the numbers of
# such a tensor in one, also where it is given their bits as Uint16Array, and the addon takes that array for empty. In Node 22, which has none,
# the same program runs. Where Float16Array is out of sight while the first tensor is made, Node 24 runs it, too.
# Ends with 0 as long as this is so. Needs Node and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
platform=$(node -p 'process.platform + "-" + process.arch')
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0 "node-22@npm:node-$platform@22.23.3" "node-24@npm:node-$platform@24.21.0"
cat > run.mjs << 'JS'
const { Float16Array: hidden } = globalThis;
if (process.argv[2] === "hidden") globalThis.Float16Array = undefined;
const { default: ort } = await import("onnxruntime-node");
// One node, Identity, from x to y: float16 of [2].
const text = (field, value) => [(field << 3) | 2, value.length, ...value];
const word = (field, value) => text(field, [...Buffer.from(value)]);
const number = (field, value) => [field << 3, value];
const two = text(1, number(1, 2));
const tensor = text(1, [...number(1, 10), ...text(2, two)]);
const place = (name) => [...word(1, name), ...text(2, tensor)];
const node = [...word(1, "x"), ...word(2, "y"), ...word(4, "Identity")];
const graph = [...text(1, node), ...word(2, "g"), ...text(11, place("x")), ...text(12, place("y"))];
const model = Uint8Array.from([...number(1, 8), ...text(7, graph), ...text(8, number(2, 17))]);
const session = await ort.InferenceSession.create(model);
// The bits of 1 and 2 in float16.
const x = new ort.Tensor("float16", Uint16Array.from([0x3c00, 0x4000]), [2]);
if (hidden !== undefined) globalThis.Float16Array = hidden;
let found;
try {
  const { y } = await session.run({ x });
  found = `${y.data.constructor.name} ${[...y.data]}`;
} catch ({ message }) {
  found = message;
}
console.log(process.version, process.argv[2] ?? "as it is", x.data.constructor.name, "->", found);
JS
node22=node_modules/node-22/bin/node
node24=node_modules/node-24/bin/node
"$node22" run.mjs | tee found
"$node24" run.mjs | tee -a found
"$node24" run.mjs hidden | tee -a found
grep -q '^v22\..* as it is Uint16Array -> Uint16Array 15360,16384$' found
grep -q '^v24\..* as it is Float16Array -> .*not enough space: expected 4, got 0' found
grep -q '^v24\..* hidden Uint16Array -> Uint16Array 15360,16384$' found
