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

/** Reads an observation. */
export function fieldOf(seen: Observation): Field {
  const { width, height } = seen.game;
  const grid = gridOf(boardOf(seen));
  return {
    width,
    height,
    pursuer: grid.pursuer,
    runner: grid.runner,
    me: indexOf(seen.me, width),
    pursuers: seen.pursuers.flatMap(({ at }) => (at === null ? [] : [indexOf(at, width)])),
    runners: seen.runners.flatMap(({ at, seen: last, captured }) => {
      const cell = at ?? last;
      return captured !== null || cell === null ? [] : [indexOf(cell, width)];
    }),
  };
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
