/** How speed is measured: in turns, the best of several rounds, since whatever else the machine does only slows. */

/** Processor seconds that this process has taken, all of its threads together: waiting for other programs is not in it. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds by the clock on the wall, for what waits for other threads or programs. */
export const wallSeconds = (): number => performance.now() / 1000;

/** Pieces of work, and the seconds that they took where not all that was done counts. */
type Done = number | { readonly pieces: number; readonly seconds: number };

/** Work that is measured, at least some tenths of a millisecond of it: it returns how many pieces it has done. */
export type Work = () => Done | Promise<Done>;

/** How often and how long work is measured, and by which clock. */
export type Measuring = { readonly rounds?: number; readonly seconds?: number; readonly clock?: () => number };

/** Pieces a second of each kind of work. A first round warms up. */
export async function ratesOf<Name extends string>(
  works: Readonly<Record<Name, Work>>,
  { rounds = 3, seconds = 0.5, clock = processorSeconds }: Measuring = {},
): Promise<Record<Name, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round <= rounds; round++)
    for (const [name, work] of Object.entries<Work>(works)) {
      let [pieces, taken] = [0, 0];
      for (const end = clock() + seconds; clock() < end;) {
        const began = clock();
        const done = await work();
        pieces += typeof done === "number" ? done : done.pieces;
        taken += typeof done === "number" ? clock() - began : done.seconds;
      }
      if (round > 0) best[name] = Math.max(best[name] ?? 0, pieces / taken);
    }
  return best;
}

/** The exponent by which a cost grows with its work: the slope of their logarithms by least squares. */
export function exponentOf(points: readonly { readonly size: number; readonly work?: number; readonly cost: number }[]): number {
  const all = points.map(({ size, work = size, cost }) => [Math.log(work), Math.log(cost)] as const);
  const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const [x, y] = [mean(all.map(([one]) => one)), mean(all.map(([, one]) => one))];
  const covariance = mean(all.map(([a, b]) => (a - x) * (b - y)));
  return covariance / mean(all.map(([a]) => (a - x) ** 2));
}

/** A number as people read it: 1.23 M, 45.6 k, 7.89. */
export function shown(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`;
  if (value >= 1e3) return `${(value / 1e3).toFixed(2)} k`;
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
