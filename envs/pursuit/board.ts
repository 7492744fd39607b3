/**
 * The board as cells and moves, and the tables that make stepping fast.
 *
 * A cell is the number y * width + x; x grows east, y grows south. Tables are derived from a board and
 * cached, never kept in a state.
 */
import type { Key } from "../../src/core/index.ts";
import { rng } from "../../src/core/index.ts";
import { centralBlock, type Params } from "./params.ts";
import type { State } from "./state.ts";

/** What a piece may do. */
export type Move = "stay" | "north" | "east" | "south" | "west";

/** Every move, in the order in which `legal` lists them. */
export const MOVES: readonly Move[] = Object.freeze(["stay", "north", "east", "south", "west"] as const);

/** A cell as people and agents see it. */
export type Cell = readonly [x: number, y: number];

/** The ground: what cannot be entered. `restricted` comes with an emergency and bars pursuers or everyone. */
export type Board = {
  readonly width: number;
  readonly height: number;
  readonly obstacles: readonly number[];
  readonly restricted: readonly number[];
  readonly barred: "everyone" | "pursuers";
};

/** Tables of a board for one side: the cell each move leads to (or -1), and the legal moves of each cell. */
export interface Ground {
  /** Where move m leads from a cell: `to[cell * 5 + m]`, -1 where it is barred; staying is always possible. */
  readonly to: Int16Array;
  readonly legal: readonly (readonly Move[])[];
}

/** The tables of a board. */
export interface Grid {
  readonly pursuer: Ground;
  readonly runner: Ground;
  /** A scratch counter that is all zero between calls. */
  readonly pursuersAt: Uint8Array;
  /** The free runners on each cell, as `runnersOn` counted them last. */
  readonly runnersAt: Uint8Array;
  counted: Pick<State, "runners" | "capturedAt"> | undefined;
  /** How many of them stand beside each cell; -1 where nobody has asked. */
  readonly runnersBeside: Int16Array;
  /** The board's obstacles and restricted cells as coordinates. */
  readonly obstacles: readonly Cell[];
  readonly restricted: readonly Cell[];
  /** The obstacles in the window around each cell, by the side of the window. */
  readonly inWindows: Map<number, (readonly Cell[] | undefined)[]>;
}

const grids = new WeakMap<Board, Grid>();
const gridsByContent = new Map<string, Grid>();

/** The number of boards whose tables are kept for later episodes. */
const MAX_KEPT = 256;

/** The board whose tables were asked for last, which are those that are asked for next, nearly always. */
let last: { readonly board: Board; readonly grid: Grid } | undefined;

/** The tables of a board, made once for all equal boards. */
export function gridOf(board: Board): Grid {
  if (last?.board === board) return last.grid;
  let grid = grids.get(board);
  if (grid === undefined) {
    const { width, height, obstacles, restricted, barred } = board;
    const content = `${width} ${height} ${obstacles.join()} ${restricted.join()} ${barred}`;
    grid = gridsByContent.get(content) ?? makeGrid(board);
    if (gridsByContent.size >= MAX_KEPT) gridsByContent.clear();
    gridsByContent.set(content, grid);
    grids.set(board, grid);
  }
  last = { board, grid };
  return grid;
}

function makeGrid(board: Board): Grid {
  const cells = board.width * board.height;
  const shut = new Uint8Array(cells);
  for (const cell of board.obstacles) shut[cell] = 1;
  const zoned = Uint8Array.from(shut);
  for (const cell of board.restricted) zoned[cell] = 1;
  const pursuer = groundOf(board, zoned);
  return {
    pursuer,
    runner: board.restricted.length > 0 && board.barred === "pursuers" ? groundOf(board, shut) : pursuer,
    pursuersAt: new Uint8Array(cells),
    runnersAt: new Uint8Array(cells),
    counted: undefined,
    runnersBeside: new Int16Array(cells),
    obstacles: Object.freeze(board.obstacles.map((cell) => cellAt(cell, board.width))),
    restricted: Object.freeze(board.restricted.map((cell) => cellAt(cell, board.width))),
    inWindows: new Map(),
  };
}

/** How many free runners stand on each cell. They move once a round, so that what was counted last is often what is asked for. */
export function runnersOn(grid: Grid, { runners, capturedAt }: Pick<State, "runners" | "capturedAt">): Uint8Array {
  const { runnersAt, counted } = grid;
  if (counted?.runners === runners && counted.capturedAt === capturedAt) return runnersAt;
  if (counted !== undefined) for (const cell of counted.runners) runnersAt[cell] = 0;
  for (let r = 0; r < runners.length; r++) if (capturedAt[r]! < 0) runnersAt[runners[r]!]!++;
  grid.counted = { runners, capturedAt };
  grid.runnersBeside.fill(-1);
  return runnersAt;
}

/** How many of the runners that were counted last stand beside a cell. */
export function runnersBeside({ runner: { to }, runnersAt, runnersBeside: known }: Grid, cell: number): number {
  let beside = known[cell]!;
  if (beside >= 0) return beside;
  beside = 0;
  for (let m = 1; m < 5; m++) {
    const next = to[cell * 5 + m]!;
    if (next >= 0) beside += runnersAt[next]!;
  }
  return (known[cell] = beside);
}

function groundOf({ width, height }: Board, shut: Uint8Array): Ground {
  const cells = width * height;
  const to = new Int16Array(cells * 5).fill(-1);
  const legal: (readonly Move[])[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const x = cell % width;
    const y = (cell - x) / width;
    const targets = [
      cell,
      y > 0 ? cell - width : -1,
      x < width - 1 ? cell + 1 : -1,
      y < height - 1 ? cell + width : -1,
      x > 0 ? cell - 1 : -1,
    ];
    to[cell * 5] = cell;
    for (let m = 1; m < 5; m++) if (targets[m]! >= 0 && shut[targets[m]!] === 0) to[cell * 5 + m] = targets[m]!;
    legal.push(Object.freeze(MOVES.filter((_, m) => to[cell * 5 + m]! >= 0)));
  }
  return { to, legal };
}

/** The index of a move in `MOVES`; -1 for anything else. */
export function moveIndex(move: Move | undefined): number {
  switch (move) {
    case "stay":
      return 0;
    case "north":
      return 1;
    case "east":
      return 2;
    case "south":
      return 3;
    case "west":
      return 4;
    default:
      return -1;
  }
}

/** A cell's coordinates. */
export const cellAt = (cell: number, width: number): Cell => [cell % width, Math.floor(cell / width)];

/** The number of a cell. */
export const indexOf = ([x, y]: Cell, width: number): number => y * width + x;

/** Manhattan distance between two cells of a board. */
export function distance(a: number, b: number, width: number): number {
  const ax = a % width;
  const bx = b % width;
  return Math.abs(ax - bx) + Math.abs((a - ax - (b - bx)) / width);
}

/** Whether all of `cells` can reach each other without crossing `shut` cells. */
export function connected(width: number, height: number, shut: ReadonlySet<number>, cells: readonly number[]): boolean {
  const start = cells[0];
  if (start === undefined) return true;
  const seen = new Set([start]);
  const queue = [start];
  for (const cell of queue) {
    const x = cell % width;
    for (const next of [cell - width, x < width - 1 ? cell + 1 : -1, cell + width, x > 0 ? cell - 1 : -1])
      if (next >= 0 && next < width * height && !shut.has(next) && !seen.has(next)) {
        seen.add(next);
        queue.push(next);
      }
  }
  return cells.every((cell) => seen.has(cell));
}

/** The obstacles of an episode: the layout's, or random ones that leave every free cell reachable. */
export function layObstacles(params: Params, key: Key): readonly number[] {
  const fixed = centralBlock(params);
  if (params.obstacles === 0) return fixed;
  const { width, height } = params;
  const all = Array.from({ length: width * height }, (_, cell) => cell);
  const shut = new Set<number>();
  for (const cell of rng(key).shuffle(all)) {
    if (shut.size === params.obstacles) break;
    shut.add(cell);
    const free = all.filter((one) => !shut.has(one));
    if (!connected(width, height, shut, free)) shut.delete(cell);
  }
  return [...shut].sort((a, b) => a - b);
}

/** Start cells for the pieces of both sides. */
export function placePieces(params: Params, obstacles: readonly number[], key: Key): { pursuers: number[]; runners: number[] } {
  const shut = new Set(obstacles);
  const draw = rng(key);
  const order = draw.shuffle(Array.from({ length: params.width * params.height }, (_, cell) => cell).filter((cell) => !shut.has(cell)));
  if (params.spawn === "anywhere")
    return {
      runners: order.slice(0, params.runners),
      pursuers: order.slice(params.runners, params.runners + params.pursuers),
    };
  const apart = (count: number): number[] => {
    const placed: number[] = [];
    for (const cell of draw.shuffle(order))
      if (placed.length < count && placed.every((other) => distance(cell, other, params.width) > 1)) placed.push(cell);
    // A crowded board may have no such cell left for the last pieces: they take any free one.
    for (const cell of order) if (placed.length < count && !placed.includes(cell)) placed.push(cell);
    return placed;
  };
  return { pursuers: apart(params.pursuers), runners: apart(params.runners) };
}
