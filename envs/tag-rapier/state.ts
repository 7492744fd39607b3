/** The state of a game of tag, what a role sees of it, and the state that an observation allows. */
import { ArenaError, fold, type Key, type Notice, type Random, rng, type Role, seatOf } from "../../src/core/index.ts";
import { HALF, MOST, type Params } from "./params.ts";

/** A body: the place of its centre and its velocity, in units and units a second; x grows east, y grows south. All four are float32 values. */
export type Body = { readonly x: number; readonly y: number; readonly vx: number; readonly vy: number };

/** A wall that an emergency put up: its centre, and half its extents. */
export type Wall = { readonly x: number; readonly y: number; readonly hx: number; readonly hy: number };

/** The rules in force; emergencies change them. */
export type Rules = {
  /** Share of its velocity that a body keeps from decision to decision. */
  readonly keep: number;
  /** What the wind adds to every velocity in each decision. */
  readonly wind: { readonly x: number; readonly y: number } | null;
  readonly walls: readonly Wall[];
  /** Chasers whose thrust fails, until the given decision begins. */
  readonly broken: readonly { readonly chaser: number; readonly until: number }[];
};

/** The state of an episode. */
export type State = {
  readonly params: Params;
  readonly rules: Rules;
  /** Decisions that are over. */
  readonly round: number;
  /** The chasers by index, then the prey. */
  readonly bodies: readonly Body[];
  /** Touches of the last decision: the index of the chaser and that of the prey. */
  readonly touches: readonly (readonly [chaser: number, prey: number])[];
  /** Touches so far, by chaser. */
  readonly touched: readonly number[];
  /** Touches so far, by prey. */
  readonly caught: readonly number[];
  /** The decision of the first touch, counted from 1, or null. */
  readonly first: number | null;
  /** Whether bodies move as simple discs, without the physics. */
  readonly simple: boolean;
  readonly notices: readonly Notice[];
};

/** The parameters that every role knows: the game without its schedule. */
export type Game = Omit<Params, "emergencies">;

/** A body as all see it. */
export type Seen = Body & {
  readonly role: Role;
  /** Touches so far. */
  readonly touches: number;
  /** Decisions for which its thrust still fails. */
  readonly broken: number;
};

/** All that a role sees: everything but the schedule. */
export type Observation = {
  readonly role: Role;
  /** Decisions that are over. */
  readonly round: number;
  readonly game: Game;
  readonly me: Seen;
  readonly chasers: readonly Seen[];
  readonly prey: readonly Seen[];
  /** Touches of the last decision: the index of the chaser and that of the prey. */
  readonly touches: State["touches"];
  readonly first: number | null;
  readonly keep: number;
  readonly wind: Rules["wind"];
  readonly walls: readonly Wall[];
  readonly notices: readonly Notice[];
};

const names = (word: string, count: number): readonly Role[] => Object.freeze(Array.from({ length: count }, (_, i) => `${word}-${i}`));

/** The roles of chasers, by index. */
export const CHASERS = names("chaser", MOST.chasers);
/** The roles of prey, by index. */
export const PREY = names("prey", MOST.prey);

/** Whether a role chases. */
export const isChaser = (role: Role): boolean => role.startsWith("chaser-");

/** The index of a role's body in the state. */
export const bodyOf = ({ params }: Pick<State, "params">, role: Role): number => (isChaser(role) ? 0 : params.chasers) + seatOf(role);

/** The radius of the body with an index. */
export const radiusOf = (params: Pick<Params, "chasers" | "chaserRadius" | "preyRadius">, body: number): number =>
  body < params.chasers ? params.chaserRadius : params.preyRadius;

/** Decisions for which the thrust of a chaser still fails. */
export function brokenFor({ rules, round }: Pick<State, "rules" | "round">, chaser: number): number {
  for (const one of rules.broken) if (one.chaser === chaser && one.until > round) return one.until - round;
  return 0;
}

/** The distance of two points. `Math.hypot` is not used, as its last bit differs between engines. */
export const distance = (a: { readonly x: number; readonly y: number }, b: { readonly x: number; readonly y: number }): number => {
  const [dx, dy] = [a.x - b.x, a.y - b.y];
  return Math.sqrt(dx * dx + dy * dy);
};

/** The item that is nearest to a point, the first of equals. */
export const nearest = <T extends { readonly x: number; readonly y: number }>(
  to: { readonly x: number; readonly y: number },
  items: readonly T[],
): T => items.reduce((best, one) => (distance(one, to) < distance(best, to) ? one : best));

const SPAWN = 1;

/** The first state of an episode, before the emergencies of decision 0: everybody at rest, at places drawn uniformly. */
export function firstState(params: Params, key: Key): State {
  const draw = rng(fold(key, SPAWN));
  const bodies: Body[] = [];
  for (let i = 0; i < params.chasers + params.prey; i++) bodies.push({ ...placeFor(i, bodies, params, draw), vx: 0, vy: 0 });
  return {
    params,
    rules: { keep: params.keep, wind: null, walls: [], broken: [] },
    round: 0,
    bodies,
    touches: [],
    touched: Array.from({ length: params.chasers }, () => 0),
    caught: Array.from({ length: params.prey }, () => 0),
    first: null,
    simple: params.motion === "discs",
    notices: [],
  };
}

/** Tries at a place for a body. Parameters leave most of the field free, so that hardly ever more than a few are needed. */
const TRIES = 10_000;

/** A free place for the next body, drawn uniformly: away from walls and obstacles, and with the gap to all who are there. */
function placeFor(body: number, there: readonly Body[], params: Params, draw: Random): { readonly x: number; readonly y: number } {
  const r = radiusOf(params, body);
  const side = HALF - r;
  for (let i = 0; i < TRIES; i++) {
    const at = { x: Math.fround((2 * draw.uniform() - 1) * side), y: Math.fround((2 * draw.uniform() - 1) * side) };
    const clear =
      params.obstacles.every((one) => distance(at, one) >= r + params.obstacleRadius) &&
      there.every((one, other) => distance(at, one) >= r + radiusOf(params, other) + params.gap);
    if (clear) return at;
  }
  throw new ArenaError(
    "BadParams",
    "tag-rapier",
    `no free place for body ${body} of ${params.chasers + params.prey} after ${TRIES} tries`,
    "expected room for all: take fewer or smaller bodies, or a smaller gap",
  );
}

const games = new WeakMap<Params, Game>();

/** The public part of the parameters; one object for each parameter object. */
function gameOf(params: Params): Game {
  let game = games.get(params);
  if (game === undefined) {
    const { emergencies: _, ...rest } = params;
    games.set(params, (game = rest));
  }
  return game;
}

/** The bodies that were seen last: all roles look at one state after the other. */
let lastSeen: { readonly state: State; readonly chasers: readonly Seen[]; readonly prey: readonly Seen[] } | undefined;

/** What a role sees. */
export function observe(state: State, role: Role): Observation {
  if (lastSeen?.state !== state) {
    const { chasers: count } = state.params;
    const chasers = state.bodies
      .slice(0, count)
      .map((body, i): Seen => ({ role: CHASERS[i]!, ...body, touches: state.touched[i]!, broken: brokenFor(state, i) }));
    const prey = state.bodies.slice(count).map((body, i): Seen => ({ role: PREY[i]!, ...body, touches: state.caught[i]!, broken: 0 }));
    lastSeen = { state, chasers, prey };
  }
  const { chasers, prey } = lastSeen;
  return {
    role,
    round: state.round,
    game: gameOf(state.params),
    me: (isChaser(role) ? chasers : prey)[seatOf(role)]!,
    chasers,
    prey,
    touches: state.touches,
    first: state.first,
    keep: state.rules.keep,
    wind: state.rules.wind,
    walls: state.rules.walls,
    notices: state.notices,
  };
}

/** The state that an observation allows: all of it is seen, but for the schedule. In it, bodies move as the parameter `playouts` says. */
export const determinize = (seen: Observation): State => ({
  params: { ...seen.game, emergencies: [] },
  rules: {
    keep: seen.keep,
    wind: seen.wind,
    walls: seen.walls,
    broken: seen.chasers.flatMap(({ broken }, chaser) => (broken > 0 ? [{ chaser, until: seen.round + broken }] : [])),
  },
  round: seen.round,
  bodies: [...seen.chasers, ...seen.prey].map(({ x, y, vx, vy }) => ({ x, y, vx, vy })),
  touches: seen.touches,
  touched: seen.chasers.map(({ touches }) => touches),
  caught: seen.prey.map(({ touches }) => touches),
  first: seen.first,
  simple: seen.game.playouts === "discs",
  notices: seen.notices,
});
