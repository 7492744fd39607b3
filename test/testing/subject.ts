/** What the conformance kit examines, how much it tries, and what a check is. */
import type { ActionRange, AnyEnvironment, Json, Key, Observation, Outcome, Role } from "../../src/core/index.ts";

/** What a player is told beside its observation. */
export type PlayerTurn = { readonly role: Role; readonly legal: readonly Json[]; readonly key: Key; readonly range?: ActionRange };

/** Somebody who decides turns. */
export type Decide = (observation: Observation, turn: PlayerTurn) => Json;

/** A way to play, role by role; undefined where it has nothing to say for a role. */
export type Player = (role: Role) => Decide | undefined;

/** The stages of a decision: all there are, and those that a decision goes through. */
export interface StagesHook {
  readonly all: readonly string[];
  met(observation: Observation, turn: PlayerTurn): readonly string[];
}

/** An environment, and what its makers know of it. */
export interface Subject {
  readonly env: AnyEnvironment;
  /** Ways to play that get further than chance does: "expert", "greedy". */
  readonly players?: Readonly<Record<string, Player>>;
  readonly stages?: StagesHook;
  /** The return of a role as the outcome alone tells it; undefined where it does not. */
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
  /** Episodes by which seats that are said to be alike are compared, for each way of play (default 150). */
  readonly episodes?: number;
};

/** One check; `run` rejects with `<where>: <found>, <expected>`, and may resolve with a report. */
export type Check = { readonly name: string; run(): Promise<string | undefined> };
