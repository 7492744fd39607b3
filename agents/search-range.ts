/**
 * Search over the numbers of a range that has too many of them to try each.
 *
 * Half the budget chooses among a few numbers, by sequential halving: the choices of known policies, the ends of the range, and numbers
 * in even steps between them. The other half goes to the numbers halfway between the best one and its nearest tried neighbours, again and
 * again, until these are the adjacent numbers. Numbers are compared on the same draws.
 */
import type { ActionRange } from "../src/core/index.ts";
import { bestOf, halve, log2, type Valued } from "./playouts.ts";

/** How many evenly spaced numbers a search begins with; a range with no more numbers than that is searched whole. */
export const GRID = 9;

/** The numbers of a range in even steps, the ends and the middle first. */
export function gridOf({ min, max }: ActionRange): readonly number[] {
  const at = (share: number) => Math.round(min + ((max - min) * share) / (GRID - 1));
  return [...new Set([0, 8, 4, 2, 6, 1, 3, 5, 7].map(at))];
}

/** Worths of a number, one for each draw. */
type Tried = { readonly number: number; readonly worths: number[] };

/** What was tried, in ascending order, and the best of it. */
export type RangeFound = { readonly best: number; readonly values: readonly Valued<number>[] };

/**
 * The best number of a range. `choices` are tried before the grid, `simulate(number, i)` is the worth of a number in draw i, and there are
 * at most `budget` simulations.
 */
export function searchRange(
  range: ActionRange,
  choices: readonly number[],
  budget: number,
  simulate: (number: number, i: number) => number,
): RangeFound {
  const tried = new Map<number, Tried>();
  let spent = 0;
  const draw = (number: number, i: number): number => {
    const one = tried.get(number) ?? { number, worths: [] };
    tried.set(number, one);
    spent++;
    return (one.worths[i] = simulate(number, i));
  };
  const first = [...new Set([...choices, ...gridOf(range)])].slice(0, Math.max(1, Math.ceil(budget / 2)));
  const coarse = halve(first, Math.ceil(budget / 2), draw);
  let best = bestOf(coarse);
  for (;;) {
    const known = [...tried.keys()];
    const below = Math.max(range.min, ...known.filter((number) => number < best));
    const above = Math.min(range.max, ...known.filter((number) => number > best));
    const between = [Math.floor((below + best) / 2), Math.ceil((best + above) / 2)].filter(
      (number) => number !== best && !tried.has(number),
    );
    if (between.length === 0) break;
    // So many turns like this one halve the wider gap down to 1.
    const turns = Math.max(1, log2(Math.max(best - below, above - best)));
    const arms = [...between, best];
    const each = Math.floor((budget - spent) / turns / arms.length) || Math.floor((budget - spent) / arms.length);
    if (each < 1) break;
    for (const number of arms) for (let i = tried.get(number)?.worths.length ?? 0; i < each; i++) draw(number, i);
    const worth = (number: number) => mean(tried.get(number)!.worths.slice(0, each));
    best = between.reduce((most, number) => (worth(number) > worth(most) ? number : most), best);
  }
  const values = [...tried.values()]
    .sort((a, b) => a.number - b.number)
    .map(({ number, worths }) => ({ of: number, visits: worths.length, value: mean(worths) }));
  return { best, values };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
