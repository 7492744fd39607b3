/** Commons-harvest: harvesters share patches of apples that grow back, unless they eat them bare. Rules in `README.md`. */
import { type Environment, type PerRole, type Role, withSchedule, seatOf } from "../../src/core/index.ts";
import { emergencies } from "./emergencies.ts";
import { groundOf, waysRound } from "./ground.ts";
import { metrics } from "./metrics.ts";
import { determinize, observe, type Observation } from "./observation.ts";
import { type Params, paramsSchema, presets } from "./params.ts";
import { barePatches } from "./look.ts";
import { draw } from "./picture.ts";
import { firstState, HARVESTERS, liveIn, type State } from "./state.ts";
import { type Action, COMPASS, FACING, step } from "./step.ts";
import { describe, rules, summary } from "./text.ts";

const teams = Array.from({ length: HARVESTERS.length + 1 }, (_, n) => Object.freeze(HARVESTERS.slice(0, n)));
const NOBODY: readonly Role[] = Object.freeze([]);
const STAY: readonly Action[] = Object.freeze(["stay"] as const);
const NOOP: readonly Action[] = Object.freeze(["noop"] as const);
const FACING_ALONE: readonly Action[] = Object.freeze(FACING.filter((action) => action !== "zap"));
Object.freeze(FACING);

/** The moves by the compass, by which of the four ways are open (a bit for each) and whether one may zap (the fifth bit). */
const byWays: readonly (readonly Action[])[] = Array.from({ length: 32 }, (_, open) =>
  Object.freeze(COMPASS.filter((_, i) => i === 0 || (open & (1 << (i - 1))) !== 0)),
);

/** The legal actions. Melting Pot's are legal always: a step into a wall does nothing there. */
function legal(state: State, role: Role): readonly Action[] {
  const { params } = state;
  const seat = seatOf(role);
  const at = state.at[seat]!;
  if (params.control === "facing") return at < 0 ? NOOP : params.zap ? FACING : FACING_ALONE;
  if (at < 0) return STAY;
  const ways = waysRound(groundOf(params), state.closed);
  let open = params.zap && state.cooling[seat] === 0 ? 16 : 0;
  for (let way = 0; way < 4; way++) if (ways[4 * at + way]! >= 0) open |= 1 << way;
  return byWays[open]!;
}

/** The share of the turns for which apples must last: whoever eats the last ones at the very end has lost nothing by it. */
const LASTS = 0.9;

/** Whether apples are left, or lasted nearly to the last turn. */
const lasted = ({ apples, turn, params }: State): boolean => liveIn(apples) > 0 || turn >= LASTS * params.turns;

const rulesOf: Environment<State, Action, Observation, Params> = {
  id: "commons-harvest",
  version: 1,
  title: "Commons harvest",
  rules,
  params: paramsSchema,
  presets,
  emergencies,
  metrics,
  alike: ["harvester"],
  chance: ["start", "steps"],

  init: firstState,
  roles: ({ at }) => teams[at.length]!,
  turn: ({ at, over }) => (over ? NOBODY : teams[at.length]!),
  actions: ({ control, zap }) => (control === "facing" ? (zap ? FACING : FACING_ALONE) : byWays[zap ? 31 : 15]!),
  legal,
  step,
  clock: ({ turn, params }) => ({ round: turn, horizon: params.turns }),

  returns({ eaten }) {
    const returns: Record<Role, number> = {};
    for (let seat = 0; seat < eaten.length; seat++) returns[HARVESTERS[seat]!] = eaten[seat]!;
    return returns satisfies PerRole<number>;
  },

  outcome: (state) => ({
    success: lasted(state),
    turns: state.turn,
    eaten: state.eaten.reduce((sum, one) => sum + one, 0),
    left: liveIn(state.apples),
    bare: barePatches(state).length,
  }),

  observe,
  describe,
  determinize,
  draw,
  summary,
};

/** The environment `commons-harvest`. */
export const commonsHarvest = withSchedule(rulesOf, ({ params }) => params.emergencies);
