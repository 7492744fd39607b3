/**
 * Exports a decoder as an ONNX model in the layout of Hugging Face's exports, with a KV cache, for use outside the arena. Its inputs are
 * `input_ids`, `attention_mask`, `position_ids` and `past_key_values.<n>.key|value`, its outputs `logits` and `present.<n>.key|value`.
 *
 * Attention is decomposed into products and a softmax: fused operators give wrong results on some WebGPU backends.
 */
import { type Decoder, EPSILON, headOf, parametersOf, rotaryTables } from "./decoder.ts";
import { type Constant, type DataType, encodeModel, MICROSOFT, type Node, type Numbers, type Port } from "./onnx.ts";
import { MASKED } from "./step.ts";

/** Bits of a weight in a matrix: 32 as trained, 8 or 4 quantised in blocks with a scale each. */
export type Bits = 32 | 8 | 4;

/** The file name of each precision, as transformers.js looks for it. */
export const FILES: Readonly<Record<Bits, string>> = { 32: "model.onnx", 8: "model_quantized.onnx", 4: "model_q4.onnx" };

/** How many weights share a scale. */
const BLOCK = 32;

/** The bytes of the model. */
export function exportModel(decoder: Decoder, parameters: Float32Array, bits: Bits): Uint8Array<ArrayBuffer> {
  const { vocabulary, layers, width, heads, hidden, context } = decoder;
  const head = width / heads;
  const nodes: Node[] = [];
  const constants: Constant[] = [];
  let count = 0;
  const put = (op: string, from: readonly string[], attributes: Node["attributes"] = {}, domain?: string, name = `${op}${count++}`) => {
    nodes.push({ op, inputs: from, outputs: [name], attributes, ...(domain === undefined ? {} : { domain }) });
    return name;
  };
  const constant = (name: string, data: Numbers, dims: readonly number[], type: DataType = "float32") => {
    constants.push({ name, data, dims, type });
    return name;
  };
  const integers = (name: string, values: readonly number[]) =>
    constant(name, BigInt64Array.from(values.map(BigInt)), [values.length], "int64");
  const byName = new Map(parametersOf(decoder).map((one) => [one.name, one]));
  const numbers = (name: string) => {
    const { from, size } = byName.get(name)!;
    return parameters.subarray(from, from + size);
  };
  /** Columns `from` to `from + m` of a matrix [k, all]. */
  const columns = (name: string, from: number, m: number): Float32Array => {
    const [k, all] = byName.get(name)!.shape as [number, number];
    const source = numbers(name);
    const part = new Float32Array(k * m);
    for (let i = 0; i < k; i++) part.set(source.subarray(i * all + from, i * all + from + m), i * m);
    return part;
  };
  /** `x w`, with `w` [k, m] in as many bits as asked for. */
  const linear = (x: string, name: string, w: Float32Array, k: number, m: number): string => {
    if (bits === 32 || k % BLOCK !== 0) return put("MatMul", [x, constant(name, w, [k, m])]);
    const { values, scales } = quantized(w, k, m, bits);
    const perBlock = bits === 4 ? BLOCK / 2 : BLOCK;
    const from = [
      x,
      constant(`${name}.values`, values, [m, k / BLOCK, perBlock], "uint8"),
      constant(`${name}.scales`, scales, [(m * k) / BLOCK]),
    ];
    return put("MatMulNBits", from, { K: k, N: m, bits, block_size: BLOCK }, MICROSOFT);
  };
  const norm = (x: string, gain: string) =>
    put("SimplifiedLayerNormalization", [x, constant(gain, numbers(gain), [width])], {
      axis: -1,
      epsilon: { float: EPSILON },
      stash_type: 1,
    });

  const { cos, sin } = rotaryTables(decoder, context);
  const [cosines, sines] = [constant("cos", cos, [context, head / 2]), constant("sin", sin, [context, head / 2])];
  const toHeads = integers("to-heads", [0, 0, heads, head]);
  const fromHeads = integers("from-heads", [0, 0, width]);
  const mask = maskNodes(put, constant, integers);
  const scale = constant("scale", Float32Array.of(1 / Math.sqrt(head)), []);
  const inputs: Port[] = [
    { name: "input_ids", type: "int64", dims: ["batch_size", "sequence_length"] },
    { name: "attention_mask", type: "int64", dims: ["batch_size", "total_sequence_length"] },
    { name: "position_ids", type: "int64", dims: ["batch_size", "sequence_length"] },
  ];
  const outputs: Port[] = [{ name: "logits", type: "float32", dims: ["batch_size", "sequence_length", vocabulary] }];

  let x = put("Gather", [constant("embedding", numbers("embedding"), [vocabulary, width]), "input_ids"], { axis: 0 });
  for (let i = 0; i < layers; i++) {
    const normed = norm(x, `${i}.attention-gain`);
    const part = (at: number, name: string) => {
      const flat = linear(normed, `${i}.${name}`, columns(`${i}.attention`, at * width, width), width, width);
      return put("Transpose", [put("Reshape", [flat, toHeads])], { perm: [0, 2, 1, 3] });
    };
    const turned = (z: string) => put("RotaryEmbedding", [z, "position_ids", cosines, sines], {}, MICROSOFT);
    const [queries, keys, values] = [turned(part(0, "queries")), turned(part(1, "keys")), part(2, "values")];
    const cached = (kind: "key" | "value", fresh: string) => {
      const [past, present] = [`past_key_values.${i}.${kind}`, `present.${i}.${kind}`];
      const dims = (length: string) => ["batch_size", heads, length, head];
      inputs.push({ name: past, type: "float32", dims: dims("past_sequence_length") });
      outputs.push({ name: present, type: "float32", dims: dims("total_sequence_length") });
      return put("Concat", [past, fresh], { axis: 2 }, undefined, present);
    };
    const [allKeys, allValues] = [cached("key", keys), cached("value", values)];
    const scores = put("MatMul", [put("Mul", [queries, scale]), put("Transpose", [allKeys], { perm: [0, 1, 3, 2] })]);
    const attention = put("Softmax", [put("Add", [scores, mask])], { axis: -1 });
    const seen = put("Reshape", [put("Transpose", [put("MatMul", [attention, allValues])], { perm: [0, 2, 1, 3] }), fromHeads]);
    x = put("Add", [x, linear(seen, `${i}.merge`, numbers(`${i}.merge`), width, width)]);
    const wide = norm(x, `${i}.expand-gain`);
    const gates = linear(wide, `${i}.gates`, columns(`${i}.expand`, 0, hidden), width, hidden);
    const ups = linear(wide, `${i}.ups`, columns(`${i}.expand`, hidden, hidden), width, hidden);
    const gated = put("Mul", [put("Mul", [gates, put("Sigmoid", [gates])]), ups]);
    x = put("Add", [x, linear(gated, `${i}.contract`, numbers(`${i}.contract`), hidden, width)]);
  }
  const logits = linear(norm(x, "gain"), "head", headOf(decoder, parameters), width, vocabulary);
  put("Identity", [logits], {}, undefined, "logits");
  return encodeModel({ nodes, constants, inputs, outputs });
}

/** The attention mask, added to scores, [batch, 1, sequence, total]: a token attends to itself and to earlier tokens that are not padding. */
function maskNodes(
  put: (op: string, from: readonly string[], attributes?: Node["attributes"]) => string,
  constant: (name: string, data: Numbers, dims: readonly number[], type?: DataType) => string,
  integers: (name: string, values: readonly number[]) => string,
): string {
  const [zero, one] = [constant("zero", BigInt64Array.of(0n), [], "int64"), constant("one", BigInt64Array.of(1n), [], "int64")];
  const length = (of: string) => put("Gather", [put("Shape", [of]), one], { axis: 0 });
  const [sequence, total] = [length("input_ids"), length("attention_mask")];
  const columns = put("Range", [zero, total, one]);
  const rows = put("Unsqueeze", [put("Range", [put("Sub", [total, sequence]), total, one]), integers("axis-1", [1])]);
  const past = put("LessOrEqual", [columns, rows]);
  const real = put("Cast", [put("Unsqueeze", ["attention_mask", integers("axes-1-2", [1, 2])])], { to: 9 });
  const seen = put("And", [past, real]);
  return put("Where", [seen, constant("free", Float32Array.of(0), []), constant("masked", Float32Array.of(MASKED), [])]);
}

/** Quantises a matrix [k, m] in blocks of a column: unsigned values of 8 or 4 bits whose middle stands for 0, and a scale for each block. */
export function quantized(
  w: Float32Array,
  k: number,
  m: number,
  bits: 8 | 4,
): { readonly values: Uint8Array; readonly scales: Float32Array } {
  const blocks = k / BLOCK;
  const perBlock = bits === 4 ? BLOCK / 2 : BLOCK;
  const middle = bits === 4 ? 8 : 128;
  const values = new Uint8Array(m * blocks * perBlock);
  const scales = new Float32Array(m * blocks);
  for (let column = 0; column < m; column++)
    for (let block = 0; block < blocks; block++) {
      const at = (i: number) => w[(block * BLOCK + i) * m + column]!;
      let most = 0;
      for (let i = 0; i < BLOCK; i++) if (Math.abs(at(i)) > Math.abs(most)) most = at(i);
      // The number with the largest magnitude gets the lowest value: there is one value more below the middle than above it.
      const scale = most === 0 ? 1 : most / -middle;
      const place = column * blocks + block;
      scales[place] = scale;
      for (let i = 0; i < BLOCK; i++) {
        const value = Math.max(0, Math.min(2 * middle - 1, Math.round(at(i) / scale) + middle));
        if (bits === 8) values[place * perBlock + i] = value;
        else values[place * perBlock + (i >> 1)]! |= (i & 1) === 1 ? value << 4 : value;
      }
    }
  return { values, scales };
}

/** The `config.json` and `generation_config.json` of a decoder. */
export function exportConfigs(
  { vocabulary, layers, width, heads, hidden, theta, context }: Decoder,
  tokens: { readonly start: number; readonly end: number; readonly pad: number },
) {
  const ends = { bos_token_id: tokens.start, eos_token_id: tokens.end, pad_token_id: tokens.pad };
  return {
    config: {
      architectures: ["LlamaForCausalLM"],
      model_type: "llama",
      vocab_size: vocabulary,
      hidden_size: width,
      intermediate_size: hidden,
      num_hidden_layers: layers,
      num_attention_heads: heads,
      num_key_value_heads: heads,
      head_dim: width / heads,
      max_position_embeddings: context,
      rms_norm_eps: EPSILON,
      rope_theta: theta,
      hidden_act: "silu",
      attention_bias: false,
      mlp_bias: false,
      tie_word_embeddings: true,
      torch_dtype: "float32",
      use_cache: true,
      ...ends,
    },
    generation: { ...ends, max_new_tokens: 32, do_sample: false },
  };
}
