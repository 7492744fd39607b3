/** How many episodes hold so many decisions: games differ in their lengths, and students learn from decisions. */
import { expertPolicy } from "../../agents/policies.ts";
import type { World } from "../../agents/world.ts";
import { episodeKeys, foldName, isOver, type Json, lookup, parseParams, type Role, SPLITS, wordOf } from "../core/index.ts";

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
  for (let i = 0; i < TRIED; i++) {
    const keys = episodeKeys(SPLITS.train + i);
    let state = env.init(params, keys.init);
    for (let t = 0; !isOver(env, state); t++) {
      const actions: Record<Role, Json> = {};
      for (const role of env.turn(state)) {
        if (wordOf(role) === benchmark.learner) decisions++;
        const policy = expertPolicy(world, role);
        actions[role] = policy(env.observe(state, role), { role, legal: env.legal(state, role), key: foldName(keys.step(t), role) });
      }
      state = env.step(state, actions, keys.step(t));
    }
  }
  return decisions;
}
