/** What an agent is: a kind by id, which makes a seat for a role of an environment. */
import type { ActionRange, AnyEnvironment, Exchange, Json, Key, Observation, Role, Seat } from "../src/core/index.ts";
import { z, type ZodType } from "zod";
import type { OpenSandbox } from "../function-base/index.ts";

/** An agent that can be cast: its parameters, and the seat it makes. */
export interface AgentKind {
  readonly id: string;
  readonly title: string;
  /** One sentence for lists. */
  readonly about: string;
  readonly params: ZodType<Json>;
  /** The environments it can play, all of them when absent. */
  readonly envs?: readonly string[];
  /** Throws `BadAgent` for a role it cannot play. */
  check?(env: AnyEnvironment, role: Role): void;
  /** What it lacks with these parameters that somebody has to give it, and how: a suite goes on without it, a cast does not. */
  lacks?(params: Json): { readonly found: string; readonly expected: string } | undefined;
  /** Digests of what it decides by beside its code, by name: they go into the log's first line. */
  inputs?(context: Pick<AgentContext, "env" | "role">): Readonly<Record<string, string>>;
  /** Whether it asks a language model, with these parameters: its host needs a gateway to one. */
  asksModel?(params: Json): boolean;
  /** It may take minutes for a turn. */
  readonly slow?: boolean;
  /** The seat lives in the page, since a person plays it; it has no deadline. */
  readonly inPage?: boolean;
  create(params: Json, context: AgentContext): Seat | Promise<Seat>;
}

/** What an agent is made with. */
export interface AgentContext {
  readonly env: AnyEnvironment;
  readonly role: Role;
  readonly ports: Ports;
  /** Hears how far it is with what it loads to take its seat. */
  readonly loading?: (loading: Loading) => void;
}

/** How far a model is on its way: bytes, of so many where that is known. */
export type Loading = { readonly model: string; readonly done: number; readonly total?: number };

/** The ways out of an agent, handed in by whoever hosts it. */
export interface Ports {
  /** Asks the person at the page. */
  readonly human?: (observation: Observation, turn: HumanTurn) => Promise<Json>;
  /** Opens a sandbox for functions that nobody has reviewed. */
  readonly sandbox?: OpenSandbox;
  /** Asks a language model. */
  readonly chat?: Chat;
  /** Opens a student: a committed one by its name, or one in a folder. */
  readonly student?: (model: string) => Promise<Student>;
  /** Opens a pretrained causal language model: one in a folder, or at an address. */
  readonly causal?: (model: string, options: CausalOptions) => Promise<Causal>;
  /** Embeds texts with a model of that name: vectors in their order, all of one length. Throws `ModelFailed` or `BadAnswer`. */
  readonly embed?: (model: string, texts: readonly string[]) => Promise<readonly (readonly number[])[]>;
}

/** A small model at work. */
export interface Student {
  readonly name: string;
  /** What it learned: to judge functions, or to answer with actions. */
  readonly kind: "ld" | "kd";
  readonly env: string;
  /** The digest of its weights. */
  readonly digest: string;
  readonly parameters: number;
  /** What computes it: `cpu`, `wasm` or `webgpu`. */
  readonly backend: string;
  /** How well each manual fits a state, from 0 to 2. */
  judge(state: string, manuals: readonly string[]): Promise<readonly number[]>;
  /** The log-probability of each answer behind a state. */
  weigh(state: string, answers: readonly string[]): Promise<readonly number[]>;
  /** The answer behind a state, whatever it is. */
  complete(state: string): Promise<string>;
}

/** How a pretrained model is opened. */
export interface CausalOptions {
  readonly precision: "auto" | "fp32" | "fp16" | "q8" | "q4" | "q4f16";
  /** Where it runs in a page; elsewhere it is the processor. */
  readonly device: "auto" | "webgpu" | "wasm";
  /** Tokens that a question and its answer may have in all. */
  readonly context: number;
  readonly heard?: (loading: Loading) => void;
}

/** A pretrained causal language model at work. */
export interface Causal {
  /** Its folder, its precision, and the beginning of the digest of its files. */
  readonly name: string;
  /** What computes. */
  readonly backend: string;
  /** How likely each answer is behind a dialogue, as shares of 1, and the tokens it took. */
  weigh(
    messages: readonly ChatMessage[],
    answers: readonly string[],
  ): Promise<{ readonly shares: readonly number[]; readonly usage: Exchange["usage"] }>;
  /** What it says behind a dialogue, and whether it ended by itself. */
  complete(
    messages: readonly ChatMessage[],
    most: number,
  ): Promise<{ readonly text: string; readonly ended: boolean; readonly usage: Exchange["usage"] }>;
}

/** What a person is asked. */
export type HumanTurn = { readonly role: Role; readonly t: number; readonly legal: readonly Json[]; readonly range?: ActionRange };

/** A question to a language model that is answered by calling a tool, or by a JSON text of the same form. */
export interface Question<T> {
  /** The model's name at its endpoint; empty for the one the arena is set to. */
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly answer: { readonly name: string; readonly description: string; readonly schema: ZodType<T> };
  readonly form: "tool" | "json";
  /** Answers that may be asked for before it is given up. */
  readonly attempts: number;
  readonly maxTokens: number;
  /** Milliseconds for all attempts together. */
  readonly timeoutMs: number;
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

/** A decision without waiting: what search can play out. */
export type Policy = (observation: Observation, turn: PolicyTurn) => Json;

/** What a policy is told beside its observation. */
export type PolicyTurn = { readonly role: Role; readonly legal: readonly Json[]; readonly key: Key };

/** Parameters of an agent that has none. */
export const noParams: ZodType<Json> = z.strictObject({});

/** An agent that plays a policy. */
export function policyKind(
  about: Pick<AgentKind, "id" | "title" | "about" | "envs">,
  policyFor: (env: AnyEnvironment, role: Role) => Policy,
): AgentKind {
  return {
    ...about,
    params: noParams,
    check: (env, role) => void policyFor(env, role),
    create(_params, { env, role }) {
      const policy = policyFor(env, role);
      return { act: (observation, turn) => policy(observation, turn), dispose: () => {} };
    },
  };
}
