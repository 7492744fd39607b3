import { describe, expect, test } from "vitest";
import { wilson } from "../../src/core/index.ts";
import { captures } from "./play.ts";

const N = 300;

describe("grid pursuit, default board, validation seeds", () => {
  test("the expert captures at least 0.95 of the episodes against evade, chasing far fewer", async () => {
    const expert = await captures("expert", "evade", N);
    const chase = await captures("greedy", "evade", N);
    expect(expert).toBeGreaterThanOrEqual(0.95);
    expect(chase).toBeLessThan(0.45);
    expect(await captures("random", "evade", 60)).toBeLessThan(0.05);
  });

  test("against the runner that looks ahead the expert beats chasing, with intervals apart", async () => {
    const expert = wilson(Math.round(100 * (await captures("expert", "evade-lookahead", 100))), 100);
    const chase = wilson(Math.round(100 * (await captures("greedy", "evade-lookahead", 100))), 100);
    expect(expert.low).toBeGreaterThan(chase.high);
  });

  test("runners get harder: flee, evade, evade with lookahead", async () => {
    const [flee, evade, ahead] = await Promise.all(["flee", "evade", "evade-lookahead"].map((runner) => captures("greedy", runner, 100)));
    expect(flee).toBeGreaterThan(evade! + 0.1);
    expect(evade).toBeGreaterThan(ahead! + 0.1);
  });

  test("the expert plays larger boards with obstacles, too", async () => {
    expect(
      await captures("expert", "evade", 30, { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 }),
    ).toBeGreaterThan(0.7);
  });

  test("search over actions is as strong as the expert it assumes", async () => {
    expect(await captures("search-actions", "evade", 12)).toBeGreaterThan(0.9);
  });
});
