/**
 * Estimates with their uncertainty: seeded intervals, tests and corrections for families of comparisons.
 *
 * Only + - * / and the square root are used, which IEEE 754 rounds exactly: the same input and key give the same bits in every engine.
 */
import { ArenaError } from "./errors.ts";
import { fold, threefry } from "./random.ts";
import type { Key } from "./types.ts";

/** The range of values that the data are compatible with, ends included. */
export type Interval = { readonly low: number; readonly high: number };

/** Defaults: 2000 bootstrap `resamples`, the coverage `level` 0.95, and at most 4999 random sign patterns (`rounds`) of a permutation test. */
export type Resampling = { readonly resamples?: number; readonly level?: number; readonly rounds?: number };

/** The comparison of one pair of samples: the mean of a - b, its interval and the p value of "no difference". */
export type Paired = { readonly n: number; readonly difference: number; readonly interval: Interval; readonly p: number };

/** A comparison within a family: `pHolm`, `corrected` and `tied` allow for the size of the family. */
export type PairedResult = Paired & { readonly pHolm: number; readonly corrected: Interval; readonly tied: boolean };

const ALPHA = 0.05;
const RESAMPLES = 2000;
const ROUNDS = 4999;
/** Sums that differ by less than this fraction of their scale count as equal: 100.3 - 100.2 and 0.3 - 0.2 differ by rounding alone. */
const NOISE = 1e-9;

function check(ok: boolean, where: string, found: string, expected: string): void {
  if (!ok) throw new ArenaError("BadInput", where, found, `expected ${expected}`);
}

function checkValues(where: string, xs: readonly number[], least = 1): void {
  check(xs.length >= least, where, `${xs.length} values`, `at least ${least}`);
  const at = xs.findIndex((x) => !Number.isFinite(x));
  check(at < 0, where, `${xs[at]} at index ${at}`, "finite numbers");
}

const checkCount = (where: string, name: string, value: number, least = 1): void =>
  check(Number.isSafeInteger(value) && value >= least, where, `${name} = ${value}`, `an integer from ${least}`);

function checked(where: string, { resamples = RESAMPLES, level = 1 - ALPHA, rounds = ROUNDS }: Resampling): Required<Resampling> {
  checkCount(where, "resamples", resamples);
  checkCount(where, "rounds", rounds);
  check(level > 0 && level < 1, where, `level = ${level}`, "a number between 0 and 1");
  return { resamples, level, rounds };
}

/** The arithmetic mean; throws on an empty list. */
export function mean(xs: readonly number[]): number {
  checkValues("mean", xs);
  const rough = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  // The second pass takes back the rounding of the first; the mean of equal values is that value.
  return rough + xs.reduce((sum, x) => sum + (x - rough), 0) / xs.length;
}

function quantileSorted(sorted: Float64Array, p: number): number {
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)]!;
  return low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
}

/** The quantile `p` in [0, 1] with linear interpolation (type 7 of Hyndman and Fan 1996, the default of R and NumPy). */
export function quantile(xs: readonly number[], p: number): number {
  checkValues("quantile", xs);
  check(p >= 0 && p <= 1, "quantile", `p = ${p}`, "a number from 0 to 1");
  return quantileSorted(Float64Array.from(xs).sort(), p);
}

/** The middle value, or the mean of the two middle ones. */
export const median = (xs: readonly number[]): number => quantile(xs, 0.5);

/** The standard deviation of a sample (division by n - 1); throws on fewer than two values. */
export function standardDeviation(xs: readonly number[]): number {
  checkValues("standardDeviation", xs, 2);
  const centre = mean(xs);
  return Math.sqrt(xs.reduce((sum, x) => sum + (x - centre) * (x - centre), 0) / (xs.length - 1));
}

/** The mean without the floor(n / 4) smallest and as many largest values (IQM, Agarwal et al. 2021, as in rliable). */
export function interquartileMean(xs: readonly number[]): number {
  checkValues("interquartileMean", xs);
  const cut = Math.floor(xs.length / 4);
  return mean([...Float64Array.from(xs).sort()].slice(cut, xs.length - cut));
}

/** The score interval of a rate (Wilson 1927); `z` is the normal quantile of the coverage, 95 % unless told. */
export function wilson(successes: number, n: number, z = 1.959963984540054): Interval {
  checkCount("wilson", "n", n);
  checkCount("wilson", "successes", successes, 0);
  check(successes <= n, "wilson", `${successes} successes of ${n}`, "at most n");
  check(z > 0 && z < Infinity, "wilson", `z = ${z}`, "a positive number");
  const rate = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = rate + (z * z) / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate) + (z * z) / (4 * n)) / n);
  return { low: successes === 0 ? 0 : (centre - half) / scale, high: successes === n ? 1 : (centre + half) / scale };
}

/**
 * Draws an index for each of some values, with replacement, and returns the sum of the values at them. `words` is the state of sfc32, which
 * draws an index in 2 ns: read from whole numbers, in a function of its own, it is compiled as such. `indices` keeps what was drawn.
 */
function sumDrawn(values: Float64Array, words: Int32Array, indices: Uint32Array | undefined): number {
  let a = words[0]!;
  let b = words[1]!;
  let c = words[2]!;
  let counter = words[3]!;
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    const at = (((word >>> 0) * n) / 0x1_0000_0000) >>> 0;
    if (indices !== undefined) indices[i] = at;
    sum += values[at]!;
  }
  words[0] = a;
  words[1] = b;
  words[2] = c;
  words[3] = counter;
  return sum;
}

/** The finite values, ascending, of a statistic of drawn indices; without one, of the mean of the values at them. */
function resampled(values: Float64Array, resamples: number, key: Key, statistic?: (indices: Uint32Array) => number): Float64Array {
  const words = Int32Array.of(...threefry(key, 1, 0), ...threefry(key, 1, 1));
  const indices = statistic && new Uint32Array(values.length);
  const found = new Float64Array(resamples);
  let kept = 0;
  for (let r = 0; r < resamples; r++) {
    const sum = sumDrawn(values, words, indices);
    const value = indices === undefined ? sum / values.length : statistic!(indices);
    if (Number.isFinite(value)) found[kept++] = value;
  }
  return found.subarray(0, kept).sort();
}

/** Phi, as Marsaglia's series (2004) over the series of exp(x^2 / 2): all terms have one sign, `exp` is not called; right to 1e-14 for |x| <= 8. */
function normal(x: number): number {
  let [area, term, exp, power] = [x, x, 1, 1];
  for (let k = 1; k <= 200; k++) {
    area += term *= (x * x) / (2 * k + 1);
    exp += power *= (x * x) / (2 * k);
  }
  return 0.5 + area / (exp * 2.5066282746310002);
}

/** The inverse of `normal` by bisection, within [-8, 8]. */
export function normalQuantile(p: number): number {
  let [low, high] = [-8, 8];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normal(middle) < p) low = middle;
    else high = middle;
  }
  return low;
}

/** Resamples a mean once and returns its BCa interval of any level, so that the intervals of one resampling are nested. */
function resampledMean(xs: readonly number[], key: Key, resamples: number): (level: number) => Interval {
  const centre = mean(xs);
  const deviations = Float64Array.from(xs, (x) => x - centre);
  const scale = deviations.reduce((most, d) => Math.max(most, Math.abs(d)), 0);
  if (scale === 0) return () => ({ low: centre, high: centre });
  const means = resampled(deviations, resamples, key);
  // The acceleration of a mean in closed form (Efron 1987): its skewness / 6.
  const squares = deviations.reduce((sum, d) => sum + (d / scale) * (d / scale), 0);
  const cubes = deviations.reduce((sum, d) => sum + (d / scale) * (d / scale) * (d / scale), 0);
  const acceleration = cubes / (6 * squares * Math.sqrt(squares));
  // The share of resampled means below the mean, where ties count half; it is kept away from 0 and 1.
  const noise = (NOISE * scale) / xs.length;
  const below = means.reduce((sum, m) => sum + (m < -noise ? 1 : m <= noise ? 0.5 : 0), 0);
  const bias = normalQuantile(Math.min(Math.max(below, 0.5), resamples - 0.5) / resamples);
  const limit = (z: number): number => {
    const slope = 1 - acceleration * (bias + z);
    const at = slope > 0 ? bias + (bias + z) / slope : 8 * Math.sign(bias + z);
    return centre + quantileSorted(means, normal(Math.min(Math.max(at, -8), 8)));
  };
  return (level) => ({ low: limit(normalQuantile((1 - level) / 2)), high: limit(normalQuantile((1 + level) / 2)) });
}

/**
 * The bootstrap interval of a mean, bias-corrected and accelerated (BCa, Efron 1987).
 *
 * BCa is used rather than the percentile interval, as returns are skewed and Phi can be computed without the engine's `exp`. One value, or
 * equal values, give an interval of width zero at the mean (so take `wilson` for rates). Throws on an empty list.
 */
export function bootstrapMean(xs: readonly number[], key: Key, options: Resampling = {}): Interval {
  const { resamples, level } = checked("bootstrapMean", options);
  checkValues("bootstrapMean", xs);
  return resampledMean(xs, key, resamples)(level);
}

/**
 * The percentile bootstrap interval (Efron 1979) of any statistic of `n` cases, given as the indices of the cases drawn.
 *
 * Indices keep paired columns together, as a ratio of means needs. `statistic` sees n indices in one array that the next resample
 * overwrites. Values that are not finite (a denominator of 0) are dropped, so the interval is conditional on the statistic being
 * defined; throws where none is left. The interval is the percentile one, as BCa would need the statistic of n - 1 cases too.
 */
export function bootstrap(n: number, statistic: (indices: Uint32Array) => number, key: Key, options: Resampling = {}): Interval {
  const { resamples, level } = checked("bootstrap", options);
  checkCount("bootstrap", "n", n);
  const values = resampled(new Float64Array(n), resamples, key, statistic);
  check(values.length > 0, "bootstrap", "no resample with a finite statistic", "at least one");
  return { low: quantileSorted(values, (1 - level) / 2), high: quantileSorted(values, (1 + level) / 2) };
}

/** The sums of every eight differences with every pattern of signs: 256 each. A bit that is set is a minus. */
function sumsOfEight(ds: Float64Array): Float64Array {
  const sums = new Float64Array(256 * Math.ceil(ds.length / 8));
  for (let i = 0; i < ds.length; i++)
    for (let pattern = 0; pattern < 256; pattern++) sums[((i >>> 3) << 8) | pattern]! += (pattern >>> (i & 7)) & 1 ? -ds[i]! : ds[i]!;
  return sums;
}

function sumByEights(eights: Float64Array, signs: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i << 8 < eights.length; i++) sum += eights[(i << 8) | ((signs[i >>> 2]! >>> ((i & 3) << 3)) & 255)]!;
  return sum;
}

function sumOneByOne(ds: Float64Array, signs: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < ds.length; i++) sum += ds[i]! * (1 - 2 * ((signs[i >>> 5]! >>> (i & 31)) & 1));
  return sum;
}

/**
 * The two-sided p value of "the differences are symmetric around 0", by flipping their signs (Fisher 1935).
 *
 * Exact over all 2^n patterns where 2^n <= rounds + 1, else (hits + 1) / (rounds + 1) over random ones (Phipson and Smyth 2010).
 */
export function pairedPermutation(differences: readonly number[], key: Key, options: Resampling = {}): number {
  const { rounds } = checked("pairedPermutation", options);
  checkValues("pairedPermutation", differences);
  const n = differences.length;
  const ds = Float64Array.from(differences);
  const size = ds.reduce((sum, d) => sum + Math.abs(d), 0);
  const bar = Math.abs(ds.reduce((sum, d) => sum + d, 0)) - NOISE * size;
  if (bar <= 0) return 1;
  const exact = n < 31 && 1 << n <= rounds + 1;
  const patterns = exact ? 1 << n : rounds;
  const signs = new Uint32Array(2 * Math.ceil(n / 64));
  const eights = sumsOfEight(ds);
  // Twice as much as the rounding of two orders of adding may differ.
  const doubt = 2 * n * Number.EPSILON * size;
  let hits = 0;
  for (let r = 0, counter = 0; r < patterns; r++) {
    if (exact) signs[0] = r;
    else for (let i = 0; i < signs.length; i += 2) [signs[i], signs[i + 1]] = threefry(key, 1, counter++);
    const sum = Math.abs(sumByEights(eights, signs));
    if (Math.abs(sum - bar) > doubt ? sum > bar : Math.abs(sumOneByOne(ds, signs)) >= bar) hits++;
  }
  return exact ? hits / patterns : (hits + 1) / (rounds + 1);
}

function differencesOf(where: string, a: readonly number[], b: readonly number[]): number[] {
  check(a.length === b.length, where, `${a.length} and ${b.length} values`, "lists of one length");
  const differences = a.map((x, i) => x - b[i]!);
  checkValues(where, differences);
  return differences;
}

/** The mean of a[i] - b[i], its `bootstrapMean` over pairs and its `pairedPermutation`; throws on empty or unequally long lists. */
export function pairedDifference(a: readonly number[], b: readonly number[], key: Key, options: Resampling = {}): Paired {
  const ds = differencesOf("pairedDifference", a, b);
  const interval = bootstrapMean(ds, fold(key, 0), options);
  return { n: ds.length, difference: mean(ds), interval, p: pairedPermutation(ds, fold(key, 1), options) };
}

const ascending = (ps: readonly number[]): number[] => ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]! || i - j);

/** The p values adjusted for their number (Holm 1979), in input order: each is at least its p and at most 1, and they rank as the p's do. */
export function holm(ps: readonly number[]): number[] {
  for (const p of ps) check(p >= 0 && p <= 1, "holm", `p = ${p}`, "numbers from 0 to 1");
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 0;
  ascending(ps).forEach((at, rank) => (adjusted[at] = least = Math.max(least, Math.min(1, (ps.length - rank) * ps[at]!))));
  return adjusted;
}

/**
 * The paired comparisons of a family, each with its Holm-corrected p value and interval, in input order.
 *
 * With the m p values in ascending order (ties in input order), `corrected` of rank r = 0, 1, ... has the level 1 - 0.05 / (m - r) for
 * as long as every earlier hypothesis was rejected: its p at most 0.05 / (m - r) and its interval without 0. From the first hypothesis
 * that was not rejected on, all have the level of that one. `interval` has 95 % and lies within `corrected`: both come from one resampling
 * of max(2000, 1000 (m - r)) draws, so that about 25 lie beyond each limit; the test has max(4999, 1000 m - 1) rounds for the same reason.
 *
 * `tied` means that `corrected` contains 0 or pHolm is above 0.05. Both count, since the bootstrap interval of a few nonzero differences
 * is too narrow, and the test alone says nothing about the size of the difference.
 */
export function pairedFamily(pairs: readonly { a: readonly number[]; b: readonly number[] }[], key: Key): readonly PairedResult[] {
  const m = pairs.length;
  const differences = pairs.map(({ a, b }, i) => differencesOf(`pairedFamily[${i}]`, a, b));
  const rounds = Math.max(ROUNDS, 1000 * m - 1);
  const ps = differences.map((ds, i) => pairedPermutation(ds, fold(fold(key, i), 1), { rounds }));
  const adjusted = holm(ps);
  const results = new Array<PairedResult>(m);
  let [divisor, open] = [m, true];
  ascending(ps).forEach((i, rank) => {
    if (open) divisor = m - rank;
    const [ds, p] = [differences[i]!, ps[i]!];
    const intervalOf = resampledMean(ds, fold(fold(key, i), 0), Math.max(RESAMPLES, 1000 * divisor));
    const corrected = intervalOf(1 - ALPHA / divisor);
    const tied = (corrected.low <= 0 && corrected.high >= 0) || adjusted[i]! > ALPHA;
    open &&= p <= ALPHA / divisor && !tied;
    results[i] = { n: ds.length, difference: mean(ds), interval: intervalOf(1 - ALPHA), p, pHolm: adjusted[i]!, corrected, tied };
  });
  return results;
}
