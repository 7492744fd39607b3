/**
 * The board: cells, places of apples, patches, where harvesters start. All of it follows from the parameters, so it is kept beside the state.
 *
 * A cell is `y * width + x`; x grows to the right, y down. A place is the index of a cell on which an apple grows, a patch its number in the
 * parameters.
 */
import type { Params } from "./params.ts";

/** A cell as agents see it: [x, y]. */
export type Cell = readonly [x: number, y: number];

/** The parameters that make the board. */
export type Board = Pick<Params, "width" | "height" | "walls" | "patches" | "starts">;

/** Steps up, right, down, left: clockwise, so that turning right adds one. */
export const DIRECTIONS: readonly Cell[] = [
  [0, -1],
  [1, 0],
  [0, 1],
  [-1, 0],
];

/** Melting Pot's `commons_harvest__open`. The triangles in its upper corners are diamonds that the walls cut. */
export const MELTING_POT = {
  width: 24,
  height: 18,
  walls: true,
  patches: [
    [1, 1],
    [8, 3],
    [15, 3],
    [22, 1],
    [3, 8],
    [20, 8],
  ],
  starts: "melting-pot",
} as const;

/** Where the first two harvesters of Melting Pot start, and the first and last column of the bottom rows where the others do. */
const INSIDE: readonly Cell[] = [
  [7, 7],
  [16, 7],
];
const BOTTOM: readonly (readonly [y: number, from: number, to: number])[] = [
  [14, 3, 20],
  [15, 2, 21],
  [16, 1, 22],
];

/** How far a patch reaches from its middle, in steps; and the square of the distance within which live apples help another to regrow. */
const REACH = 2;
const NEAR_SQUARED = 4;

/** The tables of a board. */
export type Ground = {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Cell[];
  /** 1 for each cell with a wall. */
  readonly wall: Uint8Array;
  /** By 4 * cell + direction: the next cell, -1 where a wall or the border is. */
  readonly to: Int16Array;
  /** The cells of the places. */
  readonly spots: readonly number[];
  /** By cell: its place, or -1. */
  readonly spotAt: Int16Array;
  /** By place: its patch. */
  readonly patchOf: readonly number[];
  /** By place: the places whose live apples help it to regrow. */
  readonly near: readonly (readonly number[])[];
  /** By patch: its middle and its places. */
  readonly patches: readonly { readonly middle: Cell; readonly spots: readonly number[] }[];
  /** Where harvesters start and come back: the first ones `inside`, the others `outside`. */
  readonly starts: Readonly<Record<Board["starts"], { readonly inside: readonly number[]; readonly outside: readonly number[] }>>;
};

const grounds = new Map<string, Ground>();
const byPatches = new WeakMap<Board["patches"], Ground>();
let last: { readonly patches: Board["patches"]; readonly ground: Ground } | undefined;

/** So many boards are kept. */
const KEPT = 64;

/** The tables of a board, made once. */
export function groundOf(board: Board): Ground {
  const { patches, width, height, walls } = board;
  if (last?.patches === patches && fits(last.ground, board)) return last.ground;
  let ground = byPatches.get(patches);
  if (ground === undefined || !fits(ground, board)) {
    const id = `${width} ${height} ${walls} ${patches.join(" ")}`;
    ground = grounds.get(id);
    if (ground === undefined) {
      ground = lay(board);
      if (grounds.size < KEPT) grounds.set(id, ground);
    }
    byPatches.set(patches, ground);
  }
  last = { patches, ground };
  return ground;
}

const fits = (ground: Ground, { width, height, walls }: Board): boolean =>
  ground.width === width && ground.height === height && (ground.wall[0] === 1) === walls;

function lay({ width, height, walls, patches: middles }: Board): Ground {
  const cells = Array.from({ length: width * height }, (_, cell): Cell => Object.freeze([cell % width, Math.floor(cell / width)] as const));
  const wall = Uint8Array.from(cells, ([x, y]) => (walls && (x === 0 || y === 0 || x === width - 1 || y === height - 1) ? 1 : 0));
  const at = (x: number, y: number): number => (x < 0 || y < 0 || x >= width || y >= height ? -1 : y * width + x);
  const to = new Int16Array(4 * cells.length).fill(-1);
  for (const [cell, [x, y]] of cells.entries())
    for (const [d, [dx, dy]] of DIRECTIONS.entries()) {
      const next = at(x + dx, y + dy);
      if (next >= 0 && wall[cell] === 0 && wall[next] === 0) to[4 * cell + d] = next;
    }

  const [spots, patchOf]: [number[], number[]] = [[], []];
  const spotAt = new Int16Array(cells.length).fill(-1);
  const patches = middles.map(([mx, my], patch) => {
    const own: number[] = [];
    for (let dy = -REACH; dy <= REACH; dy++)
      for (let dx = -REACH; dx <= REACH; dx++) {
        const cell = at(mx + dx, my + dy);
        if (Math.abs(dx) + Math.abs(dy) > REACH || cell < 0 || wall[cell] === 1 || spotAt[cell] !== -1) continue;
        spotAt[cell] = spots.length;
        own.push(spots.length);
        spots.push(cell);
        patchOf.push(patch);
      }
    return { middle: Object.freeze([mx, my] as const), spots: own };
  });
  const near = spots.map((cell, spot) => {
    const [x, y] = cells[cell]!;
    return spots.flatMap((other, i) => {
      const [ox, oy] = cells[other]!;
      return i !== spot && (ox - x) * (ox - x) + (oy - y) * (oy - y) <= NEAR_SQUARED ? [i] : [];
    });
  });
  const free = cells.flatMap((_, cell) => (wall[cell] === 0 && spotAt[cell] === -1 ? [cell] : []));
  const cellsOf = (list: readonly Cell[]) => list.map(([x, y]) => at(x, y)).filter((cell) => free.includes(cell));
  const bottom = BOTTOM.flatMap(([y, from, end]) => Array.from({ length: end - from + 1 }, (_, i): Cell => [from + i, y]));
  return {
    width,
    height,
    cells,
    wall,
    to,
    spots,
    spotAt,
    patchOf,
    near,
    patches,
    starts: { anywhere: { inside: [], outside: free }, "melting-pot": { inside: cellsOf(INSIDE), outside: cellsOf(bottom) } },
  };
}

/** The ways from cell to cell round closed patches, by 4 * cell + direction; -1 where there is none. */
export function waysRound(ground: Ground, closed: readonly number[]): Int16Array {
  if (closed.length === 0) return ground.to;
  let known = rounds.get(ground);
  if (known === undefined) rounds.set(ground, (known = new Map<string, Int16Array>()));
  const id = closed.join();
  let ways = known.get(id);
  if (ways === undefined) {
    ways = ground.to.map((cell) => (cell >= 0 && isClosed(ground, closed, cell) ? -1 : cell));
    known.set(id, ways);
  }
  return ways;
}

const rounds = new WeakMap<Ground, Map<string, Int16Array>>();

/** Whether a cell lies in a closed patch. */
export function isClosed({ spotAt, patchOf }: Ground, closed: readonly number[], cell: number): boolean {
  const spot = spotAt[cell]!;
  return spot >= 0 && closed.includes(patchOf[spot]!);
}

/** Steps between two cells on open ground. */
export const distance = ({ cells }: Ground, a: number, b: number): number =>
  Math.abs(cells[a]![0] - cells[b]![0]) + Math.abs(cells[a]![1] - cells[b]![1]);
