/** What a function base is: stages, functions with a manual, and the facts they are chosen by. */
import type { ZodType } from "zod";
import type { Json, Observation } from "../src/core/index.ts";

/** A step of every decision. The last stage's result is the action. */
export interface Stage {
  readonly id: string;
  /** The question it answers, read by people and by language models. */
  readonly asks: string;
  /** Checks results. */
  readonly result: ZodType<Json>;
}

/** Heavy searches that functions may call; each takes and returns plain data. */
export type Tools = Readonly<Record<string, (...args: Json[]) => Json>>;

/** A function of a base: what it makes of an observation, the legal actions and the result of the stage before. */
export type BaseFunction = (observation: Observation, legal: readonly Json[], previous: Json, tools: Tools) => Json;

/** A function as it is read from its file. */
export interface FunctionEntry {
  /** The file's name. */
  readonly name: string;
  readonly stage: string;
  /** What it does, and "Use when ...": what a selector reads. */
  readonly manual: string;
  /** For a function of an emergency: the id of the notice it answers. No rule of ours announces that of a distractor. */
  readonly notice?: string;
  /** The JavaScript module, as written. */
  readonly source: string;
  /** Digest of the source. */
  readonly digest: string;
  readonly origin: Origin;
  readonly examples: readonly Example[];
}

/** Who wrote a function: it was committed and reviewed, or a model proposed it. */
export type Origin =
  { readonly by: "committed" } | { readonly by: "model"; readonly model: string; readonly date: string; readonly prompt: string };

/** An `@example` of a doc comment: a call and its result. */
export type Example = {
  readonly observation: Observation;
  readonly legal: readonly Json[];
  readonly previous: Json;
  readonly result: Json;
};

/** What the state is like, in words: `{ distance: "near" }`. Selectors and retrievers read them. */
export type Facts = Readonly<Record<string, string>>;

/** What play on training seeds found: by stage, the best function for each combination of facts. */
export interface Found {
  readonly stages: Readonly<
    Record<
      string,
      {
        /** The facts that decide, in the order in which their words make up a row's key. */
        readonly keys: readonly string[];
        /** Functions by the words of the first facts, or of all: of the rows that fit a state, the longest counts. */
        readonly rows: Readonly<Record<string, string>>;
        /** Where no row fits. */
        readonly usual: string;
      }
    >
  >;
  /** The sequence that plays best when the same functions are selected in every state. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** A place on the board that a result points at, in cells from the top left. */
export type Mark = { readonly stage: string; readonly x: number; readonly y: number; readonly label: string };

/** What only the code of an environment can say of its base. */
export interface BaseGuide {
  readonly stages: readonly Stage[];
  /** Words of roles that decide by functions, such as `pursuer`. All other roles decide without functions. */
  readonly words: readonly string[];
  readonly found: Found;
  /** An observation that examples of functions are written against: they give the fields that differ. */
  readonly blank: Observation;
  /** How manuals say a fact, before its word: `{ near: "the near exit is" }`; others are said as `the distance is`. */
  readonly says: Readonly<Record<string, string>>;
  /** Facts of an observation that matter after the result of the stage before; in the same order always. */
  facts(observation: Observation, previous: Json): Facts;
  /** What results point at on the board, by stage. */
  marks(results: Readonly<Record<string, Json>>): readonly Mark[];
  /** The tools for one observation. */
  tools(observation: Observation): Tools;
  /** What the tools are, for whoever writes functions. */
  readonly toolManual: string;
}

/** The function base of an environment. */
export interface FunctionBase extends BaseGuide {
  readonly env: string;
  /** The ordinary functions. */
  readonly functions: readonly FunctionEntry[];
  /** Functions that join when a notice appears: those that answer one, and distractors. */
  readonly emergency: readonly FunctionEntry[];
  /** The functions to run natively, by name: committed ones alone. */
  readonly native: ReadonlyMap<string, BaseFunction>;
}

/** Runs functions where they can harm nothing. */
export interface Sandbox {
  /** Calls a function; rejects with an error named `FunctionFault` that names it. */
  call(name: string, observation: Observation, legal: readonly Json[], previous: Json): Promise<Json>;
  dispose(): void;
}

/** Opens a sandbox for an episode, with the tools of an environment's base. */
export type OpenSandbox = (env: string, functions: readonly Pick<FunctionEntry, "name" | "source">[]) => Promise<Sandbox>;
