/** The files of a student, and the student that is opened from them. */
import { z } from "zod";
import { READS } from "../../function-base/reads.ts";
import type { Facts } from "../../function-base/types.ts";
import { ArenaError, bytesDigest, canonical, digest, type Json, messageOf } from "../core/index.ts";
import { type Decoder, decoderSchema, parameterCount, parametersOf } from "./decoder.ts";
import { type Bad, instead, readJson, START } from "./foreign.ts";
import { type Opening, Reader } from "./reader.ts";
import type { Runtime } from "./runtime.ts";
import { Recent } from "./recent.ts";
import { renamed } from "./renamed.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { Codec, type TokenizerFile } from "./tokenizer.ts";
import { decodeTowers, ranking } from "./towers.ts";
import { decodeWeights, metadataOf, parametersIn } from "./weights.ts";
import type { WordTable } from "./words.ts";

/** The version of the format below. */
const FORMAT = 2;

/** What a student's `student.json` holds. */
export const studentSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** What it learned: to judge functions (ld), or to answer with actions (kd). */
  kind: z.enum(["ld", "kd"]),
  env: z.string(),
  /** The games that it plays, where there are several; absent, it plays that of `env` alone. */
  envs: z.array(z.string()).exactOptional(),
  decoder: decoderSchema,
  /** Words that the student knows (all others are read as names), and phrases that it reads as one token. Absent, texts are tokenized as they are. */
  lexicon: z.strictObject({ words: z.array(z.string()), phrases: z.record(z.string(), z.string()) }).optional(),
  /** The parts of manuals that it learned to read; absent, both. */
  reads: z.enum(READS).exactOptional(),
  /** Whether it reads texts in invented words, as it learned them. */
  renamed: z.literal(true).exactOptional(),
  /** The digest of the table of word vectors by which it reads words; absent, it reads none by vectors. */
  words: z.string().exactOptional(),
  /** The digest of the table of word vectors by which its retriever reads manuals; absent, it has none. */
  retriever: z.string().exactOptional(),
  /** The first 128 bits of the SHA-256 of the weights file. */
  weights: z.string(),
  /** The digest of all that decides how it plays, as `studentDigest` computes it; students of earlier versions lack it. */
  digest: z.string().optional(),
  /** Where it comes from: data, course, command, machine. */
  origin: z.record(z.string(), z.json()),
});

/** A student's description. */
export type StudentFile = z.output<typeof studentSchema>;

/** The files of a student that the arena reads. */
export const STUDENT_FILES = { student: "student.json", tokenizer: "tokenizer.json", weights: "model.safetensors" } as const;

/** The contents of these files. */
export type StudentFiles = { readonly student: string; readonly tokenizer: string; readonly weights: Uint8Array };

/**
 * The digest of all that decides how a student plays: its description, its tokenizer and its weights, but neither where it comes from
 * nor where it lies.
 */
export const studentDigest = (
  {
    format,
    kind,
    env,
    envs,
    decoder,
    lexicon,
    reads,
    renamed: invented,
    words,
    retriever,
    weights,
  }: Omit<StudentFile, "digest" | "origin">,
  tokenizer: TokenizerFile,
): string =>
  digest([
    ...[format, kind, env, decoder, lexicon ?? null, weights, tokenizer],
    ...(reads === undefined ? [] : [reads]),
    ...(envs === undefined ? [] : [{ envs }]),
    ...(invented === undefined ? [] : [{ renamed: invented }]),
    ...(words === undefined ? [] : [{ words }]),
    ...(retriever === undefined ? [] : [{ retriever }]),
  ] as unknown as Json);

/** The digest of the word table that a student needs; undefined where it needs none, or where its file cannot be read. */
export function wordsNeeded({ student }: Pick<StudentFiles, "student">): string | undefined {
  try {
    const { words, retriever } = (JSON.parse(student) ?? {}) as { readonly words?: string; readonly retriever?: string };
    return words ?? retriever;
  } catch {
    return undefined; // opening the student says what is wrong
  }
}

/** How many answers an open student keeps in its cache. */
const KEPT = 50_000;

/** An answer may have this many tokens even where all legal ones are shorter or none are given: a wrong answer is read that far. */
const LEAST = 12;

/** Beginnings of fewer answers than this take less time in one pass than a text of several tokens takes in one pass for each. */
const FEW = 32;

/** How a student is opened: how many answers it keeps, and the table of word vectors, which some need. */
export type OpenOptions = { readonly remembers?: number; readonly words?: WordTable };

/** Opens a student; throws `BadInput` for files that do not belong together. */
export function openStudent(name: string, files: StudentFiles, runtime: Runtime, { remembers = KEPT, words }: OpenOptions = {}) {
  const where = `student ${name}`;
  const bad: Bad = (found, expected) => new ArenaError("BadInput", where, found, expected);
  const data = readJson(STUDENT_FILES.student, files.student, where);
  const tokenizer = readJson(STUDENT_FILES.tokenizer, files.tokenizer, where);
  const format = (data as { readonly format?: unknown } | null)?.format;
  if (typeof format === "number" && format !== FORMAT)
    throw bad(`format ${format}`, `expected ${FORMAT}: it was made by another version of the arena, train it again with this one`);
  const parsed = studentSchema.safeParse(data);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw bad(`${STUDENT_FILES.student}: "${path.join(".")}": ${message}`, `expected the file as \`arena distill\` wrote it`);
  }
  const { kind, env, envs = [env], decoder, lexicon, reads = "both", weights } = parsed.data;
  const table = decoder.vectors === undefined ? undefined : words;
  const { retriever } = parsed.data;
  for (const [needed, digest] of [
    [decoder.vectors !== undefined, parsed.data.words],
    [retriever !== undefined, retriever],
  ] as const)
    if (needed && words?.digest !== digest)
      throw bad(
        words === undefined ? "no table of word vectors here" : `a table of word vectors of digest ${words.digest}`,
        `expected the one that it learned with, ${digest ?? "which its file does not name"}: train it again with this version of the arena`,
      );
  if (table !== undefined && table.dims !== decoder.vectors)
    throw bad(
      `vectors of ${decoder.vectors} numbers`,
      `expected ${table.dims}, as the table of word vectors has them: the file was changed`,
    );
  const headWidth = decoder.width / decoder.heads;
  if (headWidth % 2 !== 0)
    throw bad(`${decoder.heads} heads in a width of ${decoder.width}`, "expected heads of the same, even width: the file was changed");
  const wrong = instead(STUDENT_FILES.weights, files.weights.length, new TextDecoder().decode(files.weights.subarray(0, START)));
  if (wrong !== undefined) throw bad(...wrong);
  const found = bytesDigest(files.weights);
  if (found !== weights) throw bad(`weights of digest ${found}`, `expected ${weights}: the files do not belong together`);
  let codec: Codec;
  let reader: Reader;
  /** The words that are read by their vectors so far, by their tokens, which come behind the vocabulary. */
  const met = new Map<string, number>();
  const tokenOf = (word: string): number | undefined => {
    const known = met.get(word);
    if (known !== undefined || table?.vectorOf(word) === undefined) return known;
    met.set(word, codec.size + met.size);
    return codec.size + met.size - 1;
  };
  try {
    codec = new Codec(tokenizer as TokenizerFile);
    reader = new Reader(codec, lexicon, tokenOf);
  } catch (error) {
    if (error instanceof ArenaError) throw error;
    throw bad(`a ${STUDENT_FILES.tokenizer} that cannot be read (${messageOf(error)})`, "expected that of this student");
  }
  if (codec.size !== decoder.vocabulary) throw bad(`a tokenizer of ${codec.size} tokens`, `expected ${decoder.vocabulary}`);
  const whole = studentDigest(parsed.data, tokenizer as TokenizerFile);
  if (parsed.data.digest !== undefined && parsed.data.digest !== whole)
    throw bad(
      `${STUDENT_FILES.student} and ${STUDENT_FILES.tokenizer} of digest ${whole}`,
      `expected ${parsed.data.digest}: one of the files was edited, or they do not belong together`,
    );
  const tensors = decodeWeights(files.weights, where);
  const parameters = parametersIn(decoder, tensors);
  const towers = retriever === undefined ? undefined : decodeTowers(tensors, metadataOf(files.weights), words!.dims);
  if (typeof towers === "string") throw bad(towers, "expected those of this student: train it again with this version of the arena");
  const rank = towers === undefined ? undefined : ranking(towers, words!);
  for (const word of table === undefined ? [] : (lexicon?.words ?? [])) tokenOf(word);
  const opened = () => ({ words: met.size, scorer: openScorer(...withWords(decoder, parameters, [...met.keys()], table), runtime, where) });
  let scoring = opened();
  /** The scorer, with a row for each word met so far. */
  const scorer = (): Scorer => {
    if (scoring.words === met.size) return scoring.scorer;
    const before = scoring.scorer;
    scoring = opened();
    void before.dispose(); // which waits for what it computes
    return scoring.scorer;
  };
  const { end, yes, no, must } = codec.special;
  const kept = new Recent<unknown>(remembers);
  /** A text in the words that it learned. */
  const inWords = (text: string): string => (parsed.data.renamed === true ? renamed(text) : text);
  const opening = (text: string): Opening => {
    const made = reader.opening(inWords(text));
    const { length } = made.tokens;
    if (length > decoder.context) throw bad(`a text of ${length} tokens`, `expected at most ${decoder.context}`);
    return made;
  };
  const remembered = async <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const before = kept.get(key) as T | undefined;
    if (before !== undefined) return before;
    const made = await make();
    kept.set(key, made);
    return made;
  };
  /**
   * What follows a state: the log-probability of each answer, and the text that is decoded greedily if it is the beginning of an answer that ends
   * there. The state and all beginnings of answers go through the decoder in one pass.
   */
  const following = (state: string, answers: readonly string[]): Promise<{ readonly shares: readonly number[]; readonly text?: string }> =>
    remembered(canonical([state, ...answers]), async () => {
      const all = answers.map((answer) => [...codec.encode(` ${answer}`), end]);
      // After a beginning of an answer its next token is predicted; all answers share the empty one.
      const beginnings = new Map<string, readonly number[]>([["", []]]);
      for (const tokens of all) for (let i = 1; i < tokens.length; i++) beginnings.set(tokens.slice(0, i).join(), tokens.slice(0, i));
      const logits = await scorer().after(opening(state).tokens, [...beginnings.values()]);
      const rows = new Map([...beginnings.keys()].map((key, i) => [key, logits[i]!]));
      const sums = new Map([...rows].map(([key, row]) => [key, logSum(row)]));
      const logShare = (before: string, token: number): number => {
        const [most, log] = sums.get(before)!;
        return Math.fround(rows.get(before)![token]! - most - log);
      };
      const shares = all.map((tokens) => tokens.reduce((sum, token, i) => sum + logShare(tokens.slice(0, i).join(), token), 0));
      const said: number[] = [];
      for (let row: Float32Array | undefined; (row = rows.get(said.join())) !== undefined;) {
        const next = likeliest(row);
        if (next === end) return { shares, text: codec.decode(said).trim() };
        said.push(next);
      }
      return { shares };
    });

  return {
    name,
    kind,
    env,
    envs,
    reads,
    digest: whole,
    parameters: parameterCount(decoder),
    /** Whether it has a retriever. */
    retrieves: rank !== undefined,
    get backend() {
      return runtime.backend;
    },

    /** How well each manual suits the facts of a stage by its retriever: inner products, of no scale. Rejects with `BadInput` where it has none. */
    async rank(stage: string, facts: Facts, manuals: readonly string[]): Promise<readonly number[]> {
      if (rank === undefined) throw bad("no retriever in it", 'expected one that was trained with "retriever": true in its recipe');
      return rank(stage, facts, manuals);
    },

    /** How well each manual fits a state: P(yes) + 2 P(must) among the answers no, yes and must; from 0 to 2. */
    async judge(state: string, manuals: readonly string[]): Promise<readonly number[]> {
      const scores = new Map<string, number>();
      for (const manual of manuals) {
        const before = kept.get(`${state}\n${manual}`);
        if (before !== undefined) scores.set(manual, before as number);
      }
      const fresh = [...new Set(manuals)].filter((manual) => !scores.has(manual));
      if (fresh.length === 0) return manuals.map((manual) => scores.get(manual)!);
      const asked = opening(state);
      const parts = fresh.map((manual) => [...reader.part(inWords(manual), asked), ...codec.encode(QUESTION)]);
      const logits = await scorer().after(asked.tokens, parts);
      for (const [i, manual] of fresh.entries()) {
        const row = logits[i]!;
        const most = Math.max(row[no]!, row[yes]!, row[must]!);
        const [n, y, m] = [no, yes, must].map((token) => Math.exp(row[token]! - most)) as [number, number, number];
        const score = (y + 2 * m) / (n + y + m);
        scores.set(manual, score);
        kept.set(`${state}\n${manual}`, score);
      }
      return manuals.map((manual) => scores.get(manual)!);
    },

    /** The log-probability of each answer after a state. */
    weigh: async (state: string, answers: readonly string[]): Promise<readonly number[]> => (await following(state, answers)).shares,

    /**
     * Decodes the answer to a state greedily. It may be a token longer than the longest legal answer, so that a text that goes on after a
     * legal answer is not taken for it.
     */
    async complete(state: string, legal: readonly string[] = []): Promise<string> {
      // A pass for the beginnings of a few answers mostly tells the text as well.
      const text = legal.length < FEW ? (await following(state, legal)).text : undefined;
      if (text !== undefined) return text;
      const most = legal.reduce((longest, answer) => Math.max(longest, codec.encode(` ${answer}`).length + 1), LEAST);
      return remembered(`complete ${most} ${state}`, async () => {
        const asked = opening(state).tokens;
        const tokens: number[] = [];
        while (tokens.length < most) {
          const [row] = await scorer().after(asked, [tokens]);
          const next = likeliest(row!);
          if (next === end) break;
          tokens.push(next);
        }
        return codec.decode(tokens).trim();
      });
    },

    dispose: () => scoring.scorer.dispose(),
  };
}

/** The text between a manual and the answer. */
export const QUESTION = " ?";

/** The largest number of a row, and the logarithm of the sum of the exponentials of all of them less it. */
function logSum(row: Float32Array): readonly [most: number, log: number] {
  // Loops rather than `reduce`, which takes several times as long.
  const most = row[likeliest(row)]!;
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += Math.exp(row[i]! - most);
  return [most, Math.log(sum)];
}

/** The place of the largest number of a row; of several, the first. */
function likeliest(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if (row[i]! > row[best]!) best = i;
  return best;
}

/** A decoder whose vocabulary goes on with words, and its parameters: what a word is read as is the projection of its vector. */
function withWords(
  decoder: Decoder,
  parameters: Float32Array,
  words: readonly string[],
  table: WordTable | undefined,
): readonly [Decoder, Float32Array] {
  const { vectors, ...plain } = decoder;
  if (vectors === undefined || table === undefined) return [decoder, parameters];
  const { vocabulary, width } = decoder;
  const { from } = parametersOf(decoder).find(({ name }) => name === "projection")!;
  const rows = new Float32Array(words.length * width);
  for (const [i, word] of words.entries())
    for (const [d, one] of table.vectorOf(word)!.entries())
      for (let j = 0; j < width; j++) rows[i * width + j]! += one * parameters[from + d * width + j]!;
  const whole = new Float32Array(parameters.length - vectors * width + rows.length);
  whole.set(parameters.subarray(0, from));
  whole.set(rows, from);
  whole.set(parameters.subarray(from + vectors * width), from + rows.length);
  return [{ ...plain, vocabulary: vocabulary + words.length }, whole];
}
