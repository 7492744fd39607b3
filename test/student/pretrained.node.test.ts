/** Pretrained models in Node give what transformers.js gives for the same files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AutoModelForCausalLM, AutoTokenizer, env, type PreTrainedModel, Tensor } from "@huggingface/transformers";
import { afterAll, describe, expect, test } from "vitest";
import type { CausalOptions, Loading } from "../../agents/index.ts";
import { nodeSession } from "../../src/platform/sessions.node.ts";
import { modelConfigSchema, openCachedDecoder } from "../../src/student/cached-decoder.ts";
import { openCausal } from "../../src/student/causal.ts";
import { openLanguage } from "../../src/student/language.ts";
import { encodeModel } from "../../src/student/onnx.ts";
import type { Session } from "../../src/student/session.ts";
import { nodeModels } from "../../src/workers/pretrained.node.ts";
import {
  causalTexts,
  type Family,
  FILE,
  modelOf,
  QUESTION,
  qwen,
  SAID,
  SAID_AT_LEVEL_4,
  smol,
  type Stored,
  textsOf,
} from "./pretrained-models.ts";

const root = mkdtempSync(join(tmpdir(), "arena-pretrained-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
env.localModelPath = root;
env.allowRemoteModels = false;

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

/** Greedy decoding after a prompt, by transformers.js. */
async function theirGreedy(theirs: PreTrainedModel, tokens: readonly number[], count: number): Promise<readonly number[]> {
  const out = (await theirs.generate({
    inputs: tensor(tokens),
    attention_mask: tensor(tokens.map(() => 1)),
    max_new_tokens: count,
    min_new_tokens: count,
    do_sample: false,
    eos_token_id: null,
  } as never)) as Tensor;
  return Array.from(out.data as BigInt64Array, Number).slice(tokens.length);
}

const tensor = (values: readonly number[]) => new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);

/** A session, and a count of the tokens that went through it. */
async function counted(path: string) {
  const session = await nodeSession("test", path, 1);
  const count = { tokens: 0 };
  const run: Session["run"] = (feeds) => {
    count.tokens += feeds["input_ids"]!.dims[1]!;
    return session.run(feeds);
  };
  return { session: { ...session, run } satisfies Session, count };
}

describe.each(Object.entries(families))("%s", (name, family) => {
  const stored = ["fp32", "fp16", "q8", "q4", "q4f16"] as const;
  const folder = folderOf(name, family, stored);
  const texts = textsOf(family);
  const config = modelConfigSchema.parse(JSON.parse(texts["config.json"]!));
  const language = openLanguage(name, { tokenizer: texts["tokenizer.json"]!, tokenizerConfig: texts["tokenizer_config.json"]! });
  const tokensOf = (i: number) => language.encode(language.text(dialogue(i)));
  const pathOf = (precision: Stored) => join(folder, "onnx", FILE[precision]);

  test("a dialogue has the tokens that transformers.js gives it", async () => {
    const theirs = await AutoTokenizer.from_pretrained(name);
    const how = { add_generation_prompt: true, tokenize: true, return_tensor: false, return_dict: false, enable_thinking: false };
    for (let i = 0; i < 4; i++) {
      const ids = theirs.apply_chat_template([...dialogue(i)], how as never) as unknown as number[];
      expect(tokensOf(i)).toEqual(ids);
    }
  });

  test.each(stored)("%s: the same logits behind a whole text as transformers.js, and the same tokens after it", async (precision) => {
    const theirs = await AutoModelForCausalLM.from_pretrained(name, { dtype: precision, device: "cpu" });
    const decoder = await openCachedDecoder(name, await nodeSession(name, pathOf(precision), 1), config, 1024);
    // In float16, sums in another order give other numbers.
    const tolerance = precision.endsWith("16") ? 0.05 : 1e-4;
    for (let i = 0; i < 4; i++) {
      // Numbers of 8 bits are scaled by all tokens of a pass: only what fits into one of ours is comparable.
      const tokens = precision === "q8" ? tokensOf(i).slice(-60) : tokensOf(i);
      const { logits } = (await theirs({ input_ids: tensor(tokens), attention_mask: tensor(tokens.map(() => 1)) })) as { logits: Tensor };
      const all = logits.to("float32").data as Float32Array;
      const last = all.subarray(all.length - decoder.vocabulary);
      let { logits: row, past } = await decoder.prompt(tokens);
      if (precision !== "q8") expect(tokens.length).toBeGreaterThan(64);
      expect(Math.max(...row.map((one, k) => Math.abs(one - last[k]!)))).toBeLessThan(tolerance);
      if (tolerance > 1e-3) continue;
      const said: number[] = [];
      while (said.length < 8) {
        said.push(row.indexOf(Math.max(...row)));
        const before = past;
        const next = await decoder.follow(before, [said.at(-1)!]);
        decoder.letGo(before);
        [row, past] = [next.logits[0]!, next.past];
      }
      decoder.letGo(past);
      expect(said).toEqual(await theirGreedy(theirs, tokens, 8));
    }
    await decoder.dispose();
    await theirs.dispose();
  });

  test("what follows a prompt in one step is what the whole text gives from the start", async () => {
    const decoder = await openCachedDecoder(name, await nodeSession(name, pathOf("fp32"), 1), config, 1024);
    const prompt = tokensOf(3);
    const { past } = await decoder.prompt(prompt);
    for (const suffix of [[5], [7, 300, 41], language.encode(" north, east and three south")]) {
      const { logits } = await decoder.follow(past, suffix);
      for (const [i, row] of logits.entries()) {
        const whole = await decoder.prompt([...prompt, ...suffix.slice(0, i + 1)]);
        expect(Math.max(...row.map((one, k) => Math.abs(one - whole.logits[k]!)))).toBeLessThan(1e-4);
        decoder.letGo(whole.past);
      }
    }
    await decoder.dispose();
  });

  test("answers are weighed by their tokens, each behind the prompt", async () => {
    const causal = await openCausal(name, causalTexts(family), await nodeSession(name, pathOf("fp32"), 1), 1024);
    const theirs = await AutoModelForCausalLM.from_pretrained(name, { dtype: "fp32", device: "cpu" });
    const ends = ["<|im_end|>", "<|endoftext|>"].flatMap((token) => language.encode(token));
    for (const [answers, ended] of [
      [["north", "east", "south of you"], false],
      [["the runner", "the", "west"], true],
    ] as const) {
      const { shares, usage } = await causal.weigh(dialogue(1), answers);
      const odds: number[] = [];
      for (const answer of answers) {
        const mine = language.encode(answer);
        const tokens = [...tokensOf(1), ...mine];
        const { logits } = (await theirs({ input_ids: tensor(tokens), attention_mask: tensor(tokens.map(() => 1)) })) as { logits: Tensor };
        const width = logits.dims[2]!;
        const shareOf = (i: number, token: number) => {
          const row = (logits.data as Float32Array).subarray((tokens.length - mine.length + i - 1) * width).subarray(0, width);
          return Math.exp(row[token]!) / row.reduce((sum, one) => sum + Math.exp(one), 0);
        };
        const said = mine.reduce((product, token, i) => product * shareOf(i, token), 1);
        odds.push(said * (ended ? ends.reduce((sum, token) => sum + shareOf(mine.length, token), 0) : 1));
      }
      const sum = odds.reduce((all, one) => all + one, 0);
      for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(odds[i]! / sum, 4);
      expect(usage.input).toBe(tokensOf(1).length);
    }
    await theirs.dispose();
    await causal.dispose();
  });
});

test.each(["smol", "qwen"] as const)("%s answers as it is written down, for the browser's test to compare with", async (name) => {
  const folder = folderOf(`said-${name}`, families[name], ["fp32", "fp16", "q8", "q4", "q4f16"]);
  const options = { precision: "auto", device: "auto", context: 1024 } as const;
  for (const precision of ["fp32", "fp16", "q8", "q4", "q4f16"] as const) {
    const causal = await nodeModels(1)(folder, { ...options, precision });
    const { shares } = await causal.weigh(QUESTION.messages, QUESTION.answers);
    for (const [i, share] of SAID[name][precision].entries()) expect(shares[i]).toBeCloseTo(share, 3);
  }
  const rounding = await nodeModels(1)(folderOf(`said-${name}-4`, { ...families[name], level: 4 }, ["q4"]), options);
  const { shares } = await rounding.weigh(QUESTION.messages, QUESTION.answers);
  for (const [i, share] of SAID_AT_LEVEL_4[name].entries()) expect(Math.abs(shares[i]! - share)).toBeLessThan(0.02);
});

describe("a cached decoder", () => {
  const folder = folderOf("cache", smol, ["fp32", "q8"]);
  const config = modelConfigSchema.parse(JSON.parse(textsOf(smol)["config.json"]!));
  const run = (from: number, length: number) => Array.from({ length }, (_, i) => (from * 31 + i * 7) % 300);

  test.each(["fp32", "q8"] as const)(
    "computes a beginning that prompts share once, and gives the same numbers as without: %s",
    async (precision) => {
      const path = join(folder, "onnx", FILE[precision]);
      const { session, count } = await counted(path);
      const decoder = await openCachedDecoder("cache", session, config, 1024);
      const rules = run(1, 200);
      const cost: number[] = [];
      for (let i = 0; i < 5; i++) {
        const prompt = [...rules, ...run(10 + i, 20)];
        const before = count.tokens;
        const { logits, past } = await decoder.prompt(prompt);
        cost.push(count.tokens - before);
        decoder.letGo(past);
        // A decoder whose cache is empty gives the very same bits.
        const plain = await openCachedDecoder("plain", await nodeSession("plain", path, 1), config, 1024);
        const fresh = await plain.prompt(prompt);
        plain.letGo(fresh.past);
        expect([...logits]).toEqual([...fresh.logits]);
        await plain.dispose();
      }
      // 192 of the 200 tokens that prompts share are whole blocks; from the third prompt on, these are cached.
      expect(cost).toEqual([220, 220, 28, 28, 28]);
      await decoder.dispose();
    },
  );
});

describe("opening a model", () => {
  const open = (folder: string, precision: CausalOptions["precision"] = "auto", context = 1024) =>
    nodeModels(1)(folder, { precision, device: "auto", context });

  test("takes the precision asked for, else what suits the processor, and names itself by its files", async () => {
    const folder = folderOf("both", smol, ["fp32", "q4"]);
    const heard: Loading[] = [];
    const causal = await nodeModels(1)(folder, { precision: "auto", device: "auto", context: 1024, heard: (one) => heard.push(one) });
    expect(causal.name).toMatch(/^llama q4 [0-9a-f]{8}$/);
    expect(heard.at(-1)!.done).toBe(heard.at(-1)!.total);
    expect((await open(folderOf("three", smol, ["fp32", "q8", "q4"]))).name).toMatch(/^llama q8 /);
    expect((await open(folder, "fp32")).name).toMatch(/^llama fp32 /);
    expect((await open(folderOf("other", qwen, ["q4"]))).name.slice(-8)).not.toBe(causal.name.slice(-8));
  });

  test("numbers in a file beside the model are the same model", async () => {
    const [whole, apart] = [folderOf("whole", qwen, ["fp32"]), folderOf("apart", qwen, ["fp32"], true)];
    const ask = async (folder: string) => (await open(folder)).weigh(dialogue(2), ["north", "south"]);
    expect(await ask(apart)).toEqual(await ask(whole));
    rmSync(join(apart, "onnx", "model.onnx_data"));
    await expect(open(apart)).rejects.toThrow(/no onnx\/model\.onnx_data, expected it: onnx\/model\.onnx keeps its numbers there/);
  });

  test("says what is wrong with a folder, and how it should be", async () => {
    await expect(open(join(root, "nowhere"))).rejects.toThrow(/no such folder, expected one with a pretrained model/);
    const files = { ...textsOf(smol), "onnx/model.onnx": modelOf(smol, "fp32").model };
    let n = 0;
    const broken = (change: Readonly<Record<string, string | Uint8Array | undefined>>) => {
      const all = Object.entries({ ...files, ...change }).flatMap(([name, content]) =>
        content === undefined ? [] : [[name, content] as const],
      );
      return write(`broken-${n++}`, Object.fromEntries(all));
    };
    const json = (file: "config.json" | "tokenizer_config.json" | "tokenizer.json", change: object) =>
      JSON.stringify({ ...(JSON.parse(textsOf(smol)[file]!) as object), ...change });
    const port = (name: string) => ({ name, type: "int64" as const, dims: ["n"] });
    const graph = (...names: readonly string[]) =>
      encodeModel({
        nodes: [{ op: "Identity", inputs: [names[0]!], outputs: ["logits"] }],
        constants: [],
        inputs: names.map(port),
        outputs: [port("logits")],
      });
    for (const [change, message] of [
      [{ "config.json": undefined }, /no config\.json, expected the layout/],
      [{ "tokenizer.json": undefined }, /no tokenizer\.json/],
      [{ "onnx/model.onnx": undefined }, /none of onnx\/model_quantized\.onnx, .* expected one of them/],
      [{ "config.json": "{" }, /config\.json: line 1 column 2: no JSON \(it ends too early\), expected the whole file/],
      [{ "config.json": json("config.json", { num_attention_heads: "many" }) }, /config\.json: "num_attention_heads"/],
      [{ "tokenizer.json": "{}" }, /tokenizer\.json that cannot be read/],
      [
        { "tokenizer_config.json": json("tokenizer_config.json", { chat_template: undefined }) },
        /no chat template, expected chat_template/,
      ],
      [{ "tokenizer_config.json": json("tokenizer_config.json", { chat_template: "{% for" }) }, /a chat template that cannot be read/],
      [{ "onnx/model.onnx": Uint8Array.of(1, 2, 3) }, /onnx\/model\.onnx is no model \(.*\), expected a whole ONNX file/],
      [{ "onnx/model.onnx": files["onnx/model.onnx"].subarray(0, 90_000) }, /onnx\/model\.onnx is no model \(.*beyond its end/],
      [{ "onnx/model.onnx": graph("pixels") }, /inputs pixels, expected input_ids and past_key_values/],
      [{ "onnx/model.onnx": graph("input_ids", "past_key_values.0.key", "pixel_values") }, /unknown inputs pixel_values/],
      [{ "onnx/model.onnx": graph("input_ids", "past_key_values.0.key") }, /no output present\.0\.key/],
      [
        { "tokenizer.json": json("tokenizer.json", { added_tokens: [{ id: 5000, content: "<|im_end|>", special: true }] }) },
        /a question with the token 5000, and logits of \d+, expected a tokenizer of this model/,
      ],
    ] as const)
      await expect(open(broken(change)), String(message)).rejects.toThrow(message);
    await expect(open(broken({}), "fp16")).rejects.toThrow(
      /none of onnx\/model_fp16\.onnx, but onnx\/model\.onnx, expected it, or another precision/,
    );
    const short = await open(broken({}), "fp32", 64);
    await expect(short.weigh(dialogue(3), ["north"])).rejects.toThrow(
      /a question of \d+ tokens .* expected at most 64 in all: raise `context`/,
    );
    // A model that refused a question answers the next one.
    expect((await short.complete([{ role: "system", content: "Answer." }], 4)).usage.output).toBeLessThanOrEqual(4);
  });
});
