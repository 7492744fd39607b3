/** Embeds texts through the `openai` package. */
import type { OpenAI } from "openai";
import { z } from "zod";
import { ArenaError } from "../core/index.ts";
import { failureOf, isBroken } from "./chat.ts";
import { patiently } from "./patience.ts";

/** Texts of one request. */
const MAX_BATCH = 256;

/** Milliseconds for all texts where nothing else is said. */
const TIMEOUT_MS = 30_000;

const answerSchema = z.object({ data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })) });

/** Vectors of texts, in their order, all of one length. Throws `ModelFailed` when the endpoint fails, `BadAnswer` for an answer of no use. */
export async function embed(
  client: OpenAI,
  model: string,
  texts: readonly string[],
  timeoutMs = TIMEOUT_MS,
): Promise<readonly (readonly number[])[]> {
  const until = performance.now() + timeoutMs;
  const vectors: (readonly number[])[] = [];
  for (let i = 0; i < texts.length; i += MAX_BATCH)
    vectors.push(...(await embedBatch(client, model, texts.slice(i, i + MAX_BATCH), until - performance.now())));
  const lengths = [...new Set(vectors.map(({ length }) => length))];
  if (lengths.length > 1) throw refused("BadAnswer", model, `vectors of ${lengths.join(" and ")} numbers`, texts.length);
  return vectors;
}

async function embedBatch(
  client: OpenAI,
  model: string,
  input: readonly string[],
  timeoutMs: number,
): Promise<readonly (readonly number[])[]> {
  let body: unknown;
  try {
    const request = { model, input: [...input], encoding_format: "float" as const };
    body = await patiently((signal) => client.embeddings.create(request, { signal }), { timeoutMs });
  } catch (error) {
    if (isBroken(error)) throw refused("BadAnswer", model, "an answer that cannot be read", input.length);
    throw refused("ModelFailed", model, failureOf(error), input.length);
  }
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw refused("BadAnswer", model, "an answer of another form", input.length);
  const vectors = [...parsed.data.data].sort((a, b) => a.index - b.index);
  if (vectors.length !== input.length || vectors.some(({ index }, i) => index !== i))
    throw refused("BadAnswer", model, `${vectors.length} vectors, or not one for each`, input.length);
  return vectors.map(({ embedding }) => embedding);
}

const refused = (name: "BadAnswer" | "ModelFailed", model: string, found: string, count: number): ArenaError =>
  new ArenaError(name, `embeddings by ${model}`, found, `expected ${count} vectors of one length`);
