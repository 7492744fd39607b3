/** What the conformance kit examines, how much it tries, and what a check is. */
import type { ActionRange, AnyEnvironment, Json, Key, Observation, Outcome, Role } from "../../src/core/index.ts";

/** What a player is told beside its observation. */
export type PlayerTurn = { readonly role: Role; readonly legal: readonly Json[]; readonly key: Key; readonly range?: ActionRange };

/** Somebody who decides turns. */
export type Decide = (observation: Observation, turn: PlayerTurn) => Json;

/** A way to play, role by role; undefined for a role that it does not play. */
export type Player = (role: Role) => Decide | undefined;

/** The stages of a decision: `all` that exist, and those that a decision goes through. */
export interface StagesHook {
  readonly all: readonly string[];
  /** The stages that a decision in this place goes through. */
  met(observation: Observation, turn: PlayerTurn): readonly string[];
}

/** An environment under test, with players and facts that its authors know. */
export interface Subject {
  readonly env: AnyEnvironment;
  /** Ways to play that get further than chance does: "expert", "greedy". */
  readonly players?: Readonly<Record<string, Player>>;
  readonly stages?: StagesHook;
  /** The return of a role computed from the outcome alone; undefined where the outcome does not tell it. */
  readonly earned?: (outcome: Outcome, role: Role) => number | undefined;
}

/** How much is tried. */
export type ConformanceOptions = {
  /** Seeds of random play through each preset (default 0, 1, 2); other ways of play, and presets beside the default one, take fewer. */
  readonly seeds?: readonly number[];
  /** Steps of each walk, at most (default 120). */
  readonly steps?: number;
  /** Moments of each walk that are examined closely (default 4). */
  readonly moments?: number;
  /** How many episodes of each way of play compare seats that are said to be alike (default 150). */
  readonly episodes?: number;
};

/** One check; `run` rejects with `<where>: <found>, <expected>`, and may resolve with a report. */
export type Check = {
  readonly name: string;
  /** Carries it out. */
  run(): Promise<string | undefined>;
};
