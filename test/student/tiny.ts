/** The files of an untrained student: enough to test the code that stores, opens and plays students. */
import { bytesDigest, keyOf } from "../../src/core/index.ts";
import { decoderSchema, initialParameters } from "../../src/student/decoder.ts";
import type { StudentFile, StudentFiles } from "../../src/student/student.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import { encodeWeights, weightsOf } from "../../src/student/weights.ts";

const WORDS = "assess target move capture surround party team near next exit free taken distance far rank first use when";

/** The files of a small student with parameters drawn from a seed. */
export function tinyStudent(kind: "ld" | "kd", seed: number, width = 32): StudentFiles {
  const tokenizer = trainTokenizer([WORDS, WORDS], 340);
  const decoder = decoderSchema.parse({ vocabulary: new Codec(tokenizer).size, layers: 1, width, heads: 2, hidden: 2 * width });
  const weights = encodeWeights(weightsOf(decoder, initialParameters(decoder, keyOf(seed))), "F16");
  const student: StudentFile = { format: 2, kind, env: "pursuit", decoder, weights: bytesDigest(weights), origin: { seed } };
  return { student: JSON.stringify(student), tokenizer: JSON.stringify(tokenizer), weights };
}
