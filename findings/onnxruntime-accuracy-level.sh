#!/usr/bin/env bash
# `accuracy_level` 4 of MatMulNBits (weights of 4 bits) lets a kernel round its input to 8 bits. onnxruntime-node 1.30.0 does so on x64 and
# onnxruntime-web 1.30.0 on WebAssembly does not: the same file gives other numbers in Node and in a page. The attribute is a hint, so that
# neither is wrong, but who expects one answer of one model everywhere has to know.
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
// One node, MatMulNBits of 32 by 32 (4 bits, blocks of 32), with the attribute 0 and 4.
const models = {
  0: "CAoSC2xvZ2ljLWFyZW5hOuQGCooBCgF4CgRiaXRzCgZzY2FsZXMSAXkaDU1hdE11bE5CaXRzLjAiC01hdE11bE5CaXRzKggKAUsYIKABAioICgFOGCCgAQIqCwoEYml0cxgEoAECKhEKCmJsb2NrX3NpemUYIKABAioVCg5hY2N1cmFjeV9sZXZlbBgAoAECOg1jb20ubWljcm9zb2Z0EgVncmFwaCqRBAggCAEIEBACQgRiaXRzSoAECzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYar0PUaP2SJrtP4HUJnjLHW+yBFao+02f4jSG2St9wBJktwlbrfBClOc5i94gcsUXabwOUKL1R5nsPoDTJXfKHG6xA1Wn+kye4TOF2Cp8zxFjtgharP9Bk+Y4it0vccQWaLsNX6H0RpjrPY/SJHbJG22wAlSm+Uud4DKE1yl7zhBitQdZq/5AkuU3idwucMMVZ7oMXqDzRZfqPI7RI3XIGmy/AVOl+Eqc7zGD1ih6zR9htAZYqv1PkeQ2iNstf8IUZrkLXa/yRJbpO43QInTHGWu+AFKk90mb7jCC1Sd5zB5gswVXqfxOkOM1h9osfsETZbgKXK7xQ5XoOozfIXPGGGq9D1Gj9kia7T+B1CZ4yx1vsgRWqPtNn+I0htkrfcASZLcJW63wQpTnOYveIHLFF2m8DlCi9UeZ7D6A0yV3yhxusQNVp/pMnuEzhdgqfM8RY7YIWqz/QZPmOIrdL3HEFmi7DV+h9EaY6z2P0iR2yRttsAJUpvlLneAyhNcpe84QYrUHWav+QJLlN4ncLnDDFWe6DF6g80WX6jyO0SN1yBpsvwFTpfhKnO8xg9Yoes0fYbQGWKr9T5HkNojbLX/CFGa5C12v8kSW6TuN0CJ0xxlrvgBSpPdJm+4wgtUnecweYqjwEIIBABQgZzY2FsZXNKgAEK1yM8WDk0PKabRDz0/VQ8QmBlPI/CdTxvEoM8lkOLPLx0kzzjpZs8CtejPDEIrDxYObQ8f2q8PKabxDzNzMw89P3UPBsv3TxCYOU8aJHtPI/C9Ty28/08bxIDPQIrBz2WQws9KVwPPbx0Ez1QjRc946UbPXe+Hz0K1yM9nu8nPVoTCgF4Eg4KDAgBEggKAggBCgIIIGITCgF5Eg4KDAgBEggKAggBCgIIIEIECgAQEUIRCg1jb20ubWljcm9zb2Z0EAE=",
  4: "CAoSC2xvZ2ljLWFyZW5hOuQGCooBCgF4CgRiaXRzCgZzY2FsZXMSAXkaDU1hdE11bE5CaXRzLjAiC01hdE11bE5CaXRzKggKAUsYIKABAioICgFOGCCgAQIqCwoEYml0cxgEoAECKhEKCmJsb2NrX3NpemUYIKABAioVCg5hY2N1cmFjeV9sZXZlbBgEoAECOg1jb20ubWljcm9zb2Z0EgVncmFwaCqRBAggCAEIEBACQgRiaXRzSoAECzBVep/E6Q4zWH2ix+wRNluApcrvFDleg6jN8hc8YYar0PUaP2SJrtP4HUJnjLHW+yBFao+02f4jSG2St9wBJktwlbrfBClOc5i94gcsUXabwOUKL1R5nsPoDTJXfKHG6xA1Wn+kye4TOF2Cp8zxFjtgharP9Bk+Y4it0vccQWaLsNX6H0RpjrPY/SJHbJG22wAlSm+Uud4DKE1yl7zhBitQdZq/5AkuU3idwucMMVZ7oMXqDzRZfqPI7RI3XIGmy/AVOl+Eqc7zGD1ih6zR9htAZYqv1PkeQ2iNstf8IUZrkLXa/yRJbpO43QInTHGWu+AFKk90mb7jCC1Sd5zB5gswVXqfxOkOM1h9osfsETZbgKXK7xQ5XoOozfIXPGGGq9D1Gj9kia7T+B1CZ4yx1vsgRWqPtNn+I0htkrfcASZLcJW63wQpTnOYveIHLFF2m8DlCi9UeZ7D6A0yV3yhxusQNVp/pMnuEzhdgqfM8RY7YIWqz/QZPmOIrdL3HEFmi7DV+h9EaY6z2P0iR2yRttsAJUpvlLneAyhNcpe84QYrUHWav+QJLlN4ncLnDDFWe6DF6g80WX6jyO0SN1yBpsvwFTpfhKnO8xg9Yoes0fYbQGWKr9T5HkNojbLX/CFGa5C12v8kSW6TuN0CJ0xxlrvgBSpPdJm+4wgtUnecweYqjwEIIBABQgZzY2FsZXNKgAEK1yM8WDk0PKabRDz0/VQ8QmBlPI/CdTxvEoM8lkOLPLx0kzzjpZs8CtejPDEIrDxYObQ8f2q8PKabxDzNzMw89P3UPBsv3TxCYOU8aJHtPI/C9Ty28/08bxIDPQIrBz2WQws9KVwPPbx0Ez1QjRc946UbPXe+Hz0K1yM9nu8nPVoTCgF4Eg4KDAgBEggKAggBCgIIIGITCgF5Eg4KDAgBEggKAggBCgIIIEIECgAQEUIRCg1jb20ubWljcm9zb2Z0EAE=",
};
const found = {};
for (const [name, { InferenceSession, Tensor }, options] of runtimes)
  for (const [level, text] of Object.entries(models)) {
    const x = new Tensor("float32", Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)), [1, 32]);
    const { y } = await (await InferenceSession.create(Buffer.from(text, "base64"), options)).run({ x });
    found[`${name}, level ${level}`] = Array.from(y.data.slice(0, 4), (one) => one.toFixed(4)).join(" ");
  }
console.log("1.30.0", found);
const same = (level) => found[`onnxruntime-node, level ${level}`] === found[`onnxruntime-web, level ${level}`];
process.exit(same(0) && !same(4) ? 0 : 1);
JS
node run.mjs
