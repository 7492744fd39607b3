/** Fishery: fishers share a lake that grows back, unless they take too much. Rules in `README.md`. */
import { type ActionRange, type Environment, numbersOf, type PerRole, type Role, withSchedule } from "../../src/core/index.ts";
import { emergencies } from "./emergencies.ts";
import { metrics } from "./metrics.ts";
import { type Params, paramsSchema, presets } from "./params.ts";
import { draw } from "./picture.ts";
import { determinize, FISHERS, firstState, observe, type Observation, type State } from "./state.ts";
import { step } from "./step.ts";
import { describe, rules, summary } from "./text.ts";

const teams = Array.from({ length: FISHERS.length + 1 }, (_, n) => Object.freeze(FISHERS.slice(0, n)));
const NOBODY: readonly Role[] = Object.freeze([]);

/** The wishes that may be named, and the same as a list, by the capacity of the lake. */
const wishes = new Map<number, { readonly range: ActionRange; readonly numbers: readonly number[] }>();

function wishesIn({ capacity }: Params) {
  let known = wishes.get(capacity);
  if (known === undefined) {
    const range = Object.freeze({ min: 0, max: capacity, unit: "tons" });
    wishes.set(capacity, (known = { range, numbers: Object.freeze(numbersOf(range)) }));
  }
  return known;
}

const rulesOf: Environment<State, number, Observation, Params> = {
  id: "fishery",
  version: 1,
  title: "Fishery",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  metrics,
  alike: ["fisher"],
  chance: ["steps"],

  init: firstState,
  roles: ({ params }) => teams[params.fishers]!,
  turn: ({ params, collapsed }) => (collapsed ? NOBODY : teams[params.fishers]!),
  actions: (params) => wishesIn(params).numbers,
  legal: ({ params }) => wishesIn(params).numbers,
  range: ({ params }) => wishesIn(params).range,
  step,
  clock: ({ month, params }) => ({ round: month, horizon: params.months }),

  returns({ caught, fines }) {
    const returns: Record<Role, number> = {};
    for (let seat = 0; seat < caught.length; seat++) returns[FISHERS[seat]!] = caught[seat]! - fines[seat]!;
    return returns satisfies PerRole<number>;
  },

  outcome: ({ params, month, collapsed, caught, pool }) => ({
    success: month === params.months,
    collapsed,
    months: month,
    caught: caught.reduce((sum, one) => sum + one, 0),
    left: pool,
  }),

  observe,
  describe,
  determinize,
  draw,
  summary,
};

/** The environment `fishery`. */
export const fishery = withSchedule(rulesOf, ({ params }) => params.emergencies);
