/** Tally: two bidders and a sealed-bid auction of ten lots. Rules in `README.md`. */
import {
  type ActionRange,
  announce,
  type Emergency,
  type Environment,
  fold,
  type Key,
  numbersOf,
  type PerRole,
  rng,
  type Role,
  withSchedule,
} from "../../../../src/core/index.ts";
import { emergencyParams, type Params, paramsSchema, presets } from "./params.ts";
import { draw } from "./picture.ts";
import { determinize, firstState, type Observation, observe, type Pair, ROLES, type Sale, seatOf, type State } from "./state.ts";
import { describe, rules, summary } from "./text.ts";

const WORTHS = 1;
const COIN = 2;

const emergencies: Readonly<Record<keyof typeof emergencyParams, Emergency<State>>> = {
  "second-price": {
    title: "Second price",
    about: "Whoever wins a lot pays what the other bid.",
    params: emergencyParams["second-price"],
    apply: (state) => ({
      ...state,
      price: "second",
      notices: announce(state.notices, "second-price", "From now on the winner pays the other's bid."),
    }),
  },
  "half-purse": {
    title: "Half the purse",
    about: "Both bidders lose half of the coins that they have left.",
    params: emergencyParams["half-purse"],
    apply: (state) => ({
      ...state,
      purses: [Math.floor(state.purses[0] / 2), Math.floor(state.purses[1] / 2)],
      notices: announce(state.notices, "half-purse", "Both purses were cut to a half."),
    }),
  },
};

/** The sale of the lot on offer; a coin decides between equal bids. */
function sale({ price }: State, bids: Pair, key: Key): Sale {
  if (bids[0] === 0 && bids[1] === 0) return { bids, winner: null, paid: 0 };
  const winner = bids[0] > bids[1] ? 0 : bids[1] > bids[0] ? 1 : rng(fold(key, COIN)).int(2) === 0 ? 0 : 1;
  return { bids, winner, paid: price === "first" ? Math.max(...bids) : Math.min(...bids) };
}

function step(state: State, actions: PerRole<number>, key: Key): State {
  const last = sale(state, [actions[ROLES[0]!]!, actions[ROLES[1]!]!], fold(key, 0));
  const plus = (pair: Pair, of: (seat: 0 | 1) => number): Pair =>
    last.winner === 0 ? [pair[0] + of(0), pair[1]] : last.winner === 1 ? [pair[0], pair[1] + of(1)] : pair;
  const draw = rng(fold(key, WORTHS));
  const worth = () => draw.int(state.params.most + 1);
  return {
    ...state,
    round: state.round + 1,
    worths: [worth(), worth()],
    purses: plus(state.purses, () => -last.paid),
    bought: plus(state.bought, (seat) => state.worths[seat]),
    paid: plus(state.paid, () => last.paid),
    last,
  };
}

const gain = (state: State, seat: 0 | 1): number => state.bought[seat] - state.paid[seat];

/** What a bidder may bid. */
const bids = ({ params, purses }: State, role: Role): ActionRange => ({
  min: 0,
  max: Math.min(params.most, purses[seatOf(role)]),
  unit: "coins",
});

/** The rules of `tally`, by which no schedule is carried out yet. */
export const tallyRules: Environment<State, number, Observation, Params> = {
  id: "tally",
  version: 1,
  title: "Tally",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  alike: ["bidder"],
  chance: ["steps"],

  init: firstState,
  roles: () => ROLES,
  turn: ({ round, params }) => (round < params.rounds ? ROLES : []),
  actions: ({ most }) => numbersOf({ min: 0, max: most }),
  legal: (state, role) => numbersOf(bids(state, role)),
  range: bids,
  step,
  clock: ({ round, params }) => ({ round, horizon: params.rounds }),
  returns: (state) => ({ [ROLES[0]!]: gain(state, 0), [ROLES[1]!]: gain(state, 1) }),
  outcome: (state) => ({
    success: gain(state, 0) > 0 && gain(state, 1) > 0,
    bought: { [ROLES[0]!]: state.bought[0], [ROLES[1]!]: state.bought[1] },
    paid: { [ROLES[0]!]: state.paid[0], [ROLES[1]!]: state.paid[1] },
  }),
  observe,
  describe,
  determinize,
  draw,
  summary,
};

/** The environment `tally`. */
export const tally = withSchedule(tallyRules, ({ params }) => params.emergencies);
