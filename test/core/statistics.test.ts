/** Statistics give the same recorded bits in every engine. What the numbers mean is tested in `statistics.node.test.ts`. */
import { expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/random.ts";
import { bootstrapMean, pairedFamily, wilson } from "../../src/core/statistics.ts";

test("an interval of a mean, and one of a share", () => {
  expect(bootstrapMean([0.5, 1.25, 3, 7.75, 20.1], keyOf(1))).toEqual({ low: 2.1500000000000004, high: 16.330000000000002 });
  expect(wilson(81, 263)).toEqual({ low: 0.2552885198782742, high: 0.36620957698280004 });
});

test("a family of paired differences, the one by all sign patterns and the other by drawn ones", () => {
  const draw = rng(keyOf(7));
  const many = (n: number) => Array.from({ length: n }, () => draw.uniform());
  const pairs = [12, 30].map((n) => ({ a: many(n), b: many(n) }));
  expect(pairedFamily(pairs, keyOf(3))).toEqual([
    {
      n: 12,
      difference: 0.07052596561455479,
      interval: { low: -0.2002271962719708, high: 0.32463999562459056 },
      p: 0.61572265625,
      pHolm: 1,
      corrected: { low: -0.24486376573900057, high: 0.35154747753986615 },
      tied: true,
    },
    {
      n: 30,
      difference: 0.033735031192190935,
      interval: { low: -0.06253190258568767, high: 0.14269866242828697 },
      p: 0.5374,
      pHolm: 1,
      corrected: { low: -0.07497981018262245, high: 0.15977470021399848 },
      tied: true,
    },
  ]);
});
