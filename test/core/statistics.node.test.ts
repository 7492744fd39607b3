import fc from "fast-check";
import * as published from "simple-statistics";
import { describe, expect, test } from "vitest";
import { fold, keyOf, rng } from "../../src/core/random.ts";
import {
  bootstrap,
  bootstrapMean,
  holm,
  interquartileMean,
  mean,
  median,
  pairedDifference,
  pairedFamily,
  pairedPermutation,
  quantile,
  standardDeviation,
  wilson,
} from "../../src/core/statistics.ts";

const KEY = keyOf(20);
const value = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true });
const values = (minLength: number, maxLength = 40) => fc.array(value, { minLength, maxLength });
const uniforms = (n: number, seed: number) => {
  const draw = rng(keyOf(seed));
  return Array.from({ length: n }, () => draw.uniform());
};
const near = (actual: number, expected: number, scale: number) => expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * scale);
const sizeOf = (xs: readonly number[]) => Math.max(1e-9, ...xs.map(Math.abs));
const badInput = (call: () => unknown) => expect(call).toThrow(expect.objectContaining({ name: "BadInput" }));

describe("descriptions", () => {
  test("agree with simple-statistics", () => {
    fc.assert(
      fc.property(values(2), fc.double({ min: 0, max: 1, noNaN: true }), (xs, p) => {
        const scale = sizeOf(xs);
        near(mean(xs), published.mean(xs), scale);
        near(median(xs), published.median(xs), scale);
        near(quantile(xs, p), published.quantile(xs, p), scale);
        near(standardDeviation(xs), published.sampleStandardDeviation(xs), scale);
      }),
    );
  });

  test("the spread between the quartiles agrees with simple-statistics", () => {
    const xs = uniforms(57, 1);
    expect(quantile(xs, 0.75) - quantile(xs, 0.25)).toBeCloseTo(published.interquartileRange(xs), 12);
  });

  test("known values", () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean(Array.from({ length: 10 }, () => 0.1))).toBe(0.1);
    expect(median([9, 1, 3])).toBe(3);
    expect(median([10, 9, 1, 2])).toBe(5.5);
    expect(quantile([10, 2, 1], 0.25)).toBe(1.5);
    expect([quantile([3, 1, 2], 0), quantile([3, 1, 2], 1)]).toEqual([1, 3]);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 14);
  });

  test("the interquartile mean leaves out a quarter at each end", () => {
    expect(interquartileMean([100, 1, 2, 3, 4, 5, 6, -100])).toBe(3.5);
    expect(interquartileMean([1, 2, 9])).toBe(4);
    expect(interquartileMean([7])).toBe(7);
  });

  test("leave their input as it was", () => {
    const xs = [3, 1, 2, 5, 4];
    quantile(xs, 0.3);
    interquartileMean(xs);
    bootstrapMean(xs, KEY);
    holm([0.3, 0.1]);
    expect(xs).toEqual([3, 1, 2, 5, 4]);
  });
});

describe("wilson", () => {
  // 81 of 263 is the example of Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I.
  test.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [1, 29, 0.0061, 0.1718],
  ])("%i of %i", (successes, n, low, high) => {
    const interval = wilson(successes, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test("lies in [0, 1], holds the rate and mirrors", () => {
    const rates = fc.integer({ min: 1, max: 1e6 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(rates, fc.double({ min: 0.01, max: 6, noNaN: true }), ([successes, n], z) => {
        const { low, high } = wilson(successes, n, z);
        const mirrored = wilson(n - successes, n, z);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / n);
        expect(high).toBeGreaterThanOrEqual(successes / n);
        expect(low).toBeCloseTo(1 - mirrored.high, 9);
      }),
    );
  });
});

describe("bootstrapMean", () => {
  test("holds the mean and stays within the data", () => {
    fc.assert(
      fc.property(values(1, 12), fc.nat(), (xs, seed) => {
        const { low, high } = bootstrapMean(xs, keyOf(seed), { resamples: 500 });
        const room = 1e-9 * sizeOf(xs);
        expect(low).toBeLessThanOrEqual(mean(xs) + room);
        expect(high).toBeGreaterThanOrEqual(mean(xs) - room);
        expect(low).toBeGreaterThanOrEqual(Math.min(...xs) - room);
        expect(high).toBeLessThanOrEqual(Math.max(...xs) + room);
      }),
    );
  });

  test("has no width where nothing varies", () => {
    expect(bootstrapMean([0.3], KEY)).toEqual({ low: 0.3, high: 0.3 });
    expect(bootstrapMean([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], KEY)).toEqual({ low: 0.1, high: 0.1 });
  });

  test("gives the same bits for the same key and others for another", () => {
    const xs = uniforms(30, 2);
    expect(bootstrapMean(xs, KEY)).toEqual(bootstrapMean(xs, KEY));
    expect(bootstrapMean(xs, KEY)).not.toEqual(bootstrapMean(xs, fold(KEY, 1)));
  });

  test("is near the normal interval for many symmetric values, at any level", () => {
    const xs = uniforms(400, 3);
    const error = standardDeviation(xs) / 20;
    for (const [level, z] of [
      [0.8, 1.2816],
      [0.95, 1.96],
      [0.99, 2.5758],
    ] as const) {
      const { low, high } = bootstrapMean(xs, KEY, { resamples: 20000, level });
      expect((mean(xs) - low) / error).toBeGreaterThan(z * 0.94);
      expect((mean(xs) - low) / error).toBeLessThan(z * 1.06);
      expect((high - mean(xs)) / error).toBeGreaterThan(z * 0.94);
      expect((high - mean(xs)) / error).toBeLessThan(z * 1.06);
    }
  });

  test("agrees with the BCa interval of SciPy on skewed values", () => {
    // scipy.stats.bootstrap 1.17.1, method="BCa", mean of eight runs with 200 000 resamples; the percentile interval is [1.516, 3.836].
    const xs = uniforms(30, 7).map((u) => u * u * u * 10);
    const { low, high } = bootstrapMean(xs, KEY, { resamples: 100000 });
    expect(Math.abs(low - 1.6115)).toBeLessThan(0.025);
    expect(Math.abs(high - 3.9769)).toBeLessThan(0.035);
  });

  test("covers the true mean about as often as it says", () => {
    let covered = 0;
    for (let i = 0; i < 200; i++) {
      const { low, high } = bootstrapMean(uniforms(40, 1000 + i), fold(KEY, i), { resamples: 1000 });
      if (low <= 0.5 && 0.5 <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(176);
    expect(covered).toBeLessThanOrEqual(198);
  });
});

describe("bootstrap", () => {
  const meanOf = (xs: readonly number[]) => (indices: Uint32Array) => indices.reduce((sum, i) => sum + xs[i]!, 0) / indices.length;

  test("draws every index alike and n of them", () => {
    const counts = [0, 0, 0, 0, 0, 0, 0];
    bootstrap(
      7,
      (indices) => {
        expect(indices.length).toBe(7);
        for (const i of indices) counts[i]!++;
        return 0;
      },
      KEY,
      { resamples: 2000 },
    );
    // Chi-square with 6 degrees of freedom: above 22.46 in 1 of 1000 keys.
    expect(counts.reduce((sum, c) => sum + (c - 2000) ** 2 / 2000, 0)).toBeLessThan(22.46);
  });

  test("resamples a mean with the spread of its standard error", () => {
    const xs = uniforms(200, 4);
    const { low, high } = bootstrap(200, meanOf(xs), KEY, { resamples: 10000 });
    expect((high - low) / (2 * 1.96 * standardDeviation(xs))).toBeCloseTo(1 / Math.sqrt(200), 2);
    expect(low).toBeLessThan(mean(xs));
    expect(high).toBeGreaterThan(mean(xs));
  });

  test("keeps columns paired: a ratio of proportional columns has no width", () => {
    const xs = uniforms(20, 5);
    const ratio = (indices: Uint32Array) => meanOf(xs.map((x) => 3 * x))(indices) / meanOf(xs)(indices);
    const { low, high } = bootstrap(20, ratio, KEY);
    expect(low).toBeCloseTo(3, 12);
    expect(high).toBeCloseTo(3, 12);
  });

  test("drops what is not finite and throws where nothing is left", () => {
    const xs = [0, 1];
    const interval = bootstrap(2, (indices) => 1 / meanOf(xs)(indices), KEY);
    expect(interval).toEqual({ low: 1, high: 2 });
    badInput(() => bootstrap(2, () => NaN, KEY));
  });

  test("covers its level only", () => {
    const xs = uniforms(50, 6);
    const wide = bootstrap(50, meanOf(xs), KEY);
    const narrow = bootstrap(50, meanOf(xs), KEY, { level: 0.5 });
    expect((narrow.high - narrow.low) / (wide.high - wide.low)).toBeCloseTo(0.6745 / 1.96, 1);
  });
});

describe("pairedPermutation", () => {
  test("counts the sign patterns of three differences", () => {
    // |+-1 +-2 +-3|: 6 4 2 0 0 2 4 6.
    expect(pairedPermutation([1, 2, 3], KEY)).toBe(2 / 8);
    expect(pairedPermutation([-1, 2, 3], KEY)).toBe(4 / 8);
    expect(pairedPermutation([1, -2, 3], KEY)).toBe(6 / 8);
    expect(pairedPermutation([1, 2, -3], KEY)).toBe(1);
    expect(pairedPermutation([5], KEY)).toBe(1);
  });

  test("takes sums that differ by rounding for equal", () => {
    // Each difference is 0.1, so half of the four sign patterns are as far from 0.
    expect(pairedPermutation([0.3 - 0.2, 100.3 - 100.2], KEY)).toBe(0.5);
    expect(pairedPermutation([0.1, 0.2, -0.3], KEY)).toBe(1);
  });

  test("is exact up to 2^n = rounds + 1 and drawn beyond", () => {
    const ones = [1, 1, 1, 1];
    expect(pairedPermutation(ones, KEY, { rounds: 15 })).toBe(2 / 16);
    const drawn = pairedPermutation(ones, KEY, { rounds: 14 });
    expect(drawn * 15).toBeCloseTo(Math.round(drawn * 15), 12);
    expect(drawn).toBeGreaterThanOrEqual(1 / 15);
  });

  test("a drawn p is near the exact one", () => {
    const ds = uniforms(12, 8).map((u) => u - 0.35);
    const exact = pairedPermutation(ds, KEY, { rounds: 4095 });
    const drawn = pairedPermutation(ds, KEY, { rounds: 4094 });
    expect(exact).not.toBe(drawn);
    expect(exact).toBeGreaterThan(0.01);
    expect(Math.abs(drawn - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 4094));
  });

  test("flips every sign of a long list on its own", () => {
    // A mean of 2.2 standard errors over 100 differences: p is as for 100 independent signs, not for one shared by a block of bits.
    const z = 2.2;
    const ds = uniforms(100, 9).map((u) => u - 0.5);
    const shift = (z * standardDeviation(ds)) / 10 - mean(ds);
    const p = pairedPermutation(
      ds.map((d) => d + shift),
      KEY,
    );
    expect(p).toBeGreaterThan(0.015);
    expect(p).toBeLessThan(0.045);
  });

  test("has the order of magnitude of simple-statistics' unpaired test on independent samples", () => {
    const a = uniforms(40, 10);
    const b = uniforms(40, 11).map((u) => u - 0.12);
    const draw = rng(KEY);
    const unpaired = published.permutationTest(a, b, "two_side", 4000, () => draw.uniform());
    const paired = pairedDifference(a, b, KEY).p;
    expect(paired / unpaired).toBeGreaterThan(1 / 5);
    expect(paired / unpaired).toBeLessThan(5);
    expect(unpaired).toBeLessThan(0.2);
  });

  test("cannot fall below 1 / (rounds + 1)", () => {
    expect(
      pairedPermutation(
        Array.from({ length: 60 }, (_, i) => 1 + i),
        KEY,
      ),
    ).toBe(1 / 5000);
  });
});

describe("pairedDifference", () => {
  test("finds nothing between a list and itself", () => {
    fc.assert(
      fc.property(values(1, 30), fc.nat(), (xs, seed) => {
        expect(pairedDifference(xs, xs, keyOf(seed), { rounds: 200, resamples: 100 })).toEqual({
          n: xs.length,
          difference: 0,
          interval: { low: 0, high: 0 },
          p: 1,
        });
      }),
    );
  });

  test("pairs: a steady difference shows through a large spread", () => {
    const b = uniforms(30, 12).map((u) => u * 1000);
    const noise = uniforms(30, 13);
    const result = pairedDifference(
      b.map((x, i) => x + 1 + noise[i]!),
      b,
      KEY,
    );
    expect(result.n).toBe(30);
    expect(result.difference).toBeCloseTo(1 + mean(noise), 9);
    expect(result.interval.low).toBeGreaterThan(1);
    expect(result.interval.high).toBeLessThan(2);
    expect(result.p).toBe(1 / 5000);
  });

  test("changes sign with its arguments and keeps p", () => {
    const [a, b] = [uniforms(10, 14), uniforms(10, 15)];
    const [forth, back] = [pairedDifference(a, b, KEY), pairedDifference(b, a, KEY)];
    expect(back.difference).toBeCloseTo(-forth.difference, 12);
    expect(back.p).toBe(forth.p);
  });
});

describe("holm", () => {
  test("a textbook example", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => expect(adjusted[i]).toBeCloseTo(expected, 12));
    expect(holm([])).toEqual([]);
    expect(holm([0.7, 0.9])).toEqual([1, 1]);
  });

  test("is at least p, at most 1 and Bonferroni's, and in the order of the p's", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (ps) => {
        const adjusted = holm(ps);
        ps.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, ps.length * p));
          ps.forEach((q, j) => {
            if (p <= q) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
          });
        });
      }),
    );
  });
});

describe("pairedFamily", () => {
  const n = 60;
  /** A pair whose mean difference is `z` standard errors. */
  const pairOf = (z: number, seed: number) => {
    const [b, noise] = [uniforms(n, seed), uniforms(n, seed + 1)];
    const shift = (z * standardDeviation(noise)) / Math.sqrt(n) - mean(noise);
    return { a: b.map((x, i) => x + noise[i]! + shift), b };
  };
  const width = ({ low, high }: { low: number; high: number }) => high - low;

  test("of one pair corrects nothing", () => {
    const [result] = pairedFamily([pairOf(2.5, 100)], KEY);
    expect(result!.corrected).toEqual(result!.interval);
    expect(result!.pHolm).toBe(result!.p);
    expect(result!.tied).toBe(false);
    expect(pairedFamily([], KEY)).toEqual([]);
  });

  test("widens by rank and stops at the first that is not rejected", () => {
    // In ascending p: 6, 4 and 3 standard errors are rejected at 0.05 / 5, / 4 and / 3; 1 is not, so 0.5 stays at 0.05 / 2.
    const zs = [1, 6, 0.5, 3, 4];
    const results = pairedFamily(
      zs.map((z, i) => pairOf(z, 200 + 10 * i)),
      KEY,
    );
    expect(results.map(({ tied }) => tied)).toEqual([true, false, true, false, false]);
    expect(results.map(({ pHolm }) => pHolm)).toEqual(holm(results.map(({ p }) => p)));
    // The width over that of 95 % is the ratio of normal quantiles, at 1 - 0.025 / divisor over 0.975.
    const expected = [2.2414, 2.5758, 2.2414, 2.394, 2.4977].map((z) => z / 1.96);
    results.forEach(({ corrected, interval }, i) => {
      expect(Math.abs(width(corrected) / width(interval) / expected[i]! - 1)).toBeLessThan(0.05);
    });
  });

  test("ties under the correction what is apart without it", () => {
    const alone = pairedFamily([pairOf(2.3, 300)], KEY)[0]!;
    expect(alone.tied).toBe(false);
    const family = pairedFamily([pairOf(2.3, 300), pairOf(0.1, 310), pairOf(-0.2, 320), pairOf(0.3, 330), pairOf(0.4, 340)], KEY);
    expect(family[0]!.p).toBeLessThan(0.05);
    expect(family[0]!.interval.low).toBeGreaterThan(0);
    expect(family[0]!.tied).toBe(true);
  });

  test("ties four wins among a hundred draws: the bootstrap excludes 0, the test cannot reject", () => {
    const b = Array.from({ length: 100 }, () => 0);
    const [result] = pairedFamily([{ a: b.map((_, i) => (i < 4 ? 1 : 0)), b }], KEY);
    expect(result!.p).toBeCloseTo(2 / 16, 1);
    expect(result!.corrected.low).toBeGreaterThan(0);
    expect(result!.tied).toBe(true);
  });

  test("holds each 95 % interval within the corrected one and says tied where that holds 0 or the test does not reject", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(values(8, 8), values(8, 8)), { minLength: 1, maxLength: 5 }), fc.nat(), (lists, seed) => {
        for (const { n: count, interval, corrected, tied, p, pHolm } of pairedFamily(
          lists.map(([a, b]) => ({ a, b })),
          keyOf(seed),
        )) {
          expect(count).toBe(8);
          expect(corrected.low).toBeLessThanOrEqual(interval.low);
          expect(corrected.high).toBeGreaterThanOrEqual(interval.high);
          expect(tied).toBe((corrected.low <= 0 && corrected.high >= 0) || pHolm > 0.05);
          expect(pHolm).toBeGreaterThanOrEqual(p);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("draws enough sign patterns to reject in a large family (4999 would stop at a pHolm of 0.012)", () => {
    const pairs = Array.from({ length: 60 }, (_, i) => ({ a: uniforms(15, 2 * i), b: uniforms(15, 2 * i + 1) }));
    const b = uniforms(25, 999);
    pairs[30] = { a: b.map((x, i) => x + 1 + (i % 5) / 10), b };
    const result = pairedFamily(pairs, KEY)[30]!;
    expect(result.pHolm).toBeLessThan(0.01);
    expect(result.tied).toBe(false);
  });

  test("gives the same bits for the same key", () => {
    const pairs = [pairOf(1, 400), pairOf(3, 410)];
    expect(pairedFamily(pairs, KEY)).toEqual(pairedFamily(pairs, KEY));
    expect(pairedFamily(pairs, KEY)).not.toEqual(pairedFamily(pairs, fold(KEY, 1)));
  });
});

test("bad input is refused", () => {
  for (const statistic of [mean, median, standardDeviation, interquartileMean]) {
    badInput(() => statistic([]));
    badInput(() => statistic([1, NaN]));
    badInput(() => statistic([1, Infinity]));
  }
  badInput(() => standardDeviation([1]));
  badInput(() => quantile([], 0.5));
  for (const p of [-0.1, 1.1, NaN]) badInput(() => quantile([1, 2], p));
  for (const [successes, n] of [
    [1, 0],
    [-1, 5],
    [6, 5],
    [0.5, 5],
    [NaN, 5],
  ] as const)
    badInput(() => wilson(successes, n));
  badInput(() => wilson(1, 2, 0));
  badInput(() => bootstrapMean([], KEY));
  badInput(() => bootstrapMean([1, NaN], KEY));
  for (const level of [0, 1, NaN]) badInput(() => bootstrapMean([1, 2], KEY, { level }));
  for (const resamples of [0, 1.5, NaN]) badInput(() => bootstrapMean([1, 2], KEY, { resamples }));
  badInput(() => bootstrap(0, () => 1, KEY));
  badInput(() => bootstrap(2.5, () => 1, KEY));
  badInput(() => pairedPermutation([], KEY));
  badInput(() => pairedPermutation([1], KEY, { rounds: 0 }));
  badInput(() => pairedDifference([], [], KEY));
  badInput(() => pairedDifference([1, 2], [1], KEY));
  badInput(() => pairedFamily([{ a: [1], b: [] }], KEY));
  for (const p of [-0.1, 1.1, NaN]) badInput(() => holm([0.5, p]));
  expect(() => mean([])).toThrow("mean: 0 values, expected at least 1");
});
