/** What each function of a base is worth by play: what an episode loses without it, beside all other functions and beside some of them. */
import { bootstrapMean, fold, foldName, type Interval, type Key, mean, type Random, rng } from "../../src/core/index.ts";
import { type FunctionBase, type FunctionEntry, ofStage, stagesOf, teachersChoice, without } from "../../function-base/index.ts";
import type { Setting, World } from "../world.ts";
import { playDraft, worthIn } from "./find.ts";

/** A mean over `n` seeds, with its 95 % interval. */
export type Estimate = Interval & { readonly mean: number; readonly n: number };

/** What a function is worth in a setting; an estimate is absent where a stage would have been left without a function on every seed. */
export interface Worth {
  readonly name: string;
  readonly stage: string;
  readonly notice?: string;
  /** The share of the teacher's decisions that take it. */
  readonly taken: number;
  /** What an episode loses without it. */
  readonly leftOut?: Estimate;
  /** What an episode loses without it where random functions are hidden as well. */
  readonly byMasks?: Estimate;
}

/** What is played to find out. */
export interface Trial {
  readonly setting: Setting;
  readonly seeds: readonly number[];
  /** How many random masks each seed is played under. */
  readonly masks: number;
  readonly key: Key;
  /** The functions whose worth is asked for. */
  readonly of: readonly FunctionEntry[];
}

/**
 * The worth of functions to the teacher, who decides by the base without those that are hidden. Answers to notices that never came are left
 * out.
 *
 * Every difference is between two episodes on one seed with the same hidden functions but one. Its mean over all seeds is the worth, so that
 * the one by masks is the mean over sets of other functions (the Banzhaf value, Wang and Jia 2023); each seed has masks of its own.
 */
export function worthsOf(world: World, base: FunctionBase, trial: Trial, heard: (seeds: number) => void = () => {}): readonly Worth[] {
  const { seeds, masks, key, of } = trial;
  const [leftOut, byMasks] = [new Map<string, number[]>(), new Map<string, number[]>()];
  const taken = new Map<string, number>();
  const joined = new Set<string>();
  let decisions = 0;
  for (const [i, seed] of seeds.entries()) {
    const { whole, lost } = lossesIn(world, base, trial, seed, []);
    decisions += whole.decisions;
    for (const [name, times] of whole.taken) taken.set(name, (taken.get(name) ?? 0) + times);
    for (const name of whole.joined) joined.add(name);
    for (const [name, loss] of lost) note(leftOut, name, loss);
    const found = new Map<string, number[]>();
    // What is remembered of parts of a base is forgotten with it, and no other seed has these masks.
    const own = { ...base };
    for (let mask = 0; mask < masks; mask++) {
      const hidden = maskOf(own, rng(fold(fold(key, seed), mask)));
      for (const [name, loss] of lossesIn(world, own, trial, seed, hidden).lost) note(found, name, loss);
    }
    for (const [name, losses] of found) note(byMasks, name, mean(losses));
    heard(i + 1);
  }
  return of
    .filter(({ name, notice }) => notice === undefined || joined.has(name))
    .map(({ name, stage, notice }) => {
      const [alone, among] = [leftOut.get(name), byMasks.get(name)];
      return {
        name,
        stage,
        ...(notice === undefined ? {} : { notice }),
        taken: (taken.get(name) ?? 0) / decisions,
        ...(alone === undefined ? {} : { leftOut: estimateOf(alone, foldName(key, `left out/${name}`)) }),
        ...(among === undefined ? {} : { byMasks: estimateOf(among, foldName(key, `by masks/${name}`)) }),
      };
    });
}

/** Rounds to 1e-9: two ways to play that are worth the same may differ in their last digits. */
const rounded = (value: number): number => Math.round(value * 1e9) / 1e9 + 0;

function estimateOf(values: readonly number[], key: Key): Estimate {
  const { low, high } = bootstrapMean(values, key);
  return { mean: rounded(mean(values)), low: rounded(low), high: rounded(high), n: values.length };
}

const note = (values: Map<string, number[]>, name: string, value: number): void => {
  const known = values.get(name);
  if (known === undefined) values.set(name, [value]);
  else known.push(value);
};

/** Whether a function only harms by what is known of it: the interval of some estimate lies wholly below 0, and no mean above. */
export function onlyHarms(of: readonly Pick<Worth, "leftOut" | "byMasks">[]): boolean {
  const known = of.flatMap(({ leftOut, byMasks }) => [leftOut, byMasks]).filter((one) => one !== undefined);
  return known.some(({ high }) => high < 0) && known.every((one) => one.mean <= 0);
}

/** Ordinary functions to hide, each with probability 1/2; drawn anew for a stage that would be left without a function for some role. */
export function maskOf(base: FunctionBase, draw: Random): readonly string[] {
  return base.stages.flatMap(({ id }) => {
    const names = ofStage(base.functions, id).map(({ name }) => name);
    let hidden: readonly string[];
    do hidden = names.filter(() => draw.uniform() < 0.5);
    while (!leavesEnough(base, hidden));
    return hidden;
  });
}

/** Whether every stage keeps a function for each role that had one there. */
const leavesEnough = (base: FunctionBase, hidden: readonly string[]): boolean =>
  base.stages.every(({ id }) =>
    base.words.every((word) => {
      const mine = ofStage(base.functions, id, word);
      return mine.length === 0 || mine.some(({ name }) => !hidden.includes(name));
    }),
  );

/** The base without some of its functions, of both kinds. */
function partOf(base: FunctionBase, hidden: readonly string[]): FunctionBase {
  const emergency = base.emergency.filter(({ name }) => !hidden.includes(name));
  if (emergency.length === base.emergency.length) return without(base, hidden);
  const ordinary = hidden.filter((name) => base.functions.some((one) => one.name === name));
  return { ...without(base, ordinary), emergency };
}

/** An episode of the teacher. */
type Played = {
  readonly worth: number;
  readonly decisions: number;
  readonly taken: ReadonlyMap<string, number>;
  readonly joined: ReadonlySet<string>;
};

function played(world: World, base: FunctionBase, setting: Setting, seed: number): Played {
  const taken = new Map<string, number>();
  const joined = new Set<string>();
  let decisions = 0;
  const worth = worthIn(
    playDraft(world, base, setting, seed, (query) => {
      const name = teachersChoice(base, query);
      taken.set(name, (taken.get(name) ?? 0) + 1);
      for (const one of query.joined) joined.add(one.name);
      if (query.stage === stagesOf(base, query.observation)[0]) decisions++;
      return name;
    }),
  );
  return { worth, decisions, taken, joined };
}

/** An episode with some functions hidden, and what it loses without each of the others, where every stage keeps one. */
function lossesIn(
  world: World,
  base: FunctionBase,
  { setting, of }: Trial,
  seed: number,
  hidden: readonly string[],
): { readonly whole: Played; readonly lost: ReadonlyMap<string, number> } {
  const whole = played(world, partOf(base, hidden), setting, seed);
  const lost = new Map<string, number>();
  for (const { name } of of) {
    const less = [...hidden, name];
    if (hidden.includes(name) || !leavesEnough(base, less)) continue;
    // Without a function that was never taken the episode goes the same way.
    lost.set(name, whole.taken.has(name) ? whole.worth - played(world, partOf(base, less), setting, seed).worth : 0);
  }
  return { whole, lost };
}
