/** A pond: one fisher wishes a number of fish from 0 to 100, and does best near a number that chance blurs. */
import { z } from "zod";
import type { World } from "../../agents/world.ts";
import { makeBase } from "../../function-base/index.ts";
import type { AnyEnvironment, Json } from "../../src/core/index.ts";
import { numbersOf, rng } from "../../src/core/index.ts";

type State = { readonly best: number; readonly most: number; readonly round: number; readonly gained: number };
const range = (state: Json) => ({ min: 0, max: (state as State).most, unit: "fish" });
const over = ({ round }: State) => round >= 3;

/** The environment. */
export const env: AnyEnvironment = {
  id: "pond",
  version: 1,
  title: "Pond",
  rules: "Wish for fish. There is a best number.",
  params: z.strictObject({ best: z.int().default(37), most: z.int().default(100) }),
  presets: { default: { about: "The pond.", params: {} } },
  emergencies: {},
  init: (params) => ({ ...(params as object), round: 0, gained: 0 }),
  roles: () => ["fisher-0"],
  turn: (state) => (over(state as State) ? [] : ["fisher-0"]),
  legal: (state) => numbersOf(range(state)),
  range: (state) => range(state),
  step(state, actions, key) {
    const { best, most, round, gained } = state as State;
    const off = Math.abs(Number(actions["fisher-0"]) - best) / most;
    return { best, most, round: round + 1, gained: gained + 1 - off + 0.2 * rng(key).uniform() };
  },
  clock: (state) => ({ round: (state as State).round, horizon: 3 }),
  returns: (state) => ({ "fisher-0": (state as State).gained }),
  outcome: (state) => ({ success: (state as State).gained > 2 }),
  observe: (state) => ({ ...(state as State), notices: [] }),
  describe: ({ round }) => `Round ${Number(round)}.`,
  determinize: ({ notices: _, ...state }) => state,
  draw: () => ({ width: 1, height: 1, shapes: [] }),
  summary: () => "A pond.",
};

/** Its world: the naive fisher wishes 10, the expert 64. */
export const pond: World = {
  env,
  base: makeBase(
    "pond",
    {
      stages: [],
      words: [],
      found: { stages: {}, fixed: {} },
      blank: { notices: [] },
      says: {},
      facts: ({ stock = "high" }) => ({ stock: stock as string }),
      marks: () => [],
      tools: () => ({}),
      toolManual: "",
    },
    [],
  ),
  players: {
    naive: { fisher: () => 10 },
    expert: { fisher: () => 64 },
    others: {},
    assumed: { fisher: "greedy" },
    prospect: () => 0,
  },
  benchmark: {
    measure: "episode_return",
    scope: "seat",
    learner: "fisher",
    usual: { fisher: "expert" },
    casts: {},
    title: "catch",
    columns: [],
  },
  look: { hues: {} },
  plan: { find: { settings: [], keys: {}, depths: [], starts: 1, blocks: 1, share: 0, seed: 1 }, variants: [] },
};
