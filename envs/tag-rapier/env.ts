/** Tag with real physics: chasers hunt a faster prey. Rules in `README.md`. */
import { type Environment, type PerRole, type Role, withSchedule, seatOf } from "../../src/core/index.ts";
import { emergencies } from "./emergencies.ts";
import { metrics } from "./metrics.ts";
import { MOST, type Params, paramsSchema, presets } from "./params.ts";
import { prepare } from "./physics.ts";
import { draw } from "./picture.ts";
import { brokenFor, CHASERS, determinize, firstState, isChaser, observe, type Observation, PREY, type State } from "./state.ts";
import { POINTS, step, type Thrust, THRUSTS, within } from "./step.ts";
import { describe, rules, summary } from "./text.ts";

const NONE: readonly Thrust[] = Object.freeze(["none"] as const);

/** The roles, by the number of chasers and of prey. */
const teams = Array.from({ length: MOST.chasers + 1 }, (_, chasers) =>
  Array.from({ length: MOST.prey + 1 }, (_, prey) => Object.freeze([...CHASERS.slice(0, chasers), ...PREY.slice(0, prey)])),
);

const rolesIn = ({ params }: State): readonly Role[] => teams[params.chasers]![params.prey]!;

const rulesOf: Environment<State, Thrust, Observation, Params> = {
  id: "tag-rapier",
  version: 1,
  title: "Tag",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  metrics,
  chance: ["start"],
  alike: ["chaser"],

  prepare,
  init: firstState,
  roles: rolesIn,
  turn: rolesIn,
  actions: () => THRUSTS,
  legal: (state, role) => (isChaser(role) && brokenFor(state, seatOf(role)) > 0 ? NONE : THRUSTS),
  step: (state, actions) => step(state, actions),
  clock: ({ round, params }) => ({ round, horizon: params.decisions }),

  returns({ touched, caught }) {
    const returns: Record<Role, number> = {};
    const all = POINTS * touched.reduce((sum, one) => sum + one, 0);
    for (let chaser = 0; chaser < touched.length; chaser++) returns[CHASERS[chaser]!] = all;
    for (let prey = 0; prey < caught.length; prey++) returns[PREY[prey]!] = caught[prey] === 0 ? 0 : -POINTS * caught[prey]!;
    return returns satisfies PerRole<number>;
  },

  outcome: ({ touched, first }) => ({ success: first !== null, touches: touched.reduce((sum, one) => sum + one, 0), first }),

  observe,
  describe,
  determinize,
  draw,
  between: (state, actions, _key, viewer) => within(state, actions).map((one) => draw(one, viewer)),
  summary,
};

/** The environment `tag-rapier`. */
export const tag = withSchedule(rulesOf, ({ params }) => params.emergencies);
