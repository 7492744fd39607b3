/** Grid pursuit: pursuers must corner a runner together. Rules in `README.md`. */
import { type Environment, type Metric, type Outcome, type PerRole, type Role, withSchedule } from "../../src/core/index.ts";
import { gridOf, type Move, MOVES } from "./board.ts";
import { emergencies } from "./emergencies.ts";
import { determinize, isPursuer, observe, roleIndex, type Observation } from "./observation.ts";
import { type Params, paramsSchema, presets } from "./params.ts";
import { draw } from "./picture.ts";
import { images } from "./symmetry.ts";
import { allCaptured, firstState, isBroken, PURSUERS, RUNNERS, runnersTurn, type State } from "./state.ts";
import { step } from "./step.ts";
import { describe, rules, summary } from "./text.ts";

const STAY: readonly Move[] = Object.freeze(["stay"] as const);

const pursuerTeams = Array.from({ length: 65 }, (_, n) => Object.freeze(PURSUERS.slice(0, n)));
const runnerTeams = Array.from({ length: 65 }, (_, n) => Object.freeze(RUNNERS.slice(0, n)));
const singles = PURSUERS.map((role) => Object.freeze([role]));
const NOBODY: readonly Role[] = Object.freeze([]);

/** Rounds until the last capture, counted from 1; the horizon when a runner is free. */
const stepsToCapture: Metric = {
  id: "steps_to_capture",
  title: "Rounds until all runners were captured (the horizon when one stayed free)",
  better: "lower",
  kind: "mean",
  of: ({ end, frames }, _subject, env) =>
    end.outcome.success ? (end.outcome["rounds"] as number) : env.clock(frames.at(-1)!.state).horizon,
};

const captureRate: Metric = {
  id: "capture_rate",
  title: "Runners captured, as a share of all",
  better: "higher",
  kind: "mean",
  of: ({ end }) => (end.outcome["captured"] as number) / (end.outcome["runners"] as number),
};

const rulesOf: Environment<State, Move, Observation, Params> = {
  id: "pursuit",
  version: 1,
  title: "Grid pursuit",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  metrics: [captureRate, stepsToCapture],
  chance: ["start", "steps"],

  init: firstState,

  roles: (state) => [
    ...pursuerTeams[state.pursuers.length]!,
    ...(state.params.runnerControl === "random" ? [] : state.runners.map((_, r) => RUNNERS[r]!)),
  ],

  turn(state) {
    if (allCaptured(state)) return NOBODY;
    if (state.mover < runnersTurn(state))
      return state.params.order === "together" ? pursuerTeams[state.pursuers.length]! : singles[state.mover]!;
    return state.capturedAt.every((at) => at < 0)
      ? runnerTeams[state.runners.length]!
      : RUNNERS.filter((_, r) => state.capturedAt[r] === -1);
  },

  legal(state, role) {
    const index = roleIndex(role);
    const pursuer = isPursuer(role);
    if (pursuer && isBroken(state, index)) return STAY;
    if (state.params.bumping) return MOVES;
    const grid = gridOf(state.board);
    return pursuer ? grid.pursuer.legal[state.pursuers[index]!]! : grid.runner.legal[state.runners[index]!]!;
  },

  actions: () => MOVES,

  step,

  clock: ({ round, params }) => ({ round, horizon: params.horizon }),

  returns(state) {
    const { capturedAt, params, gains } = state;
    const worth = capturedAt.map((at) => (at < 0 ? 0 : 1 - at / params.horizon));
    const share = worth.reduce((sum, one) => sum + one, 0) / worth.length;
    const returns: Record<Role, number> = {};
    for (let p = 0; p < state.pursuers.length; p++) returns[PURSUERS[p]!] = gains.length > 0 ? gains[p]! : share;
    if (params.runnerControl === "agents") worth.forEach((one, r) => (returns[RUNNERS[r]!] = one === 0 ? 0 : -one));
    return returns satisfies PerRole<number>;
  },

  outcome({ capturedAt }): Outcome {
    const captured = capturedAt.filter((at) => at >= 0).length;
    const success = captured === capturedAt.length;
    return { success, captured, runners: capturedAt.length, rounds: success ? Math.max(...capturedAt) + 1 : null };
  },

  observe,
  describe,
  determinize,
  images,
  draw,
  summary,
};

/** The environment `pursuit`. */
export const pursuit = withSchedule(rulesOf, ({ params }) => params.emergencies);
