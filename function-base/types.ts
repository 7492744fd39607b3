/** What a function base is: stages, functions with a manual, and the facts they are chosen by. */
import type { ZodType } from "zod";
import type { Json, Observation } from "../src/core/index.ts";

/** A step of every decision. The last stage's result is the action. */
export interface Stage {
  readonly id: string;
  /** The question that the stage answers, read by people and by language models. */
  readonly asks: string;
  /** Checks results. */
  readonly result: ZodType<Json>;
}

/** Heavy searches that functions may call; each takes and returns plain data. */
export type Tools = Readonly<Record<string, (...args: Json[]) => Json>>;

/** A function of a base: what it makes of an observation, the legal actions and the result of the stage before. */
export type BaseFunction = (observation: Observation, legal: readonly Json[], previous: Json, tools: Tools) => Json;

/** Words of facts that have to hold together, in the order in which they are said: `{ near: "free", capture: "surround" }`. */
export type Clause = Readonly<Record<string, string>>;

/** A function as it is read from its file. */
export interface FunctionEntry {
  /** The file's name. */
  readonly name: string;
  readonly stage: string;
  /** The word of the roles that may use it; absent where all may. */
  readonly role?: string;
  /** What it does. */
  readonly purpose: string;
  /** When to use it: one of these has to hold. A function that answers a notice and has no clauses applies in every state. */
  readonly when: readonly Clause[];
  /** For a function that answers a notice: what the notice says, in the words of its manual. */
  readonly answers?: string;
  /** "Use when ...": derived from the clauses, or written in prose in place of them. Empty if the manual does not say when. */
  readonly conditions: string;
  /** Purpose and conditions together: what people and prompts read. */
  readonly manual: string;
  /** For a function of an emergency: the id of the notice it answers. The notice of a pure distractor is one that no rule announces. */
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
        /**
         * Whether a function that answers a notice in force applies, by its name: rows as above. One that is absent goes by its clauses, and
         * where one does not apply, the rows above decide.
         */
        readonly answers?: Readonly<Record<string, { readonly rows: Readonly<Record<string, boolean>>; readonly usual: boolean }>>;
      }
    >
  >;
  /** The sequence that plays best when the same functions are selected in every state. */
  readonly fixed: Readonly<Record<string, string>>;
}

/** A place on the board that a result points at, in cells from the top left. */
export type Mark = { readonly stage: string; readonly x: number; readonly y: number; readonly label: string };

/** The part of a base that is code of its environment. */
export interface BaseGuide {
  readonly stages: readonly Stage[];
  /** The ids of the stages that a decision goes through, in their order, where that depends on what is seen; by default all of them. */
  stagesFor?(observation: Observation): readonly string[];
  /** Words of roles that decide by functions; all other roles decide without them. */
  readonly words: readonly string[];
  readonly found: Found;
  /** An observation that examples of functions are written against: they give the fields that differ. */
  readonly blank: Observation;
  /** How manuals say a fact, before its word: `{ near: "the near exit is" }`; others are said as `the distance is`. */
  readonly says: Readonly<Record<string, string>>;
  /** By stage, the words that each fact can have: clauses and tables with others are refused. What is absent is not checked. */
  readonly terms?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Facts of an observation that matter in a stage, after the result of the stage before; in the same order always. */
  facts(observation: Observation, previous: Json, stage: string): Facts;
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
  /** Ends the sandbox; calls after it are rejected. */
  dispose(): void;
}

/** Opens a sandbox for an episode, with the tools of an environment's base. */
export type OpenSandbox = (env: string, functions: readonly Pick<FunctionEntry, "name" | "source">[]) => Promise<Sandbox>;
