/** Dike: in turn, a mason builds and the sea washes away; everything is visible, a carter comes and goes, and nothing depends on chance. */
import { z } from "zod";
import { announce, type Environment, type Notice, type Picture, scheduleOf, type Shape, withSchedule } from "../../../src/core/index.ts";

const emergencyParams = {
  storm: z.strictObject({ rounds: z.int().min(1).max(9).default(2) }),
  mud: z.strictObject({}),
} as const;

const paramsSchema = z.strictObject({
  goal: z.int().min(2).max(30).default(6),
  waves: z.int().min(0).max(50).default(8),
  horizon: z.int().min(1).max(50).default(9),
  carter: z.strictObject({ from: z.int().min(0), until: z.int().min(0) }).default({ from: 2, until: 5 }),
  emergencies: scheduleOf(emergencyParams),
});

type Params = z.output<typeof paramsSchema>;
type Action = "rest" | "one" | "two" | { readonly wave: number };
/** The state of a game. */
export type State = {
  readonly params: Params;
  readonly round: number;
  readonly mover: "mason-0" | "carter-0" | "sea-0";
  readonly height: number;
  readonly tired: boolean;
  readonly carried: number;
  readonly waves: number;
  /** The round before which the storm is over. */
  readonly storm: number;
  readonly mud: boolean;
  readonly notices: readonly Notice[];
};
type Observation = Omit<State, "params"> & { readonly game: Omit<Params, "emergencies"> };

const hasCarter = ({ params, round }: State): boolean => round >= params.carter.from && round < params.carter.until;
const isDone = ({ height, params }: State): boolean => height >= params.goal;

function legal(state: State, role: string): readonly Action[] {
  if (role === "carter-0") return ["rest", "one"];
  if (role === "mason-0") return state.tired || state.mud ? ["one"] : ["one", "two"];
  const most = Math.min(state.waves, state.height, state.storm > state.round ? 4 : 2);
  return Array.from({ length: most + 1 }, (_, wave) => ({ wave }));
}

/** The state after the sea's move: the next round begins, and a storm that is over is removed with its notice. */
function endRound(state: State): State {
  const round = state.round + 1;
  const calm = state.storm > 0 && state.storm <= round;
  const notices = calm ? state.notices.filter(({ id }) => id !== "storm") : state.notices;
  return { ...state, round, mover: "mason-0", storm: calm ? 0 : state.storm, notices };
}

function step(state: State, actions: Readonly<Record<string, Action>>): State {
  const action = actions[state.mover]!;
  if (typeof action === "object") return endRound({ ...state, height: state.height - action.wave, waves: state.waves - action.wave });
  const sacks = action === "two" ? 2 : action === "one" ? 1 : 0;
  const next = { ...state, height: state.height + sacks };
  return state.mover === "mason-0"
    ? { ...next, tired: action === "two", mover: hasCarter(state) ? "carter-0" : "sea-0" }
    : { ...next, carried: state.carried + sacks, mover: "sea-0" };
}

function draw({ params, height, waves, mover, storm, mud, notices }: State, viewer?: string): Picture {
  const text = (id: string, x: number, words: string): Shape => ({ id, kind: "text", x, y: 1, size: 0.5, text: words, tone: "text" });
  return {
    width: 6,
    height: 2,
    shapes: [
      { id: "land", kind: "grid", x: 3, y: 1, w: 6, h: 2, tone: "floor" },
      { id: "dike", kind: "rect", x: 2, y: 1, w: 0.5, h: Math.max(0.1, Math.min(2, (2 * height) / params.goal)), tone: "wall" },
      text("waves", 4, `${waves}${storm > 0 ? " storm" : ""}${mud ? " mud" : ""}`),
      text("mover", 5, mover),
      ...notices.map(({ id }, i): Shape => ({ id: `notice-${id}`, kind: "circle", x: 0.5 + i, y: 0.5, r: 0.2, tone: "mark" })),
      ...(viewer === undefined ? [] : [{ id: "viewer", kind: "circle", ring: true, x: 0.5, y: 1.5, r: 0.3, tone: "mark" } as const]),
    ],
  };
}

/** The rules of `dike` without `withSchedule`: they do not carry out a schedule of emergencies. */
export const dikeRules: Environment<State, Action, Observation, Params> = {
  id: "dike",
  version: 1,
  title: "Dike",
  rules:
    "The mason adds one or two sacks, never two twice running. The sea then washes some away and has only so many waves. A carter helps for some rounds.",
  params: paramsSchema,
  presets: { default: { about: "Six sacks", params: {} } },
  emergencies: {
    storm: {
      title: "Storm",
      about: "The sea is stronger for some rounds.",
      params: emergencyParams.storm,
      apply: (state, params) => {
        const storm = state.round + (params as { rounds: number }).rounds;
        return { ...state, storm, notices: announce(state.notices, "storm", `A storm rages before round ${storm + 1}.`) };
      },
    },
    mud: {
      title: "Mud",
      about: "The mason adds one sack at most.",
      params: emergencyParams.mud,
      apply: (state) => ({ ...state, mud: true, notices: announce(state.notices, "mud", "The path is muddy: one sack at a time.") }),
    },
  },
  chance: [],
  init: (params) => ({
    params,
    round: 0,
    mover: "mason-0",
    height: 0,
    tired: false,
    carried: 0,
    waves: params.waves,
    storm: 0,
    mud: false,
    notices: [],
  }),
  roles: (state) => (hasCarter(state) ? ["mason-0", "carter-0", "sea-0"] : ["mason-0", "sea-0"]),
  turn: (state) => (isDone(state) ? [] : [state.mover]),
  legal,
  step,
  clock: ({ round, params }) => ({ round, horizon: params.horizon }),
  returns: ({ height, carried, params }) => ({ "mason-0": height / params.goal, "carter-0": carried, "sea-0": -height / params.goal }),
  outcome: (state) => ({ success: isDone(state), height: state.height, goal: state.params.goal, carried: state.carried }),
  observe: ({ params, ...seen }) => {
    const { emergencies: _, ...game } = params;
    return { ...seen, game };
  },
  describe: ({ height, waves, mover, storm, mud, tired, game, notices }) =>
    [
      `The dike is ${height} of ${game.goal} sacks high, the sea has ${waves} waves. ${mover} moves${tired ? ", the mason is tired" : ""}.`,
      `${storm > 0 ? "It storms." : "It is calm."} ${mud ? "The path is muddy." : "The path is dry."}`,
      ...notices.map(({ text }) => text),
    ].join("\n"),
  determinize: ({ game, ...seen }) => ({ ...seen, params: { ...game, emergencies: [] } }),
  draw,
  summary: ({ height, waves, round, mover }) => `Round ${round + 1}: ${height} sacks, ${waves} waves, ${mover} moves.`,
};

/** The environment `dike`. */
export const dike = withSchedule(dikeRules, ({ params }) => params.emergencies);
