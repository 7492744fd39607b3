/** Pursuit: the naive pursuer, the one that decides by functions, and what search needs to know of the game. */
import { rng } from "../../src/core/index.ts";
import { distance } from "../../envs/pursuit/board.ts";
import type { State } from "../../envs/pursuit/state.ts";
import { bases, teachersChoice } from "../../function-base/index.ts";
import type { Policy } from "../agent.ts";
import { functionPolicy } from "../functions/seat.ts";
import { after, fieldOf, movesOf, sight } from "../pursuit/field.ts";
import { evade, flee } from "../pursuit/runners.ts";
import type { Guide } from "./guide.ts";

const base = bases["pursuit"]!;

/** Steps towards the nearest runner, as the crow flies; wanders when none is known. */
const chase: Policy = (observation, { legal, key }) => {
  const field = fieldOf(sight(observation));
  const goal = [...field.runners].sort((a, b) => distance(a, field.me, field.width) - distance(b, field.me, field.width))[0];
  const moves = movesOf(legal);
  if (goal === undefined) return rng(key).pick(moves);
  const gaps = moves.map((move) => distance(after(field.pursuer, field.me, move), goal, field.width));
  const least = Math.min(...gaps);
  return rng(key).pick(moves.filter((_, i) => gaps[i] === least));
};

/** Decides function by function, as rollouts found best. */
const decided = functionPolicy(base, (query) => teachersChoice(base, query));
const byFunctions: Policy = (observation, { legal, role }) => decided(observation, legal, role);

/** A guess at what a state is still worth to a pursuer: near, and the runner's ways out shut, is good. */
function prospect(state: State): number {
  const field = { width: state.board.width };
  const open = state.runners.filter((_, r) => state.capturedAt[r]! < 0);
  const gaps = open.map((runner) => state.pursuers.reduce((sum, at) => sum + distance(at, runner, field.width), 0) / state.pursuers.length);
  const gap = gaps.reduce((sum, one) => sum + one, 0) / Math.max(1, gaps.length);
  const share = open.length / state.runners.length;
  return share * (1 - state.round / state.params.horizon) * Math.max(0, 0.7 - 0.05 * gap);
}

/** The guide of pursuit. */
export const pursuit: Guide = {
  greedy: { pursuer: chase, runner: flee },
  expert: { pursuer: byFunctions, runner: evade },
  models: { pursuer: "coordinated", runner: "evade" },
  usual: { pursuer: "expert", runner: "evade" },
  prospect: (state, role) => (role.startsWith("runner-") ? -1 : 1) * prospect(state as unknown as State),
};
