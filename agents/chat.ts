/** Questions to a language model, and its answers. */
import type { ZodType } from "zod";
import type { Exchange } from "../src/core/index.ts";

/** A question to a language model that is answered by calling a tool, or by a JSON text of the same form. */
export interface Question<T> {
  /** The model's name at its endpoint; empty for the one the arena is set to. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly answer: { readonly name: string; readonly description: string; readonly schema: ZodType<T> };
  readonly form: "tool" | "json";
  /** How many answers are requested at most. */
  readonly attempts: number;
  readonly maxTokens: number;
  /** Milliseconds for all attempts together. */
  readonly timeoutMs: number;
  /** Names who asks, for the host alone: whoever has another name gets an answer of its own to the same question. */
  readonly draw?: string;
}

/** A message to or from a language model. */
export type ChatMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

/** What a language model answered: no value when no answer could be used, or when its endpoint failed. */
export type Answer<T> = {
  readonly exchange: Exchange;
  readonly value?: T;
  /** Why its endpoint failed. */
  readonly failure?: string;
};

/** Asks a language model; it never rejects. */
export type Chat = <T>(question: Question<T>) => Promise<Answer<T>>;
