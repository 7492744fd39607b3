/** How many episodes hold a given number of decisions: students learn from decisions, and games differ in how many an episode has. */
import { playedOut } from "../../agents/episode.ts";
import { expertPolicy } from "../../agents/policies.ts";
import type { World } from "../../agents/world.ts";
import { lookup, parseParams, SPLITS, wordOf } from "../core/index.ts";

/** Episodes that are played to see how many decisions one has. */
const TRIED = 20;

const known = new WeakMap<World, Map<string, number>>();

/** The mean number of decisions that learning roles take in an episode of experts, over some training seeds of a preset. */
export function decisionsAnEpisode(world: World, preset: string): number {
  let of = known.get(world);
  if (of === undefined) known.set(world, (of = new Map<string, number>()));
  let mean = of.get(preset);
  if (mean === undefined) of.set(preset, (mean = counted(world, preset) / TRIED));
  return mean;
}

/** The episodes that it takes, on average, to hold at least `decisions` decisions, but at least `least`. */
export const episodesFor = (world: World, preset: string, decisions: number, least: number): number =>
  Math.max(least, Math.ceil(decisions / decisionsAnEpisode(world, preset)));

function counted(world: World, preset: string): number {
  const { env, benchmark } = world;
  const params = parseParams(env, lookup(env.presets, preset, `${env.id} presets`, "preset").params);
  let decisions = 0;
  for (let i = 0; i < TRIED; i++)
    playedOut(env, params, SPLITS.train + i, (role) => {
      const policy = expertPolicy(world, role);
      if (wordOf(role) !== benchmark.learner) return policy;
      return (observation, turn) => {
        decisions++;
        return policy(observation, turn);
      };
    });
  return decisions;
}
