/** Vectors of words: words that are used alike have vectors that point alike, so that a student can guess at words that it never met. */
import { ArenaError, bytesDigest } from "../core/index.ts";
import { decodeWeights, metadataOf } from "./weights.ts";

/** A table of word vectors. */
export interface WordTable {
  /** The first 128 bits of the SHA-256 of its file. */
  readonly digest: string;
  /** The length of a vector. */
  readonly dims: number;
  /** The vector of a word, of length 1; of a word with hyphens that is not in the table, the mean of its parts. Undefined where it is not known. */
  vectorOf(word: string): Float32Array | undefined;
}

/** The tensor of the vectors, [words, dims], and the field of the file's metadata that holds the words, by commas. */
export const WORD_TABLE = { tensor: "vectors", words: "words" } as const;

/** Opens the safetensors file of a table; throws `BadInput` where it is not one. */
export function openWords(file: Uint8Array, where: string): WordTable {
  const tensor = decodeWeights(file, where).get(WORD_TABLE.tensor);
  const words = metadataOf(file)[WORD_TABLE.words]?.split(",") ?? [];
  const dims = tensor?.dims[1] ?? 0;
  if (tensor === undefined || words.length === 0 || tensor.dims[0] !== words.length || dims === 0)
    throw new ArenaError(
      "BadInput",
      where,
      `${words.length} words and vectors of shape [${tensor?.dims.join() ?? ""}]`,
      "expected a vector for each word, as `npm run words` writes them",
    );
  const places = new Map(words.map((word, i) => [word, i]));
  const known = (word: string): Float32Array | undefined => {
    const place = places.get(word) ?? places.get(word.replace(/'s?$/, ""));
    return place === undefined ? undefined : tensor.data.subarray(place * dims, (place + 1) * dims);
  };
  return {
    digest: bytesDigest(file),
    dims,
    vectorOf(word) {
      const whole = known(word);
      if (whole !== undefined || !word.includes("-")) return whole;
      const parts = word.split("-").flatMap((part) => known(part) ?? []);
      return parts.length === 0
        ? undefined
        : unit(Float32Array.from({ length: dims }, (_, i) => parts.reduce((sum, one) => sum + one[i]!, 0)));
    },
  };
}

/** A vector of length 1 in the same direction. */
export function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, one) => sum + one * one, 0)) || 1;
  return vector.map((one) => one / length);
}
