/** Words that are read by their vectors: the table, the student that reads by it, and its training. */
import { describe, expect, test } from "vitest";
import { bytesDigest, keyOf } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { continued, packed, targetsOf, tensorsOf } from "../../src/student/batch.ts";
import { decoderSchema, initialParameters, parameterCount, parametersOf } from "../../src/student/decoder.ts";
import { trainingStep } from "../../src/student/step.ts";
import { openStudent, type StudentFile, type StudentFiles } from "../../src/student/student.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import { encodeWeights, weightsOf } from "../../src/student/weights.ts";
import { openWords, unit, WORD_TABLE } from "../../src/student/words.ts";
import { wordTable } from "../../src/workers/open-student.ts";

const runtime = nodeRuntime(1);

/** A table in which `quarry` is used just like `prey`. */
const VECTORS: Readonly<Record<string, readonly number[]>> = {
  prey: [1, 0, 0, 0],
  quarry: [1, 0, 0, 0],
  hunts: [0, 1, 0, 0],
  flees: [0, 0.6, 0.8, 0],
  half: [0, 0, 0, 1],
  way: [0, 0, 1, 0],
};

const tableFile = (vectors: Readonly<Record<string, readonly number[]>> = VECTORS): Uint8Array => {
  const words = Object.keys(vectors);
  const data = Float32Array.from(words.flatMap((word) => vectors[word]!));
  return encodeWeights(new Map([[WORD_TABLE.tensor, { dims: [words.length, 4], data }]]), "I8", { [WORD_TABLE.words]: words.join() });
};

const table = openWords(tableFile(), "here");

describe("a table", () => {
  test("knows words, with the ending of an owner too, and words with hyphens by their parts", () => {
    expect(table.dims).toBe(4);
    expect([...table.vectorOf("prey")!]).toEqual([1, 0, 0, 0]);
    expect(table.vectorOf("prey's")).toEqual(table.vectorOf("prey"));
    expect(table.vectorOf("half-way")).toEqual(unit(Float32Array.of(0, 0, 1, 1)));
    expect(table.vectorOf("half-asleep")).toEqual(table.vectorOf("half"));
    expect(table.vectorOf("blicket")).toBeUndefined();
    expect(table.vectorOf("toString")).toBeUndefined();
  });

  test("of other files is refused", () => {
    expect(() => openWords(Uint8Array.of(1, 2, 3), "here")).toThrow(/^here: 3 bytes, expected a whole safetensors file/);
    const short = encodeWeights(new Map([[WORD_TABLE.tensor, { dims: [2, 4], data: new Float32Array(8) }]]), "I8", {
      [WORD_TABLE.words]: "prey",
    });
    expect(() => openWords(short, "here")).toThrow(/^here: 1 words and vectors of shape \[2,4\], expected a vector for each word/);
    const none = encodeWeights(new Map([["other", { dims: [2], data: new Float32Array(2) }]]), "F32");
    expect(() => openWords(none, "here")).toThrow(/^here: 0 words and vectors of shape \[\]/);
  });

  test("that is committed has the words of the manuals, and neighbours that mean what they do", async () => {
    const committed = await wordTable();
    const likeness = (a: string, b: string) => committed.vectorOf(a)!.reduce((sum, one, i) => sum + one * committed.vectorOf(b)![i]!, 0);
    expect(likeness("prey", "predator")).toBeGreaterThan(likeness("prey", "lake") + 0.3);
    expect(likeness("lake", "river")).toBeGreaterThan(likeness("lake", "card") + 0.3);
    const [vector] = [committed.vectorOf("prey")!];
    expect(Math.abs(vector.reduce((sum, one) => sum + one * one, 0) - 1)).toBeLessThan(0.01);
  });
});

const TEXT = "place goes to distance far near";

/** A student with parameters drawn from a seed, which reads by the table of this digest. */
function studentOf(words: string, vectors = 4): StudentFiles {
  const tokenizer = trainTokenizer([TEXT, TEXT], 340);
  const decoder = decoderSchema.parse({ vocabulary: new Codec(tokenizer).size, layers: 2, width: 32, heads: 2, hidden: 64, vectors });
  const weights = encodeWeights(weightsOf(decoder, initialParameters(decoder, keyOf(4))), "F32");
  const lexicon = { words: ["hunts", "prey", ...TEXT.split(" ")], phrases: {} };
  const student: StudentFile = {
    ...{ format: 2, kind: "ld", env: "pursuit", decoder, lexicon, words, weights: bytesDigest(weights), origin: {} },
  };
  return { student: JSON.stringify(student), tokenizer: JSON.stringify(tokenizer), weights };
}

const STATE = "place distance far";

describe("a student that reads words by their vectors", () => {
  const open = () => openStudent("reader", studentOf(table.digest), runtime, { words: table });

  test("reads a word that it never met as one that is used alike, and one without a vector as a name", async () => {
    const student = open();
    const [met, unmet, other, nameless, another] = await student.judge(STATE, [
      ...["goes to prey", "goes to quarry", "goes to way", "goes to blicket", "goes to zorp"],
    ]);
    expect(unmet).toBeCloseTo(met!, 6);
    expect(Math.abs(other! - met!)).toBeGreaterThan(1e-4);
    expect(another).toBeCloseTo(nameless!, 6);
    await student.dispose();
  });

  test("answers alike whatever it read before, and while it meets new words", async () => {
    const manuals = ["hunts prey", "flees half-way", "flees quarry way"];
    const fresh = open();
    const all = await fresh.judge(STATE, manuals);
    await fresh.dispose();
    const used = open();
    // Each of these meets another word, and the scorer is opened anew while others compute.
    const backwards = await Promise.all([...manuals].reverse().map((manual) => used.judge(STATE, [manual])));
    for (const [i, [score]] of backwards.reverse().entries()) expect(Math.abs(score! - all[i]!)).toBeLessThan(1e-5);
    await used.dispose();
  });

  test("is refused without its table, and with another one", () => {
    expect(() => openStudent("reader", studentOf(table.digest), runtime)).toThrow(
      `student reader: no table of word vectors here, expected the one that it learned with, ${table.digest}: train it again with this version of the arena`,
    );
    const other = openWords(tableFile({ prey: [0, 0, 0, 1] }), "there");
    expect(() => openStudent("reader", studentOf(table.digest), runtime, { words: other })).toThrow(
      `student reader: a table of word vectors of digest ${other.digest}, expected the one that it learned with, ${table.digest}`,
    );
    expect(() => openStudent("reader", studentOf(table.digest, 5), runtime, { words: table })).toThrow(
      "student reader: vectors of 5 numbers, expected 4, as the table of word vectors has them: the file was changed",
    );
  });
});

test("the gradient of a step reaches the projection of vectors, and is that of the loss", async () => {
  const decoder = decoderSchema.parse({ vocabulary: 270, layers: 1, width: 32, heads: 4, hidden: 48, vectors: 4 });
  const shape = { batch: 2, length: 16, answers: 3 };
  // Tokens from 270 on are words.
  const examples = [
    packed(
      [1, 20, 270, 22],
      [
        { tokens: [271, 7], target: 4, weight: 1 },
        { tokens: [272, 7], target: 3, weight: 1 },
      ],
    ),
    continued([1, 20, 272, 22], [23, 24, 2]),
  ];
  const vectors = Float32Array.from(["prey", "hunts", "flees"].flatMap((word) => VECTORS[word]!));
  const program = await runtime.open(trainingStep(decoder, shape, vectors));
  const count = parameterCount(decoder);
  const vector = (data: Float32Array) => ({ type: "float32" as const, dims: [data.length], data });
  const parameters = initialParameters(decoder, keyOf(2));
  const { from, size } = parametersOf(decoder).find(({ name }) => name === "projection")!;
  const run = (given: Float32Array) =>
    program.run({
      ...tensorsOf(examples, shape),
      ...targetsOf(examples, shape),
      // Without a rate nothing changes but the moments: the next means are a tenth of the clipped gradient.
      rates: vector(Float32Array.of(0, 1, 1)),
      ...{ parameters: vector(given), means: vector(new Float32Array(count)), squares: vector(new Float32Array(count)) },
    });
  const out = await run(parameters);
  const numbers = (name: string) => out[name]!.data as Float32Array;
  const clip = Math.max(1, numbers("norm")[0]!);
  for (let at = from; at < from + size; at += 11) {
    const moved = async (by: number) => ((await run(parameters.map((x, i) => (i === at ? x + by : x))))["loss"]!.data as Float32Array)[0]!;
    const slope = ((await moved(1e-2)) - (await moved(-1e-2))) / 2e-2;
    const gradient = (numbers("next_means")[at]! / 0.1) * clip;
    expect(Math.abs(gradient - slope)).toBeLessThan(2e-3 * (1 + Math.abs(slope)));
  }
  expect(
    numbers("next_means")
      .subarray(from, from + size)
      .some((one) => Math.abs(one) > 1e-5),
  ).toBe(true);
  await program.dispose();
});
