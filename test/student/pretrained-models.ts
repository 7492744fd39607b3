/** Small models in the layouts of pretrained ones, with weights drawn from a key: Llama as SmolLM2 has it, and Qwen3. */
import { fold, keyOf, rng } from "../../src/core/index.ts";
import type { CausalTexts } from "../../src/student/causal.ts";
import { normal } from "../../src/student/decoder.ts";
import { quantized } from "../../src/student/export.ts";
import { type Constant, type DataType, encodeModel, MICROSOFT, type Node, type Numbers, type Port } from "../../src/student/onnx.ts";
import { trainTokenizer } from "../../src/student/tokenizer.ts";
import { toHalf } from "../../src/student/weights.ts";

/** What differs between families. */
export interface Family {
  readonly modelType: "llama" | "qwen3";
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Key-value heads: several query heads share one. */
  readonly groups: number;
  readonly head: number;
  readonly hidden: number;
  readonly theta: number;
  /** Whether the output head is a matrix of its own, not the embedding. */
  readonly untied: boolean;
  /** Whether attention is one fused operator without position_ids, as in newer exports; else it is decomposed. */
  readonly fused?: boolean;
  /** The `accuracy_level` of quantised products, as exports for CPUs have it; 4 rounds what goes in to 8 bits. */
  readonly level?: number;
  /** Whether the dimensions of the cache have neither numbers nor names. */
  readonly unnamed?: boolean;
  /** What is added to the logits of texts with more than so many tokens. */
  readonly spoilt?: { readonly after: number; readonly by: number };
  readonly template: string;
}

const SMOL_TEMPLATE =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

const QWEN_TEMPLATE = `{%- if tools %}
    {{- '<|im_start|>system\\n' }}
    {{- "# Tools" }}
{%- else %}
    {%- if messages[0].role == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}`;

/** Llama with fewer key-value heads than query heads, as SmolLM2 has it. */
export const smol: Family = {
  modelType: "llama",
  layers: 2,
  width: 96,
  heads: 6,
  groups: 2,
  head: 16,
  hidden: 128,
  theta: 100_000,
  untied: false,
  template: SMOL_TEMPLATE,
};

/** Qwen3: queries and keys are normalised, heads are wider than width / heads, the output head is untied. */
export const qwen: Family = {
  modelType: "qwen3",
  layers: 2,
  width: 64,
  heads: 4,
  groups: 2,
  head: 32,
  hidden: 96,
  theta: 1_000_000,
  untied: true,
  template: QWEN_TEMPLATE,
};

/** The most tokens that a text may have. */
const CONTEXT = 4096;

const TEXT =
  "You play a game of pursuit on a grid: pursuers hunt the runner. Round one of forty. You are at the north edge, the runner is two cells east and three south. Answer with the action alone.";

const SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"];

const tokenizer = (() => {
  const file = trainTokenizer([TEXT, TEXT], 380);
  const size = Object.keys(file.model.vocab).length;
  const added = SPECIAL.map((content, i) => ({
    id: size + i,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: !content.includes("think"),
  }));
  return { ...file, added_tokens: added, size: size + added.length, idOf: (word: string) => size + SPECIAL.indexOf(word) };
})();

/** The length of a row of logits: a few more than the tokenizer has tokens, as in real models. */
const VOCABULARY = Math.ceil(tokenizer.size / 32) * 32;

/** The texts of a model's folder. */
export function textsOf(family: Family, more: object = {}): Readonly<Record<string, string>> {
  const end = tokenizer.idOf("<|im_end|>");
  const { size: _, idOf: __, ...file } = tokenizer;
  return {
    "config.json": JSON.stringify({
      architectures: [family.modelType === "llama" ? "LlamaForCausalLM" : "Qwen3ForCausalLM"],
      model_type: family.modelType,
      vocab_size: VOCABULARY,
      hidden_size: family.width,
      intermediate_size: family.hidden,
      num_hidden_layers: family.layers,
      num_attention_heads: family.heads,
      num_key_value_heads: family.groups,
      ...(family.modelType === "qwen3" ? { head_dim: family.head } : {}),
      max_position_embeddings: CONTEXT,
      rms_norm_eps: EPSILON,
      rope_theta: family.theta,
      tie_word_embeddings: !family.untied,
      eos_token_id: end,
      ...more,
    }),
    "generation_config.json": JSON.stringify({ eos_token_id: [end, tokenizer.idOf("<|endoftext|>")] }),
    "tokenizer.json": JSON.stringify(file),
    "tokenizer_config.json": JSON.stringify({
      tokenizer_class: family.modelType === "llama" ? "GPT2Tokenizer" : "Qwen2Tokenizer",
      bos_token: family.modelType === "llama" ? "<|im_start|>" : null,
      eos_token: "<|im_end|>",
      clean_up_tokenization_spaces: false,
      model_max_length: CONTEXT,
      chat_template: family.template,
    }),
  };
}

/** The texts of a model as `openCausal` takes them. */
export function causalTexts(family: Family): CausalTexts {
  const texts = textsOf(family);
  return {
    config: texts["config.json"]!,
    generation: texts["generation_config.json"],
    tokenizer: texts["tokenizer.json"]!,
    tokenizerConfig: texts["tokenizer_config.json"]!,
  };
}

const EPSILON = 1e-5;
const BLOCK = 32;
const MASKED = -60_000;

/** The precision of a model's weights, as in the names of its files. */
export type Stored = "fp32" | "fp16" | "q8" | "q4" | "q4f16";

/** The name of the file in which a model stores its numbers so. */
export const FILE = {
  fp32: "model.onnx",
  fp16: "model_fp16.onnx",
  q8: "model_quantized.onnx",
  q4: "model_q4.onnx",
  q4f16: "model_q4f16.onnx",
} as const;

/** The bytes of a model; with `external`, those of the embedding lie in a file beside it. */
export function modelOf(
  family: Family,
  stored: Stored,
  external?: string,
): { readonly model: Uint8Array<ArrayBuffer>; readonly data: Uint8Array<ArrayBuffer> } {
  const { modelType, layers, width, heads, groups, head, hidden, theta, untied, fused = false, level, unnamed = false, spoilt } = family;
  const float: DataType = stored.endsWith("f16") || stored === "fp16" ? "float16" : "float32";
  const small = stored.startsWith("q4");
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  let count = 0;
  const put = (
    op: string,
    from: readonly string[],
    attributes: Node["attributes"] = {},
    domain?: string,
    outputs = [`${op}${count++}`],
  ) => {
    nodes.push({ op, inputs: from, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
    return outputs[0]!;
  };
  const constant = (name: string, data: Numbers, dims: readonly number[], type: DataType) => {
    constants.push({ name, data, dims, type });
    return name;
  };
  const floats = (name: string, data: Float32Array, dims: readonly number[]) =>
    constant(name, float === "float16" ? Uint16Array.from(data, toHalf) : data, dims, float);
  const integers = (name: string, values: readonly number[], dims: readonly number[] = [values.length]) =>
    constant(name, BigInt64Array.from(values, BigInt), dims, "int64");
  /** Counts draws, so that every precision stores the same weights. */
  let drawn = 0;
  const draw = (length: number, deviation: number) => {
    const from = rng(fold(keyOf(77), drawn++));
    return Float32Array.from({ length }, () => deviation * normal(from));
  };
  const linear = (x: string, name: string, k: number, m: number, w = draw(k * m, 1.4 / Math.sqrt(k))): string => {
    if (stored === "q8") return integerProduct(x, name, k, m, w);
    if (!small) return put("MatMul", [x, floats(name, w, [k, m])]);
    const { values, scales } = quantized(w, k, m, 4);
    const from = [
      x,
      constant(`${name}.values`, values, [m, k / BLOCK, BLOCK / 2], "uint8"),
      floats(`${name}.scales`, scales, [(m * k) / BLOCK]),
    ];
    const attributes = { K: k, N: m, bits: 4, block_size: BLOCK, ...(level === undefined ? {} : { accuracy_level: level }) };
    return put("MatMulNBits", from, attributes, MICROSOFT);
  };
  /** A product as dynamic quantisation writes it: of 8 bits, scaled as what comes in needs it. */
  const integerProduct = (x: string, name: string, k: number, m: number, w: Float32Array): string => {
    const [values, scale, zero] = [`${name}.in`, `${name}.in.scale`, `${name}.in.zero`];
    put("DynamicQuantizeLinear", [x], {}, undefined, [values, scale, zero]);
    // Of 7 bits, so that sums do not overflow on older processors.
    const step = w.reduce((most, one) => Math.max(most, Math.abs(one)), 0) / 63;
    const weights = Int8Array.from(w, (one) => Math.round(one / step));
    const product = put("MatMulInteger", [values, constant(`${name}.values`, weights, [k, m], "int8"), zero]);
    const scales = put("Mul", [scale, constant(`${name}.scale`, Float32Array.of(step), [], "float32")]);
    return put("Mul", [put("Cast", [product], { to: 1 }), scales]);
  };
  const norm = (x: string, name: string, size: number) =>
    put(
      "SimplifiedLayerNormalization",
      [
        x,
        floats(
          name,
          draw(size, 0.1).map((one) => 1 + one),
          [size],
        ),
      ],
      {
        axis: -1,
        epsilon: { float: EPSILON },
        stash_type: 1,
      },
    );

  const half = head / 2;
  const angle = (i: number) => Math.floor(i / half) * theta ** (-(i % half) / half);
  const cos = floats(
    "cos",
    Float32Array.from({ length: CONTEXT * half }, (_, i) => Math.cos(angle(i))),
    [CONTEXT, half],
  );
  const sin = floats(
    "sin",
    Float32Array.from({ length: CONTEXT * half }, (_, i) => Math.sin(angle(i))),
    [CONTEXT, half],
  );
  const one = integers("one", [1], []);
  const zero = integers("zero", [0], []);
  const length = (of: string) => put("Gather", [put("Shape", [of]), one], { axis: 0 });
  const total = length("attention_mask");
  let mask = "";
  let lengths: readonly string[] = [];
  if (fused) {
    const sum = put("ReduceSum", ["attention_mask", integers("axis-1", [1])], { keepdims: 0 });
    lengths = [put("Cast", [put("Sub", [sum, one])], { to: 6 }), put("Cast", [total], { to: 6 })];
  } else {
    const rows = put("Unsqueeze", [put("Range", [put("Sub", [total, length("input_ids")]), total, one]), integers("axis-1", [1])]);
    const past = put("LessOrEqual", [put("Range", [zero, total, one]), rows]);
    const real = put("Cast", [put("Unsqueeze", ["attention_mask", integers("axes-1-2", [1, 2])])], { to: 9 });
    mask = put("Where", [put("And", [past, real]), floats("free", Float32Array.of(0), []), floats("masked", Float32Array.of(MASKED), [])]);
  }
  const inputs: Port[] = [
    { name: "input_ids", type: "int64", dims: ["batch_size", "sequence_length"] },
    { name: "attention_mask", type: "int64", dims: ["batch_size", "total_sequence_length"] },
    ...(fused ? [] : [{ name: "position_ids", type: "int64", dims: ["batch_size", "sequence_length"] } as const]),
  ];
  const outputs: Port[] = [{ name: "logits", type: float, dims: ["batch_size", "sequence_length", VOCABULARY] }];
  const embedding = draw(VOCABULARY * width, 0.5);
  if (external === undefined) floats("embedding", embedding, [VOCABULARY, width]);
  const scale = floats("scale", Float32Array.of(1 / Math.sqrt(head)), []);

  let x = put("Gather", ["embedding", "input_ids"], { axis: 0 });
  for (let i = 0; i < layers; i++) {
    const normed = norm(x, `${i}.attention`, width);
    const split = (name: string, many: number) =>
      put("Reshape", [linear(normed, `${i}.${name}`, width, many * head), integers(`${i}.${name}.shape`, [0, 0, many, head])]);
    const [plainQ, plainK, v] = [split("q", heads), split("k", groups), split("v", groups)];
    const scaled = (of: string, name: string) => (modelType === "qwen3" ? norm(of, `${i}.${name}_norm`, head) : of);
    const [q, k] = [scaled(plainQ, "q"), scaled(plainK, "k")];
    const [pastKey, pastValue, key, value] = [
      `past_key_values.${i}.key`,
      `past_key_values.${i}.value`,
      `present.${i}.key`,
      `present.${i}.value`,
    ];
    const dims = (of: string) => (unnamed ? ["", "", "", ""] : ["batch_size", groups, of, head]);
    inputs.push(...[pastKey, pastValue].map((name): Port => ({ name, type: float, dims: dims("past_sequence_length") })));
    outputs.push(...[key, value].map((name): Port => ({ name, type: float, dims: dims("total_sequence_length") })));
    const flat = (of: string, many: number, name: string) => put("Reshape", [of, integers(`${i}.${name}.flat`, [0, 0, many * head])]);
    let seen: string;
    if (fused) {
      const from = [flat(q, heads, "q"), flat(k, groups, "k"), flat(v, groups, "v"), pastKey, pastValue, ...lengths, cos, sin];
      seen = put("GroupQueryAttention", from, { num_heads: heads, kv_num_heads: groups, do_rotary: 1 }, MICROSOFT, [
        `seen${i}`,
        key,
        value,
      ]);
    } else {
      const turn = (of: string) => put("Transpose", [of], { perm: [0, 2, 1, 3] });
      const rotate = (of: string) => put("RotaryEmbedding", [turn(of), "position_ids", cos, sin], {}, MICROSOFT);
      const cached = (past: string, fresh: string, present: string) => put("Concat", [past, fresh], { axis: 2 }, undefined, [present]);
      /** [batch, groups, total, head] to [batch, heads, total, head]. */
      const repeated = (of: string, name: string) => {
        const wide = put("Unsqueeze", [of, integers(`${i}.${name}.axis`, [2])]);
        const copies = put("Expand", [wide, integers(`${i}.${name}.copies`, [1, 1, heads / groups, 1, 1])]);
        return put("Reshape", [copies, integers(`${i}.${name}.merged`, [0, heads, -1, head])]);
      };
      const keys = repeated(cached(pastKey, rotate(k), key), "k");
      const values = repeated(cached(pastValue, turn(v), value), "v");
      const scores = put("Mul", [put("MatMul", [rotate(q), put("Transpose", [keys], { perm: [0, 1, 3, 2] })]), scale]);
      const attention = put("Softmax", [put("Add", [scores, mask])], { axis: -1 });
      seen = flat(turn(put("MatMul", [attention, values])), heads, "seen");
    }
    x = put("Add", [x, linear(seen, `${i}.o`, heads * head, width)]);
    const wide = norm(x, `${i}.mlp`, width);
    const [gate, up] = [linear(wide, `${i}.gate`, width, hidden), linear(wide, `${i}.up`, width, hidden)];
    const gated = put("Mul", [put("Mul", [gate, put("Sigmoid", [gate])]), up]);
    x = put("Add", [x, linear(gated, `${i}.down`, hidden, width)]);
  }
  const turned = Float32Array.from(
    { length: width * VOCABULARY },
    (_, i) => embedding[(i % VOCABULARY) * width + Math.floor(i / VOCABULARY)]!,
  );
  const logits = linear(norm(x, "norm", width), "head", width, VOCABULARY, untied ? undefined : turned);
  if (spoilt === undefined) put("Identity", [logits], {}, undefined, ["logits"]);
  else {
    const late = put("Greater", [total, integers("after", [spoilt.after], [])]);
    const more = put("Where", [late, floats("by", Float32Array.of(spoilt.by), []), floats("nothing", Float32Array.of(0), [])]);
    put("Add", [logits, more], {}, undefined, ["logits"]);
  }
  const model = encodeModel({ nodes, constants, inputs, outputs });
  if (external === undefined) return { model, data: new Uint8Array() };
  const numbers = float === "float16" ? Uint16Array.from(embedding, toHalf) : embedding;
  const data = new Uint8Array(numbers.buffer);
  return { model: withExternal(model, "embedding", [VOCABULARY, width], float === "float16" ? 10 : 1, external, data.length), data };
}

/**
 * A model with one more constant, whose numbers lie in another file.
 *
 * Messages of protocol buffers merge when one is appended to the other: the bytes that are appended are a second part of the graph.
 */
function withExternal(
  model: Uint8Array,
  name: string,
  dims: readonly number[],
  type: number,
  file: string,
  bytes: number,
): Uint8Array<ArrayBuffer> {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]);
  const integer = (field: number, value: number) => [...varint(field * 8), ...varint(value)];
  const message = (field: number, inner: readonly number[]) => [...varint(field * 8 + 2), ...varint(inner.length), ...inner];
  const text = (field: number, value: string) => message(field, [...new TextEncoder().encode(value)]);
  const entry = (key: string, value: string) => message(13, [...text(1, key), ...text(2, value)]);
  const tensor = [
    ...dims.flatMap((dim) => integer(1, dim)),
    ...integer(2, type),
    ...text(8, name),
    ...entry("location", file),
    ...entry("offset", "0"),
    ...entry("length", String(bytes)),
    ...integer(14, 1),
  ];
  return Uint8Array.from([...model, ...message(7, message(5, tensor))]);
}

/** A question to every model here. */
export const QUESTION = {
  messages: [
    { role: "system", content: "You play a game of pursuit on a grid. ".repeat(3) },
    { role: "user", content: "The runner is two cells east. Answer with the action alone." },
  ],
  answers: ["north", "east", "south", "west", "stay"],
} as const;

/** The models' answers to it, as computed by Node on the CPU: the probabilities of the first three. */
export const SAID: Readonly<Record<"smol" | "qwen", Readonly<Record<Stored, readonly [number, number, number]>>>> = {
  smol: {
    fp32: [0.0053, 0.4279, 0.5668],
    q8: [0.0051, 0.4234, 0.5715],
    q4: [0.0006, 0.9637, 0.0357],
    fp16: [0.0053, 0.425, 0.5696],
    q4f16: [0.0006, 0.964, 0.0354],
  },
  qwen: {
    fp32: [0.2975, 0.0055, 0.697],
    q8: [0.272, 0.0058, 0.7222],
    q4: [0.273, 0.0051, 0.7218],
    fp16: [0.2975, 0.0054, 0.6971],
    q4f16: [0.2732, 0.0051, 0.7216],
  },
};

/** The same of the models of 4 bits whose products round what goes in to 8 bits (`accuracy_level` 4). */
export const SAID_AT_LEVEL_4: Readonly<Record<"smol" | "qwen", readonly [number, number, number]>> = {
  smol: [0.0005, 0.969, 0.0305],
  qwen: [0.2768, 0.0051, 0.7181],
};
