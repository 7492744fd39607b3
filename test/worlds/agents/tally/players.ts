/** The players of tally: a naive one, and one more to bid against. */
import { rng } from "../../../../src/core/index.ts";
import type { Players, Policy } from "../../../../agents/world.ts";
import type { Observation, State } from "../../envs/tally/state.ts";

/** Bids what the lot is worth, as far as the purse reaches. */
const truthful: Policy = (observation, { legal }) => Math.min((observation as unknown as Observation).worth, legal.at(-1) as number);

/** Bids any number up to what the lot is worth. */
const cautious: Policy = (observation, { legal, key }) => {
  const most = Math.min((observation as unknown as Observation).worth, legal.at(-1) as number);
  return rng(key).int(most + 1);
};

/** A guess at what the lots to come still bring: a fifth of the highest worth each, as long as there are coins. */
function prospect(state: State, seat: number): number {
  const { params, round, purses } = state;
  return purses[seat] === 0 ? 0 : (params.rounds - round) * 0.2 * params.most;
}

/** The players of tally. Bidders decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { bidder: truthful },
  expert: {},
  others: {
    cautious: {
      title: "Cautious",
      about: "A bidder that never bids more than a lot is worth, and often less.",
      word: "bidder",
      policy: cautious,
    },
  },
  assumed: { bidder: "cautious" },
  prospect: (state, role) => prospect(state as unknown as State, Number(role.slice(-1))),
};
