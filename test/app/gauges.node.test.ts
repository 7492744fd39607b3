/** The gauges of games: what the watch page draws of how a game stands. */
import { expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { playedOut } from "../../agents/episode.ts";
import { lookOf } from "../../src/app/page/look.ts";
import { type AnyEnvironment, type Json, parseParams, SPLITS, wordOf } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

/** What a gauge says of every state of an episode that an agent plays, experts by default. */
async function readings(id: string, of: (state: never) => number, agent = "expert"): Promise<readonly number[]> {
  const world = worldOf(id);
  await world.env.prepare?.();
  const found: number[] = [];
  const seen: AnyEnvironment = {
    ...world.env,
    step(state, actions, key): Json {
      const after = world.env.step(state, actions, key);
      found.push(of(after as never));
      return after;
    },
  };
  const { players, benchmark } = world;
  playedOut(seen, parseParams(world.env, world.env.presets["default"]!.params), SPLITS.validation, (role) => {
    const word = wordOf(role);
    return policyOf(world, word === benchmark.learner ? agent : (players.assumed[word] ?? agent), role);
  });
  return found;
}

// Experts keep the lake as it is.
test.each([
  ["pursuit", "expert"],
  ["fishery", "fickle"],
  ["tag-rapier", "expert"],
  ["commons-harvest", "expert"],
] as const)("the gauge of %s moves in the course of an episode, and is a number of 0 or more", async (id, agent) => {
  const { gauge } = lookOf(id);
  const values = await readings(id, (state) => gauge!.of(state), agent);
  expect(values.length).toBeGreaterThan(5);
  for (const value of values) expect(value).toBeGreaterThanOrEqual(0);
  for (const value of values) expect(value).toBeLessThan(Infinity);
  expect(new Set(values).size).toBeGreaterThan(2);
});

test("when every runner is caught, none is at a distance", async () => {
  const values = await readings("pursuit", (state) => lookOf("pursuit").gauge!.of(state));
  expect(values.at(-1)).toBe(0);
});
