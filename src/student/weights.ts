/**
 * Converts the weights of a decoder to and from safetensors files with the tensor names and the layout of Hugging Face's Llama: matrices are
 * [out, in]; queries, keys and values are separate tensors, and so are the gate and up projections of a feed-forward layer.
 */
import { z } from "zod";
import { ArenaError } from "../core/index.ts";
import { type Decoder, parameterCount, parametersOf } from "./decoder.ts";
import { sizeOf } from "./graph.ts";

/** Tensors by name. */
export type Weights = ReadonlyMap<string, { readonly dims: readonly number[]; readonly data: Float32Array }>;

/** Where a tensor of that layout lies in our parameter vector: columns `column` to `column + dims[0]` of a matrix [in, all]. */
type Place = { readonly name: string; readonly dims: readonly number[]; readonly parameter: string; readonly column: number };

function placesOf({ vocabulary, layers, width, hidden, vectors }: Decoder): readonly Place[] {
  const square = [width, width];
  const places: Place[] = [{ name: "model.embed_tokens.weight", dims: [vocabulary, width], parameter: "embedding", column: 0 }];
  if (vectors !== undefined) places.push({ name: "model.embed_words.weight", dims: [vectors, width], parameter: "projection", column: 0 });
  for (let i = 0; i < layers; i++) {
    const at = (name: string, dims: readonly number[], parameter: string, column = 0) =>
      places.push({ name: `model.layers.${i}.${name}.weight`, dims, parameter: `${i}.${parameter}`, column });
    at("input_layernorm", [width], "attention-gain");
    at("self_attn.q_proj", square, "attention");
    at("self_attn.k_proj", square, "attention", width);
    at("self_attn.v_proj", square, "attention", 2 * width);
    at("self_attn.o_proj", square, "merge");
    at("post_attention_layernorm", [width], "expand-gain");
    at("mlp.gate_proj", [hidden, width], "expand");
    at("mlp.up_proj", [hidden, width], "expand", hidden);
    at("mlp.down_proj", [width, hidden], "contract");
  }
  places.push({ name: "model.norm.weight", dims: [width], parameter: "gain", column: 0 });
  return places;
}

/** Converts a parameter vector to named tensors. */
export function weightsOf(decoder: Decoder, parameters: Float32Array): Weights {
  const byName = new Map(parametersOf(decoder).map((one) => [one.name, one]));
  return new Map(
    placesOf(decoder).map(({ name, dims, parameter, column }) => {
      const { from, shape, kind, size } = byName.get(parameter)!;
      if (kind !== "matrix") return [name, { dims, data: parameters.slice(from, from + size) }] as const;
      const [rows, columns] = dims as [number, number];
      const all = shape[1]!;
      const data = new Float32Array(rows * columns);
      for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) data[r * columns + c] = parameters[from + c * all + column + r]!;
      return [name, { dims, data }] as const;
    }),
  );
}

/** Converts named tensors to a parameter vector; throws `BadInput` where one is missing, of another shape, or not finite. */
export function parametersIn(decoder: Decoder, weights: Weights): Float32Array {
  const places = placesOf(decoder);
  // Before anything is made of the sizes that a file claims, they are compared with its tensors.
  const tensors = places.map(({ name, dims }) => {
    const bad = (found: string, expected: string) => new ArenaError("BadInput", `weights ${name}`, found, expected);
    const tensor = weights.get(name);
    if (tensor === undefined || tensor.dims.join() !== dims.join())
      throw bad(tensor === undefined ? "missing" : `of shape [${tensor.dims.join()}]`, `expected [${dims.join()}]`);
    const wrong = tensor.data.find((one) => !Number.isFinite(one));
    if (wrong !== undefined) throw bad(`a weight of ${wrong}`, "expected finite numbers: train the student again");
    return tensor;
  });
  const byName = new Map(parametersOf(decoder).map((one) => [one.name, one]));
  const parameters = new Float32Array(parameterCount(decoder));
  for (const [i, { dims, parameter, column }] of places.entries()) {
    const { from, shape, kind } = byName.get(parameter)!;
    const { data } = tensors[i]!;
    if (kind !== "matrix") {
      parameters.set(data, from);
      continue;
    }
    const [rows, columns] = dims as [number, number];
    const all = shape[1]!;
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) parameters[from + c * all + column + r] = data[r * columns + c]!;
  }
  return parameters;
}

/** The number format of stored weights; with I8 each row of a matrix is whole numbers of 8 bits, and has a scale, and vectors are F16. */
export type Precision = "F32" | "F16" | "I8";

/** The name of the tensor with the scales of a matrix's rows. */
const scaleOf = (name: string): string => `${name}_scale`;

/** The largest whole number that a weight of 8 bits becomes. */
const LARGEST = 127;

const headerSchema = z.record(
  z.string(),
  z.looseObject({
    dtype: z.string().optional(),
    shape: z.array(z.int().min(0)).optional(),
    data_offsets: z.tuple([z.int().min(0), z.int().min(0)]).optional(),
  }),
);

/** The bytes of a safetensors file. */
export function encodeWeights(
  weights: Weights,
  precision: Precision,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const stored = [...weights].flatMap(([name, { dims, data }]): readonly Stored[] => {
    if (precision !== "I8") return [{ name, dtype: precision, dims, data }];
    return dims.length < 2 ? [{ name, dtype: "F16", dims, data }] : quantised(name, dims, data);
  });
  let offset = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt", ...metadata } };
  for (const { name, dtype, dims, data } of stored) {
    const end = offset + data.length * BYTES[dtype];
    header[name] = { dtype, shape: dims, data_offsets: [offset, end] };
    offset = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + padded + offset).fill(32, 8, 8 + padded);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(padded), true);
  file.set(text, 8);
  let at = 8 + padded;
  for (const { dtype, data } of stored)
    for (const number of data) {
      if (dtype === "F32") view.setFloat32(at, number, true);
      else if (dtype === "F16") view.setUint16(at, toHalf(number), true);
      else view.setInt8(at, number);
      at += BYTES[dtype];
    }
  return file;
}

/** Bytes of a number in each format. */
const BYTES = { F32: 4, F16: 2, I8: 1 } as const;

/** A tensor as it is stored. */
type Stored = { readonly name: string; readonly dtype: keyof typeof BYTES; readonly dims: readonly number[]; readonly data: Float32Array };

/** A matrix in whole numbers of 8 bits, and the scale of each of its rows: the row's largest magnitude becomes 127. */
function quantised(name: string, dims: readonly number[], data: Float32Array): readonly Stored[] {
  const rows = dims[0]!;
  const columns = data.length / rows;
  const scales = new Float32Array(rows);
  const whole = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const of = data.subarray(row * columns, (row + 1) * columns);
    const scale = Math.fround(of.reduce((most, one) => Math.max(most, Math.abs(one)), 0) / LARGEST);
    scales[row] = scale;
    if (scale > 0)
      for (const [i, one] of of.entries()) whole[row * columns + i] = Math.max(-LARGEST, Math.min(LARGEST, Math.round(one / scale)));
  }
  return [
    { name, dtype: "I8", dims, data: whole },
    { name: scaleOf(name), dtype: "F32", dims: [rows], data: scales },
  ];
}

/** The texts in the header of a safetensors file that `decodeWeights` accepts. */
export function metadataOf(file: Uint8Array): Readonly<Record<string, string>> {
  const length = Number(new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as { readonly __metadata__?: Record<string, string> };
  return header.__metadata__ ?? {};
}

/** Reads a safetensors file; throws `BadInput` when the bytes are cut off or are not those of such a file. */
export function decodeWeights(file: Uint8Array, where: string): Weights {
  const bad = (found: string) =>
    new ArenaError("BadInput", where, found, "expected a whole safetensors file of numbers of 8, 16 or 32 bits");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 8) throw bad(`${file.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw bad("a header longer than the file");
  let header: z.output<typeof headerSchema>;
  try {
    header = headerSchema.parse(JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))));
  } catch {
    throw bad("a header that cannot be read");
  }
  const weights = new Map<string, { dims: readonly number[]; data: Float32Array }>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const bytes = (BYTES as Readonly<Record<string, number>>)[dtype ?? ""];
    if (bytes === undefined || shape === undefined || data_offsets === undefined) throw bad(`${name} is of type ${dtype ?? "none"}`);
    const count = sizeOf(shape);
    const from = 8 + length + data_offsets[0];
    if (data_offsets[1] - data_offsets[0] !== count * bytes || from + count * bytes > file.length) throw bad(`${name} is cut off`);
    const data = new Float32Array(count);
    for (let i = 0; i < count; i++)
      data[i] =
        dtype === "F32"
          ? view.getFloat32(from + 4 * i, true)
          : dtype === "F16"
            ? fromHalf(view.getUint16(from + 2 * i, true))
            : view.getInt8(from + i);
    weights.set(name, { dims: shape, data });
  }
  for (const [name, { dims, data }] of weights) {
    const scales = weights.get(scaleOf(name))?.data;
    if (scales === undefined) {
      if (header[name]!.dtype === "I8") throw bad(`${name} has no scales`);
      continue;
    }
    if (scales.length !== dims[0]) throw bad(`${name} has ${scales.length} scales for ${dims[0] ?? 0} rows`);
    const columns = data.length / scales.length;
    for (const i of data.keys()) data[i]! *= scales[Math.floor(i / columns)]!;
    weights.delete(scaleOf(name));
  }
  return weights;
}

const word = new DataView(new ArrayBuffer(4));

/** The bits of a number as float16, rounded to the nearest (ties to even); a number that is too large becomes infinite. */
export function toHalf(number: number): number {
  word.setFloat32(0, number);
  const bits = word.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | (Number.isNaN(number) ? 0x7e00 : 0x7c00);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    const whole = fraction | 0x800000;
    const shift = 14 - exponent;
    const half = whole >>> shift;
    const rest = whole & ((1 << shift) - 1);
    const middle = 1 << (shift - 1);
    return sign | (half + (rest > middle || (rest === middle && (half & 1) === 1) ? 1 : 0));
  }
  const half = (exponent << 10) | (fraction >>> 13);
  const rest = fraction & 0x1fff;
  return sign | (half + (rest > 0x1000 || (rest === 0x1000 && (half & 1) === 1) ? 1 : 0));
}

/** The number that the bits of a float16 stand for. */
export function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
