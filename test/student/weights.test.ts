/** Weights as safetensors in the layout of Hugging Face. */
import { describe, expect, test } from "vitest";
import { decoderSchema, initialParameters, parameterCount, parametersOf } from "../../src/student/decoder.ts";
import { decodeWeights, encodeWeights, fromHalf, parametersIn, toHalf, weightsOf } from "../../src/student/weights.ts";

const decoder = decoderSchema.parse({ vocabulary: 300, layers: 2, width: 32, heads: 4, hidden: 48 });
const parameters = initialParameters(decoder, [0, 3]).map((x, i) => x + (i % 7) / 100);

describe("weights", () => {
  test("go to tensors and back without a change", () => {
    const weights = weightsOf(decoder, parameters);
    expect(parametersIn(decoder, weights)).toEqual(parameters);
    expect([...weights.values()].reduce((sum, { data }) => sum + data.length, 0)).toBe(parameterCount(decoder));
    // Our matrices are [in, out], those of Hugging Face [out, in].
    const { from, shape } = parametersOf(decoder).find(({ name }) => name === "1.attention")!;
    const keys = weights.get("model.layers.1.self_attn.k_proj.weight")!;
    expect(keys.dims).toEqual([32, 32]);
    expect(keys.data[5 * 32 + 9]).toBe(parameters[from + 9 * shape[1]! + 32 + 5]);
  });

  test("are stored whole in 32 bits, and to three digits in 16", () => {
    const read = (precision: "F32" | "F16") =>
      parametersIn(decoder, decodeWeights(encodeWeights(weightsOf(decoder, parameters), precision), "file"));
    expect(read("F32")).toEqual(parameters);
    const half = read("F16");
    expect(half.every((x, i) => Math.abs(x - parameters[i]!) <= 6e-4 * (0.01 + Math.abs(parameters[i]!)))).toBe(true);
  });

  test("are rounded to half a step of their row in 8 bits, and take hardly more than half of what 16 do", () => {
    const weights = weightsOf(decoder, parameters);
    const silent = "model.layers.0.mlp.down_proj.weight";
    weights.get(silent)!.data.fill(0, 0, decoder.hidden);
    const file = encodeWeights(weights, "I8");
    expect(file.length).toBeLessThan(0.7 * encodeWeights(weights, "F16").length);
    const read = decodeWeights(file, "file");
    expect([...read.keys()]).toEqual([...weights.keys()]);
    for (const [name, { dims, data }] of weights) {
      if (dims.length < 2) continue;
      const columns = dims[1]!;
      for (let row = 0; row < dims[0]!; row++) {
        const of = data.subarray(row * columns, (row + 1) * columns);
        const step = Math.max(...of.map(Math.abs)) / 127;
        const found = read.get(name)!.data.subarray(row * columns, (row + 1) * columns);
        expect(
          found.every((one, i) => Math.abs(one - of[i]!) <= 0.5001 * step),
          `${name}, row ${row}`,
        ).toBe(true);
        expect(new Set(found).size, `${name}, row ${row}`).toBe(step === 0 ? 1 : new Set(found).size);
      }
    }
    // What is read is stored again without a change.
    expect(encodeWeights(read, "I8")).toEqual(file);
  });

  test("of 8 bits without the scales of their rows, or with others, are refused", () => {
    const file = encodeWeights(weightsOf(decoder, parameters), "I8");
    const renamed = (from: string, to: string) => {
      const text = new TextDecoder("latin1").decode(file);
      return Uint8Array.from(text.replace(from, to), (one) => one.charCodeAt(0));
    };
    expect(() => decodeWeights(renamed("embed_tokens.weight_scale", "embed_tokens.weight_skale"), "f")).toThrow(
      /^f: model\.embed_tokens\.weight has no scales, expected a whole safetensors file/,
    );
    expect(() => decodeWeights(renamed('"shape":[300,32]', '"shape":[32,300]'), "f")).toThrow(
      /embed_tokens\.weight has 300 scales for 32 rows/,
    );
  });

  test("numbers of 16 bits are those of the standard", () => {
    for (let bits = 0; bits < 0x7c00; bits++) {
      if (toHalf(fromHalf(bits)) !== bits || toHalf(-fromHalf(bits)) !== (bits | 0x8000)) throw new Error(`${bits}`);
    }
    expect([1, -2, 65504, 2 ** -24, 0.1].map(toHalf)).toEqual([0x3c00, 0xc000, 0x7bff, 1, 0x2e66]);
    expect([65520, Infinity, -Infinity].map(toHalf)).toEqual([0x7c00, 0x7c00, 0xfc00]);
    expect(toHalf(1 + 2 ** -11)).toBe(0x3c00); // ties go to the even one
    expect(toHalf(1 + 3 * 2 ** -11)).toBe(0x3c02);
    expect(fromHalf(toHalf(NaN))).toBeNaN();
  });

  test("a file that is cut off, of another model, or no such file is refused", () => {
    const file = encodeWeights(weightsOf(decoder, parameters), "F16");
    for (const length of [0, 5, 100, file.length - 1])
      expect(() => decodeWeights(file.slice(0, length), "f"), `${length}`).toThrow(/^f: .*, expected a whole safetensors/);
    expect(() => decodeWeights(new TextEncoder().encode("not a model at all"), "f")).toThrow(/^f: /);
    const other = decoderSchema.parse({ ...decoder, width: 64 });
    expect(() => parametersIn(other, decodeWeights(file, "f"))).toThrow(/embed_tokens.weight: of shape \[300,32\], expected \[300,64\]/);
    expect(() => parametersIn(decoderSchema.parse({ ...decoder, layers: 3 }), decodeWeights(file, "f"))).toThrow("missing");
  });
});
