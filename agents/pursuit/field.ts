/** What the policies of pursuit read off an observation: cells as numbers, distances, who stands where. */
import type { Observation as AnyObservation } from "../../src/core/index.ts";
import { type Ground, gridOf, indexOf, MOVES, type Move, moveIndex } from "../../envs/pursuit/board.ts";
import { boardOf, type Observation } from "../../envs/pursuit/observation.ts";

/** An observation of pursuit, by the types of its environment. */
export const sight = (observation: AnyObservation): Observation => observation as unknown as Observation;

/** The board of an observation with its pieces as cell numbers. */
export interface Field {
  readonly width: number;
  readonly height: number;
  readonly pursuer: Ground;
  readonly runner: Ground;
  readonly me: number;
  /** Pursuers in sight. */
  readonly pursuers: readonly number[];
  /** Free runners: where they are, or were last seen. */
  readonly runners: readonly number[];
}

/** What was read last: roles to whom nothing is hidden see the same pieces. */
let last: { readonly pursuers: Observation["pursuers"]; readonly runners: Observation["runners"]; readonly field: Field } | undefined;

/** Reads an observation. Those of one state that show the same pieces share the lists of a field. */
export function fieldOf(seen: Observation): Field {
  const { width, height } = seen.game;
  const { pursuer, runner } = gridOf(boardOf(seen));
  const me = indexOf(seen.me, width);
  if (last?.pursuers === seen.pursuers && last.runners === seen.runners)
    return { width, height, pursuer, runner, me, pursuers: last.field.pursuers, runners: last.field.runners };
  const pursuers: number[] = [];
  for (const { at } of seen.pursuers) if (at !== null) pursuers.push(indexOf(at, width));
  const runners: number[] = [];
  for (const { at, seen: before, captured } of seen.runners) {
    const cell = at ?? before;
    if (captured === null && cell !== null) runners.push(indexOf(cell, width));
  }
  const field = { width, height, pursuer, runner, me, pursuers, runners };
  last = { pursuers: seen.pursuers, runners: seen.runners, field };
  return field;
}

/** The cell a move leads to; the same cell where it is barred. */
export function after(ground: Ground, cell: number, move: Move): number {
  const next = ground.to[cell * 5 + moveIndex(move)] ?? -1;
  return next < 0 ? cell : next;
}

/** Cells that a piece can go to from `cell`, without `cell` itself. */
export function neighbours(ground: Ground, cell: number): number[] {
  const out: number[] = [];
  for (let m = 1; m < 5; m++) {
    const next = ground.to[cell * 5 + m]!;
    if (next >= 0) out.push(next);
  }
  return out;
}

/** The legal actions as moves. */
export const movesOf = (legal: readonly unknown[]): readonly Move[] => (legal.length === 5 ? MOVES : (legal as readonly Move[]));
