/** What the functions of a base are worth: how often the teacher takes each, how often playouts find it best, and what ways to choose score. */
import { fold, foldName, keyOf, type Json, type Observation, rng, type Role } from "../../src/core/index.ts";
import { type FunctionBase, ofStage, type Query, stagesOf, teachersChoice } from "../../function-base/index.ts";
import { searchFor } from "../playouts.ts";
import { playDraft } from "./find.ts";
import { functionPolicy } from "./seat.ts";
import type { Setting, World } from "../world.ts";

/** A score over some seeds: the mean gain by the world's measure, and the success rate. */
export type Score = { readonly gain: number; readonly won: number };

/** The score in a setting where `choose` selects every function. */
export function scoreOf(
  world: World,
  base: FunctionBase,
  setting: Setting,
  seeds: readonly number[],
  choose: (query: Query) => string,
  extend: "answers" | "none" = "answers",
): Score {
  let [gain, won] = [0, 0];
  for (const seed of seeds) {
    const played = playDraft(world, base, setting, seed, choose, extend);
    gain += played.gain;
    won += played.won ? 1 : 0;
  }
  return { gain: gain / seeds.length, won: won / seeds.length };
}

/** A chooser that selects functions uniformly at random; each one that is made repeats the same sequence of draws. */
export const randomly = (base: FunctionBase) => {
  let draws = 0;
  return ({ stage, role }: Query): string => rng(fold(keyOf(7), draws++)).pick(ofStage(base.functions, stage.id, role)).name;
};

/** By function: the share of decisions in which the teacher takes it, and the share of sampled states in which playouts find nothing better. */
export type Uses = ReadonlyMap<string, { readonly taken: number; readonly best: number }>;

/** Counts the teacher's choices in a setting, and evaluates every function by playouts in at most `sampled` of the states. */
export function usesOf(world: World, base: FunctionBase, setting: Setting, seeds: readonly number[], sampled: number): Uses {
  const counts = new Map<string, { taken: number; best: number }>();
  const of = (name: string) => {
    let count = counts.get(name);
    if (count === undefined) counts.set(name, (count = { taken: 0, best: 0 }));
    return count;
  };
  const states: Observation[] = [];
  let decisions = 0;
  for (const seed of seeds)
    playDraft(world, base, setting, seed, (query) => {
      const name = teachersChoice(base, query);
      of(name).taken++;
      if (query.stage === stagesOf(base, query.observation)[0]) {
        decisions++;
        states.push(query.observation);
      }
      return name;
    });
  const draw = rng(keyOf(seeds[0]!));
  const some = Array.from({ length: Math.min(sampled, states.length) }, () => draw.pick(states));
  some.forEach((observation, i) => {
    for (const name of bestHere(world, base, setting, observation, i)) of(name).best++;
  });
  return new Map([...counts].map(([name, { taken, best }]) => [name, { taken: taken / decisions, best: best / Math.max(1, some.length) }]));
}

/** The functions of every stage that playouts value most in a state; all that tie are included, such as those that lead to the same play. */
function bestHere(world: World, base: FunctionBase, setting: Setting, observation: Observation, i: number): readonly string[] {
  const role = observation["role"] as Role;
  const search = searchFor("function values", { world, role }, { depth: DEPTH, models: setting.others });
  return stagesOf(base, observation).flatMap(({ id }) => {
    const values = ofStage(base.functions, id, role).map(({ name }) => {
      const policy = functionPolicy(base, (query) => (query.stage.id === id ? name : teachersChoice(base, query)));
      const first = (seen: Observation, { legal }: { readonly legal: readonly Json[] }) => policy(seen, legal, role);
      let value = 0;
      for (let draw = 0; draw < DRAWS; draw++) value += search.worth(observation, foldName(fold(keyOf(i), draw), id), COMMIT, first);
      return { name, value };
    });
    const top = Math.max(...values.map(({ value }) => value));
    return values.filter(({ value }) => value > top - 1e-9).map(({ name }) => name);
  });
}

/** Rounds of a playout, playouts for each function, and turns for which the function stays selected. */
const [DEPTH, DRAWS, COMMIT] = [16, 4, 2];
