/** How the expert of `twenty-one`, which decides by functions, stands beside the exact optimum; nothing here is left to luck. */
import { expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import type { Json } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";
import { meanOf, worths } from "../envs/twenty-one.ts";

const world = worldOf("twenty-one");
const expert = policyOf(world, "expert", "gambler-0");

const sudden = (emergency: string, params: Json = {}) => ({ emergencies: [{ round: 0, emergency, params }] });

test.each([
  ["the default rules", {}],
  ["the rules of Gymnasium", { naturalBeats: true }],
  ["a target of 24", sudden("target-change")],
  ["a dealer that sticks on 18", sudden("dealer-stands-on")],
  ["tens that are one", sudden("tens-are-one")],
  ["a shoe rich in tens", sudden("shoe-swap", { tens: "rich" })],
  ["a shoe poor in tens", sudden("shoe-swap", { tens: "poor" })],
])("the expert is within .01 a hand of the solver under %s", (_name, rules) => {
  for (const params of [rules, { ...rules, double: true }]) {
    const all = worths(expert, params);
    const [played, best] = [meanOf(all.map((one) => one.played)), meanOf(all.map((one) => one.best))];
    expect(best - played).toBeGreaterThanOrEqual(-1e-12);
    expect(best - played).toBeLessThan(0.01);
  }
});

test("under the default rules the expert makes no mistake at any start", () => {
  expect(worths(expert, {}).filter(({ loss }) => loss > 1e-9)).toEqual([]);
});
