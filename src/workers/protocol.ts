/** What crosses a thread: the messages and services of the arena's workers, as types. */
import type { CausalOptions, Loading } from "../../agents/index.ts";
import type { Tools } from "../../function-base/index.ts";
import type { AgentSpec, Cast, Forfeit, Json, Observation, Role, Trace, Turn } from "../core/index.ts";

/** A worker as its host sees it: an endpoint for comlink, and ways to end it and to notice its end. */
export interface WorkerHandle {
  /** A comlink endpoint. */
  readonly endpoint: object;
  /** Ends the worker, whatever it is doing; resolves when it has ended, where the platform tells. */
  terminate(): void | Promise<void>;
  /** Calls back once if the worker dies by itself; never, if the platform does not report it. */
  onDeath(callback: (reason: string) => void): void;
}

/** Starts a worker that runs `service.ts`. */
export type Spawn = () => WorkerHandle;

/** The seat a worker is asked to fill. */
export type SeatRequest = { readonly env: string; readonly role: Role; readonly spec: AgentSpec };

/**
 * A student or pretrained model that plays, as it was when the run began: `digest` is that of the student, or the name that the model gives
 * itself. One that is not known by its name lies `at` a folder or an address, and `precision` says which of a model's files is taken.
 */
export type Known = {
  readonly digest: string;
  readonly at?: string;
  readonly precision?: CausalOptions["precision"];
};

/** An episode to play. */
export type EpisodeRequest = {
  readonly episode: string;
  readonly env: string;
  readonly params: Json;
  readonly seed: number;
  readonly cast: Cast;
  readonly deadlineMs: number;
  /** The students and models that the cast names. */
  readonly known?: Readonly<Record<string, Known>>;
};

/** How an episode is played: `exact` reports every turn before it is taken, so that the turn that kills a worker is known. */
export type PlayMode = { readonly exact: boolean; readonly forfeits: readonly Forfeit[] };

/** Messages of a worker while it plays. */
export type Report =
  | { readonly type: "alive" }
  | { readonly type: "loading"; readonly loading: Loading }
  | { readonly type: "asking"; readonly t: number; readonly role: Role }
  | { readonly type: "trace"; readonly trace: Trace };

/** What every worker of the arena offers. */
export interface ArenaService {
  /** Fills the worker's one seat, and reports how much of a model its agent has loaded. */
  sit(request: SeatRequest, emit: (trace: Trace) => void, loading: (loading: Loading) => void): Promise<void>;
  /** Takes a turn in the seat. */
  act(observation: Observation, turn: Turn): Promise<Json>;
  /** Plays an episode and returns its log, a line an event. */
  play(request: EpisodeRequest, mode: PlayMode, report: (report: Report) => void): Promise<readonly string[]>;
}

/** A function as a sandbox gets it. */
export type SandboxedFunction = { readonly name: string; readonly source: string };

/** The tools of functions, by environment: their names, and what they do for an observation. */
export type ToolTable = Readonly<Record<string, { readonly names: readonly string[]; readonly of: (observation: Observation) => Tools }>>;

/** What the worker of a sandbox offers. */
export interface SandboxService {
  /** Takes the functions of an episode, in place of all earlier ones. */
  open(env: string, functions: readonly SandboxedFunction[]): Promise<void>;
  /** Makes a function's machine ready, so that it does not count as the call's time. */
  load(name: string): Promise<void>;
  /** Calls a function; rejects with a `FunctionFault`. */
  call(name: string, observation: Observation, legal: readonly Json[], previous: Json): Promise<Json>;
}
