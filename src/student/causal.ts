/** Runs a pretrained causal language model: greedy completions of a dialogue, and the probabilities of given answers. */
import { z } from "zod";
import { ArenaError } from "../core/index.ts";
import { modelConfigSchema, openCachedDecoder, type Past } from "./cached-decoder.ts";
import { type Bad, readJson } from "./foreign.ts";
import { type Message, openLanguage, SAMPLE } from "./language.ts";
import type { Session } from "./session.ts";

/** The contents of the text files of a model that the arena reads. */
export interface CausalTexts {
  readonly config: string;
  readonly generation?: string | undefined;
  readonly tokenizer: string;
  readonly tokenizerConfig: string;
  readonly specials?: string | undefined;
  readonly template?: string | undefined;
}

const endsSchema = z.looseObject({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() });

/** Opens a model; `name` is its name in logs, `context` the most tokens of a prompt and its answer together. Throws `BadInput`. */
export async function openCausal(name: string, texts: CausalTexts, session: Session, context: number) {
  const where = `model ${name}`;
  const bad: Bad = (found, expected) => new ArenaError("BadInput", where, found, expected);
  const read = <T>(file: string, text: string, schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(readJson(file, text, where));
    if (parsed.success) return parsed.data;
    const { path, message } = parsed.error.issues[0]!;
    throw bad(`${file}: "${path.join(".")}": ${message}`, "expected the file of a causal language model");
  };
  const config = read("config.json", texts.config, modelConfigSchema);
  const generation = texts.generation === undefined ? {} : read("generation_config.json", texts.generation, endsSchema);
  const language = openLanguage(where, texts);
  const decoder = await openCachedDecoder(where, session, config, context);
  if (language.size > decoder.vocabulary)
    throw bad(
      `a tokenizer of ${language.size} tokens, and logits of ${decoder.vocabulary}`,
      "expected a tokenizer of this model: the files do not belong together",
    );
  const declared = [generation.eos_token_id ?? config.eos_token_id ?? [], language.end ?? []].flat().filter((id) => id >= 0);
  // A token without a logit is never said.
  const ends = new Set(declared.filter((id) => id < decoder.vocabulary));
  if (declared.length > 0 && ends.size === 0)
    throw bad(
      `an end of turn with the id ${declared[0]}, and logits of ${decoder.vocabulary}`,
      "expected a tokenizer of this model: the files do not belong together",
    );
  /** The ids that the model can read. */
  const readable = Math.max(decoder.vocabulary, config.vocab_size ?? 0);
  let last: Promise<unknown> = Promise.resolve();

  /** Asks one question at a time: a session does not support two runs at once. */
  const inTurn = <T>(ask: () => Promise<T>): Promise<T> => {
    const mine = last.then(ask);
    last = mine.catch(() => {});
    return mine;
  };
  const tokensOf = (messages: readonly Message[]): readonly number[] => {
    const tokens = language.encode(language.text(messages));
    const strange = tokens.find((id) => id >= readable);
    if (strange !== undefined)
      throw bad(`a question with the token ${strange}, and logits of ${decoder.vocabulary}`, "expected a tokenizer of this model");
    if (tokens.length === 0) throw bad("a question of 0 tokens", "expected a tokenizer that leaves something of it");
    return tokens;
  };
  // What would fail in every question is found out here.
  tokensOf(SAMPLE);
  const promptOf = (messages: readonly Message[], room: number): readonly number[] => {
    const tokens = tokensOf(messages);
    if (tokens.length + room > decoder.capacity)
      throw bad(
        `a question of ${tokens.length} tokens and an answer of ${room}`,
        `expected at most ${decoder.capacity} in all: raise \`context\` where the model can take more`,
      );
    return tokens;
  };

  return {
    name,
    backend: session.backend,

    /**
     * The probability of each answer after a dialogue, normalised over the answers. Where one answer is a prefix of another, the end of the
     * turn, by whichever of its tokens, counts as part of every answer: otherwise the longer one could never be the more likely.
     */
    weigh: (messages: readonly Message[], answers: readonly string[]) =>
      inTurn(async () => {
        const all = answers.map((answer) => language.encode(answer));
        if (all.some(({ length }) => length === 0)) throw bad("an answer without a token", "expected text in every answer");
        const unsaid = all.flat().find((id) => id >= decoder.vocabulary);
        if (unsaid !== undefined)
          throw bad(`an answer with the token ${unsaid}, and logits of ${decoder.vocabulary}`, "expected a tokenizer of this model");
        const clash = all.some((one, i) => all.some((other, j) => i !== j && one.every((token, k) => token === other[k])));
        const ended = clash && ends.size > 0;
        const more = ended ? 1 : 0;
        const tokens = promptOf(messages, Math.max(...all.map(({ length }) => length)) + more);
        const { logits, past } = await decoder.prompt(tokens);
        try {
          const first = logShares(logits);
          /** By the beginning of an answer (what comes before its last token or the end), the log-probabilities of what follows each token. */
          const rest = new Map<string, readonly Float32Array[]>();
          const logs: number[] = [];
          for (const answer of all) {
            const before = ended ? answer : answer.slice(0, -1);
            const key = before.join();
            if (before.length > 0 && !rest.has(key)) {
              const next = await decoder.follow(past, before);
              decoder.letGo(next.past);
              rest.set(key, next.logits.map(logShares));
            }
            const rows = [first, ...(rest.get(key) ?? [])];
            const end = ended ? logSum([...ends].map((token) => rows[answer.length]![token]!)) : 0;
            logs.push(answer.reduce((sum, token, i) => sum + rows[i]![token]!, end));
          }
          const output = all.reduce((sum, { length }) => sum + length + more, 0);
          return { shares: sharesOf(logs), usage: { input: tokens.length, output } };
        } finally {
          decoder.letGo(past);
        }
      }),

    /** Decodes greedily after a dialogue, until the model ends its turn or has produced `most` tokens. */
    complete: (messages: readonly Message[], most: number) =>
      inTurn(async () => {
        const tokens = promptOf(messages, most);
        const said: number[] = [];
        let { logits, past } = await decoder.prompt(tokens);
        try {
          for (;;) {
            const next = likeliest(logits);
            if (ends.has(next)) break;
            said.push(next);
            if (said.length >= most) break;
            const before: Past = past;
            const step = await decoder.follow(before, [next]);
            [logits, past] = [step.logits[0]!, step.past];
            decoder.letGo(before);
          }
        } finally {
          decoder.letGo(past);
        }
        return { text: language.decode(said).trim(), ended: said.length < most, usage: { input: tokens.length, output: said.length } };
      }),

    dispose: () => inTurn(() => decoder.dispose()),
  };
}

/** Log-probabilities as probabilities that sum to 1. */
function sharesOf(logs: readonly number[]): readonly number[] {
  const most = Math.max(...logs);
  const odds = logs.map((one) => Math.exp(one - most));
  const sum = odds.reduce((all, one) => all + one, 0);
  return odds.map((one) => one / sum);
}

/** The logarithm of a sum of numbers that are given by their logarithms. */
function logSum(logs: readonly number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, one) => sum + Math.exp(one - most), 0));
}

const likeliest = (row: Float32Array): number => row.reduce((best, one, i) => (one > row[best]! ? i : best), 0);

function logShares(row: Float32Array): Float32Array {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const sum = row.reduce((all, one) => all + Math.exp(one - most), 0);
  return row.map((one) => one - most - Math.log(sum));
}
