/** The files of an untrained student: enough to test the code that stores, opens and plays students. */
import { bytesDigest, keyOf } from "../../src/core/index.ts";
import { decoderSchema, initialParameters } from "../../src/student/decoder.ts";
import type { StudentFile, StudentFiles } from "../../src/student/student.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import { encodeTowers, type Towers } from "../../src/student/towers.ts";
import { encodeWeights, weightsOf } from "../../src/student/weights.ts";

const WORDS = "assess target move capture surround party team near next exit free taken distance far rank first use when";

/** The files of a small student with parameters drawn from a seed; with a retriever that reads by the table of this digest, if one is given. */
export function tinyStudent(
  kind: "ld" | "kd",
  seed: number,
  width = 32,
  retriever?: { readonly towers: Towers; readonly table: string },
): StudentFiles {
  const tokenizer = trainTokenizer([WORDS, WORDS], 340);
  const decoder = decoderSchema.parse({ vocabulary: new Codec(tokenizer).size, layers: 1, width, heads: 2, hidden: 2 * width });
  const { tensors, metadata } = retriever === undefined ? { tensors: [], metadata: {} } : encodeTowers(retriever.towers);
  const weights = encodeWeights(new Map([...weightsOf(decoder, initialParameters(decoder, keyOf(seed))), ...tensors]), "F16", metadata);
  const reads = retriever === undefined ? {} : { retriever: retriever.table };
  const student: StudentFile = { format: 2, kind, env: "pursuit", decoder, ...reads, weights: bytesDigest(weights), origin: { seed } };
  return { student: JSON.stringify(student), tokenizer: JSON.stringify(tokenizer), weights };
}
