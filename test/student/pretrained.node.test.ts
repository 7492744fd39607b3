/** Pretrained models in Node: what they say is what transformers.js says of the same files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from "@huggingface/transformers";
import { afterAll, describe, expect, test } from "vitest";
import { nodeSession } from "../../src/platform/sessions.node.ts";
import { modelConfigSchema, openCachedDecoder } from "../../src/student/cached-decoder.ts";
import { openCausal } from "../../src/student/causal.ts";
import { openLanguage } from "../../src/student/language.ts";
import { type Family, modelOf, qwen, smol, type Stored, textsOf } from "./pretrained-models.ts";

const root = mkdtempSync(join(tmpdir(), "arena-pretrained-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
env.localModelPath = root;
env.allowRemoteModels = false;

const FILE = { fp32: "model.onnx", fp16: "model_fp16.onnx", q4: "model_q4.onnx", q4f16: "model_q4f16.onnx" } as const;

function write(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return join(root, name);
}

function folderOf(name: string, family: Family, stored: readonly Stored[], external = false): string {
  const files: Record<string, string | Uint8Array> = {
    ...textsOf(family, external ? { "transformers.js_config": { use_external_data_format: true } } : {}),
  };
  for (const one of stored) {
    const { model, data } = modelOf(family, one, external ? `${FILE[one]}_data` : undefined);
    files[`onnx/${FILE[one]}`] = model;
    if (external) files[`onnx/${FILE[one]}_data`] = data;
  }
  return write(name, files);
}

const families = {
  smol,
  qwen,
  "smol-fused": { ...smol, fused: true },
  "qwen-fused": { ...qwen, fused: true },
} as const;

const dialogue = (i: number) =>
  [
    { role: "system", content: "You play a game of pursuit on a grid. ".repeat(1 + (i % 4)) },
    { role: "user", content: `You are at the north edge, the runner is ${i} cells east. Answer with the action alone.` },
  ] as const;

describe.each(Object.entries(families))("%s", (name, family) => {
  const stored = ["fp32", "fp16", "q4", "q4f16"] as const;
  const folder = folderOf(name, family, stored);
  const texts = textsOf(family);
  const language = openLanguage(name, { tokenizer: texts["tokenizer.json"]!, tokenizerConfig: texts["tokenizer_config.json"]! });

  test("a dialogue has the tokens that transformers.js gives it", async () => {
    const theirs = await AutoTokenizer.from_pretrained(name);
    for (let i = 0; i < 4; i++) {
      const ids = theirs.apply_chat_template([...dialogue(i)], { add_generation_prompt: true, tokenize: true, return_tensor: false, return_dict: false, enable_thinking: false } as never) as unknown as number[];
      expect(language.encode(language.text(dialogue(i)))).toEqual(ids);
    }
  });

  test.each(stored)("%s: the same logits over a whole text, and the same words", async (precision) => {
    const theirs = await AutoModelForCausalLM.from_pretrained(name, { dtype: precision, device: "cpu" });
    const config = modelConfigSchema.parse(JSON.parse(texts["config.json"]!));
    const session = await nodeSession(name, join(folder, "onnx", FILE[precision]), 1);
    const decoder = await openCachedDecoder(name, session, config, 1024);
    const tolerance = precision === "fp32" || precision === "q4" ? 2e-3 : 0.15;
    for (let i = 0; i < 4; i++) {
      const tokens = language.encode(language.text(dialogue(i)));
      const tensor = (values: readonly number[]) => new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
      const { logits } = (await theirs({ input_ids: tensor(tokens), attention_mask: tensor(tokens.map(() => 1)) })) as { logits: Tensor };
      const all = logits.to("float32").data as Float32Array;
      const last = all.subarray(all.length - decoder.vocabulary);
      const mine = await decoder.prompt(tokens);
      expect(Math.max(...mine.logits.map((one, k) => Math.abs(one - last[k]!)))).toBeLessThan(tolerance);
      decoder.letGo(mine.past);
    }
    await decoder.dispose();
    await theirs.dispose();
  });
});
