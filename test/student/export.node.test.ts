/** Exported models give in transformers.js what the arena's own graph gives. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keyOf } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { decoderSchema, initialParameters } from "../../src/student/decoder.ts";
import { exportConfigs, exportModel, FILES } from "../../src/student/export.ts";
import { openScorer } from "../../src/student/scorer.ts";
import { Codec, tokenizerConfig, trainTokenizer } from "../../src/student/tokenizer.ts";

const TEXT = "target distance far rank first near free next free place edge exits three party team inner free capture surround";
const tokenizer = trainTokenizer([TEXT, TEXT], 320);
const codec = new Codec(tokenizer);
const decoder = decoderSchema.parse({ vocabulary: codec.size, layers: 2, width: 64, heads: 4, hidden: 96, context: 128 });
const parameters = initialParameters(decoder, keyOf(11));
const folder = mkdtempSync(join(tmpdir(), "arena-export-"));
const scorer = openScorer(decoder, parameters, nodeRuntime(1));

beforeAll(() => {
  const path = join(folder, "student");
  mkdirSync(join(path, "onnx"), { recursive: true });
  const write = (name: string, data: object) => writeFileSync(join(path, name), JSON.stringify(data));
  const { config, generation } = exportConfigs(decoder, codec.special);
  write("config.json", config);
  write("generation_config.json", generation);
  write("tokenizer_config.json", tokenizerConfig(decoder.context));
  write("tokenizer.json", tokenizer);
  for (const bits of [32, 8, 4] as const) writeFileSync(join(path, "onnx", FILES[bits]), exportModel(decoder, parameters, bits));
  env.localModelPath = folder;
  env.allowRemoteModels = false;
});
afterAll(async () => {
  await scorer.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const texts = Array.from({ length: 12 }, (_, i) =>
  TEXT.split(" ")
    .slice(i % 5, 8 + i)
    .join(" "),
);
const open = (dtype: "fp32" | "q8" | "q4") => AutoModelForCausalLM.from_pretrained("student", { dtype, device: "cpu" });
const tensor = (values: readonly number[], dims: readonly number[]) =>
  new Tensor("int64", BigInt64Array.from(values.map(BigInt)), [...dims]);

/** Greedy decoding after a prompt, by the arena's own graph. */
async function greedy(prompt: readonly number[], count: number): Promise<number[]> {
  const tokens: number[] = [];
  while (tokens.length < count) {
    const [row] = await scorer.after([...prompt, ...tokens], [[]]);
    tokens.push(row!.reduce((best, one, i) => (one > row![best]! ? i : best), 0));
  }
  return tokens;
}

describe("an exported student", () => {
  test("its tokenizer gives the numbers of the arena's", async () => {
    const theirs = await AutoTokenizer.from_pretrained("student");
    for (const text of texts) expect(theirs.encode(`<s>${text}`)).toEqual([codec.special.start, ...codec.encode(text)]);
  });

  test("gives the same logits, and generates the same tokens with its cache", async () => {
    const model = await open("fp32");
    for (const text of texts) {
      const prompt = [codec.special.start, ...codec.encode(text)];
      const ones = prompt.map(() => 1);
      const { logits } = (await model({
        input_ids: tensor(prompt, [1, prompt.length]),
        attention_mask: tensor(ones, [1, prompt.length]),
      })) as { logits: Tensor };
      const rows = logits.data as Float32Array;
      const parts = await scorer.after(prompt, [[]]);
      const last = rows.subarray((prompt.length - 1) * decoder.vocabulary);
      expect(Math.max(...parts[0]!.map((x, i) => Math.abs(x - last[i]!)))).toBeLessThan(1e-3);
      const out = (await model.generate({
        inputs: tensor(prompt, [1, prompt.length]),
        attention_mask: tensor(ones, [1, prompt.length]),
        max_new_tokens: 12,
        min_new_tokens: 12,
        do_sample: false,
        eos_token_id: null,
      } as never)) as Tensor;
      expect(Array.from(out.data as BigInt64Array, Number).slice(prompt.length)).toEqual(await greedy(prompt, 12));
    }
    await model.dispose();
  });

  test("texts of different lengths in a batch do not disturb each other", async () => {
    const model = await open("fp32");
    const [a, b] = [texts[0]!, texts[11]!].map((text) => [codec.special.start, ...codec.encode(text)]) as [number[], number[]];
    const length = Math.max(a.length, b.length);
    const padded = [a, b].map((one) => [...Array.from({ length: length - one.length }, () => 0), ...one]);
    const mask = [a, b].map((one) => [...Array.from({ length: length - one.length }, () => 0), ...one.map(() => 1)]);
    const { logits } = (await model({
      input_ids: tensor(padded.flat(), [2, length]),
      attention_mask: tensor(mask.flat(), [2, length]),
    })) as { logits: Tensor };
    for (const [i, one] of [a, b].entries()) {
      const [row] = await scorer.after(one, [[]]);
      const last = (logits.data as Float32Array).subarray((i * length + length - 1) * decoder.vocabulary);
      expect(Math.max(...row!.map((x, k) => Math.abs(x - last[k]!)))).toBeLessThan(1e-3);
    }
    await model.dispose();
  });

  test.each(["q8", "q4"] as const)(
    "in %s it says nearly the same: noise is a small share of the logits, where it would be more than all of them for other weights",
    async (dtype) => {
      const model = await open(dtype);
      let error = 0;
      let size = 0;
      for (const text of texts) {
        const prompt = [codec.special.start, ...codec.encode(text)];
        const { logits } = (await model({
          input_ids: tensor(prompt, [1, prompt.length]),
          attention_mask: tensor(
            prompt.map(() => 1),
            [1, prompt.length],
          ),
        })) as { logits: Tensor };
        const [row] = await scorer.after(prompt, [[]]);
        const last = (logits.data as Float32Array).subarray((prompt.length - 1) * decoder.vocabulary);
        error += row!.reduce((sum, x, i) => sum + (x - last[i]!) ** 2, 0);
        size += row!.reduce((sum, x) => sum + x * x, 0);
      }
      expect(Math.sqrt(error / size)).toBeLessThan(dtype === "q8" ? 0.03 : 0.45);
      await model.dispose();
    },
    60_000,
  );
});
