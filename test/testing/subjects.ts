/** The environments of the kit's own tests, with players that get further than chance. */
import { worldOf } from "../../src/worlds.ts";
import type { Json, Role } from "../../src/core/index.ts";
import { tally as tallyEnv } from "../worlds/envs/tally/env.ts";
import { dike as dikeEnv } from "./games/dike.ts";
import { pip as pipEnv } from "./games/pip.ts";
import type { Player, Subject } from "./subject.ts";
import { subjectOf } from "./worlds.ts";

const last = (legal: readonly Json[]): Json => legal.at(-1)!;
const number = (value: Json | undefined): number => value as number;

/** Bids half the worth at first price and the worth at second price, and never spends the whole purse early. */
const shading: Player =
  () =>
  (seen, { legal }) => {
    const { game, me } = seen as unknown as { readonly game: { readonly rounds: number }; readonly me: { readonly purse: number } };
    const worth = number(seen["worth"]);
    const left = game.rounds - number(seen["round"]);
    const bid = seen["price"] === "second" ? worth : Math.ceil(worth / 2);
    return Math.min(bid, last(legal) as number, Math.ceil((2.5 * me.purse) / left));
  };

/** Bids its worth, whatever the rules are. */
const truthful: Player =
  () =>
  (seen, { legal }) =>
    Math.min(number(seen["worth"]), last(legal) as number);

/** The auction of the example world. */
export const tally: Subject = {
  env: tallyEnv,
  players: { expert: shading, greedy: truthful },
  earned: (outcome, role) => {
    const { bought, paid } = outcome as unknown as Record<string, Record<Role, number>>;
    return bought![role]! - paid![role]!;
  },
};

/** A card game of one player that is often over after one step. */
export const pip: Subject = {
  env: pipEnv,
  players: { careful: () => (seen) => (number(seen["sum"]) < number(seen["limit"]) - 3 ? "take" : "stand") },
  earned: ({ sum, limit, house }) =>
    number(sum) > number(limit) ? -1 : house === null ? 0 : number(house) > number(limit) ? 1 : Math.sign(number(sum) - number(house)),
};

/** A turn-based game with different sides, without chance. */
export const dike: Subject = {
  env: dikeEnv,
  players: {
    eager:
      (role) =>
      (_seen, { legal }) =>
        role === "sea-0" ? legal[0]! : last(legal),
    wild: (role) => (role === "sea-0" ? (_seen, { legal }) => last(legal) : undefined),
  },
  earned: ({ height, goal, carried }, role) =>
    role === "carter-0" ? number(carried) : ((role === "sea-0" ? -1 : 1) * number(height)) / number(goal),
};

/** Pursuit, with its own players. */
export const pursuit: Subject = subjectOf(worldOf("pursuit"));
