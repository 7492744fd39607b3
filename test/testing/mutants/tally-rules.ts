/** Mutants of the auction that break its rules, its chance or its returns. */
import { z } from "zod";
import { fold, type PerRole, rng, type Scheduled } from "../../../src/core/index.ts";
import { tally as env, tallyRules } from "../../worlds/envs/tally/env.ts";
import { paramsSchema } from "../../worlds/envs/tally/params.ts";
import type { Pair, State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const { step } = tallyRules;
const sumOf = ({ bought, paid }: State, seat: 0 | 1): number => bought[seat] - paid[seat];
const returns = (of: (seat: 0 | 1) => number): PerRole<number> => ({ "bidder-0": of(0), "bidder-1": of(1) });
const emergency = (id: "half-purse" | "second-price", apply: (state: State) => State) => ({
  emergencies: { ...tallyRules.emergencies, [id]: { ...tallyRules.emergencies[id]!, apply } },
});
const { apply: half } = tallyRules.emergencies["half-purse"]!;
const { apply: second } = tallyRules.emergencies["second-price"]!;
const FINITE = "every seat has a finite return";
const ADD_UP = "returns begin at nothing and add up";
const IN_ROUND = "an emergency comes in its round";
const ANNOUNCED = "an emergency announces itself to every seat";
const entries = ({ params }: State): readonly Scheduled[] => params.emergencies;

/** The step in which a tie goes to a seat. */
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

const NOTHING: Pair = [0, 0];
let calls = 0;
const record: number[] = [];
const bids: number[] = [];

/** Mutants of the auction: rules. */
export const tallyRulesMutants: readonly Mutant[] = [
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
  {
    id: "emergency-lost-in-the-last-round",
    of: tally,
    change: scheduled(tallyRules, {}, (state) => (state.round === state.params.rounds - 1 ? [] : entries(state))),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ in/,
  },
  {
    id: "emergency-a-round-late",
    of: tally,
    change: scheduled(tallyRules, {}, (state) => entries(state).map((entry) => ({ ...entry, round: entry.round + 1 }))),
    killedBy: IN_ROUND,
    says: /before round 0, step 0: by the schedule and by hand differ/,
  },
  {
    id: "the-same-emergency-only-once",
    of: tally,
    change: scheduled(tallyRules, {}, (state) =>
      entries(state).filter((entry, i) => entries(state).findIndex((one) => one.emergency === entry.emergency) === i),
    ),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ/,
  },
  {
    id: "one-emergency-a-round",
    of: tally,
    change: scheduled(tallyRules, {}, (state) =>
      entries(state).filter((entry, i) => entries(state).findIndex((one) => one.round === entry.round) === i),
    ),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ/,
  },
  {
    id: "emergency-throws-late",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("half-purse", (state) => {
        if (state.round > 7) throw new Error("too late");
        return half(state, {});
      }),
    ),
    killedBy: "plays to the end: nothing throws",
    says: /half-purse before round 9.* threw "too late"/,
  },
  {
    id: "step-throws-under-an-emergency",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        if (state.price === "second" && state.round > 3 && rng(key).uniform() < 0.5) throw new Error("no price");
        return step(state, actions, key);
      },
    }),
    killedBy: "plays to the end: nothing throws",
    says: /second-price.*step\(\) threw "no price"/,
  },
  {
    id: "notice-lost-after-a-round",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions, key) => ({ ...step(state, actions, key), notices: [] }) }),
    killedBy: ANNOUNCED,
    says: /notice "(second-price|half-purse)" went though its rule holds/,
  },
  {
    id: "notice-a-round-late",
    of: tally,
    change: scheduled(tallyRules, {
      ...emergency("second-price", (state) => ({ ...second(state, {}), notices: state.notices })),
      step: (state, actions, key) => {
        const next = step(state, actions, key);
        return state.price === "second" ? { ...next, notices: second(next, {}).notices } : next;
      },
    }),
    killedBy: ANNOUNCED,
    says: /no new notice of second-price for bidder-0, expected one for every role, at once/,
  },
  {
    id: "notice-for-one-seat",
    of: tally,
    change: scheduled(tallyRules, {
      observe: (state, role) => ({ ...tallyRules.observe(state, role), notices: role === "bidder-1" ? [] : state.notices }),
    }),
    killedBy: ANNOUNCED,
    says: /no new notice of second-price for bidder-1/,
  },
  {
    id: "one-notice-takes-the-place-of-another",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("half-purse", (state) => ({ ...half(state, {}), notices: half({ ...state, notices: [] }, {}).notices })),
    ),
    killedBy: ANNOUNCED,
    says: /notice "second-price" .* went before bidder-0 had a turn/,
  },
  {
    id: "emergency-only-announces",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("second-price", (state) => ({ ...second(state, {}), price: state.price })),
    ),
    killedBy: "an emergency changes the rules",
    says: /emergency second-price: apply\(\) changed nothing but notices/,
  },
  {
    id: "emergency-needs-parameters",
    of: tally,
    change: {
      emergencies: {
        ...env.emergencies,
        "half-purse": { ...env.emergencies["half-purse"]!, params: z.strictObject({ share: z.number() }) as never },
      } as never,
    },
    killedBy: "takes a schedule of its emergencies",
    says: /emergency half-purse: .*expected defaults for all its parameters/s,
  },
  {
    id: "picture-is-not-finite",
    of: tally,
    change: broken({
      draw: (state: State, viewer) => {
        const picture = env.draw(state, viewer);
        return {
          ...picture,
          shapes: picture.shapes.map((shape) => (shape.id === "bidder-0-bid" ? { ...shape, x: 0 / state.round } : shape)),
        };
      },
    }),
    killedBy: "the picture is whole",
    says: /the picture holds NaN at "shapes\.\d+\.x"/,
  },
  {
    id: "summary-never-changes",
    of: tally,
    change: broken({ summary: () => "An auction." }),
    killedBy: "pictures and summaries show what happens",
    says: /summary\(\): the same in all of \d+ episodes/,
  },
];
