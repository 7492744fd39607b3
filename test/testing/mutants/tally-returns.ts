/** Mutants of the auction that break its returns, its clock or its parameters, or that write to their inputs. */
import { z } from "zod";
import { type PerRole } from "../../../src/core/index.ts";
import { tally as env, tallyRules } from "../../worlds/envs/tally/env.ts";
import { type Params, paramsSchema } from "../../worlds/envs/tally/params.ts";
import type { Pair, State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const { step } = tallyRules;
const sumOf = ({ bought, paid }: State, seat: 0 | 1): number => bought[seat] - paid[seat];
const returns = (of: (seat: 0 | 1) => number): PerRole<number> => ({ "bidder-0": of(0), "bidder-1": of(1) });
const emergency = (id: "half-purse" | "second-price", apply: (state: State) => State) => ({
  emergencies: { ...tallyRules.emergencies, [id]: { ...tallyRules.emergencies[id]!, apply } },
});
const { apply: second } = tallyRules.emergencies["second-price"]!;
const FINITE = "every seat has a finite return";
const ADD_UP = "returns begin at nothing and add up";

const NOTHING: Pair = [0, 0];
let calls = 0;
const record: number[] = [];
const bids: number[] = [];

/** Mutants of the auction: returns, clocks, parameters and values that are written to. */
export const tallyReturns: readonly Mutant[] = [
  {
    id: "return-is-no-number",
    of: tally,
    change: broken({ returns: (state: State) => returns((seat) => sumOf(state, seat) / (state.purses[seat] > 20 ? 1 : 0)) }),
    killedBy: FINITE,
    says: /return (NaN|-?Infinity) of bidder-\d, expected a finite number/,
  },
  {
    id: "a-seat-without-a-return",
    of: tally,
    change: broken({ returns: (state: State) => ({ "bidder-0": sumOf(state, 0) }) }),
    killedBy: FINITE,
    says: /return undefined of bidder-1/,
  },
  {
    id: "returns-of-the-last-sale-alone",
    of: tally,
    change: broken({
      returns: ({ last }: State) => returns((seat) => (last?.winner === seat ? 10 - last.paid : 0)),
    }),
    killedBy: ADD_UP,
    says: /rewards are forgotten|became 0 whatever was played/,
  },
  {
    id: "returns-begin-anew-in-round-5",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        const next = step(state, actions, key);
        return next.round === 5 ? { ...next, bought: NOTHING, paid: NOTHING } : next;
      },
    }),
    killedBy: ADD_UP,
    says: /became 0 whatever was played/,
  },
  {
    id: "emergency-sets-returns-to-nothing",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("second-price", (state) => ({ ...second(state, {}), bought: [0, 0], paid: [0, 0] })),
    ),
    killedBy: ADD_UP,
    says: /second-price.*(set all returns to 0|became 0 whatever was played)/,
  },
  {
    id: "returns-begin-with-a-gift",
    of: tally,
    change: broken({ returns: (state: State) => returns((seat) => sumOf(state, seat) + 5) }),
    killedBy: ADD_UP,
    says: /a return of 5 for bidder-0 at the start/,
  },
  {
    id: "a-reward-given-twice",
    of: tally,
    change: broken({
      returns: (state: State) => returns((seat) => sumOf(state, seat) + (state.last?.winner === seat ? state.last.paid : 0)),
    }),
    killedBy: "the outcome says whether the goal was reached, and agrees",
    says: /a return of -?\d+ for bidder-\d and an outcome that comes to -?\d+/,
  },
  {
    id: "success-where-nobody-gains",
    of: tally,
    change: broken({ outcome: (state: State) => ({ ...env.outcome(state), success: !env.outcome(state).success }) }),
    killedBy: "the outcome says whether the goal was reached, and agrees",
    says: /success pays neither the first seat nor most seats/,
  },
  {
    id: "clock-runs-backwards",
    of: tally,
    change: broken({ clock: ({ round, params }: State) => ({ round: round === 5 ? 3 : round, horizon: params.rounds }) }),
    killedBy: "the clock counts rounds",
    says: /round 3 after round 4, expected a clock that does not run backwards/,
  },
  {
    id: "clock-leaves-out-rounds",
    of: tally,
    change: broken({ clock: ({ round, params }: State) => ({ round: 2 * round, horizon: 2 * params.rounds }) }),
    killedBy: "the clock counts rounds",
    says: /a clock that leaves out no round/,
  },
  {
    id: "step-writes-to-its-state",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        (state.purses as unknown as number[])[0]! -= 1;
        return step(state, actions, key);
      },
    }),
    killedBy: "writes to nothing that it is given",
    says: /step\(\) wrote to its input/,
  },
  {
    id: "determinize-writes-to-the-observation",
    of: tally,
    change: broken({
      determinize: (seen, role, key) => {
        if (!Object.isFrozen(seen)) (seen as unknown as { worth: number }).worth = 3;
        return env.determinize!(seen as never, role, key);
      },
    }),
    killedBy: "writes to nothing that it is given",
    says: /determinize\(\) changed the observation/,
  },
  {
    id: "init-writes-to-its-parameters",
    of: tally,
    change: broken({
      init: (params, key) => {
        if (!Object.isFrozen(params)) (params as { rounds: number }).rounds = 9;
        return env.init(params as never, key);
      },
    }),
    killedBy: "writes to nothing that it is given",
    says: /init\(\) changed its parameters/,
  },
  {
    id: "module-state-in-the-state",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        record.push(state.round);
        return { ...step(state, actions, key), record };
      },
    }),
    killedBy: "writes to nothing that it is given",
    says: /step\(\) wrote to its input \(.*(extensible|add property)/,
  },
  {
    id: "legal-actions-in-one-list-for-all",
    of: tally,
    change: broken({
      legal: (state: State, role) => {
        bids.length = 0;
        bids.push(...env.legal(state, role));
        return bids;
      },
      turn: (state: State) => env.turn(state),
    }),
    killedBy: "states share no part that changes later",
    says: /actions of bidder-\d: it changed later/,
  },
  {
    id: "step-counts-its-calls",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions, key) => ({ ...step(state, actions, key), calls: calls++ }) }),
    killedBy: "the same input gives the same output",
    says: /step\(\) gave \d+ and \d+ at "calls"/,
  },
  {
    id: "range-is-wider-than-the-purse",
    of: tally,
    change: broken({ range: ({ params }: State) => ({ min: 0, max: params.most }) }),
    killedBy: "a range lists the legal actions",
    says: /a range from 0 to 20 for bidder-\d and legal actions/,
  },
  {
    id: "all-actions-leave-out-the-largest-bid",
    of: tally,
    change: broken({ actions: ({ most }: Params) => Array.from({ length: most }, (_, bid) => bid) }),
    killedBy: "the list of all actions holds the legal ones",
    says: /legal actions .* of bidder-\d where all are/,
  },
  {
    id: "what-is-bid-does-not-matter",
    of: tally,
    change: scheduled(tallyRules, { step: (state, _actions, key) => step(state, { "bidder-0": 0, "bidder-1": 0 }, key) }),
    killedBy: "what one does matters",
    says: /the same state whatever is played/,
  },
  {
    id: "parameter-is-not-filled-in",
    of: tally,
    change: { params: paramsSchema.extend({ most: z.int().optional() }) as never },
    killedBy: "every preset fills in all parameters",
    says: /parameter "most" is not filled in/,
  },
  {
    id: "unknown-parameters-are-taken",
    of: tally,
    change: { params: paramsSchema.loose() as never },
    killedBy: "refuses parameters that it does not know",
    says: /an unknown field was taken/,
  },
];
