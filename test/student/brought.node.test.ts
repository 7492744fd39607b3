/** Models and students as people and other tools leave them: they play, or an error says what is wrong and what to do. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { CausalOptions } from "../../agents/index.ts";
import { ArenaError, bytesDigest } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { nodeSession } from "../../src/platform/sessions.node.ts";
import { readStudent } from "../../src/platform/students.node.ts";
import { openCausal } from "../../src/student/causal.ts";
import { referencesIn } from "../../src/student/onnx-references.ts";
import { openStudent, type StudentFiles } from "../../src/student/student.ts";
import { decodeWeights, encodeWeights } from "../../src/student/weights.ts";
import { nodeModels } from "../../src/workers/pretrained.node.ts";
import { causalTexts, type Family, modelOf, QUESTION, smol, textsOf } from "./pretrained-models.ts";
import { tinyStudent } from "./tiny.ts";

const root = mkdtempSync(join(tmpdir(), "arena-brought-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

type Files = Readonly<Record<string, string | Uint8Array | undefined>>;
const plain: Files = { ...textsOf(smol), "onnx/model.onnx": modelOf(smol, "fp32").model };
const model = plain["onnx/model.onnx"]!;
let n = 0;

/** The plain folder with some files changed, or left out. */
function folder(change: Files): string {
  const home = join(root, `model-${n++}`);
  for (const [file, content] of Object.entries({ ...plain, ...change })) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), content);
  }
  return home;
}

const open = (where: string, more: Partial<CausalOptions> = {}) =>
  nodeModels(1)(where, { precision: "auto", device: "auto", context: 1024, ...more });
const ask = async (where: string, more: Partial<CausalOptions> = {}) => {
  const causal = await open(where, more);
  return (await causal.weigh(QUESTION.messages, QUESTION.answers)).shares;
};

/** One of the plain texts with some fields changed; those that are undefined are left out. */
const json = (file: string, change: object, from: Files = plain): string =>
  JSON.stringify({ ...(JSON.parse(from[file] as string) as object), ...change });
const template = (JSON.parse(plain["tokenizer_config.json"] as string) as { chat_template: string }).chat_template;
const config = (change: object): Files => ({ "config.json": json("config.json", change) });
const tokens = (change: object): Files => ({ "tokenizer_config.json": json("tokenizer_config.json", change) });
const family = (more: Partial<Family>): Files => ({ "onnx/model.onnx": modelOf({ ...smol, ...more }, "fp32").model });
const POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1083675\n";

const moved = (file: string): Files => ({ "onnx/model.onnx": undefined, [file]: model });
const beside = (name: string): Files => {
  const { model: own, data } = modelOf(smol, "fp32", name);
  return { "onnx/model.onnx": own, [`onnx/${name}`]: data };
};
const NONE = { num_attention_heads: undefined, num_key_value_heads: undefined, hidden_size: undefined };
const SIZES = { num_attention_heads: 6, num_key_value_heads: 2, hidden_size: 96 };
const utf16 = (text: string) => new Uint8Array(Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]));
const tokenizerWith = (...added: readonly object[]): Files => {
  const file = JSON.parse(plain["tokenizer.json"] as string) as { added_tokens: readonly object[] };
  return { "tokenizer.json": JSON.stringify({ ...file, added_tokens: [...file.added_tokens, ...added] }) };
};
const vocabularyWith = (more: object): Files => {
  const file = JSON.parse(plain["tokenizer.json"] as string) as { model: { vocab: object } };
  return { "tokenizer.json": JSON.stringify({ ...file, model: { ...file.model, vocab: { ...file.model.vocab, ...more } } }) };
};
const far = { id: 5000, content: "<image_soft_token>", single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };

describe("a model plays as it would in the usual layout", async () => {
  const shares = await ask(folder({}));
  test.each<readonly [string, Files]>([
    ["added tokens with ids beyond the logits", tokenizerWith(far)],
    [
      "an end of turn beyond the logits beside one that is not",
      { ...tokenizerWith(far), "generation_config.json": '{"eos_token_id":[382,5000]}' },
    ],
    ["numbers in a file of another name", beside("weights.bin")],
    ["numbers in a folder beside it", beside("parts/numbers.data")],
    [
      "numbers in `./model.onnx.data`",
      (({ "onnx/model.onnx": own }) => ({ "onnx/model.onnx": own, "onnx/model.onnx.data": modelOf(smol, "fp32", "x").data }))(
        beside("./model.onnx.data"),
      ),
    ],
    ["model.onnx at the root", moved("model.onnx")],
    ["decoder_model_merged.onnx", moved("onnx/decoder_model_merged.onnx")],
    ["decoder_model_merged.onnx at the root", moved("decoder_model_merged.onnx")],
    ["model_int8.onnx", moved("onnx/model_int8.onnx")],
    ["model_uint8.onnx at the root", moved("model_uint8.onnx")],
    ["the only file, of any name, in any folder", moved("cpu-int4/phi.onnx")],
    [
      "null for what is absent",
      {
        ...config({ max_position_embeddings: null, head_dim: null, eos_token_id: null }),
        ...tokens({ chat_template: null, pad_token: null }),
        "chat_template.jinja": template,
      },
    ],
    [
      "Python's words in JSON",
      {
        "config.json": `${(plain["config.json"] as string).slice(0, -1)}, "time_step_limit": [0.0, Infinity, -Infinity], "say": "NaN \\" Infinity"}`,
        "generation_config.json": '{"eos_token_id": [382, 380], "temperature": NaN}',
      },
    ],
    [
      "byte order marks",
      Object.fromEntries(
        ["config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"].map((file) => [
          file,
          `\uFEFF${plain[file] as string}`,
        ]),
      ),
    ],
    ["UTF-16, as PowerShell writes it", { "config.json": utf16(plain["config.json"] as string) }],
    ["an empty chat_template.jinja beside a good template", { "chat_template.jinja": " \n" }],
    [
      "a byte order mark before chat_template.jinja",
      { ...tokens({ chat_template: undefined }), "chat_template.jinja": `\uFEFF${template}` },
    ],
    [
      "a list of templates, the first of them empty",
      tokens({
        chat_template: [
          { name: "default", template: "" },
          { name: "rag", template },
        ],
      }),
    ],
    [
      "a list of templates",
      tokens({
        chat_template: [
          { name: "tool_use", template: "{{ raise_exception('no') }}" },
          { name: "default", template },
        ],
      }),
    ],
    ["templates by name, one of them null", tokens({ chat_template: { tool_use: null, default: template } })],
    [
      "a template that writes special tokens",
      tokens({
        ...{
          pad_token: null,
          unk_token: { content: "" },
          cls_token: "",
          extra_special_tokens: { image_token: "" },
          additional_special_tokens: [""],
        },
        chat_template: `{{ unk_token + cls_token + image_token + additional_special_tokens[0] }}{% if pad_token is defined %}no{% endif %}${template}`,
      }),
    ],
    [
      "special tokens in special_tokens_map.json alone",
      {
        ...tokens({ chat_template: `{{ sep_token + '' }}${template}` }),
        "special_tokens_map.json": '{"sep_token": {"content": ""}}',
      },
    ],
    [
      "a template that takes parts alone",
      tokens({ chat_template: template.replaceAll("message['content']", "message['content'][0]['text']") }),
    ],
    [
      "a template that asks whether there are tools",
      tokens({ chat_template: `{% if tools is not none or documents is not none %}no{% endif %}${template}` }),
    ],
    ["dimensions without names", family({ unnamed: true })],
    ["foreign fields", config({ quantization_config: { bits: 4 }, rope_scaling: [1, 2], architectures: null })],
  ])("%s", async (_, change) => expect(await ask(folder(change))).toEqual(shares));

  test("an address that begins with file:", async () => expect(await ask(pathToFileURL(folder({})).href)).toEqual(shares));

  test("a template that leaves system messages out gets the rules with the question", async () => {
    const deaf = template.replace("{% for message in messages %}", "{% for message in messages if message['role'] != 'system' %}");
    const causal = await open(folder(tokens({ chat_template: deaf })));
    const asked = async (rules: string) =>
      (await causal.weigh([{ role: "system", content: rules }, QUESTION.messages[1]], QUESTION.answers)).usage.input;
    expect(await asked("You play a game. ".repeat(20))).toBeGreaterThan((await asked("You play a game.")) + 19);
  });
});

describe("a model that cannot play says why, and the way out", () => {
  const missing = beside("weights.bin");
  test.each<readonly [string, Files, RegExp]>([
    [
      "numbers that are missing",
      { "onnx/model.onnx": missing["onnx/model.onnx"] },
      /no onnx\/weights\.bin, expected it: onnx\/model\.onnx keeps its numbers there/,
    ],
    [
      "numbers that are cut off",
      { ...missing, "onnx/weights.bin": (missing["onnx/weights.bin"] as Uint8Array).subarray(0, 5000) },
      /onnx\/weights\.bin has 5000 bytes, expected \d+ at least: it is cut off/,
    ],
    [
      "numbers outside of the folder",
      { "onnx/model.onnx": modelOf(smol, "fp32", "../../secret").model },
      /refers to \.\.\/\.\.\/secret, expected a file beside it/,
    ],
    [
      "numbers that are a pointer of Git LFS",
      { ...missing, "onnx/weights.bin": POINTER },
      /onnx\/weights\.bin is a pointer of Git LFS, expected .*git lfs pull/,
    ],
    ["a model that is a pointer of Git LFS", { "onnx/model.onnx": POINTER }, /onnx\/model\.onnx is a pointer of Git LFS/],
    ["a model of 0 bytes", { "onnx/model.onnx": "" }, /onnx\/model\.onnx has 0 bytes, expected the whole file/],
    ["a model that is a page", { "onnx/model.onnx": "<!DOCTYPE html><html>" }, /onnx\/model\.onnx is a web page/],
    [
      "a model that is cut off",
      { "onnx/model.onnx": model.slice(0, 90_000) },
      /onnx\/model\.onnx is no model \(.*\), expected a whole ONNX file/,
    ],
    ["a tokenizer of 0 bytes", { "tokenizer.json": "" }, /tokenizer\.json has 0 bytes/],
    ["a tokenizer that is a pointer of Git LFS", { "tokenizer.json": POINTER }, /tokenizer\.json is a pointer of Git LFS/],
    [
      "several files of unknown names",
      { "onnx/model.onnx": undefined, "a.onnx": model, "b/c.onnx": model },
      /none of onnx\/model_quantized\.onnx, .*, but a\.onnx, b\/c\.onnx, expected .*rename the file that is to play/,
    ],
    [
      "a model in another format",
      { "onnx/model.onnx": undefined, "model.safetensors": "x" },
      /none of .*, but model\.safetensors, expected a model in ONNX: it has to be exported to it first/,
    ],
    ["no file at all", { "onnx/model.onnx": undefined }, /none of onnx\/model_quantized\.onnx, .*, expected one of them/],
    ["an empty list of templates", tokens({ chat_template: [] }), /no chat template/],
    ["a template that leaves out the question", tokens({ chat_template: "{{ bos_token }}" }), /leaves out what it is given/],
    ["a template that fails", tokens({ chat_template: "{{ nothing + '' }}" }), /its chat template failed \(.*\), expected/],
    ["a foreign template", tokens({ chat_template: 7 }), /tokenizer_config\.json: "chat_template": /],
    ["an end of turn that is a text", { "generation_config.json": '{"eos_token_id": "382"}' }, /generation_config\.json: "eos_token_id"/],
    [
      "ordinary tokens beyond the logits",
      vocabularyWith({ strange: 5000 }),
      /a tokenizer of 5001 tokens, and logits of 416, expected a tokenizer of this model/,
    ],
    [
      "ends of turn beyond the logits",
      { ...tokenizerWith(far), ...tokens({ eos_token: "<image_soft_token>" }), "generation_config.json": '{"eos_token_id":[5001]}' },
      /an end of turn with the id 5001, and logits of 416/,
    ],
    ["a config.json that is a list", { "config.json": "[]" }, /config\.json: "": /],
    [
      "a config.json that is no JSON",
      { "config.json": "{" },
      /config\.json: line 1 column 2: no JSON \(it ends too early\), expected the whole file/,
    ],
  ])("%s", async (_, change, message) => {
    const failed = await ask(folder(change)).then(String, (error: unknown) => error as Error);
    expect(failed).toBeInstanceOf(ArenaError);
    expect((failed as Error).message).toMatch(message);
    expect((failed as Error).message).not.toMatch(/\.(cc|h):\d|onnxruntime_src/);
  });

  test("names of a model hub, folders that are none, and files", async () => {
    await expect(open("org/tiny-model")).rejects.toThrow(/no such folder, .* https:\/\/<hub>\/org\/tiny-model\/resolve\/main/);
    await expect(open("hf://org/tiny-model")).rejects.toThrow(/https:\/\/<hub>\/org\/tiny-model\/resolve\/main/);
    await expect(open("file:///no/where")).rejects.toThrow(/no such folder/);
    await expect(open(join(folder({}), "config.json"))).rejects.toThrow(/config\.json: a file, expected the folder that it is in/);
  });
});

describe("where the model leaves its sizes open, config.json tells them", async () => {
  const session = await nodeSession("open", join(folder({}), "onnx", "model.onnx"), 1);
  const unnamed = <T extends { readonly name: string }>(slots: readonly T[]) =>
    slots.map((slot) => (/past|present/.test(slot.name) ? { ...slot, dims: ["?", "?", "?", "?"] } : slot));
  const bare = { ...session, inputs: unnamed(session.inputs), outputs: unnamed(session.outputs), dispose: () => Promise.resolve() };
  const asked = async (change: object) => {
    const causal = await openCausal("open", { ...causalTexts(smol), config: json("config.json", { ...NONE, ...change }) }, bare, 1024);
    return (await causal.weigh(QUESTION.messages, QUESTION.answers)).shares;
  };
  const shares = (await (await openCausal("open", causalTexts(smol), bare, 1024)).weigh(QUESTION.messages, QUESTION.answers)).shares;

  test.each([
    ["in text_config", { text_config: SIZES }],
    ["in text_config beside null", { num_attention_heads: null, hidden_size: null, text_config: SIZES }],
    ["in llm_config", { llm_config: SIZES }],
    ["by the names of older families", { n_head: 6, n_head_kv: 2, n_embd: 96 }],
    ["as head_dim", { num_key_value_heads: 2, head_dim: 16 }],
  ])("%s", async (_, change) => expect(await asked(change)).toEqual(shares));

  test("or an error says what is missing, or does not fit", async () => {
    await expect(asked({})).rejects.toThrow(
      /past_key_values\.0\.key of shape \[\?,\?,\?,\?\], .*config\.json \(num_key_value_heads and head_dim/,
    );
    await expect(asked({ text_config: { num_attention_heads: 5, hidden_size: 96 } })).rejects.toMatchObject({ name: "BadInput" });
    await expect(asked({ num_attention_heads: 5, head_dim: 7 })).rejects.toMatchObject({ name: "ModelFailed" });
  });
});

describe("logits that are not finite", () => {
  test.each([NaN, Infinity, -Infinity])("%s is ModelFailed where the model is opened", async (by) => {
    await expect(open(folder(family({ spoilt: { after: 0, by } })))).rejects.toMatchObject({
      name: "ModelFailed",
      message: expect.stringMatching(/a logit of (NaN|-?Infinity) after 1 token, expected finite numbers/) as string,
    });
  });

  test("are ModelFailed at the first row that has them, in a question and in an answer; the next question is answered", async () => {
    const short = [{ role: "user", content: "Answer." }] as const;
    const fine = await open(folder({}));
    const { usage } = await fine.weigh(short, ["north"]);
    const causal = await open(folder(family({ spoilt: { after: usage.input + 2, by: NaN } })));
    await expect(causal.weigh(QUESTION.messages, QUESTION.answers)).rejects.toMatchObject({ name: "ModelFailed" });
    await expect(causal.complete(short, 8)).rejects.toThrow(`a logit of NaN after ${usage.input + 3} tokens`);
    // What is added depends on how many tokens there are in all, so that the first row behind the question has it.
    const long = "north of the runner, two cells east";
    await expect(causal.weigh(short, [long])).rejects.toThrow(`a logit of NaN after ${usage.input + 1} tokens`);
    expect((await causal.weigh(short, ["a", "b"])).shares).toEqual((await fine.weigh(short, ["a", "b"])).shares);
  });

  test("of a student are ModelFailed; weights that are not finite are refused when it is opened", async () => {
    const files = tinyStudent("kd", 3);
    const changed = (by: number): StudentFiles => {
      const weights = new Map(decodeWeights(files.weights, "test"));
      const { dims, data } = weights.get("model.norm.weight")!;
      weights.set("model.norm.weight", { dims, data: data.map(() => by) });
      const bytes = encodeWeights(weights, "F32");
      return {
        ...files,
        student: JSON.stringify({ ...(JSON.parse(files.student) as object), weights: bytesDigest(bytes) }),
        weights: bytes,
      };
    };
    for (const by of [NaN, Infinity])
      expect(() => openStudent("broken", changed(by), nodeRuntime(1))).toThrow(
        /weights model\.norm\.weight: a weight of (NaN|Infinity), expected finite/,
      );
    const student = openStudent("large", changed(3e38), nodeRuntime(1));
    const failed = { name: "ModelFailed", message: expect.stringContaining("student large: a logit of") as string };
    await expect(student.weigh("near", ["free", "far"])).rejects.toMatchObject(failed);
    await expect(student.judge("near", ["far", "free"])).rejects.toMatchObject(failed);
    await expect(student.complete("near")).rejects.toMatchObject(failed);
    await student.dispose();
  });
});

describe("the end of a turn", () => {
  test("counts in whichever of its tokens, where one answer begins another", async () => {
    const answers = ["the", "the runner"] as const;
    const odds = async (ends: readonly number[]) => {
      const causal = await open(
        folder({ "generation_config.json": JSON.stringify({ eos_token_id: ends }), ...tokens({ eos_token: null }) }),
      );
      const { shares } = await causal.weigh(QUESTION.messages, answers);
      return shares[0]! / shares[1]!;
    };
    const [first, second, both] = [await odds([382]), await odds([383]), await odds([382, 383])];
    expect(both).toBeGreaterThan(Math.min(first, second));
    expect(both).toBeLessThan(Math.max(first, second));
  });

  test("may come at once: the answer is an empty text", async () => {
    const every = Array.from({ length: 416 }, (_, i) => i);
    const causal = await open(folder({ "generation_config.json": JSON.stringify({ eos_token_id: every }) }));
    expect(await causal.complete(QUESTION.messages, 8)).toMatchObject({ text: "", ended: true, usage: { output: 0 } });
  });
});

test("the day, the language and the clock of the machine are in no question", async () => {
  const dated = `{{ strftime_now('%d %b %Y|%-d. %B %y %A %H:%M %j %%') }}${template}`;
  const spelled = `26 Jul 2024|26. July 24 Friday 00:00 208 %${template}`;
  expect(await ask(folder(tokens({ chat_template: dated })))).toEqual(await ask(folder(tokens({ chat_template: spelled }))));
});

test("keys of objects are sorted in a question as in Python, and not by a language", async () => {
  const sorted = `{{ {'z': 1, 'ä': 2, 'B': 3, 'a': 4} | tojson(sort_keys=true) }}${template}`;
  const spelled = `{{ '{"B": 3, "a": 4, "z": 1, "ä": 2}' }}${template}`;
  expect(await ask(folder(tokens({ chat_template: sorted })))).toEqual(await ask(folder(tokens({ chat_template: spelled }))));
  expect(["z", "ä"].sort((a, b) => a.localeCompare(b, "de"))).toEqual(["ä", "z"]);
});

describe("a student's folder", () => {
  const files = tinyStudent("kd", 1);
  const put = (change: Readonly<Record<string, string | Uint8Array | undefined>>) => {
    const home = join(root, `student-${n++}`);
    mkdirSync(home);
    const all = { "student.json": files.student, "tokenizer.json": files.tokenizer, "model.safetensors": files.weights, ...change };
    for (const [file, content] of Object.entries(all)) if (content !== undefined) writeFileSync(join(home, file), content);
    return home;
  };
  const opened = async (home: string) => {
    const { name, files: read } = await readStudent(home);
    return openStudent(name, read, nodeRuntime(1));
  };
  const said = (change: object) => ({ "student.json": JSON.stringify({ ...(JSON.parse(files.student) as object), ...change }) });
  const decoder = (change: object) => said({ decoder: { ...(JSON.parse(files.student) as { decoder: object }).decoder, ...change } });

  test.each<readonly [string, Parameters<typeof put>[0], RegExp]>([
    ["without student.json", { "student.json": undefined }, /no student\.json in its folder, expected the folder of a student, with/],
    ["without weights", { "model.safetensors": undefined }, /no model\.safetensors in its folder/],
    ["of another format", said({ format: 1 }), /format 1, expected 2: it was made by another version of the arena/],
    ["with a pointer of Git LFS", { "model.safetensors": POINTER }, /model\.safetensors is a pointer of Git LFS/],
    ["with weights of 0 bytes", { "model.safetensors": "" }, /model\.safetensors has 0 bytes/],
    ["with a file that is no JSON", { "tokenizer.json": "{" }, /tokenizer\.json: line 1 column 2: no JSON/],
    ["with a foreign tokenizer", { "tokenizer.json": "[]" }, /a tokenizer\.json that cannot be read/],
    ["with other heads", decoder({ heads: 3 }), /3 heads in a width of 32, expected heads of the same, even width/],
    [
      "with sizes that nothing could hold",
      decoder({ layers: 48, width: 4096, hidden: 16_384 }),
      /of shape \[\d+,32\], expected \[\d+,4096\]/,
    ],
    ["with a foreign field", said({ kind: "gd" }), /student\.json: "kind": /],
  ])("%s", async (_, change, message) => {
    const failed = await opened(put(change)).then(String, (error: unknown) => error as Error);
    expect(failed).toBeInstanceOf(ArenaError);
    expect((failed as Error).message).toMatch(message);
  });

  test("with byte order marks plays as before", async () => {
    const [one, other] = [
      await opened(put({})),
      await opened(put({ "student.json": `\uFEFF${files.student}`, "tokenizer.json": utf16(files.tokenizer) })),
    ];
    expect(await other.weigh("near", ["free", "far"])).toEqual(await one.weigh("near", ["free", "far"]));
  });

  test("at an address that begins with file: is read; a file is no folder", async () => {
    const home = put({});
    expect((await readStudent(pathToFileURL(home).href)).files.student).toBe(files.student);
    await expect(readStudent(join(home, "student.json"))).rejects.toThrow(/a file, expected the folder of a student: unpack it/);
    await expect(readStudent("file://elsewhere/home")).rejects.toMatchObject({ name: "BadInput" });
  });

  test("of a name that is nearly a committed one", async () => {
    await expect(readStudent("pursuit_kd")).rejects.toThrow(/no such student \(did you mean "pursuit-kd"\?\), expected a committed one/);
  });
});

/** How many foreign folders are tried. */
const FUZZ = Number(process.env["FUZZ"] ?? 60);

/** An object with some fields of it, or further ones, replaced by foreign values. */
const foreign = (object: Readonly<Record<string, unknown>>, further: readonly string[] = []) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(object), ...further), fc.oneof(fc.jsonValue(), fc.integer(), fc.constantFrom(...ODD)), {
      minKeys: 1,
      maxKeys: 3,
    })
    .map((change) => ({ ...object, ...change }));

/** Values that tools write in earnest. */
const ODD = [null, -1, 0, 0.5, 1e300, 2 ** 32 - 1, "", "382", true, [], {}, [382, 380], [null], { content: "<|im_end|>" }, { content: 5 }];

const EOS = ["eos_token_id", "bos_token_id", "pad_token_id"];
const parse = (text: string) => JSON.parse(text) as Record<string, unknown>;

/** Whether an error is one that people can act on. */
function isPlain(error: unknown): boolean {
  expect(error).toBeInstanceOf(ArenaError);
  const { name, message } = error as ArenaError;
  expect(["BadInput", "ModelFailed"]).toContain(name);
  expect(message).toMatch(/^(model|student|weights|tokenizer)\b.*: .+, expected /s);
  expect(message).not.toMatch(/\n {4}at |\.(cc|h):\d/);
  return true;
}

test.each(["config", "tokenizerConfig", "generation"] as const)(
  "whatever stands in a model's %s, it plays or says why not",
  async (file) => {
    const texts = causalTexts(smol);
    const further =
      file === "config"
        ? [...EOS, "text_config", "n_head", "n_ctx", "num_kv_heads"]
        : file === "generation"
          ? EOS
          : ["pad_token", "extra_special_tokens", "additional_special_tokens"];
    const sessions = await Promise.all(
      [{}, { unnamed: true }].map((more) => nodeSession("fuzz", join(folder(family(more)), "onnx", "model.onnx"), 1)),
    );
    await fc.assert(
      fc.asyncProperty(foreign(parse(texts[file]!), further), fc.nat({ max: 1 }), async (changed, which) => {
        const session = { ...sessions[which]!, dispose: () => Promise.resolve() };
        try {
          const causal = await openCausal("fuzz", { ...texts, [file]: JSON.stringify(changed) }, session, 512);
          const { shares } = await causal.weigh(QUESTION.messages, ["1", "10", "north"]);
          expect(shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
          expect(typeof (await causal.complete(QUESTION.messages, 2)).text).toBe("string");
          await causal.dispose();
        } catch (error) {
          return isPlain(error);
        }
      }),
      { numRuns: FUZZ },
    );
  },
);

test.each([false, true])("whatever stands in student.json, in its decoder: %s, the student plays or says why not", async (inner) => {
  const files = tinyStudent("ld", 2);
  const whole = { ...parse(files.student), lexicon: { words: ["near", "free"], phrases: {} } };
  const decoder = (whole as unknown as { decoder: Record<string, unknown> }).decoder;
  const changed = inner ? foreign(decoder).map((one) => ({ ...whole, decoder: one })) : foreign(whole);
  const runtime = nodeRuntime(1);
  await fc.assert(
    fc.asyncProperty(changed, async (student) => {
      try {
        const opened = openStudent("fuzz", { ...files, student: JSON.stringify(student) }, runtime);
        const [score] = await opened.judge("near", ["use when near free"]);
        expect(Number.isFinite(score)).toBe(true);
        expect(typeof (await opened.complete("near"))).toBe("string");
        await opened.dispose();
      } catch (error) {
        return isPlain(error);
      }
    }),
    { numRuns: FUZZ },
  );
});

test("whatever stands in an ONNX file, the names in it are found, or it is no whole model", async () => {
  const whole = beside("weights.bin")["onnx/model.onnx"] as Uint8Array;
  // Without the numbers inside, which say nothing: what is left is the graph.
  const graph = modelOf({ ...smol, layers: 1, width: 32, hidden: 32, heads: 2, groups: 1 }, "fp32", "weights.bin").model;
  const read = (bytes: Uint8Array) => referencesIn(bytes.length, (from, to) => Promise.resolve(bytes.subarray(from, to)));
  expect((await read(whole)).map(({ file }) => file)).toEqual(["weights.bin"]);
  const change = fc.record({ at: fc.nat({ max: graph.length - 1 }), to: fc.nat({ max: 255 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), fc.nat({ max: 3 }), async (changes, cut) => {
      const bytes = graph.slice(0, graph.length - cut);
      for (const { at, to } of changes) if (at < bytes.length) bytes[at] = to;
      const found = await read(bytes).catch((error: unknown) => error as Error);
      if (found instanceof Error) expect(found.message).toMatch(/cut off|beyond its end|unknown field|a name of|without end|varint/);
      else for (const { least } of found) expect(least).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: FUZZ },
  );
});
