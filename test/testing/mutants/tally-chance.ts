/** Mutants of the auction that break its chance, or make seats unequal that are said to be alike. */
import { fold } from "../../../src/core/index.ts";
import { tally as env, tallyRules } from "../../worlds/envs/tally/env.ts";
import type { Pair, State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const { step } = tallyRules;
const emergency = (id: "half-purse" | "second-price", apply: (state: State) => State) => ({
  emergencies: { ...tallyRules.emergencies, [id]: { ...tallyRules.emergencies[id]!, apply } },
});
const { apply: half } = tallyRules.emergencies["half-purse"]!;

/** A step in which `seat` says who wins a tie. */
const tieTo =
  (seat: (next: State) => 0 | 1): typeof step =>
  (state, actions, key) => {
    const next = step(state, actions, key);
    const { last } = next;
    if (last?.winner == null || last.bids[0] !== last.bids[1]) return next;
    const winner = seat(next);
    const give = (pair: Pair, by: number): Pair => (winner === 0 ? [pair[0] + by, pair[1]] : [pair[0], pair[1] + by]);
    return {
      ...next,
      purses: give(state.purses, -last.paid),
      bought: give(state.bought, state.worths[winner]),
      paid: give(state.paid, last.paid),
      last: { ...last, winner },
    };
  };

/** Mutants of the auction: chance and alike seats. */
export const tallyChance: readonly Mutant[] = [
  {
    id: "step-ignores-its-key",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions) => step(state, actions, [1, 2]) }),
    killedBy: "chance comes through the key",
    says: /step\(\) ignores its key in every preset/,
  },
  {
    id: "step-draws-by-the-round-alone",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions) => step(state, actions, fold([1, 2], state.round)) }),
    killedBy: "chance comes through the key",
    says: /step\(\) ignores its key/,
  },
  {
    id: "both-worths-from-one-draw",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        const next = step(state, actions, key);
        const worths: Pair = [next.worths[0], next.worths[0]];
        return { ...next, worths };
      },
    }),
    killedBy: "no draw serves two purposes",
    says: /the entries of "worths" are drawn and equal/,
  },
  {
    id: "coin-and-worth-from-one-draw",
    of: tally,
    change: scheduled(tallyRules, { step: tieTo(({ worths }) => (worths[0] > 10 ? 0 : 1)) }),
    killedBy: "no draw serves two purposes",
    says: /"worths\.0", which bidder-1 may not know, decides ".*", which it sees/,
  },
  {
    id: "state-keeps-the-key",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions, key) => ({ ...step(state, actions, key), luck: key[0] }) }),
    killedBy: "a state is plain data, and holds no key",
    says: /the state holds a key at "luck"/,
  },
  {
    id: "state-holds-a-map",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions, key) => ({ ...step(state, actions, key), seen: new Map() as never }) }),
    killedBy: "a state is plain data",
    says: /the state holds an object of a class at "seen"/,
  },
  {
    id: "ties-go-to-the-first-seat",
    of: tally,
    change: scheduled(tallyRules, { step: tieTo(() => 0) }),
    killedBy: "seats that are said to be alike have the same return",
    says: /low play: bidder-0 has \d+\.\d+ more than bidder-1/,
  },
  {
    id: "emergency-hits-one-seat",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("half-purse", (state) => ({ ...half(state, {}), purses: [0, state.purses[1]] })),
    ),
    killedBy: "seats that are said to be alike have the same return",
    says: /half-purse from the start: bidder-0 has/,
  },
  {
    id: "one-seat-bids-less",
    of: tally,
    change: broken({ legal: (state: State, role) => env.legal(state, role).slice(0, role === "bidder-1" ? 6 : undefined) }),
    killedBy: "seats that are said to be alike have the same choices",
    says: /choices in 40 starts/,
  },
];
