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
