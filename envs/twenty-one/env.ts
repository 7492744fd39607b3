/** `twenty-one`: players against a dealer, with one card hidden and chance in every draw. Rules in `README.md`. */
import { type Environment, withSchedule, seatOf } from "../../src/core/index.ts";
import { emergencies } from "./emergencies.ts";
import { metrics } from "./measures.ts";
import { determinize, observe, type Observation } from "./observation.ts";
import { type Params, paramsSchema, presets } from "./params.ts";
import { draw, mayDouble } from "./picture.ts";
import { deciding, PLAYERS, type State } from "./state.ts";
import { type Action, ACTIONS, firstState, step } from "./step.ts";
import { describe, rules, summary } from "./text.ts";

const PLAIN: readonly Action[] = Object.freeze(ACTIONS.slice(0, 2));
const seats = [0, 1, 2, 3].map((n) => Object.freeze(PLAYERS.slice(0, n)));
const singles = PLAYERS.map((role) => Object.freeze([role]));
const NOBODY = seats[0]!;

const rulesOf: Environment<State, Action, Observation, Params> = {
  id: "twenty-one",
  version: 1,
  title: "21 points",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  metrics,
  chance: ["start", "steps"],

  init: firstState,
  roles: ({ params }) => seats[params.players]!,
  turn: (state) => singles[deciding(state)] ?? NOBODY,
  actions: ({ double }) => (double ? ACTIONS : PLAIN),
  legal: (state, role) => (mayDouble(state, seatOf(role)) ? ACTIONS : PLAIN),
  step,
  clock: ({ round, params }) => ({ round, horizon: params.hands }),
  returns: ({ gains }) => Object.fromEntries(gains.map((gain, seat) => [PLAYERS[seat]!, gain])),
  outcome: ({ gains, tally }) => ({ success: gains.reduce((sum, gain) => sum + gain, 0) > 0, ...tally }),
  observe,
  describe,
  determinize,
  draw,
  summary,
};

/** The environment `twenty-one`. */
export const twentyOne = withSchedule(rulesOf, ({ params }) => params.emergencies);
