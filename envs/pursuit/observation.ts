/** What a role sees of a pursuit state, and states that are consistent with an observation. */
import type { Key, Role } from "../../src/core/index.ts";
import { freezeShared, rng } from "../../src/core/index.ts";
import { type Board, type Cell, cellAt, distance, type Grid, gridOf, indexOf } from "./board.ts";
import type { Params } from "./params.ts";
import { inWindow, isBroken, PURSUERS, RUNNERS, runnersTurn, sees, type State } from "./state.ts";

/** A pursuer as others see it; `at` is null when it is out of view, `broken` is the number of rounds for which it cannot move. */
export type PursuerSeen = { readonly role: Role; readonly at: Cell | null; readonly broken: number };

/** A runner as others see it; `seen` is where it was last seen, `captured` the round of its capture. */
export type RunnerSeen = { readonly role: Role; readonly at: Cell | null; readonly seen: Cell | null; readonly captured: number | null };

/** The parameters that every player knows: the game without its schedule and its seeds. */
export type Game = Omit<Params, "emergencies" | "layoutSeed" | "spawnSeed">;

/** All that an agent of pursuit sees. Cells are [x, y]; x grows east, y grows south. */
export type Observation = {
  readonly role: Role;
  readonly side: "pursuer" | "runner";
  readonly me: Cell;
  readonly round: number;
  readonly game: Game;
  readonly capture: { readonly rule: "touch" | "surround" | "close-in"; readonly distance: number; readonly catchers: number };
  readonly pursuers: readonly PursuerSeen[];
  readonly runners: readonly RunnerSeen[];
  readonly obstacles: readonly Cell[];
  readonly restricted: readonly Cell[];
  readonly barred: "everyone" | "pursuers";
  readonly fog: number | null;
  readonly notices: readonly { readonly id: string; readonly text: string }[];
};

const games = new WeakMap<Params, Game>();

let lastGame: { readonly params: Params; readonly game: Game } | undefined;

/** The public part of the parameters; one object for each parameter object. */
function gameOf(params: Params): Game {
  if (lastGame?.params === params) return lastGame.game;
  let game = games.get(params);
  if (game === undefined) {
    const { emergencies: _, layoutSeed: __, spawnSeed: ___, ...rest } = params;
    games.set(params, (game = rest));
  }
  lastGame = { params, game };
  return game;
}

/** Whether a role is a pursuer's; else it is a runner's. */
export const isPursuer = (role: Role): boolean => role.charCodeAt(0) === 112; // "p"

/** The index of a role among its side. */
export function roleIndex(role: Role): number {
  let index = 0;
  for (let i = isPursuer(role) ? "pursuer-".length : "runner-".length; i < role.length; i++) index = 10 * index + role.charCodeAt(i) - 48;
  return index;
}

/** The pieces as one sees them to whom nothing is hidden: the same objects for everybody. */
type Pieces = { readonly pursuers: readonly PursuerSeen[]; readonly runners: readonly RunnerSeen[] };

/** The state whose pieces were seen last: all roles look at one state after the other. */
let lastSeen: { readonly state: State; readonly pieces: Pieces } | undefined;

/** What observations show on boards of one size, made once. An observation of PettingZoo's board is a list of 38 pieces. */
type Kept = {
  readonly cells: readonly Cell[];
  /** Pieces by their index and the cell that they stand on. */
  readonly pursuers: (PursuerSeen | undefined)[][];
  readonly runners: (RunnerSeen | undefined)[][];
  /** By the side of the window and its middle: 1 for each cell in it. */
  readonly windows: Map<number, (Uint8Array | undefined)[]>;
};

const kept = new Map<number, Kept>();
let lastKept: { readonly board: Board; readonly known: Kept } | undefined;

function keptOf(board: Board): Kept {
  if (lastKept?.board === board) return lastKept.known;
  const { width, height } = board;
  const size = 1024 * width + height;
  let known = kept.get(size);
  if (known === undefined) {
    const cells = Array.from({ length: width * height }, (_, cell) => freezeShared(cellAt(cell, width)));
    kept.set(size, (known = { cells, pursuers: PURSUERS.map(() => []), runners: RUNNERS.map(() => []), windows: new Map() }));
  }
  lastKept = { board, known };
  return known;
}

/** The cells in the window around a cell. */
function windowOf({ cells, windows }: Kept, cell: number, width: number, view: number): Uint8Array {
  let all = windows.get(view);
  if (all === undefined) windows.set(view, (all = []));
  return (all[cell] ??= Uint8Array.from(cells, (_, other) => (inWindow(cell, other, width, view) ? 1 : 0)));
}

/** Pieces out of sight, by their index. */
const hiddenPursuers = PURSUERS.map((role): PursuerSeen => freezeShared({ role, at: null, broken: 0 }));
const hiddenTeams = PURSUERS.map((_, n) => hiddenPursuers.slice(0, n));
const hiddenRunners = RUNNERS.map((role): RunnerSeen => freezeShared({ role, at: null, seen: null, captured: null }));

const pursuerOn = ({ cells, pursuers }: Kept, p: number, cell: number): PursuerSeen =>
  (pursuers[p]![cell] ??= freezeShared({ role: PURSUERS[p]!, at: cells[cell]!, broken: 0 }));

const runnerOn = ({ cells, runners }: Kept, r: number, cell: number): RunnerSeen =>
  (runners[r]![cell] ??= freezeShared({ role: RUNNERS[r]!, at: cells[cell]!, seen: null, captured: null }));

/** Captured runners, and the others as out of sight; kept for the captures that were asked for last. */
let lastUnseen: { readonly capturedAt: readonly number[]; readonly runners: readonly RunnerSeen[] } | undefined;

function unseen({ capturedAt }: State): RunnerSeen[] {
  if (lastUnseen?.capturedAt !== capturedAt)
    lastUnseen = {
      capturedAt,
      runners: capturedAt.map((captured, r) => (captured < 0 ? hiddenRunners[r]! : { role: RUNNERS[r]!, at: null, seen: null, captured })),
    };
  return lastUnseen.runners.slice();
}

/** The pieces in a state, as the pursuer `eye` sees them; all of them if it is -1. This is the hot path of stepping with observations. */
function piecesIn(state: State, eye: number): Pieces {
  const { rules, capturedAt, params, board } = state;
  const known = keptOf(board);
  const around = eye >= 0 && params.view > 0 ? windowOf(known, state.pursuers[eye]!, board.width, params.view) : undefined;
  const pursuers = hiddenTeams[state.pursuers.length]!.slice();
  for (let p = 0; p < pursuers.length; p++) {
    const cell = state.pursuers[p]!;
    if (around === undefined || around[cell] === 1) pursuers[p] = pursuerOn(known, p, cell);
    if (rules.broken.length > 0 && isBroken(state, p))
      pursuers[p] = { ...pursuers[p]!, broken: rules.broken.find(({ pursuer }) => pursuer === p)!.until - state.round };
  }
  const runners = unseen(state);
  const sightings = eye >= 0 ? state.sightings[eye] : undefined;
  const radius = eye >= 0 ? rules.fog : null;
  for (let r = 0; r < runners.length; r++) {
    const cell = state.runners[r]!;
    const near =
      (around === undefined || around[cell] === 1) && (radius === null || distance(state.pursuers[eye]!, cell, board.width) <= radius);
    if ((!near && sightings === undefined) || capturedAt[r]! >= 0) continue;
    if (near) runners[r] = runnerOn(known, r, cell);
    else if ((sightings?.[r] ?? -1) >= 0) runners[r] = { role: RUNNERS[r]!, at: null, seen: known.cells[sightings![r]!]!, captured: null };
  }
  return { pursuers, runners };
}

/** The obstacles in the window around a cell, the same list for all who look from there. */
function obstaclesAround(grid: Grid, { obstacles, width }: Board, cell: number, view: number): readonly Cell[] {
  let lists = grid.inWindows.get(view);
  if (lists === undefined) grid.inWindows.set(view, (lists = []));
  return (lists[cell] ??= Object.freeze(grid.obstacles.filter((_, i) => inWindow(cell, obstacles[i]!, width, view))));
}

/** What a role sees. */
export function observe(state: State, role: Role): Observation {
  const { board, rules, params } = state;
  const grid = gridOf(board);
  const index = roleIndex(role);
  const mine = isPursuer(role);
  const me = (mine ? state.pursuers : state.runners)[index]!;
  let pieces: Pieces;
  if (mine && (rules.fog !== null || params.view > 0)) pieces = piecesIn(state, index);
  else {
    if (lastSeen?.state !== state) lastSeen = { state, pieces: piecesIn(state, -1) };
    ({ pieces } = lastSeen);
  }
  return {
    role,
    side: mine ? "pursuer" : "runner",
    me: cellAt(me, board.width),
    round: state.round,
    game: gameOf(params),
    capture: { rule: rules.capture, distance: rules.distance, catchers: rules.catchers },
    pursuers: pieces.pursuers,
    runners: pieces.runners,
    obstacles: mine && params.view > 0 ? obstaclesAround(grid, board, me, params.view) : grid.obstacles,
    restricted: grid.restricted,
    barred: board.barred,
    fog: rules.fog,
    notices: rules.notices,
  };
}

const boards = new WeakMap<readonly Cell[], Board>();

/** The board as an observation shows it; it stays the same object while what is seen of it stays the same, so that its tables are made once. */
export function boardOf({ game: { width, height }, obstacles, restricted, barred }: Observation): Board {
  const known = boards.get(obstacles);
  if (
    known !== undefined &&
    known.barred === barred &&
    known.restricted.length === restricted.length &&
    known.restricted.every((cell, i) => cell === indexOf(restricted[i]!, width))
  )
    return known;
  const board = {
    width,
    height,
    obstacles: obstacles.map((cell) => indexOf(cell, width)),
    restricted: restricted.map((cell) => indexOf(cell, width)),
    barred,
  };
  boards.set(obstacles, board);
  return board;
}

/**
 * A state consistent with an observation: the cells of hidden pieces are drawn uniformly from the free cells out of view.
 * It has no schedule of emergencies, and PettingZoo gains restart at zero.
 */
export function determinize(seen: Observation, role: Role, key: Key): State {
  const { game } = seen;
  const { width, height } = game;
  const index = roleIndex(role);
  const mine = seen.side === "pursuer";
  const me = indexOf(seen.me, width);
  const board = boardOf(seen);
  const taken = new Set([...board.obstacles, ...board.restricted]);
  for (const { at } of [...seen.pursuers, ...seen.runners]) if (at !== null) taken.add(indexOf(at, width));

  const rules = {
    capture: seen.capture.rule,
    distance: seen.capture.distance,
    catchers: seen.capture.catchers,
    fog: seen.fog,
    broken: seen.pursuers.flatMap(({ broken }, pursuer) => (broken > 0 ? [{ pursuer, until: seen.round + broken }] : [])),
    notices: seen.notices,
  };
  const sketch: State = {
    params: { ...game, emergencies: [], layoutSeed: null, spawnSeed: null },
    board,
    rules,
    round: seen.round,
    mover: 0,
    pursuers: seen.pursuers.map((_, p) => (mine && p === index ? me : -1)),
    runners: [],
    capturedAt: [],
    sightings: [],
    gains: game.payoff === "pettingzoo" ? seen.pursuers.map(() => 0) : [],
  };
  const draw = rng(key);
  const hide = (isRunner: boolean): number => {
    const free: number[] = [];
    const anywhere: number[] = [];
    for (let cell = 0; cell < width * height; cell++) {
      if (taken.has(cell)) continue;
      anywhere.push(cell);
      if (mine && !sees(sketch, index, cell, isRunner)) free.push(cell);
    }
    const cell = draw.pick(free.length > 0 ? free : anywhere.length > 0 ? anywhere : [me]);
    if (game.shared !== "all") taken.add(cell);
    return cell;
  };
  const pursuers = seen.pursuers.map(({ at }) => (at === null ? hide(false) : indexOf(at, width)));
  const runners = seen.runners.map(({ at, captured }) => (at !== null ? indexOf(at, width) : captured !== null ? me : hide(true)));
  const whole: State = { ...sketch, pursuers, runners, capturedAt: seen.runners.map(({ captured }) => captured ?? -1) };
  return {
    ...whole,
    mover: mine ? (game.order === "together" ? 0 : index) : runnersTurn(whole),
    sightings:
      seen.fog === null
        ? []
        : seen.pursuers.map((_, p) =>
            seen.runners.map(({ at, seen: last }) =>
              p !== index || !mine ? -1 : at !== null ? indexOf(at, width) : last === null ? -1 : indexOf(last, width),
            ),
          ),
  };
}
