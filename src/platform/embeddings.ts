/** Embeds texts at an OpenAI-compatible endpoint. */
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";

/** Texts of one request. */
const MAX_BATCH = 256;

/** Milliseconds a request may take. */
const TIMEOUT_MS = 30_000;

const answerSchema = z.object({ data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })) });

/** Vectors of texts, in their order, all of one length. Throws `BadAnswer` when the endpoint does not give them. */
export async function embed(
  { endpoint, model }: { readonly endpoint: string; readonly model: string },
  texts: readonly string[],
): Promise<readonly (readonly number[])[]> {
  const vectors: (readonly number[])[] = [];
  for (let i = 0; i < texts.length; i += MAX_BATCH) vectors.push(...(await embedBatch(endpoint, model, texts.slice(i, i + MAX_BATCH))));
  return vectors;
}

async function embedBatch(endpoint: string, model: string, input: readonly string[]): Promise<readonly (readonly number[])[]> {
  const where = `${endpoint.replace(/\/$/, "")}/embeddings`;
  const bad = (found: string) => new ArenaError("BadAnswer", where, found, `expected ${input.length} embeddings by ${model}`);
  let body: unknown;
  try {
    const response = await fetch(where, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, input, encoding_format: "float" }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw bad(`status ${response.status}`);
    body = await response.json();
  } catch (error) {
    throw error instanceof ArenaError ? error : bad(messageOf(error));
  }
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success) throw bad("an answer of another form");
  const vectors = [...parsed.data.data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  if (vectors.length !== input.length || vectors.some((vector) => vector.length !== vectors[0]!.length))
    throw bad(`${vectors.length} vectors of ${[...new Set(vectors.map(({ length }) => length))].join(" or ")} numbers`);
  return vectors;
}
