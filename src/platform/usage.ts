/** What an answer of an endpoint tells of itself: the model that gave it, and the tokens it took. */
import { z } from "zod";
import type { Usage } from "../core/index.ts";

/** Tokens that an endpoint did not tell. */
export const UNTOLD: Usage = { input: null, output: null };

/** A count of tokens. Some endpoints write numbers as text; whatever is no whole number, or too small, is not told. */
const tokens = (least: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number),
    ])
    .pipe(z.int().min(least))
    .nullable()
    .catch(null);

/** The fields are read one by one, so that an odd one spoils no other. A question has a token at least: 0 is what those write who do not count. */
const toldSchema = z.object({
  model: z.string().min(1).nullable().catch(null),
  usage: z
    .object({ prompt_tokens: tokens(1), input_tokens: tokens(1), completion_tokens: tokens(0), output_tokens: tokens(0) })
    .nullable()
    .catch(null),
});

/**
 * The model and the tokens that the body of an answer names; null where it does not.
 *
 * Vectors have no tokens of an answer. The gateway counts what this tells, and agents log it: there is one account of a run.
 */
export function toldIn(body: unknown, isEmbedding = false): { readonly model: string | null; readonly usage: Usage } {
  const { data } = toldSchema.safeParse(body);
  const usage = data?.usage ?? undefined;
  return {
    model: data?.model ?? null,
    usage: {
      input: usage?.prompt_tokens ?? usage?.input_tokens ?? null,
      output: isEmbedding ? 0 : (usage?.completion_tokens ?? usage?.output_tokens ?? null),
    },
  };
}

/** The tokens of several answers together, not told where one of them did not tell. */
export const usageOf = (answers: readonly Usage[]): Usage => ({
  input: sumOf(answers.map(({ input }) => input)),
  output: sumOf(answers.map(({ output }) => output)),
});

const sumOf = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0);

/** All tokens of an answer; null where it did not tell them. */
export const allTokens = ({ input, output }: Usage): number | null => (input === null || output === null ? null : input + output);

/** Tokens in and out, in words. */
export const usageText = (usage: Usage): string =>
  allTokens(usage) === null ? "tokens not told" : `${usage.input} + ${usage.output} tokens`;
