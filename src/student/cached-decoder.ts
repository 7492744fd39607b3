/**
 * A decoder with a KV cache: prompts with a common prefix share its computation, and a continuation computes only its own tokens.
 *
 * Prompts are computed in blocks of a fixed length, cached or not, so that the same prompt always goes through the same sums.
 */
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";
import type { Bad } from "./foreign.ts";
import type { Held, Numbers, Session, Slot } from "./session.ts";
import { fromHalf } from "./weights.ts";

/** Where models that do more than text keep the configuration of their language model. */
const NESTED = ["text_config", "llm_config", "language_config", "decoder"];

/** Other names of fields, from families that are older than Llama. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  hidden_size: ["n_embd", "d_model"],
  num_attention_heads: ["n_head", "n_heads", "num_heads"],
  num_key_value_heads: ["n_head_kv", "num_kv_heads", "multi_query_group_num"],
  max_position_embeddings: ["n_positions", "n_ctx", "max_seq_len"],
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A configuration with the fields of its language model at the top, by their usual names. */
function flat(config: unknown): unknown {
  if (!isRecord(config)) return config;
  const inner = NESTED.map((name) => config[name]).find(isRecord) ?? {};
  const there = [...Object.entries(config), ...Object.entries(inner)].filter(([, value]) => value !== null);
  const all: Record<string, unknown> = Object.fromEntries(there);
  for (const [name, others] of Object.entries(ALIASES)) {
    const other = others.find((one) => all[one] !== undefined);
    if (all[name] === undefined && other !== undefined) all[name] = all[other];
  }
  return all;
}

/** The fields of a `config.json` that matter for running a model; null is as good as absent. */
export const modelConfigSchema = z.preprocess(
  flat,
  z.looseObject({
    vocab_size: z.int().min(1).nullish(),
    hidden_size: z.int().min(1).nullish(),
    num_attention_heads: z.int().min(1).nullish(),
    num_key_value_heads: z.int().min(1).nullish(),
    head_dim: z.int().min(1).nullish(),
    max_position_embeddings: z.number().min(1).nullish(),
    eos_token_id: z.union([z.int(), z.array(z.int())]).nullish(),
  }),
);

/** A `config.json`, checked. */
export type ModelConfig = z.output<typeof modelConfigSchema>;

/**
 * Tokens that are computed at once; cached prefixes consist of whole blocks. Blocks are shorter on WebGPU: there, ONNX Runtime's fused attention
 * (GroupQueryAttention, which many exports have) gives wrong numbers from 32 tokens on (version 1.30, on a software adapter).
 */
const BLOCK = { cpu: 64, wasm: 64, webgpu: 16 } as const;

/** The most bytes that cached prefixes take. */
const KEPT_BYTES = 256 * 2 ** 20;

/** How many recent prompts a new one is compared with, to find the prefix that is worth caching. */
const RECENT = 12;

/** The KV cache of a text: the keys and values of its tokens. */
export interface Past {
  readonly tokens: readonly number[];
  /** Tensors by the name of the model's input that takes them. */
  readonly held: ReadonlyMap<string, Held>;
}

/** A decoder with a KV cache; it takes one call at a time. */
export interface CachedDecoder {
  /** The size of the vocabulary. */
  readonly vocabulary: number;
  /** The most tokens that a text may have in all. */
  readonly capacity: number;
  /** Computes a whole prompt: the logits of the next token, and the prompt's past, which the caller has to release with `letGo`. */
  prompt(tokens: readonly number[]): Promise<{ readonly logits: Float32Array; readonly past: Past }>;
  /** Continues a past, which stays as it is: the logits after each token, and the new past, which the caller has to release with `letGo`. */
  follow(past: Past, tokens: readonly number[]): Promise<{ readonly logits: readonly Float32Array[]; readonly past: Past }>;
  letGo(past: Past): void;
  dispose(): Promise<void>;
}

/** Opens a decoder on a session; throws `BadInput` for a model that is no causal language model with a cache. */
export async function openCachedDecoder(where: string, session: Session, config: ModelConfig, limit: number): Promise<CachedDecoder> {
  const bad: Bad = (found, expected) => new ArenaError("BadInput", where, found, expected);
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
  const presents = new Map(session.outputs.map((slot) => [slot.name, slot.dims]));
  const shapes = new Map(caches.map((slot) => [slot.name, emptyShape(slot, presents.get(presentOf(slot.name))!, config, bad)]));
  const block = BLOCK[session.backend];
  const capacity = Math.min(limit, config.max_position_embeddings ?? Infinity);

  let vocabulary = 0;
  const recent: (readonly number[])[] = [];
  /** Cached prefixes of prompts; the one used most recently is the last. */
  const kept: Past[] = [];

  const letGo = (past: Past): void => {
    if (kept.includes(past)) return;
    for (const tensor of past.held.values()) tensor.dispose();
  };

  /** Runs some tokens after a past; returns all rows of logits, or the last one alone. */
  async function step(past: Past | undefined, tokens: readonly number[], all: boolean) {
    const before = past?.tokens.length ?? 0;
    const total = before + tokens.length;
    const own: Record<string, Held> = {};
    const put = (name: string, numbers: readonly number[], dims: readonly number[]) => {
      const slot = slots.get(name);
      if (slot !== undefined) own[name] = session.tensor(slot.type, numbers, dims);
    };
    let out: Readonly<Record<string, Held>>;
    try {
      put("input_ids", tokens, [1, tokens.length]);
      put("attention_mask", Array<number>(total).fill(1), [1, total]);
      put(
        "position_ids",
        tokens.map((_, i) => before + i),
        [1, tokens.length],
      );
      put("num_logits_to_keep", [all ? 0 : 1], []);
      if (past === undefined) for (const [name, { type, dims }] of shapes) own[name] = session.tensor(type, [], dims);
      out = await session.run({ ...own, ...Object.fromEntries(past?.held ?? []) });
    } catch (error) {
      if (error instanceof ArenaError) throw error;
      throw new ArenaError("ModelFailed", where, messageOf(error), `expected it to run ${tokens.length} tokens after ${before}`);
    } finally {
      for (const tensor of Object.values(own)) tensor.dispose();
    }
    const held = new Map(caches.map(({ name }) => [name, out[presentOf(name)]!]));
    const { logits } = out as { readonly logits: Held };
    const { type, dims } = logits;
    const count = all ? tokens.length : 1;
    const next: Past = { tokens: [...(past?.tokens ?? []), ...tokens], held };
    try {
      const width = dims.at(-1) ?? 0;
      const data = await logits.getData();
      if ((type !== "float32" && type !== "float16") || width === 0 || data.length < count * width)
        throw bad(`logits of ${type} and shape [${dims.join()}]`, "expected [1, tokens, vocabulary], float32 or float16");
      const rows = rowsOf(type, data, width, count);
      for (const [i, row] of rows.entries()) {
        const wrong = row.find((one) => !Number.isFinite(one));
        if (wrong !== undefined) throw notFinite(where, wrong, total - count + i + 1);
      }
      return { rows, past: next };
    } catch (error) {
      for (const tensor of held.values()) tensor.dispose();
      throw error;
    } finally {
      logits.dispose();
    }
  }

  function keep(past: Past): void {
    kept.push(past);
    while (kept.length > 1 && kept.reduce((sum, { held }) => sum + bytesOf(held), 0) > KEPT_BYTES) {
      const [oldest] = kept.splice(0, 1);
      letGo(oldest!);
    }
  }

  /** The longest cached prefix of a prompt. */
  function known(tokens: readonly number[]): Past | undefined {
    const fits = kept.filter((past) => past.tokens.length < tokens.length && past.tokens.every((token, i) => token === tokens[i]));
    const longest = fits.reduce<Past | undefined>((best, one) => (one.tokens.length > (best?.tokens.length ?? 0) ? one : best), undefined);
    if (longest !== undefined) kept.push(...kept.splice(kept.indexOf(longest), 1));
    return longest;
  }

  /** The length of the longest prefix of whole blocks that a prompt shares with a recent one, in tokens. */
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

  // One token is run as a test: a model that does not do what its layout says is found out here.
  const first = await step(undefined, [0], false);
  vocabulary = first.rows[0]!.length;
  for (const [name, tensor] of first.past.held)
    if (tensor.dims.length !== 4 || tensor.dims[2] !== 1)
      throw bad(`${presentOf(name)} of shape [${tensor.dims.join()}] after a token`, "expected [1, heads, 1, head size]");
  letGo(first.past);
  return decoder;
}

/** The inputs that a model may have beside its cache. */
const INPUTS = ["input_ids", "attention_mask", "position_ids", "num_logits_to_keep"];

/** The error for logits that are no numbers to choose by. */
const notFinite = (where: string, wrong: number, tokens: number): ArenaError =>
  new ArenaError(
    "ModelFailed",
    where,
    `a logit of ${wrong} after ${tokens === 1 ? "1 token" : `${tokens} tokens`}`,
    "expected finite numbers: choose another precision, or export the model again",
  );

/** The shape of a cache before the first token; `present` are the dimensions of the output that continues it. */
function emptyShape({ name, type, dims }: Slot, present: Slot["dims"], config: ModelConfig, bad: Bad) {
  const { num_attention_heads: heads, num_key_value_heads, hidden_size: width, head_dim } = config;
  const number = (at: number, otherwise: number | null | undefined) =>
    [dims[at], present[at], otherwise].find((dim) => typeof dim === "number" && Number.isInteger(dim) && dim > 0) as number | undefined;
  const groups = number(1, num_key_value_heads ?? heads);
  const size = number(3, head_dim ?? (width != null && heads != null ? width / heads : undefined));
  if (dims.length !== 4 || groups === undefined || size === undefined)
    throw bad(
      `${name} of shape [${dims.join()}]`,
      "expected [batch, heads, length, head size] with numbers for heads and head size, there or in config.json " +
        "(num_key_value_heads and head_dim, or num_attention_heads and hidden_size)",
    );
  if (type !== "float32" && type !== "float16") throw bad(`${name} of ${type}`, "expected float32 or float16");
  return { type, dims: [1, groups, 0, size] };
}

/** The last `count` rows of some logits as float32. */
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
