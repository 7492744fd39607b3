/** The players of `twenty-one`: a naive one, a cautious one, and one that knows the odds. */
import { openValues, valuesFor } from "../../envs/twenty-one/measures.ts";
import type { Observation } from "../../envs/twenty-one/observation.ts";
import type { Action } from "../../envs/twenty-one/step.ts";
import type { Policy } from "../policy.ts";
import type { Players } from "../world.ts";

const seen = (observation: Parameters<Policy>[0]): Observation => observation as unknown as Observation;

/** Plays as the dealer does: draws below 17 and sticks from 17 on, whatever the dealer shows. */
const naive: Policy = (observation) => (seen(observation).me.sum < 17 ? "hit" : "stick");

/** Never goes over the target: sticks as soon as one card could break the hand. */
const cautious: Policy = (observation) => {
  const { me, target, tens } = seen(observation);
  return me.soft || me.sum + Math.max(9, tens) <= target ? "hit" : "stick";
};

/** Takes the action that is worth most, by dynamic programming over all cards that may come; of equals the one that comes first. */
const solver: Policy = (observation, { legal }) => {
  const values = openValues(valuesFor(seen(observation)), legal as readonly Action[]);
  const best = Math.max(...values);
  return legal[values.findIndex((value) => value > best - 1e-12)]!;
};

/** The players of `twenty-one`. They decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { gambler: naive },
  expert: {},
  others: {
    solver: {
      title: "Solver",
      about: "Knows the odds: the exact optimum where cards are put back, and all but that from a shoe. The ceiling of every score.",
      word: "gambler",
      policy: solver,
    },
    cautious: { title: "Cautious", about: "Never takes a card that could break the hand.", word: "gambler", policy: cautious },
  },
  assumed: { gambler: "greedy" },
  // Hands to come win and lose about as much, whatever is done now.
  prospect: () => 0,
};
