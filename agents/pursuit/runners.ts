/** The runner's policies: flee, evade, evade with lookahead. */
import { rng } from "../../src/core/index.ts";
import { distance } from "../../envs/pursuit/board.ts";
import type { Policy } from "../policy.ts";
import { after, type Field, fieldOf, movesOf, neighbours, sight } from "./field.ts";

/** Goes where the nearest pursuer is farthest. */
export const flee: Policy = (observation, turn) =>
  best(fieldOf(sight(observation)), turn, (field, cell) => Math.min(...field.pursuers.map((at) => distance(at, cell, field.width))));

/** Maximises min(nearest distance, 4) + .7 x free neighbours + .1 x the sum of distances, each capped at 8. */
export const evade: Policy = (observation, turn) =>
  best(fieldOf(sight(observation)), turn, (field, cell) => safety(field, cell, field.pursuers));

/** Evades with a lookahead: its own move, the pursuers' chase, its next move, and so on. */
export const evadeLookahead: Policy = (observation, turn) =>
  best(fieldOf(sight(observation)), turn, (field, cell) => outlook(field, cell, field.pursuers, PLIES));

/** How many of the runner's own moves the lookahead considers after the first. */
const PLIES = 3;

/** How safe a cell is for the runner. */
function safety(field: Field, cell: number, pursuers: readonly number[]): number {
  let nearest = 4;
  let sum = 0;
  for (const at of pursuers) {
    const d = distance(at, cell, field.width);
    if (d < nearest) nearest = d;
    sum += Math.min(d, 8);
  }
  let free = 0;
  for (const next of neighbours(field.runner, cell)) if (!pursuers.includes(next)) free++;
  return nearest + 0.7 * free + 0.1 * sum;
}

/** The best safety within reach when every pursuer steps nearer after each move; being shut in costs 10 for every ply that is left. */
function outlook(field: Field, cell: number, pursuers: readonly number[], plies: number): number {
  const closer = chase(field, cell, pursuers);
  const open = neighbours(field.runner, cell).filter((next) => !closer.includes(next));
  if (open.length === 0) return -10 * plies;
  if (plies === 0) return safety(field, cell, closer);
  let value = -Infinity;
  for (const next of [cell, ...open]) value = Math.max(value, outlook(field, next, closer, plies - 1));
  return value;
}

/** Each pursuer in turn steps nearer to the runner where the cell is free. */
function chase(field: Field, runner: number, pursuers: readonly number[]): readonly number[] {
  const moved = [...pursuers];
  for (let p = 0; p < moved.length; p++) {
    const from = moved[p]!;
    for (let m = 1; m < 5; m++) {
      const next = field.pursuer.to[from * 5 + m]!;
      if (next < 0 || next === runner || moved.includes(next)) continue;
      if (distance(next, runner, field.width) < distance(moved[p]!, runner, field.width)) moved[p] = next;
    }
  }
  return moved;
}

/** The legal move to the cell of the highest value; a move into a taken cell counts as staying. Ties are broken at random. */
function best(field: Field, { legal, key }: Parameters<Policy>[1], value: (field: Field, cell: number) => number): string {
  const taken = new Set([...field.pursuers, ...field.runners]);
  let top = -Infinity;
  let moves: string[] = [];
  for (const move of movesOf(legal)) {
    const to = after(field.runner, field.me, move);
    const worth = value(field, taken.has(to) ? field.me : to);
    if (worth > top + 1e-9) {
      top = worth;
      moves = [move];
    } else if (worth > top - 1e-9) moves.push(move);
  }
  return rng(key).pick(moves);
}
