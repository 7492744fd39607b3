/** Distances and neighbours on the board of pursuit, cached for each board. */
import { type Board, type Cell, cellAt, type Ground, gridOf, indexOf } from "./board.ts";

const floods = new WeakMap<Ground, Int16Array[]>();

/** The number of moves from every cell to `to` around the cells to avoid; -1 where there is no path. Callers must not write to the array. */
export function flood(ground: Ground, to: number, avoid: readonly number[] = []): Int16Array {
  if (avoid.length > 0) return spread(ground, to, avoid);
  let table = floods.get(ground);
  if (table === undefined) floods.set(ground, (table = []));
  return (table[to] ??= spread(ground, to, avoid));
}

function spread(ground: Ground, from: number, avoid: readonly number[]): Int16Array {
  const cells = ground.legal.length;
  const steps = new Int16Array(cells).fill(-1);
  for (const cell of avoid) steps[cell] = -2;
  const queue = new Int16Array(cells);
  steps[from] = 0;
  queue[0] = from;
  for (let head = 0, tail = 1; head < tail; head++) {
    const cell = queue[head]!;
    for (let m = 1; m < 5; m++) {
      const next = ground.to[cell * 5 + m]!;
      if (next >= 0 && steps[next] === -1) {
        steps[next] = steps[cell]! + 1;
        queue[tail++] = next;
      }
    }
  }
  for (const cell of avoid) if (cell !== from) steps[cell] = -1;
  return steps;
}

const neighbours = new WeakMap<Board, Map<number, readonly Cell[]>>();

/** The cells next to a cell that are open. */
export function beside(board: Board, of: Cell): readonly Cell[] {
  let known = neighbours.get(board);
  if (known === undefined) neighbours.set(board, (known = new Map<number, readonly Cell[]>()));
  const index = indexOf(of, board.width);
  let found = known.get(index);
  if (found === undefined) {
    const { to } = gridOf(board).pursuer;
    const cells: Cell[] = [];
    for (let m = 1; m < 5; m++) if (to[index * 5 + m]! >= 0) cells.push(cellAt(to[index * 5 + m]!, board.width));
    known.set(index, (found = Object.freeze(cells)));
  }
  return found;
}
