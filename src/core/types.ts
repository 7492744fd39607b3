/**
 * The vocabulary of the arena: environments, agents, events.
 *
 * An environment is a record of pure functions over plain data, an agent is a seat that answers one
 * turn at a time, and an episode is the list of events they leave behind.
 */
import type { ZodType } from "zod";

/** Plain data, so that states, actions and observations can be logged, hashed, cloned and sent between threads as they are. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** A splittable random key (threefry2x32, as in JAX): passed in, never stored in a state. */
export type Key = readonly [number, number];

/** The name of a seat in an environment, made of a word and a number: `player-0`. */
export type Role = string;

/** One value for each role. */
export type PerRole<T> = Readonly<Record<Role, T>>;

/** A game: its rules, its text and its picture, as pure functions. The state holds everything, parameters included. */
export interface Environment<S extends Json = Json, A extends Json = Json, O extends Observation = Observation, P extends Json = Json> {
  /** Equals the folder's name. */
  readonly id: string;
  /** Grows when a recorded trajectory would replay differently. */
  readonly version: number;
  readonly title: string;
  /** Prose, read by people and by language models; the first clause says what the game is about. */
  readonly rules: string;
  /** Checks parameters and fills in defaults. */
  readonly params: ZodType<P>;
  /** Named parameter sets; `default` always exists. A preset holds its horizon. */
  readonly presets: Readonly<Record<string, { readonly about: string; readonly params: Json }>>;
  /** Rule changes, scheduled by the parameters or injected by hand. */
  readonly emergencies: Readonly<Record<string, Emergency<S>>>;
  /** Measures of this environment alone. */
  readonly metrics?: readonly Metric[];

  /** Loads what must exist before the first call, wasm for instance. */
  prepare?(): Promise<void>;
  /** The first state of an episode; its chance comes from the key. */
  init(params: P, key: Key): S;
  /** Every role that has a seat in this state, in a stable order. */
  roles(state: S): readonly Role[];
  /** The roles that act now; empty means terminated. */
  turn(state: S): readonly Role[];
  /** The legal actions: finite, in a stable order, distinct, never empty for a role in `turn`. */
  legal(state: S, role: Role): readonly A[];
  /**
   * Every action that a role may ever have in games with these parameters, distinct and in a stable order; the legal ones are always among them, in
   * the same order. Learners whose outputs have fixed places need it; absent, there is no such list.
   */
  actions?(params: P, role: Role): readonly A[];
  /** The range of the legal actions, if they are all the whole numbers of one; `legal` then lists them in ascending order. */
  range?(state: S, role: Role): ActionRange | undefined;
  /** The next state; `actions` holds one legal action for each role in `turn`. */
  step(state: S, actions: PerRole<A>, key: Key): S;
  /** Rounds played and rounds allowed; a rollout truncates the episode at the horizon. */
  clock(state: S): { readonly round: number; readonly horizon: number };
  /** Cumulative returns; the reward of a step is the difference. */
  returns(state: S): PerRole<number>;
  /** The result so far, which metrics read. `success` tells whether the environment's goal was reached. */
  outcome(state: S): Outcome;
  /** All that an agent in this seat ever sees. */
  observe(state: S, role: Role): O;
  /** The observation as text for language models. */
  describe(observation: O): string;
  /**
   * Where chance plays a part in at least one preset: at the start (the key of `init`), in the steps (the key of `step`). If this field is
   * absent, nothing is promised.
   */
  readonly chance?: readonly ("start" | "steps")[];
  /** Words of roles whose seats differ only in their names: under the same policy, every such seat has the same return on average. */
  readonly alike?: readonly string[];
  /** A state consistent with the observation, for search; what the observer cannot know is drawn by the key or left out. */
  determinize?(observation: O, role: Role, key: Key): S;
  /** The images of an observation and an action under every symmetry of the game, the unchanged pair first; the rules treat all alike. */
  images?(observation: O, action: A): readonly { readonly observation: O; readonly action: A }[];
  /** The picture as data; with a viewer, only what that role may see. */
  draw(state: S, viewer?: Role): Picture;
  /**
   * Pictures of the motion within a step, where bodies do not simply go from one place to the next: the state's own picture and that of the
   * next state are not among them. `actions` and `key` are those of the step.
   */
  between?(state: S, actions: PerRole<A>, key: Key, viewer?: Role): readonly Picture[];
  /** The picture in words, for people. */
  summary(state: S): string;
}

/** Whole numbers from `min` to `max`, both included. `unit` says what they count. */
export type ActionRange = { readonly min: number; readonly max: number; readonly unit?: string };

/** An environment whose own types are not known here. */
export type AnyEnvironment = Environment;

/** What a role sees; the notices tell of the rule changes in force. */
export type Observation = { readonly [field: string]: Json } & { readonly notices: readonly Notice[] };

/** A sentence that announces a rule change in force. */
export type Notice = { readonly id: string; readonly text: string };

/** The result of an episode; further fields belong to the environment. */
export type Outcome = { readonly success: boolean } & { readonly [field: string]: Json };

/** A rule change in mid-episode. `apply` throws when the state does not allow it. */
export interface Emergency<S extends Json = Json> {
  readonly title: string;
  readonly about: string;
  readonly params: ZodType<Json>;
  /** The state after the rule has changed, with its notice announced. */
  apply(state: S, params: Json): S;
}

/** An emergency with its parameters, as a schedule or a person asks for it. */
export type Injection = { readonly emergency: string; readonly params: Json };

/** A picture in board units (one cell is 1 x 1), origin at the top left. */
export type Picture = { readonly width: number; readonly height: number; readonly shapes: readonly Shape[] };

/** The colour of a side (a player or a team), by its number; no two sides look alike. */
export type Side = `side-${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;

/** A colour, named by its purpose in a picture. An environment gives each thing a tone, a renderer picks the shade for its theme. */
export type Tone =
  /** What belongs to a side: its pieces, its curve. */
  | Side
  /** The ground. */
  | "floor"
  /** Lines on the ground. */
  | "line"
  /** What stands in the way for good. */
  | "wall"
  /** A piece of no side. */
  | "neutral"
  /** What does harm, or must not be entered. */
  | "danger"
  /** Where somebody wants to get. */
  | "goal"
  /** What is gathered, traded or used up. */
  | "goods"
  /** A veil over what the viewer does not see. */
  | "hidden"
  /** A piece that cannot act for now. */
  | "disabled"
  /** What is pointed at, or may be chosen. */
  | "mark"
  /** What is printed or written on: the face of a card. */
  | "paper"
  /** Writing on the ground. */
  | "text";

/**
 * One drawable. A renderer tweens shapes that keep their `id`; `from` is where a shape comes from when it is new; `action` is the
 * action that a click on the shape chooses; `trail` asks for a trail behind a moving shape; a disc with a `halo` has a thin ring
 * around it, and one that is `out` of the game is faint and crossed out. A card with a label lies face up, one without shows its back,
 * and a renderer turns it over when that changes. A grid that is `numbered` shows the columns and rows of its cells, from 0 at the top
 * left. `x`, `y` are the centre, sizes are full extents.
 */
export type Shape = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly tone: Tone;
  readonly alpha?: number;
  readonly action?: Json;
  readonly label?: string;
  readonly trail?: boolean;
  readonly from?: { readonly x: number; readonly y: number };
} & (
  | { readonly kind: "grid"; readonly w: number; readonly h: number; readonly numbered?: boolean }
  | { readonly kind: "rect"; readonly w: number; readonly h: number; readonly hatch?: boolean }
  | { readonly kind: "card"; readonly w: number; readonly h: number }
  | { readonly kind: "circle"; readonly r: number; readonly ring?: boolean; readonly halo?: boolean; readonly out?: boolean }
  | { readonly kind: "text"; readonly text: string; readonly size: number }
  /** From the shape's place to another one. */
  | { readonly kind: "arrow"; readonly to: { readonly x: number; readonly y: number } }
);

/** What the page shows of a game in addition to its picture. */
export interface Look<S extends Json = Json> {
  /**
   * The hue of the seats, by the word of their roles: one hue for all seats, which then share a curve as well, or a list with
   * a hue for each seat. Words that are left out get the colours of sides that are still free.
   */
  readonly hues: Readonly<Record<string, Tone | readonly Tone[]>>;
  /** What happened in a step that is worth jumping to; faults and rule changes are found without it. */
  moments?(before: S, step: StepEvent, after: S): readonly Happening[];
  /**
   * A quantity of a state, 0 or more, that tells how the game stands where returns do not yet: what it is, and its value. It may read what no role sees: it is
   * shown only to those who may see all.
   */
  readonly gauge?: {
    readonly title: string;
    /** The value in a state. */
    of(state: S): number;
  };
}

/** Something worth jumping to, in a few words, and the hue of the seats it concerns. */
export type Happening = { readonly text: string; readonly tone?: Tone };

/** The agent of one role, ready to play. */
export interface Seat {
  /** Answers one turn; what it emits before its deadline stays in the log. */
  act(observation: Observation, turn: Turn, emit: (trace: Trace) => void): Promise<Json> | Json;
  /** Ends the seat, and gives back what it holds; it is not asked again. */
  dispose(): void;
}

/** What a seat is told besides its observation. Times are milliseconds. */
export type Turn = {
  readonly role: Role;
  readonly t: number;
  readonly legal: readonly Json[];
  /** The range, if the legal actions are its whole numbers. */
  readonly range?: ActionRange;
  readonly key: Key;
  readonly deadlineMs: number;
};

/** An agent by id and parameters: what a cast names and a log records. */
export type AgentSpec = { readonly agent: string; readonly params?: Json };

/** Agents by role (`player-1`) or by the role's word (`player`); the exact role wins. */
export type Cast = PerRole<AgentSpec>;

/** What an agent reports of how it came to a decision. */
export type Trace =
  | { readonly type: "search"; readonly simulations: number; readonly values: readonly ActionValue[] }
  | { readonly type: "note"; readonly text: string }
  /** What a teacher would do, where another agent may act. */
  | { readonly type: "label"; readonly action: Json }
  /**
   * A stage of a decision by functions: the candidates, the best first (absent if every function was a candidate), the name
   * of the one selected, the selector's probabilities by name, and the result (absent if the function failed).
   */
  | {
      readonly type: "call";
      readonly stage: string;
      readonly hits?: readonly Hit[];
      readonly name: string;
      readonly probabilities?: Readonly<Record<string, number>>;
      readonly result?: Json;
    }
  /** Functions that join the candidates because of a notice. */
  | {
      readonly type: "extend";
      readonly notice: string;
      readonly functions: readonly string[];
      /** If a language model wrote them during the episode: their sources, and the functions that were refused, with the problems. */
      readonly written?: readonly { readonly name: string; readonly source: string }[];
      readonly refused?: readonly { readonly name: string; readonly problems: readonly string[] }[];
    }
  /**
   * The student that decides, reported once per episode: its digest, its size, the part of manuals that it reads if not both, their wording if not
   * the committed one, and its backend.
   */
  | {
      readonly type: "infer";
      readonly student: string;
      readonly digest: string;
      readonly parameters: number;
      readonly reads?: "purpose" | "conditions" | "names";
      readonly wording?: { readonly id: string; readonly digest: string };
      readonly wall?: { readonly backend: string };
    }
  /** What a language model was asked for (a stage, or the action) and answered. */
  | ({ readonly type: "llm"; readonly asks: string } & Exchange);

/** The outcome of a question to a language model. */
export type Exchange = {
  /** The model as it named itself, or as it was asked for where it did not say; empty when it never answered. */
  readonly model: string;
  /** What was wrong with each answer that could not be used; the model was told so and asked again. */
  readonly problems: readonly AnswerProblem[];
  /** The last answer, truncated if it is long. */
  readonly reply: string;
  /** Tokens of all attempts together. */
  readonly usage: Usage;
  /** Tokens by the model that took them, where attempts were answered by several. */
  readonly by?: Readonly<Record<string, Usage>>;
  /** What was done so that the endpoint took the question, and the answer could be read. */
  readonly notes?: readonly string[];
};

/** Tokens of a question and its answer; null where the endpoint did not tell them, which is not 0. */
export type Usage = { readonly input: number | null; readonly output: number | null };

/** What can be wrong with a model's answer. */
export type AnswerProblem = "empty" | "truncated" | "unparsable" | "wrong-tool" | "illegal" | "refused" | "broken";

/** A candidate of a stage; `joined` marks one that came with a notice, besides those of the retriever. */
export type Hit = { readonly name: string; readonly score: number; readonly joined?: true };

/** The estimated worth of an action and the visits behind it. */
export type ActionValue = { readonly action: Json; readonly visits: number; readonly value: number };

/** Why a turn was forfeited. */
export type FaultCode = "IllegalAction" | "Timeout" | "AgentCrash" | "FunctionFault" | "BadAnswer" | "ModelFailed";

/** Everything that depends on the machine, kept apart from what must be equal everywhere. */
export type Wall = { readonly [field: string]: Json };

/** The first line of an episode. */
export type StartEvent = {
  readonly type: "start";
  /** Version of the log's format. */
  readonly format: number;
  /** Names the episode within its log. */
  readonly episode: string;
  readonly env: string;
  readonly version: number;
  readonly params: Json;
  readonly seed: number;
  readonly cast: Cast;
  /** Digest of the first state. */
  readonly digest: string;
  /** Digests of the data by which the agents decide, besides their code; by name, such as `functions/<environment>`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The episode and step this one branched from. */
  readonly parent?: { readonly episode: string; readonly t: number };
  readonly wall?: Wall;
};
/** A forfeited turn. */
export type FaultEvent = {
  readonly type: "fault";
  readonly t: number;
  readonly role: Role;
  readonly code: FaultCode;
  readonly message: string;
  readonly wall?: Wall;
};
/** A trace, with its step and role. */
export type TraceEvent = { readonly type: "trace"; readonly t: number; readonly role: Role; readonly trace: Trace; readonly wall?: Wall };
/** An emergency dropped into the episode by hand. */
export type InjectEvent = { readonly type: "inject"; readonly t: number; readonly wall?: Wall } & Injection;
/** One `step()`: `digest` is that of the state it led to. */
export type StepEvent = {
  readonly type: "step";
  readonly t: number;
  readonly actions: PerRole<Json>;
  readonly rewards: PerRole<number>;
  readonly digest: string;
  readonly wall?: Wall;
};
/** The last line of an episode; `logDigest` covers all lines of the episode before it, without their `wall`. */
export type EndEvent = {
  readonly type: "end";
  readonly t: number;
  readonly reason: "terminated" | "truncated";
  readonly returns: PerRole<number>;
  readonly outcome: Outcome;
  readonly logDigest: string;
  readonly wall?: Wall;
};

/** One line of a log. Nothing but `wall` may differ between two runs of the same episode. */
export type Event = StartEvent | TraceEvent | FaultEvent | InjectEvent | StepEvent | EndEvent;

/** A whole episode, re-simulated: the state before each step, what happened in it, and the end. */
export type Episode = {
  readonly start: StartEvent;
  readonly frames: readonly Frame[];
  readonly end: EndEvent;
};

/** A state and the events of its step; the last frame has no step. */
export type Frame = {
  readonly t: number;
  readonly state: Json;
  readonly events: readonly (TraceEvent | FaultEvent | InjectEvent)[];
  readonly step?: StepEvent;
};

/** A measure of an episode: a fold over its replay. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  readonly better: "higher" | "lower";
  /** `rate` metrics are 0 or 1 per episode and get Wilson intervals. */
  readonly kind: "mean" | "rate";
  /** The value for the seats of a subject, or null where it does not apply. */
  of(episode: Episode, subject: readonly Role[], env: AnyEnvironment): number | null;
}
