import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { episodeKeys, fold, foldName, keyOf, rng, threefry } from "../../src/core/random.ts";

describe("threefry", () => {
  // The known answers of Random123 for threefry2x32 with 20 rounds.
  test.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)("key %o, counter %o", (key, [c0, c1], expected) => {
    expect(threefry(key, c0, c1)).toEqual(expected);
  });

  test("fold gives the keys of jax.random.fold_in", () => {
    expect(fold(keyOf(0), 0)).toEqual([1797259609, 2579123966]);
    expect(fold(keyOf(0), 1)).toEqual([928981903, 3453687069]);
  });
});

describe("keyOf", () => {
  test("takes every seed a number can hold and tells them apart", () => {
    expect(keyOf(5)).toEqual([0, 5]);
    expect(keyOf(2 ** 32 + 7)).toEqual([1, 7]);
    expect(keyOf(Number.MAX_SAFE_INTEGER)).toEqual([2 ** 21 - 1, 2 ** 32 - 1]);
  });
  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])("refuses %d", (seed) => {
    expect(() => keyOf(seed)).toThrow(/^keyOf: seed .*, expected an integer from 0 to 9007199254740991$/);
  });
});

describe("rng", () => {
  test("draws the same from the same key, other things from another", () => {
    const take = (seed: number) => {
      const draw = rng(keyOf(seed));
      return Array.from({ length: 20 }, () => draw.uniform());
    };
    expect(take(3)).toEqual(take(3));
    expect(take(3)).not.toEqual(take(4));
  });

  test("gives the draws that were recorded, in every engine", () => {
    const draw = rng(keyOf(1));
    expect([draw.uniform(), draw.int(1000), draw.int(6), draw.pick(["a", "b", "c"]), draw.shuffle([1, 2, 3, 4, 5])]).toMatchInlineSnapshot(`
      [
        0.25860382337123156,
        242,
        5,
        "a",
        [
          4,
          5,
          1,
          2,
          3,
        ],
      ]
    `);
  });

  test("uniform and int stay in their ranges", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 2 ** 21 }), (seed, below) => {
        const draw = rng(keyOf(seed));
        for (let i = 0; i < 20; i++) {
          const u = draw.uniform();
          expect(u >= 0 && u < 1).toBe(true);
          const n = draw.int(below);
          expect(Number.isInteger(n) && n >= 0 && n < below).toBe(true);
        }
      }),
    );
  });

  test("int is even: chi-square over ten bins", () => {
    const draw = rng(keyOf(11));
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 50_000; i++) counts[draw.int(10)]!++;
    const chi = counts.reduce((sum, n) => sum + (n - 5000) ** 2 / 5000, 0);
    expect(chi).toBeLessThan(27.9); // exceeded by one key in a thousand
  });

  test("shuffle is a permutation of a copy, and every place is as likely", () => {
    const items = [0, 1, 2, 3];
    const first = [0, 0, 0, 0];
    for (let seed = 0; seed < 4000; seed++) {
      const shuffled = rng(keyOf(seed)).shuffle(items);
      expect([...shuffled].sort()).toEqual(items);
      first[shuffled[0]!]!++;
    }
    expect(items).toEqual([0, 1, 2, 3]);
    for (const n of first) expect(Math.abs(n - 1000)).toBeLessThan(120);
  });

  test("pick refuses an empty list", () => {
    expect(() => rng(keyOf(0)).pick([])).toThrow("rng.pick: an empty list, expected at least one item");
  });
});

test("the keys of an episode differ by purpose, step and role", () => {
  const { init, step, act } = episodeKeys(9);
  const keys = [
    init,
    step(0),
    step(1),
    act(0, "pursuer-0"),
    act(0, "pursuer-1"),
    act(1, "pursuer-0"),
    foldName(init, "a"),
    foldName(init, "b"),
  ];
  expect(new Set(keys.map(String)).size).toBe(keys.length);
  expect(episodeKeys(9).act(1, "pursuer-0")).toEqual(act(1, "pursuer-0"));
});
