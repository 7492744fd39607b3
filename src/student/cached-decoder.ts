/**
 * A decoder that keeps what it computed of a text: prompts that begin alike share their beginning, and what follows is a short step.
 *
 * Prompts go through in blocks of a fixed length, cached or not, so that the same prompt always meets the same sums.
 */
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";
import type { Held, Numbers, Session, Slot } from "./session.ts";
import { fromHalf } from "./weights.ts";

/** What of a `config.json` bears on running a model. */
export const modelConfigSchema = z.looseObject({
  model_type: z.string().optional(),
  vocab_size: z.int().min(1).optional(),
  hidden_size: z.int().min(1).optional(),
  num_attention_heads: z.int().min(1).optional(),
  num_key_value_heads: z.int().min(1).nullish(),
  head_dim: z.int().min(1).nullish(),
  max_position_embeddings: z.int().min(1).optional(),
  eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
});

/** A `config.json`, checked. */
export type ModelConfig = z.output<typeof modelConfigSchema>;

/**
 * Tokens that go through at once; beginnings are kept in whole blocks. On WebGPU fewer: there, ONNX Runtime's fused attention
 * (GroupQueryAttention, which many exports have) gives wrong numbers from 32 tokens on (1.30, on a software adapter).
 */
const BLOCK = { cpu: 64, wasm: 64, webgpu: 16 } as const;

/** Bytes of beginnings that are kept. */
const KEPT_BYTES = 256 * 2 ** 20;

/** Prompts that a new one is compared with to see what beginning is worth keeping. */
const RECENT = 12;

/** What was computed of a text: the keys and values of its tokens. */
export interface Past {
  readonly tokens: readonly number[];
  /** By the name of the input that takes them. */
  readonly held: ReadonlyMap<string, Held>;
}

/** A decoder with a cache. One call at a time. */
export interface CachedDecoder {
  /** Tokens it knows. */
  readonly vocabulary: number;
  /** Tokens that a text may have in all. */
  readonly capacity: number;
  /** Takes a whole prompt: the logits of what comes next, and its past, which the caller lets go. */
  prompt(tokens: readonly number[]): Promise<{ readonly logits: Float32Array; readonly past: Past }>;
  /** Goes on behind a past, which stays as it is: the logits after each token, and the new past, which the caller lets go. */
  follow(past: Past, tokens: readonly number[]): Promise<{ readonly logits: readonly Float32Array[]; readonly past: Past }>;
  letGo(past: Past): void;
  dispose(): Promise<void>;
}

/** Opens a decoder on a session; throws `BadInput` for a model that is no causal language model with a cache. */
export async function openCachedDecoder(where: string, session: Session, config: ModelConfig, limit: number): Promise<CachedDecoder> {
  const bad = (found: string, expected: string) => new ArenaError("BadInput", where, found, expected);
  const slots = new Map(session.inputs.map((slot) => [slot.name, slot]));
  const caches = session.inputs.filter(({ name }) => name.startsWith("past_key_values"));
  const ids = slots.get("input_ids");
  if (ids === undefined || caches.length === 0)
    throw bad(
      `inputs ${[...slots.keys()].slice(0, 6).join(", ") || "none"}`,
      "expected input_ids and past_key_values: a causal language model exported with a cache",
    );
  const strange = session.inputs.filter((slot) => !caches.includes(slot) && !INPUTS.includes(slot.name));
  if (strange.length > 0)
    throw bad(`unknown inputs ${strange.map(({ name }) => name).join(", ")}`, `expected ${INPUTS.join(", ")} and past_key_values alone`);
  const outputs = new Set(session.outputs.map(({ name }) => name));
  const presentOf = (name: string) => name.replace("past_key_values", "present");
  const missing = ["logits", ...caches.map(({ name }) => presentOf(name))].filter((name) => !outputs.has(name));
  if (missing.length > 0) throw bad(`no output ${missing[0]}`, "expected logits, and a present for every past_key_values");
  const shapes = new Map(caches.map((slot) => [slot.name, emptyShape(slot, config, bad)]));
  const block = BLOCK[session.backend];
  const capacity = Math.min(limit, config.max_position_embeddings ?? Infinity);

  let vocabulary = 0;
  const recent: (readonly number[])[] = [];
  /** Beginnings of prompts, the one used last at the end. */
  const kept: Past[] = [];

  const letGo = (past: Past): void => {
    if (kept.includes(past)) return;
    for (const tensor of past.held.values()) tensor.dispose();
  };

  /** Runs some tokens behind a past; of the logits all rows, or the last one alone. */
  async function step(past: Past | undefined, tokens: readonly number[], all: boolean) {
    const before = past?.tokens.length ?? 0;
    const total = before + tokens.length;
    const own: Record<string, Held> = {};
    const put = (name: string, numbers: readonly number[], dims: readonly number[]) => {
      const slot = slots.get(name);
      if (slot !== undefined) own[name] = session.tensor(slot.type, numbers, dims);
    };
    put("input_ids", tokens, [1, tokens.length]);
    put("attention_mask", Array<number>(total).fill(1), [1, total]);
    put(
      "position_ids",
      tokens.map((_, i) => before + i),
      [1, tokens.length],
    );
    put("num_logits_to_keep", [all ? 0 : 1], []);
    if (past === undefined) for (const [name, { type, dims }] of shapes) own[name] = session.tensor(type, [], dims);
    let out: Readonly<Record<string, Held>>;
    try {
      out = await session.run({ ...own, ...Object.fromEntries(past?.held ?? []) });
    } catch (error) {
      throw new ArenaError("ModelFailed", where, messageOf(error), `expected it to run ${tokens.length} tokens behind ${before}`);
    } finally {
      for (const tensor of Object.values(own)) tensor.dispose();
    }
    const held = new Map(caches.map(({ name }) => [name, out[presentOf(name)]!]));
    const { logits } = out as { readonly logits: Held };
    const width = logits.dims.at(-1)!;
    const rows = rowsOf(logits.type, await logits.getData(), width, all ? tokens.length : 1);
    logits.dispose();
    return { rows, past: { tokens: [...(past?.tokens ?? []), ...tokens], held } satisfies Past };
  }

  function keep(past: Past): void {
    kept.push(past);
    while (kept.length > 1 && kept.reduce((sum, { held }) => sum + bytesOf(held), 0) > KEPT_BYTES) {
      const [oldest] = kept.splice(0, 1);
      letGo(oldest!);
    }
  }

  /** The longest kept beginning of a prompt. */
  function known(tokens: readonly number[]): Past | undefined {
    const fits = kept.filter((past) => past.tokens.length < tokens.length && past.tokens.every((token, i) => token === tokens[i]));
    const longest = fits.reduce<Past | undefined>((best, one) => (one.tokens.length > (best?.tokens.length ?? 0) ? one : best), undefined);
    if (longest !== undefined) kept.push(...kept.splice(kept.indexOf(longest), 1));
    return longest;
  }

  /** How much of a prompt others began with too, in whole blocks. */
  function common(tokens: readonly number[]): number {
    const alike = recent.map((other) => {
      const at = tokens.findIndex((token, i) => token !== other[i]);
      return at === -1 ? tokens.length - 1 : at;
    });
    return Math.floor(Math.min(Math.max(0, ...alike), tokens.length - 1) / block) * block;
  }

  const decoder: CachedDecoder = {
    get vocabulary() {
      return vocabulary;
    },
    capacity,
    async prompt(tokens) {
      const worth = common(tokens);
      let past = known(tokens);
      recent.push(tokens);
      if (recent.length > RECENT) recent.shift();
      for (;;) {
        const at = past?.tokens.length ?? 0;
        const before: Past | undefined = past;
        const next = await step(before, tokens.slice(at, at + block), false).finally(() => before !== undefined && letGo(before));
        past = next.past;
        if (past.tokens.length === worth) keep(past);
        if (past.tokens.length === tokens.length) return { logits: next.rows[0]!, past };
      }
    },
    async follow(past, tokens) {
      const logits: Float32Array[] = [];
      let now = past;
      for (let at = 0; at < tokens.length; at += block) {
        const before = now;
        const next = await step(before, tokens.slice(at, at + block), true).finally(() => before !== past && letGo(before));
        logits.push(...next.rows);
        now = next.past;
      }
      return { logits, past: now };
    },
    letGo,
    async dispose() {
      for (const past of kept.splice(0)) letGo(past);
      await session.dispose();
    },
  };

  // One token through it: a model that does not do what its layout says is found out here.
  const first = await step(undefined, [0], false);
  vocabulary = first.rows[0]!.length;
  for (const [name, tensor] of first.past.held)
    if (tensor.dims.length !== 4 || tensor.dims[2] !== 1)
      throw bad(`${presentOf(name)} of shape [${tensor.dims.join()}] after a token`, "expected [1, heads, 1, numbers of a head]");
  letGo(first.past);
  return decoder;
}

/** What a model may take beside its cache. */
const INPUTS = ["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"];

/** The shape of a cache before the first token. */
function emptyShape({ name, type, dims }: Slot, config: ModelConfig, bad: (found: string, expected: string) => ArenaError) {
  const { num_attention_heads: heads, num_key_value_heads, hidden_size: width, head_dim } = config;
  const number = (dim: number | string | undefined, otherwise: number | undefined) =>
    typeof dim === "number" && dim > 0 ? dim : otherwise;
  const groups = number(dims[1], num_key_value_heads ?? heads);
  const size = number(dims[3], head_dim ?? (width !== undefined && heads !== undefined ? width / heads : undefined));
  if (dims.length !== 4 || groups === undefined || size === undefined)
    throw bad(`${name} of shape [${dims.join()}]`, "expected [batch, heads, length, numbers of a head], there or in config.json");
  if (type !== "float32" && type !== "float16") throw bad(`${name} of ${type}`, "expected float32 or float16");
  return { type, dims: [1, groups, 0, size] };
}

/** The last rows of some logits as ordinary numbers. */
function rowsOf(type: string, data: Numbers, width: number, count: number): readonly Float32Array[] {
  const bits = type === "float16" && data instanceof Uint16Array;
  return Array.from({ length: count }, (_, i) => {
    const from = data.length - (count - i) * width;
    return Float32Array.from({ length: width }, (__, k) => (bits ? fromHalf(Number(data[from + k])) : Number(data[from + k])));
  });
}

const bytesOf = (held: ReadonlyMap<string, Held>): number =>
  [...held.values()].reduce(
    (sum, { type, dims }) => sum + (type === "float16" ? 2 : 4) * dims.reduce((product, dim) => product * dim, 1),
    0,
  );
