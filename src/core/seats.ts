/** Seats and sides by their numbers. */
import type { Role, Side } from "./types.ts";

/** The sides, in the order in which seats get them: no two look alike. */
export const SIDES: readonly Side[] = Object.freeze(["side-0", "side-1", "side-2", "side-3", "side-4", "side-5", "side-6", "side-7"]);

/** The number of a seat among those of its word: 0 of `player-0`. */
export const seatOf = (role: Role): number => Number(role.slice(role.lastIndexOf("-") + 1));

/** 1 - the Gini coefficient of what seats have: 1 where all have as much, or nothing. Linear in the sum of all differences of two of them. */
export function equalityOf(shares: readonly number[]): number {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  const all = sum(shares);
  return all === 0 ? 1 : 1 - sum(shares.flatMap((a) => shares.map((b) => Math.abs(a - b)))) / (2 * shares.length * all);
}
