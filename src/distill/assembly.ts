/** From decisions to a student: its tokenizer, its sizes, its training run, and its files. */
import type { World } from "../../agents/world.ts";
import { bytesDigest, digest, foldName, type Json, keyOf } from "../core/index.ts";
import type { CourseSettings } from "../student/course.ts";
import { factsOf, type Lessons, lexiconOf } from "../student/lessons.ts";
import type { Decoder } from "../student/decoder.ts";
import { exportConfigs, exportModel, FILES as MODELS } from "../student/export.ts";
import { studentDigest, STUDENT_FILES, type StudentFile } from "../student/student.ts";
import { encodeTowers, type Towers } from "../student/towers.ts";
import { TOWERS, trainTowers } from "../student/towers-course.ts";
import { Codec, type TokenizerFile, tokenizerConfig, trainTokenizer } from "../student/tokenizer.ts";
import { encodeWeights, weightsOf } from "../student/weights.ts";
import { amountOf, type Dataset, lessonsOf, type ManualsRead, taughtDigest, textsOf } from "./dataset.ts";
import type { Kind, Recipe } from "./recipe.ts";

/** The tokenizer that all students of a dataset share. */
export const tokenizerFor = (world: World, { vocabulary }: Recipe, data: Dataset, read: ManualsRead): TokenizerFile =>
  trainTokenizer(textsOf(world, data, read), vocabulary, factsOf(lessonsOf("ld", world, data, read)));

/** The sizes of all students that share a tokenizer. */
export const decoderFor = ({ decoder }: Recipe, tokenizer: TokenizerFile): Decoder => ({
  ...decoder,
  vocabulary: new Codec(tokenizer).size,
});

/** The sizes of the student of some lessons: one that reads words by their vectors has a projection of these besides. */
export const sizesOf = (decoder: Decoder, lessons: Lessons): Decoder =>
  lessons.kind === "kd" || lessons.vectors === undefined
    ? decoder
    : { ...decoder, vectors: lessons.vectors.numbers.length / lessons.vectors.words.length };

/** A training run: its lessons and settings, its threads, and the digest of what all comes from, by which its checkpoints are recognised. */
export type Training = { readonly of: string; readonly threads: number; readonly lessons: Lessons; readonly settings: CourseSettings };

/** The training of a kind of student in a round. */
export const trainingFor = (
  world: World,
  recipe: Recipe,
  { kind, round, data, read }: { readonly kind: Kind; readonly round: number; readonly data: Dataset; readonly read: ManualsRead },
): Training => ({
  of: digest([recipe, kind, round, taughtDigest(data, read)]),
  threads: recipe.threads,
  lessons: lessonsOf(kind, world, data, read),
  settings: { ...recipe[kind], seed: recipe.seed },
});

/**
 * The retriever of a student, trained on its lessons; undefined where it has none. `told` hears how far it is, from 0 to 1; where it rejects, so
 * does the training.
 */
export async function towersFor(
  { seed }: Recipe,
  { retriever }: ManualsRead,
  lessons: Lessons,
  told?: (share: number) => Promise<void>,
): Promise<Towers | undefined> {
  if (retriever === undefined || lessons.kind === "kd") return undefined;
  return trainTowers(lessons, retriever.foreign, retriever.table, foldName(keyOf(seed), "retriever"), TOWERS, told);
}

/** A trained student. */
export type Trained = {
  readonly kind: Kind;
  readonly recipe: Recipe;
  readonly data: Dataset;
  readonly read: ManualsRead;
  readonly lessons: Lessons;
  readonly tokenizer: TokenizerFile;
  readonly decoder: Decoder;
  readonly parameters: Float32Array;
  /** Its retriever, if it has one. */
  readonly towers?: Towers;
  readonly steps: number;
  /** How the student was made: version of the arena, seconds, machine. */
  readonly wall: Readonly<Record<string, Json>>;
};

/** The files that the arena reads. */
export function studentFiles({ kind, recipe, data, read, lessons, tokenizer, decoder, parameters, towers, steps, wall }: Trained) {
  const { tensors, metadata } = towers === undefined ? { tensors: new Map(), metadata: {} } : encodeTowers(towers);
  const weights = encodeWeights(new Map([...weightsOf(decoder, parameters), ...tensors]), recipe.weights ?? "F16", metadata);
  const plays = {
    format: 2,
    kind,
    env: recipe.env,
    decoder,
    ...(lessons.kind === "ld" ? { lexicon: lexiconOf(lessons) as never } : {}),
    ...(lessons.kind === "ld" && recipe.reads !== undefined ? { reads: recipe.reads } : {}),
    ...(read.others === undefined ? {} : { envs: [recipe.env, ...read.others.map(({ world }) => world.env.id)] }),
    ...(lessons.kind === "ld" && recipe.renamed === true ? { renamed: true as const } : {}),
    ...(decoder.vectors !== undefined && read.words !== undefined ? { words: read.words.digest } : {}),
    ...(towers !== undefined && read.retriever !== undefined ? { retriever: read.retriever.table.digest } : {}),
    weights: bytesDigest(weights),
  } as const;
  const student: StudentFile = {
    ...plays,
    digest: studentDigest(plays, tokenizer),
    origin: {
      teacher: recipe.teacher,
      recipe: recipe as unknown as Json,
      data: taughtDigest(data, read),
      ...amountOf(data, read),
      steps,
      threads: recipe.threads,
      ...wall,
    } as never,
  };
  return {
    tokenizer: JSON.stringify(tokenizer),
    weights,
    student: `${JSON.stringify(student, null, 2)}\n`,
  };
}

/** All files of a student by their paths, for the arena and for other software; `student.json` comes last: with it, the others are complete. */
export function* exportFiles(trained: Trained): Generator<readonly [path: string, contents: string | Uint8Array<ArrayBuffer>]> {
  const { decoder, parameters, tokenizer } = trained;
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  const { config, generation } = exportConfigs(decoder, new Codec(tokenizer).special);
  // Other software knows no words but those of the vocabulary.
  if (decoder.vectors === undefined)
    for (const bits of [32, 8, 4] as const) yield [`onnx/${MODELS[bits]}`, exportModel(decoder, parameters, bits)];
  yield ["config.json", json(config)];
  yield ["generation_config.json", json(generation)];
  yield ["tokenizer_config.json", json(tokenizerConfig(decoder.context))];
  const files = studentFiles(trained);
  for (const part of ["tokenizer", "weights", "student"] as const) yield [STUDENT_FILES[part], files[part]];
}
