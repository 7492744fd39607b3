/** What a harvester sees, and states that are consistent with it. */
import { type Key, type Notice, rng, type Role, seatOf } from "../../src/core/index.ts";
import { type Cell, type Ground, groundOf } from "./ground.ts";
import type { Params } from "./params.ts";
import { DEAD, EATEN, HARVESTERS, isLive, liveIn, RIPE, type State, YOUNG } from "./state.ts";

/** The parameters that every harvester knows: the game without its schedule. */
export type Game = Omit<Params, "emergencies">;

/** Where somebody faces. */
export type Facing = "up" | "right" | "down" | "left";

/** The facings by their number in a state. */
export const FACINGS: readonly Facing[] = ["up", "right", "down", "left"];

/** A harvester as another sees it; what is out of sight is null. */
export type HarvesterSeen = {
  readonly role: Role;
  readonly at: Cell | null;
  readonly facing: Facing | null;
  /** Turns that it still misses: 0 for one that is here. */
  readonly away: number | null;
  /** Apples that it ate so far. */
  readonly eaten: number | null;
  /** Whether it ate one last turn. */
  readonly ate: boolean | null;
};

/** A rectangle of cells. */
export type Window = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

/** All that a harvester sees. Cells are [x, y]; x grows to the right, y down. */
export type Observation = {
  readonly role: Role;
  /** Turns that are over. */
  readonly round: number;
  readonly game: Game;
  /** The own cell; null while away. */
  readonly me: Cell | null;
  /** Null where one moves by the compass. */
  readonly facing: Facing | null;
  /** Turns that this harvester still misses, and in which it cannot zap. */
  readonly away: number;
  readonly cooldown: number;
  /** The cells in sight; null for the whole board. */
  readonly window: Window | null;
  /** Cells in sight with an apple; those of them that grew last turn; places in sight that are bare. */
  readonly apples: readonly Cell[];
  readonly young: readonly Cell[];
  readonly bare: readonly Cell[];
  /** Places that a blight killed, in sight or not. */
  readonly dead: readonly Cell[];
  readonly harvesters: readonly HarvesterSeen[];
  /** The number of live apples so far, every few turns; null where one does not see the whole board. */
  readonly stock: readonly number[] | null;
  readonly drought: number;
  /** The number of the patch behind a fence, if there is one. */
  readonly closed: readonly number[];
  readonly notices: readonly Notice[];
};

/** The window of `facing`: so many cells ahead, behind and to each side. */
const VIEW = { ahead: 9, behind: 1, side: 5 } as const;

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

/** The cells that a harvester sees from a cell; none from nowhere. */
export function windowFrom({ width, height, cells }: Ground, cell: number, facing: number): Window {
  if (cell < 0) return { x: 0, y: 0, w: 0, h: 0 };
  const [x, y] = cells[cell]!;
  // How far it sees up, right, down, left.
  const reach = [0, 1, 2, 3].map((way) => (way === facing ? VIEW.ahead : way === (facing + 2) % 4 ? VIEW.behind : VIEW.side));
  const [left, top] = [Math.max(0, x - reach[3]!), Math.max(0, y - reach[0]!)];
  const [right, bottom] = [Math.min(width - 1, x + reach[1]!), Math.min(height - 1, y + reach[2]!)];
  return { x: left, y: top, w: right - left + 1, h: bottom - top + 1 };
}

/** Whether a window shows a cell. */
export const shows = (window: Window | null, [x, y]: Cell): boolean =>
  window === null || (x >= window.x && y >= window.y && x < window.x + window.w && y < window.y + window.h);

/** What is seen of the board through a window. */
type Scene = Pick<Observation, "apples" | "young" | "bare" | "dead" | "harvesters">;

/** The state whose whole board was seen last: all harvesters look at one state after the other. */
let lastScene: { readonly state: State; readonly scene: Scene } | undefined;

function sceneOf(state: State, ground: Ground): Scene {
  if (lastScene?.state !== state) lastScene = { state, scene: sceneThrough(state, ground, null, -1) };
  return lastScene.scene;
}

function sceneThrough(state: State, ground: Ground, window: Window | null, me: number): Scene {
  const [apples, young, bare, dead]: [Cell[], Cell[], Cell[], Cell[]] = [[], [], [], []];
  for (let spot = 0; spot < state.apples.length; spot++) {
    const cell = ground.cells[ground.spots[spot]!]!;
    const apple = state.apples[spot]!;
    if (apple === DEAD) dead.push(cell);
    else if (shows(window, cell)) {
      (apple === EATEN ? bare : apples).push(cell);
      if (apple === YOUNG) young.push(cell);
    }
  }
  const facing = state.params.control === "facing";
  const harvesters = state.at.map((at, seat): HarvesterSeen => {
    const known = window === null || seat === me;
    const cell = at < 0 ? null : ground.cells[at]!;
    const seen = cell !== null && (known || shows(window, cell));
    return {
      role: HARVESTERS[seat]!,
      at: seen ? cell : null,
      facing: seen && facing ? FACINGS[state.facing[seat]!]! : null,
      away: known ? state.away[seat]! : seen ? 0 : null,
      eaten: known ? state.eaten[seat]! : null,
      ate: known || seen ? state.ate[seat] === 1 : null,
    };
  });
  return { apples, young, bare, dead, harvesters };
}

/** What a harvester sees. */
export function observe(state: State, role: Role): Observation {
  const { params } = state;
  const ground = groundOf(params);
  const seat = seatOf(role);
  const facing = params.control === "facing";
  const at = state.at[seat]!;
  const window = facing ? windowFrom(ground, at, state.facing[seat]!) : null;
  const scene = window === null ? sceneOf(state, ground) : sceneThrough(state, ground, window, seat);
  return {
    role,
    round: state.turn,
    game: gameOf(params),
    me: at < 0 ? null : ground.cells[at]!,
    facing: facing && at >= 0 ? FACINGS[state.facing[seat]!]! : null,
    away: state.away[seat]!,
    cooldown: state.cooling[seat]!,
    window,
    ...scene,
    stock: facing ? null : state.stock,
    drought: state.drought,
    closed: state.closed,
    notices: state.notices,
  };
}

/** How many of the places out of sight bear an apple in a determinised state: any share is as likely. */
function guessed(draw: ReturnType<typeof rng>, spots: number): (spot: number) => boolean {
  const share = draw.int(spots + 1) / Math.max(1, spots);
  return () => draw.uniform() < share;
}

/**
 * A state consistent with an observation, without a schedule. Out of sight, places bear apples or not, harvesters are away or somewhere; all
 * that is drawn. What others ate is unknown there, and taken for what this one ate; so is their cooldown, taken for none.
 */
export function determinize(seen: Observation, role: Role, key: Key): State {
  const params: Params = { ...seen.game, emergencies: [] };
  const ground = groundOf(params);
  const me = seatOf(role);
  const draw = rng(key);
  const { width } = ground;
  const cellOf = ([x, y]: Cell): number => y * width + x;
  const apples = new Array<number>(ground.spots.length).fill(-2);
  const put = (cells: readonly Cell[], apple: number) => {
    for (const cell of cells) apples[ground.spotAt[cellOf(cell)]!] = apple;
  };
  put(seen.apples, RIPE);
  put(seen.young, YOUNG);
  put(seen.bare, EATEN);
  put(seen.dead, DEAD);
  const bears = guessed(draw, apples.length);
  for (let spot = 0; spot < apples.length; spot++) if (apples[spot] === -2) apples[spot] = bears(spot) ? RIPE : EATEN;
  // The game goes on, so that an apple is left somewhere.
  if (liveIn(apples) === 0) {
    const hidden = apples.flatMap((apple, spot) =>
      apple === EATEN && !shows(seen.window, ground.cells[ground.spots[spot]!]!) ? [spot] : [],
    );
    if (hidden.length > 0) apples[draw.pick(hidden)] = RIPE;
  }

  const taken = new Set(seen.harvesters.flatMap(({ at }) => (at === null ? [] : [cellOf(at)])));
  const free = ground.cells.flatMap((cell, i) =>
    ground.wall[i] === 0 && !taken.has(i) && !shows(seen.window, cell) && !isLive(apples[ground.spotAt[i]!] ?? EATEN) ? [i] : [],
  );
  const [at, away, facing]: [number[], number[], number[]] = [[], [], []];
  for (const one of seen.harvesters) {
    const known = one.at !== null || one.away !== null;
    const gone = known ? (one.away ?? 0) : params.zap && (free.length === 0 || draw.int(8) === 0) ? 1 + draw.int(params.away) : 0;
    let cell = one.at === null ? -1 : cellOf(one.at);
    if (!known && gone === 0 && free.length > 0) {
      const i = draw.int(free.length);
      cell = free[i]!;
      free[i] = free.at(-1)!;
      free.pop();
    }
    at.push(cell);
    away.push(cell < 0 ? Math.max(1, gone) : 0);
    facing.push(one.facing === null ? (params.control === "facing" ? draw.int(4) : 0) : FACINGS.indexOf(one.facing));
  }
  const mine = seen.harvesters[me]!.eaten ?? 0;
  return {
    params,
    turn: seen.round,
    over: false,
    at,
    facing,
    away,
    cooling: seen.harvesters.map((_, seat) => (seat === me ? seen.cooldown : 0)),
    apples,
    eaten: seen.harvesters.map(({ eaten }) => eaten ?? mine),
    ate: seen.harvesters.map(({ ate }) => (ate === true ? 1 : 0)),
    stock: seen.stock ?? [liveIn(apples)],
    drought: seen.drought,
    closed: seen.closed,
    notices: seen.notices,
  };
}
