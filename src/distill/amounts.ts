/** How many episodes hold so many decisions: games differ in their lengths, and students learn from decisions. */
import { playedOut } from "../../agents/episode.ts";
import { expertPolicy } from "../../agents/policies.ts";
import type { World } from "../../agents/world.ts";
import { lookup, parseParams, SPLITS, wordOf } from "../core/index.ts";

/** Episodes that are played to see how long one is. */
const TRIED = 20;

const known = new WeakMap<World, Map<string, number>>();

/** Decisions of the roles that learn in an episode of experts, on average over some training seeds of a preset. */
export function decisionsAnEpisode(world: World, preset: string): number {
  let of = known.get(world);
  if (of === undefined) known.set(world, (of = new Map<string, number>()));
  let mean = of.get(preset);
  if (mean === undefined) of.set(preset, (mean = counted(world, preset) / TRIED));
  return mean;
}

/** Episodes for at least so many decisions, and at least so many episodes. */
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
