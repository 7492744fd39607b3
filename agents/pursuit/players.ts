/** The players of pursuit, and what search needs to know of the game. */
import { rng } from "../../src/core/index.ts";
import { distance } from "../../envs/pursuit/board.ts";
import type { State } from "../../envs/pursuit/state.ts";
import type { Policy } from "../policy.ts";
import type { Players } from "../world.ts";
import { coordinated } from "./coordinated.ts";
import { after, fieldOf, movesOf, sight } from "./field.ts";
import { evade, evadeLookahead, flee } from "./runners.ts";

/** Steps towards the nearest runner as if there were no obstacles; wanders at random when no runner is known. */
const chase: Policy = (observation, { legal, key }) => {
  const field = fieldOf(sight(observation));
  const goal = [...field.runners].sort((a, b) => distance(a, field.me, field.width) - distance(b, field.me, field.width))[0];
  const moves = movesOf(legal);
  if (goal === undefined) return rng(key).pick(moves);
  const gaps = moves.map((move) => distance(after(field.pursuer, field.me, move), goal, field.width));
  const least = Math.min(...gaps);
  return rng(key).pick(moves.filter((_, i) => gaps[i] === least));
};

/** A guess at the return that pursuers can still get from a state: more, the nearer they are to the free runners and the more rounds are left. */
function prospect(state: State): number {
  const field = { width: state.board.width };
  const open = state.runners.filter((_, r) => state.capturedAt[r]! < 0);
  const gaps = open.map((runner) => state.pursuers.reduce((sum, at) => sum + distance(at, runner, field.width), 0) / state.pursuers.length);
  const gap = gaps.reduce((sum, one) => sum + one, 0) / Math.max(1, gaps.length);
  const share = open.length / state.runners.length;
  return share * (1 - state.round / state.params.horizon) * Math.max(0, 0.7 - 0.05 * gap);
}

/** The players of pursuit. Pursuers decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { pursuer: chase, runner: flee },
  expert: { runner: evade },
  others: {
    coordinated: {
      title: "Coordinated",
      about: "Pursuers that take different sides of the runner by a plan, not by functions: what search assumes of partners.",
      word: "pursuer",
      policy: coordinated,
    },
    flee: { title: "Flee", about: "A runner that goes where the nearest pursuer is farthest: easy.", word: "runner", policy: flee },
    evade: {
      title: "Evade",
      about: "A runner that keeps its distance and its ways out: the default opponent.",
      word: "runner",
      policy: evade,
    },
    "evade-lookahead": {
      title: "Evade, looking ahead",
      about: "A runner that searches a few plies against chasing pursuers: hard.",
      word: "runner",
      policy: evadeLookahead,
    },
  },
  assumed: { pursuer: "coordinated", runner: "evade" },
  prospect: (state, role) => (role.startsWith("runner-") ? -1 : 1) * prospect(state as unknown as State),
};
