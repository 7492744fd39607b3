/**
 * One step of pursuit: moves, captures, rewards, the end of the round.
 *
 * Pieces of one side are moved in the order of their indices: a move into an occupied cell leaves the
 * mover where it is, so a conflict goes to the lower index and a swap moves nobody.
 */
import type { Key, PerRole } from "../../src/core/index.ts";
import { rng } from "../../src/core/index.ts";
import { distance, type Grid, gridOf, type Move, moveIndex, runnersBeside, runnersOn } from "./board.ts";
import { allCaptured, isBroken, look, PURSUERS, RUNNERS, runnersTurn, type State } from "./state.ts";

/** The next state; `actions` holds a legal move for each role in turn. */
export function step(state: State, actions: PerRole<Move>, key: Key): State {
  return state.mover < runnersTurn(state) ? movePursuers(state, actions, key) : endRound(state, moveRunners(state, actions));
}

function movePursuers(state: State, actions: PerRole<Move>, key: Key): State {
  const { params, mover } = state;
  const together = params.order === "together";
  const grid = gridOf(state.board);
  const pursuers = state.pursuers.slice();
  const complete = together || mover === params.pursuers - 1;
  runnersOn(grid, state);
  // Where all share all cells, nobody asks for the pursuers on a cell before all have moved.
  const counting = complete || params.shared !== "all";
  if (counting) for (const cell of pursuers) grid.pursuersAt[cell]!++;
  const last = together ? pursuers.length : mover + 1;
  for (let p = together ? 0 : mover; p < last; p++) {
    const cell = pursuers[p]!;
    const target = grid.pursuer.to[cell * 5 + moveIndex(actions[PURSUERS[p]!])] ?? -1;
    if (target < 0 || target === cell || isBroken(state, p) || !mayShare(state, grid, target)) continue;
    if (counting) {
      grid.pursuersAt[cell]!--;
      grid.pursuersAt[target]!++;
    }
    pursuers[p] = target;
  }
  const capturedAt = complete ? resolveCaptures(state, grid, pursuers) : state.capturedAt;
  const gains = state.gains.length === 0 ? state.gains : pettingzooGains(state, grid, pursuers, capturedAt, complete);
  if (counting) for (const cell of pursuers) grid.pursuersAt[cell] = 0;

  const next = moved(state, pursuers, state.runners, capturedAt, gains, complete ? runnersTurn(state) : mover + 1);
  if (!complete) return next;
  if (allCaptured(next)) return { ...next, round: next.round + 1, sightings: next.rules.fog === null ? next.sightings : look(next) };
  return params.runnerControl === "random"
    ? endRound(next, drift(next, key))
    : next.rules.fog === null
      ? next
      : { ...next, sightings: look(next) };
}

/** Whether a pursuer may enter a cell, given who stands there. */
function mayShare({ params, rules }: State, grid: Grid, cell: number): boolean {
  if (params.shared === "all") return true;
  if (grid.runnersAt[cell]! > 0 && rules.capture !== "touch") return false;
  return params.shared === "pursuers" || grid.pursuersAt[cell] === 0;
}

/** The cells of the runners after the moves of their agents. */
function moveRunners(state: State, actions: PerRole<Move>): readonly number[] {
  const grid = gridOf(state.board);
  const runners = state.runners.slice();
  const crowded = state.params.shared !== "all";
  const runnersAt = runnersOn(grid, state);
  grid.counted = undefined; // it is changed below, and cleared in the end
  for (const cell of state.pursuers) grid.pursuersAt[cell] = 1;
  for (let r = 0; r < runners.length; r++) {
    if (state.capturedAt[r]! >= 0) continue;
    const cell = runners[r]!;
    const target = grid.runner.to[cell * 5 + moveIndex(actions[RUNNERS[r]!])] ?? -1;
    if (target < 0 || target === cell) continue;
    if (crowded && (grid.pursuersAt[target]! > 0 || runnersAt[target]! > 0)) continue;
    runnersAt[cell]!--;
    runnersAt[target]!++;
    runners[r] = target;
  }
  for (const cell of state.pursuers) grid.pursuersAt[cell] = 0;
  for (const cell of runners) runnersAt[cell] = 0;
  return runners;
}

/** The cells of runners that drift: each tries one of the five moves, uniformly. */
function drift(state: State, key: Key): readonly number[] {
  const draw = rng(key);
  const { to } = gridOf(state.board).runner;
  const exclusive = state.params.shared !== "all";
  const runners = state.runners.slice();
  for (let r = 0; r < runners.length; r++) {
    if (state.capturedAt[r]! >= 0) continue;
    const target = to[runners[r]! * 5 + draw.int(5)]!;
    if (
      target < 0 ||
      (exclusive && (state.pursuers.includes(target) || runners.some((cell, i) => cell === target && state.capturedAt[i]! < 0)))
    )
      continue;
    runners[r] = target;
  }
  return runners;
}

/** When each runner was captured, after the pursuers of this round have moved. */
function resolveCaptures(state: State, grid: Grid, pursuers: readonly number[]): readonly number[] {
  let capturedAt: number[] | undefined;
  for (let r = 0; r < state.runners.length; r++)
    if (state.capturedAt[r]! < 0 && isCaptured(state, grid, pursuers, state.runners[r]!)) {
      capturedAt ??= state.capturedAt.slice();
      capturedAt[r] = state.round;
    }
  return capturedAt ?? state.capturedAt;
}

function isCaptured({ rules, params, board }: State, grid: Grid, pursuers: readonly number[], cell: number): boolean {
  switch (rules.capture) {
    case "touch":
      return grid.pursuersAt[cell]! >= rules.catchers;
    case "close-in":
      return pursuers.every((at) => distance(at, cell, board.width) <= rules.distance);
    case "surround": {
      let catching = 0;
      for (let m = 1; m < 5; m++) {
        const next = grid.runner.to[cell * 5 + m]!;
        if (next < 0) continue;
        if (grid.pursuersAt[next]! > 0) catching++;
        else if (params.shared === "all" || grid.runnersAt[next] === 0) return false;
      }
      return catching > 0;
    }
    default:
      return rules.capture satisfies never;
  }
}

/**
 * PettingZoo's rewards: after each pursuer's move, every pursuer gets .01 for each evader beside it, divided by the number of pursuers.
 * Once all have moved, it gets -.1, and +5 for a part in a capture. With `sharedReward`, every pursuer gets the mean.
 */
function pettingzooGains(
  state: State,
  grid: Grid,
  pursuers: readonly number[],
  capturedAt: readonly number[],
  complete: boolean,
): readonly number[] {
  const n = pursuers.length;
  const { sharedReward } = state.params;
  const gains = new Array<number>(n);
  let sum = 0;
  for (let p = 0; p < n; p++) {
    let reward = (TAG_REWARD * runnersBeside(grid, pursuers[p]!)) / n;
    if (complete)
      reward += URGENCY_REWARD + (capturedAt !== state.capturedAt && tookPart(state, pursuers[p]!, capturedAt) ? CATCH_REWARD : 0);
    gains[p] = state.gains[p]! + reward;
    sum += reward;
  }
  if (sharedReward) for (let p = 0; p < n; p++) gains[p] = state.gains[p]! + sum / n;
  return gains;
}

const TAG_REWARD = 0.01;
const CATCH_REWARD = 5;
const URGENCY_REWARD = -0.1;

/** Whether a pursuer on `cell` took part in a capture of this round. */
function tookPart(state: State, cell: number, capturedAt: readonly number[]): boolean {
  const { capture, distance: reach } = state.rules;
  const within = capture === "touch" ? 0 : capture === "surround" ? 1 : reach;
  return state.runners.some((at, r) => {
    if (capturedAt[r] === state.capturedAt[r]) return false;
    const apart = distance(at, cell, state.board.width);
    return capture === "surround" ? apart === within : apart <= within;
  });
}

/** Ends a round: counts it, and ends the breakdowns that have run out. */
function endRound(state: State, runners: readonly number[]): State {
  const next = { ...moved(state, state.pursuers, runners, state.capturedAt, state.gains, 0), round: state.round + 1 };
  return lifted(next.rules.fog === null ? next : { ...next, sightings: look(next) });
}

/** The state without the breakdowns that are over. */
function lifted(state: State): State {
  if (state.rules.broken.length === 0) return state;
  const broken = state.rules.broken.filter(({ until }) => until > state.round);
  if (broken.length === state.rules.broken.length) return state;
  const notices = broken.length > 0 ? state.rules.notices : state.rules.notices.filter(({ id }) => id !== "breakdown");
  return { ...state, rules: { ...state.rules, broken, notices } };
}

const moved = (
  state: State,
  pursuers: readonly number[],
  runners: readonly number[],
  capturedAt: readonly number[],
  gains: readonly number[],
  mover: number,
): State => ({
  params: state.params,
  board: state.board,
  rules: state.rules,
  round: state.round,
  mover,
  pursuers,
  runners,
  capturedAt,
  sightings: state.sightings,
  gains,
});
