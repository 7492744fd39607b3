/** The state of a pursuit episode, and what can be read off it. */
import type { Key, Notice, Role } from "../../src/core/index.ts";
import { fold, keyOf } from "../../src/core/index.ts";
import { type Board, distance, layObstacles, placePieces } from "./board.ts";
import type { Params } from "./params.ts";

/** The rules in force; emergencies change them. */
export type Rules = {
  readonly capture: "touch" | "surround" | "close-in";
  readonly distance: number;
  readonly catchers: number;
  /** Manhattan distance within which pursuers see runners, or null. */
  readonly fog: number | null;
  /** Pursuers that cannot move, until the given round begins. */
  readonly broken: readonly { readonly pursuer: number; readonly until: number }[];
  readonly notices: readonly Notice[];
};

/** The state of an episode. Cells are numbers (`board.ts`). */
export type State = {
  readonly params: Params;
  readonly board: Board;
  readonly rules: Rules;
  /** Rounds completed. */
  readonly round: number;
  /** Who moves. With pursuers that move together, 0 for them and 1 for the runners; in turn, a pursuer's index, and their number for the runners. */
  readonly mover: number;
  readonly pursuers: readonly number[];
  /** A captured runner keeps the cell where it was captured. */
  readonly runners: readonly number[];
  /** For each runner, the rounds completed before its capture, or -1. */
  readonly capturedAt: readonly number[];
  /** Under fog: where each pursuer last saw each runner, or -1. */
  readonly sightings: readonly (readonly number[])[];
  /** PettingZoo payoff: the return of each pursuer so far. */
  readonly gains: readonly number[];
};

const names = (word: string) => Array.from({ length: 65 }, (_, i) => `${word}-${i}`);

/** The roles of pursuers, by index. */
export const PURSUERS: readonly Role[] = names("pursuer");
/** The roles of runners, by index. */
export const RUNNERS: readonly Role[] = names("runner");

const LAYOUT = 1;
const SPAWN = 2;

/** The first state of an episode, before the emergencies of round 0. */
export function firstState(params: Params, key: Key): State {
  const { width, height } = params;
  const layout = params.layoutSeed === null ? key : keyOf(params.layoutSeed);
  const spawn = params.spawnSeed === null ? key : keyOf(params.spawnSeed);
  const obstacles = layObstacles(params, fold(layout, LAYOUT));
  const { pursuers, runners } = placePieces(params, obstacles, fold(spawn, SPAWN));
  return {
    params,
    board: { width, height, obstacles, restricted: [], barred: "everyone" },
    rules: { capture: params.capture, distance: params.distance, catchers: params.catchers, fog: null, broken: [], notices: [] },
    round: 0,
    mover: 0,
    pursuers,
    runners,
    capturedAt: runners.map(() => -1),
    sightings: [],
    gains: params.payoff === "pettingzoo" ? pursuers.map(() => 0) : [],
  };
}

/** The value of `mover` at which the runners move. */
export const runnersTurn = ({ params }: State): number => (params.order === "together" ? 1 : params.pursuers);

/** Whether every runner is captured. */
export function allCaptured({ capturedAt }: State): boolean {
  for (const at of capturedAt) if (at < 0) return false;
  return true;
}

/** Whether a pursuer cannot move in this round. */
export const isBroken = ({ rules, round }: State, pursuer: number): boolean =>
  rules.broken.length > 0 && rules.broken.some((one) => one.pursuer === pursuer && one.until > round);

/** Whether a pursuer sees what stands on a cell: within its window, and for runners within the fog's radius. */
export function sees({ params, board, rules, pursuers }: State, pursuer: number, cell: number, isRunner: boolean): boolean {
  const at = pursuers[pursuer]!;
  if (isRunner && rules.fog !== null && distance(at, cell, board.width) > rules.fog) return false;
  return params.view === 0 || inWindow(at, cell, board.width, params.view);
}

/** Whether a cell lies in the square window of side `view` around another. */
export function inWindow(centre: number, cell: number, width: number, view: number): boolean {
  const reach = (view - 1) / 2;
  const dx = (cell % width) - (centre % width);
  const dy = Math.floor(cell / width) - Math.floor(centre / width);
  return Math.abs(dx) <= reach && Math.abs(dy) <= reach;
}

/** The sightings after everyone moved: what is seen now, else what was seen last. */
export function look(state: State): readonly (readonly number[])[] {
  return state.pursuers.map((_, p) =>
    state.runners.map((cell, r) => (state.capturedAt[r]! < 0 && sees(state, p, cell, true) ? cell : (state.sightings[p]?.[r] ?? -1))),
  );
}
