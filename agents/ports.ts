/** The ways out of an agent: to a person, a sandbox, and models. Whoever hosts the agent hands them in. */
import type { Json, Observation, Turn } from "../src/core/index.ts";
import type { Facts, OpenSandbox, Reads } from "../function-base/index.ts";
import type { Chat, ChatMessage } from "./chat.ts";

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
  /** Starts a program, or takes one that is free: its first word is the file, the others its arguments. */
  readonly program?: (command: readonly string[]) => Promise<Program>;
  /** Embeds texts with a model of that name: vectors in their order, all of one length. Throws `ModelFailed` or `BadAnswer`. */
  readonly embed?: (model: string, texts: readonly string[], timeoutMs?: number) => Promise<readonly (readonly number[])[]>;
}

/** A program at work, which answers lines with lines. */
export interface Program {
  /** Sends a line that needs no answer. */
  tell(line: string): void;
  /** Sends a line, and gives the line that comes back. One question at a time. Rejects with `BadAgent` where the program has ended, or ends before it answers. */
  ask(line: string): Promise<string>;
  /** Hands it back: if it owes an answer it is ended, else it waits for the next seat. */
  close(): void;
}

/** A small model at work. */
export interface Student {
  readonly name: string;
  /** What it was trained to do: to judge functions (`ld`), or to answer with actions (`kd`). */
  readonly kind: "ld" | "kd";
  readonly env: string;
  /** The games that it plays, that of `env` among them. */
  readonly envs: readonly string[];
  /** The parts of manuals that it learned to read. */
  readonly reads: Reads;
  /** The digest of all that decides how it plays: its weights, its tokenizer, its description. */
  readonly digest: string;
  readonly parameters: number;
  /** What computes it: `cpu`, `wasm` or `webgpu`. */
  readonly backend: string;
  /** Whether it has a retriever. */
  readonly retrieves: boolean;
  /** How well each manual suits the facts of a stage, by its retriever. */
  rank(stage: string, facts: Facts, manuals: readonly string[]): Promise<readonly number[]>;
  /** How well each manual fits a state, from 0 to 2. */
  judge(state: string, manuals: readonly string[]): Promise<readonly number[]>;
  /** The log-probability of each answer to a state. */
  weigh(state: string, answers: readonly string[]): Promise<readonly number[]>;
  /** The answer to a state, whether it is legal or not. It is cut off once it is longer than all `legal` answers. */
  complete(state: string, legal?: readonly string[]): Promise<string>;
}

/** How a pretrained model is opened. */
export interface CausalOptions {
  readonly precision: "auto" | "fp32" | "fp16" | "q8" | "q4" | "q4f16";
  /** Where it runs in a page; elsewhere it runs on the CPU. */
  readonly device: "auto" | "webgpu" | "wasm";
  /** Tokens that a question and its answer may have in all. */
  readonly context: number;
  /** Hears how far the loading is. */
  readonly heard?: (loading: Loading) => void;
}

/** A pretrained causal language model at work. */
export interface Causal {
  /** Its kind, its precision, and the beginning of the digest of its files: the same wherever they lie. */
  readonly name: string;
  /** What computes it. */
  readonly backend: string;
  /** How likely each answer is as the next message of a dialogue, as shares that sum to 1, and the tokens it took. */
  weigh(
    messages: readonly ChatMessage[],
    answers: readonly string[],
  ): Promise<{ readonly shares: readonly number[]; readonly usage: Tokens }>;
  /** Its next message in a dialogue, of at most `most` tokens, and whether it ended by itself. */
  complete(
    messages: readonly ChatMessage[],
    most: number,
  ): Promise<{ readonly text: string; readonly ended: boolean; readonly usage: Tokens }>;
}

/** Tokens that a model on this machine took. */
type Tokens = { readonly input: number; readonly output: number };

/** What a person is asked. */
export type HumanTurn = Pick<Turn, "role" | "t" | "legal" | "range">;

/** Progress of loading a model: the bytes that have arrived, and the total where it is known. */
export type Loading = { readonly model: string; readonly done: number; readonly total?: number };
