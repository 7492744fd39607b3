/** Pip: a card game of one guest against the house, with a hidden card and chance; it is often over after one step. */
import { z } from "zod";
import {
  announce,
  type Environment,
  fold,
  type Key,
  type Notice,
  type Picture,
  rng,
  scheduleOf,
  withSchedule,
} from "../../../src/core/index.ts";

const emergencyParams = { "higher-limit": z.strictObject({ by: z.int().min(1).max(9).default(4) }) } as const;

const paramsSchema = z.strictObject({
  limit: z.int().min(10).max(40).default(13),
  horizon: z.int().min(1).max(50).default(12),
  emergencies: scheduleOf(emergencyParams),
});

type Params = z.output<typeof paramsSchema>;
/** The state of a game. */
export type State = {
  readonly params: Params;
  readonly round: number;
  readonly sum: number;
  readonly open: number;
  readonly hidden: number;
  readonly limit: number;
  /** The sum of the house, once the guest stands. */
  readonly house: number | null;
  readonly notices: readonly Notice[];
};
type Observation = Omit<State, "hidden" | "params"> & { readonly game: Omit<Params, "emergencies"> };

/** A card from 1 to 9. */
const card = (key: Key): number => 1 + rng(key).int(9);

/** 1 for a won game, -1 for a lost one, 0 for a draw and before the end. */
function result({ sum, limit, house }: State): number {
  if (sum > limit) return -1;
  return house === null ? 0 : house > limit ? 1 : Math.sign(sum - house);
}

const isDone = (state: State): boolean => state.house !== null || state.sum > state.limit;

/** The house takes cards until it is within three of the limit. */
function houseOf({ open, hidden, limit }: State, key: Key): number {
  let sum = open + hidden;
  for (let i = 0; sum < limit - 3; i++) sum += card(fold(key, i));
  return sum;
}

function observe({ hidden: _, params, ...seen }: State): Observation {
  const { emergencies: __, ...game } = params;
  return { ...seen, game };
}

function draw(state: State, viewer?: string): Picture {
  const text = (id: string, x: number, words: string) => ({ id, kind: "text", x, y: 1, size: 0.6, text: words, tone: "text" }) as const;
  const hidden = viewer === undefined || state.house !== null ? String(state.hidden) : "?";
  return {
    width: 6,
    height: 2,
    shapes: [
      { id: "table", kind: "grid", x: 3, y: 1, w: 6, h: 2, tone: "floor" },
      text("sum", 1, String(state.sum)),
      text("open", 3, String(state.open)),
      text("hidden", 4, hidden),
      text("house", 5, state.house === null ? "-" : String(state.house)),
      ...state.notices.map(({ id }) => ({ id: `notice-${id}`, kind: "circle", x: 0.5, y: 0.5, r: 0.2, tone: "mark" }) as const),
      ...(viewer === undefined || isDone(state)
        ? []
        : [{ id: "take", kind: "circle", x: 1, y: 1.6, r: 0.3, tone: "mark", action: "take" } as const]),
    ],
  };
}

/** The rules of `pip` without `withSchedule`: they do not carry out a schedule of emergencies. */
export const pipRules: Environment<State, "stand" | "take", Observation, Params> = {
  id: "pip",
  version: 1,
  title: "Pip",
  rules:
    "The guest takes cards from 1 to 9 until it stands. Whoever is nearer the limit without passing it wins; one card of the house is hidden.",
  params: paramsSchema,
  presets: { default: { about: "Up to 13", params: {} }, long: { about: "Up to 30", params: { limit: 30 } } },
  emergencies: {
    "higher-limit": {
      title: "Higher limit",
      about: "The limit is raised.",
      params: emergencyParams["higher-limit"],
      apply: (state, params) => {
        const limit = state.limit + (params as { by: number }).by;
        return { ...state, limit, notices: announce(state.notices, "higher-limit", `The limit is ${limit} now.`) };
      },
    },
  },
  chance: ["start", "steps"],
  init: (params, key) => ({
    params,
    round: 0,
    sum: card(fold(key, 1)),
    open: card(fold(key, 2)),
    hidden: card(fold(key, 3)),
    limit: params.limit,
    house: null,
    notices: [],
  }),
  roles: () => ["guest-0"],
  turn: (state) => (isDone(state) ? [] : ["guest-0"]),
  legal: () => ["stand", "take"],
  step: (state, actions, key) =>
    actions["guest-0"] === "take"
      ? { ...state, round: state.round + 1, sum: state.sum + card(fold(key, 1)) }
      : { ...state, round: state.round + 1, house: houseOf(state, fold(key, 2)) },
  clock: ({ round, params }) => ({ round, horizon: params.horizon }),
  returns: (state) => ({ "guest-0": result(state) }),
  outcome: (state) => ({ success: isDone(state) && result(state) > 0, sum: state.sum, limit: state.limit, house: state.house }),
  observe,
  describe: ({ sum, open, limit, notices }) =>
    [`You have ${sum}, the house shows ${open}. The limit is ${limit}.`, ...notices.map(({ text }) => text)].join("\n"),
  determinize: ({ game, ...seen }, _role, key) => ({ ...seen, params: { ...game, emergencies: [] }, hidden: card(key) }),
  draw,
  summary: (state) => `The guest has ${state.sum} of ${state.limit}, the house ${state.open} and ${state.hidden}.`,
};

/** The environment `pip`. */
export const pip = withSchedule(pipRules, ({ params }) => params.emergencies);
