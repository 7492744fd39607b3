/** The language model the arena is set to, from the environment. */
import { z } from "zod";
import { ArenaError } from "../core/index.ts";
import type { ModelSettings } from "./gateway.ts";
import { clashOf, keySchema, urlSchema } from "./address.ts";
import { TEACHER } from "./teacher.ts";

const schema = z.object({
  ARENA_LLM_URL: urlSchema.optional(),
  ARENA_LLM_MODEL: z.string().min(1).optional(),
  ARENA_LLM_KEY: keySchema.optional(),
  ARENA_LLM_PRICE: z
    .string()
    .regex(/^\d+(\.\d+)?,\d+(\.\d+)?$/, "expected dollars for a million tokens in and out, as 1.25,10")
    .optional(),
  ARENA_LLM_CONCURRENCY: z.coerce.number().int().min(1).max(256).default(8),
  ARENA_LLM_PER_MINUTE: z.coerce.number().int().min(1).default(10_000),
});

/** The settings; without `ARENA_LLM_URL` those of the offline teacher, whose address `url` is still to be filled in. Throws `BadInput`. */
export function modelSettings(environment: Readonly<Record<string, string | undefined>>): ModelSettings & { readonly offline: boolean } {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    // The value is not told: it may be a key in the wrong place.
    const [found, expected] = /^(?:(.*), )?(expected .*)$/s.exec(message)?.slice(1) ?? [message, "expected another value, or none"];
    throw new ArenaError("BadInput", `environment ${path.join(".")}`, found ?? "of another form", expected!);
  }
  const { data } = parsed;
  const [input, output] = (data.ARENA_LLM_PRICE ?? "").split(",").map(Number);
  const offline = data.ARENA_LLM_URL === undefined;
  if (!offline && data.ARENA_LLM_MODEL === undefined)
    throw new ArenaError("BadInput", "environment ARENA_LLM_MODEL", "not set", "expected the model to ask for at ARENA_LLM_URL");
  const clash = offline ? undefined : clashOf({ url: data.ARENA_LLM_URL!, key: data.ARENA_LLM_KEY });
  if (clash !== undefined) throw new ArenaError("BadInput", "environment ARENA_LLM_KEY", clash, "as the endpoint wants it");
  return {
    offline,
    url: data.ARENA_LLM_URL ?? "",
    model: data.ARENA_LLM_MODEL ?? TEACHER,
    key: offline ? undefined : data.ARENA_LLM_KEY,
    price: data.ARENA_LLM_PRICE === undefined ? undefined : { input: input!, output: output! },
    concurrency: data.ARENA_LLM_CONCURRENCY,
    perMinute: data.ARENA_LLM_PER_MINUTE,
  };
}
