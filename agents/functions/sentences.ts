/**
 * The sentences "Use when ..." of a base, read off its table: whoever knows a function by its manual alone then knows where the table takes it.
 *
 * Every state of some play is named by a condition of the function that the table takes there, and by no other function's. Conditions say
 * as little as that allows, so that they speak of more states than were met.
 */
import { fold, keyOf, rng } from "../../src/core/index.ts";
import { type Facts, type FunctionBase, nameIn, ofStage, situationsOf, teachersChoice, wordsOf } from "../../function-base/index.ts";
import { playDraft } from "./find.ts";
import type { Setting, World } from "../world.ts";

/** A state by the words that decide in a stage, how often it was met, and the function that the table takes. */
type Met = { readonly words: readonly string[]; count: number; readonly name: string };

/** The states of each stage that some play comes to: the teacher's, and with functions and actions at random, where it never is. */
export function statesMet(
  world: World,
  base: FunctionBase,
  settings: readonly Setting[],
  seeds: readonly number[],
): ReadonlyMap<string, readonly Met[]> {
  const met = new Map(base.stages.map(({ id }) => [id, new Map<string, Met>()]));
  const note = (stage: string, facts: Facts) => {
    const found = base.found.stages[stage]!;
    const words = wordsOf(found.keys, facts);
    const known = met.get(stage)!.get(words.join(" "));
    if (known !== undefined) known.count++;
    else met.get(stage)!.set(words.join(" "), { words, count: 1, name: nameIn(found, facts) });
  };
  for (const setting of settings) {
    const draw = rng(fold(keyOf(seeds[0]!), 1));
    for (const [i, seed] of seeds.entries())
      playDraft(world, base, setting, seed, (query) => {
        note(query.stage.id, query.facts);
        // Every second episode now and then goes by any function, as the lessons of students do.
        const any = i % 2 === 1 && draw.uniform() < 0.25;
        return any ? draw.pick(ofStage(base.functions, query.stage.id)).name : teachersChoice(base, query);
      });
    for (const { stage, observation, previous } of situationsOf(base, world.env, setting.params, seeds[0]!, RANDOM * seeds.length))
      note(stage, base.facts(observation, previous));
  }
  return new Map([...met].map(([stage, states]) => [stage, [...states.values()]]));
}

/** Situations of random play for each episode of the teacher's. */
const RANDOM = 60;

/** A condition: the word that a key has to have, or undefined where any will do. */
type Condition = readonly (string | undefined)[];

const fits = (condition: Condition, words: readonly string[]): boolean =>
  condition.every((word, i) => word === undefined || word === words[i]);

/** How many decisions are in states that a condition names. */
const weight = (condition: Condition, states: readonly Met[]): number =>
  states.reduce((sum, { words, count }) => sum + (fits(condition, words) ? count : 0), 0);

/**
 * The shortest condition that the words of a state give: words go one by one, those first without which it names most. The word that the
 * table asks for first goes only where more is named without it: what it tells apart (rules of capture) is told apart in states, too, that no
 * play came to.
 */
function shortest(state: Met, mine: readonly Met[], others: readonly Met[]): Condition {
  let condition: Condition = state.words.map((word) => (word === "-" ? undefined : word));
  let known = weight(condition, mine);
  for (;;) {
    let best: { readonly condition: Condition; readonly worth: number } | undefined;
    // Later keys go first where it makes no difference: the first ones matter most.
    for (let i = condition.length - 1; i >= 0; i--) {
      if (condition[i] === undefined) continue;
      const less = condition.with(i, undefined);
      if (others.some(({ words }) => fits(less, words))) continue;
      const worth = weight(less, mine);
      if (worth > (best?.worth ?? 0) && (i > 0 || worth > known)) best = { condition: less, worth };
    }
    if (best === undefined) return condition;
    ({ condition, worth: known } = best);
  }
}

/** Conditions of a function that name all its states and none of the others, those that name most first. */
function conditionsOf(mine: readonly Met[], others: readonly Met[]): readonly Condition[] {
  const found: Condition[] = [];
  let left = [...mine].sort((a, b) => b.count - a.count);
  while (left.length > 0) {
    const options = left.slice(0, TRIED).map((state) => shortest(state, left, others));
    const best = options.reduce((a, b) => (weight(b, left) > weight(a, left) ? b : a));
    found.push(best);
    left = left.filter(({ words }) => !fits(best, words));
  }
  // What later conditions name as well is not said.
  const needed = found.reduceRight<readonly Condition[]>((kept, one, i) => {
    const rest = [...found.slice(0, i), ...kept];
    return mine.every(({ words }) => !fits(one, words) || rest.some((other) => fits(other, words))) ? kept : [one, ...kept];
  }, []);
  return [...needed].sort((a, b) => weight(b, mine) - weight(a, mine));
}

/** States of a function that conditions are tried from before the best is taken. */
const TRIED = 40;

/** The sentence of a function, and the share of its stage's decisions that it speaks of; undefined where no play comes to it. */
export type Sentence = { readonly name: string; readonly text: string | undefined; readonly share: number };

/** The sentences of a base's ordinary functions. */
export function sentencesOf(base: FunctionBase, met: ReadonlyMap<string, readonly Met[]>): readonly Sentence[] {
  return base.stages.flatMap(({ id }) => {
    const states = met.get(id)!;
    const { keys } = base.found.stages[id]!;
    const total = states.reduce((sum, { count }) => sum + count, 0);
    return ofStage(base.functions, id).map(({ name }): Sentence => {
      const mine = states.filter((state) => state.name === name);
      const others = states.filter((state) => state.name !== name);
      if (mine.length === 0) return { name, text: undefined, share: 0 };
      const share = mine.reduce((sum, { count }) => sum + count, 0) / total;
      const said = conditionsOf(mine, others).map((condition) =>
        condition
          .flatMap((word, i) => (word === undefined ? [] : [`${base.says[keys[i]!] ?? `the ${keys[i]!} is`} ${word}`]))
          .join(" and "),
      );
      return { name, text: `Use when ${said.join("; or when ")}.`, share };
    });
  });
}
