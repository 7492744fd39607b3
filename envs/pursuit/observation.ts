/** What a role sees of a pursuit state, and states that are consistent with an observation. */
import type { Key, Role } from "../../src/core/index.ts";
import { rng } from "../../src/core/index.ts";
import { type Board, type Cell, cellAt, gridOf, indexOf } from "./board.ts";
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

/** The public part of the parameters; one object for each parameter object. */
function gameOf(params: Params): Game {
  let game = games.get(params);
  if (game === undefined) {
    const { emergencies: _, layoutSeed: __, spawnSeed: ___, ...rest } = params;
    games.set(params, (game = rest));
  }
  return game;
}

/** The index of a role among its side. */
export const roleIndex = (role: Role): number => Number(role.slice(role.indexOf("-") + 1));

/** The pieces as one sees them to whom nothing is hidden: the same objects for everybody. */
type Pieces = { readonly pursuers: readonly PursuerSeen[]; readonly runners: readonly RunnerSeen[] };

/** The state whose pieces were seen last: all roles look at one state after the other. */
let lastSeen: { readonly state: State; readonly pieces: Pieces } | undefined;

function piecesIn(state: State, cellOf: (cell: number, isRunner: boolean) => Cell | null, sightings?: readonly number[]): Pieces {
  const { rules, round, capturedAt } = state;
  return {
    pursuers: state.pursuers.map((cell, p) => ({
      role: PURSUERS[p]!,
      at: cellOf(cell, false),
      broken: isBroken(state, p) ? rules.broken.find(({ pursuer }) => pursuer === p)!.until - round : 0,
    })),
    runners: state.runners.map((cell, r) => {
      const captured = capturedAt[r]! >= 0;
      const at = captured ? null : cellOf(cell, true);
      const last = at === null && !captured ? (sightings?.[r] ?? -1) : -1;
      return {
        role: RUNNERS[r]!,
        at,
        seen: last < 0 ? null : cellAt(last, state.board.width),
        captured: captured ? capturedAt[r]! : null,
      };
    }),
  };
}

/** What a role sees. */
export function observe(state: State, role: Role): Observation {
  const { board, rules, params } = state;
  const { width } = board;
  const grid = gridOf(board);
  const side = role.startsWith("pursuer-") ? "pursuer" : "runner";
  const index = roleIndex(role);
  const mine = side === "pursuer";
  const me = (mine ? state.pursuers : state.runners)[index]!;
  let pieces: Pieces;
  if (mine && (rules.fog !== null || params.view > 0))
    pieces = piecesIn(state, (cell, isRunner) => (sees(state, index, cell, isRunner) ? cellAt(cell, width) : null), state.sightings[index]);
  else {
    if (lastSeen?.state !== state) lastSeen = { state, pieces: piecesIn(state, (cell) => cellAt(cell, width)) };
    ({ pieces } = lastSeen);
  }
  return {
    role,
    side,
    me: cellAt(me, width),
    round: state.round,
    game: gameOf(params),
    capture: { rule: rules.capture, distance: rules.distance, catchers: rules.catchers },
    ...pieces,
    obstacles:
      mine && params.view > 0
        ? board.obstacles.filter((cell) => inWindow(me, cell, width, params.view)).map((cell) => cellAt(cell, width))
        : grid.obstacles,
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
