/**
 * Derives from a base's table, as clauses, when to use each function: a reader of the manual alone then knows where the table takes it.
 *
 * Every state met in sampled play fits a clause of the function that the table takes there, and no clause of another function. Clauses are
 * as short as that allows, so that they cover more states than were met.
 */
import { fold, keyOf, rng } from "../../src/core/index.ts";
import {
  answersTo,
  applies,
  type Clause,
  foundBest,
  type FunctionBase,
  ofStage,
  type Query,
  situationsOf,
  teachersChoice,
  wordsOf,
} from "../../function-base/index.ts";
import { playDraft } from "./find.ts";
import { joinedFor } from "./seat.ts";
import type { Setting, World } from "../world.ts";

/** A state by the words that decide in a stage, how often it was met, and the function that the table takes. */
type Met = { readonly words: readonly string[]; count: number; readonly name: string };

/**
 * The states met in each stage, in play by the teacher and in play with random functions and actions, which reaches states that the teacher
 * never does. For a function that answers a notice in some states only, the key is stage and name: the states in which it could answer.
 */
export function statesMet(
  world: World,
  base: FunctionBase,
  settings: readonly Setting[],
  seeds: readonly number[],
): ReadonlyMap<string, readonly Met[]> {
  const met = new Map(base.stages.map(({ id }) => [id, new Map<string, Met>()]));
  const note = (of: string, words: readonly string[], name: string) => {
    let states = met.get(of);
    if (states === undefined) met.set(of, (states = new Map<string, Met>()));
    const known = states.get(words.join(" "));
    if (known !== undefined) known.count++;
    else states.set(words.join(" "), { words, count: 1, name });
  };
  const meet = (query: Query) => {
    const { keys, answers = {} } = base.found.stages[query.stage.id]!;
    const words = wordsOf(keys, query.facts);
    note(query.stage.id, words, foundBest(base, query));
    for (const answer of answersTo(query))
      if (Object.hasOwn(answers, answer.name))
        note(`${query.stage.id} ${answer.name}`, words, applies(base, answer, query.facts) ? answer.name : "");
  };
  for (const setting of settings) {
    const draw = rng(fold(keyOf(seeds[0]!), 1));
    for (const [i, seed] of seeds.entries())
      playDraft(world, base, setting, seed, (query) => {
        meet(query);
        // In every second episode a quarter of the selections are random, as in the episodes that students learn from.
        const any = i % 2 === 1 && draw.uniform() < 0.25;
        return any ? draw.pick(ofStage(base.functions, query.stage.id, query.role)).name : teachersChoice(base, query);
      });
    for (const { stage: id, observation, previous, role } of situationsOf(
      base,
      world.env,
      setting.params,
      seeds[0]!,
      RANDOM * seeds.length,
    )) {
      const [stage, facts] = [base.stages.find((one) => one.id === id)!, base.facts(observation, previous, id)];
      const joined = joinedFor(base, observation.notices, "answers");
      meet({ observation, facts, stage, previous, joined, ...(role === undefined ? {} : { role }) });
    }
  }
  return new Map([...met].map(([stage, states]) => [stage, [...states.values()]]));
}

/** How many situations of random play there are for each episode of the teacher. */
const RANDOM = 60;

/** A condition: the word that each key must have, or undefined where any word will do. */
type Condition = readonly (string | undefined)[];

const fits = (condition: Condition, words: readonly string[]): boolean =>
  condition.every((word, i) => word === undefined || word === words[i]);

/** How many decisions were made in states that fit a condition. */
const weight = (condition: Condition, states: readonly Met[]): number =>
  states.reduce((sum, { words, count }) => sum + (fits(condition, words) ? count : 0), 0);

/**
 * The shortest condition that a state's words allow without fitting a state of another function: words are dropped one by one, first the
 * one without which the condition fits most decisions. The word of the table's first key is dropped only if more decisions fit without it:
 * what it distinguishes (the rule of capture) matters in states that were never met, too.
 */
function shortest(state: Met, mine: readonly Met[], others: readonly Met[]): Condition {
  let condition: Condition = state.words.map((word) => (word === "-" ? undefined : word));
  let known = weight(condition, mine);
  for (;;) {
    let best: { readonly condition: Condition; readonly worth: number } | undefined;
    // Among words that are equally good to drop, the one of the latest key goes: earlier keys matter more.
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

/** Conditions that fit all states of a function and none of the others; those that fit most decisions come first. */
function conditionsOf(mine: readonly Met[], others: readonly Met[]): readonly Condition[] {
  const found: Condition[] = [];
  let left = [...mine].sort((a, b) => b.count - a.count);
  while (left.length > 0) {
    const options = left.slice(0, TRIED).map((state) => shortest(state, left, others));
    const best = options.reduce((a, b) => (weight(b, left) > weight(a, left) ? b : a));
    found.push(best);
    left = left.filter(({ words }) => !fits(best, words));
  }
  // A condition is left out if the remaining ones cover all its states.
  const needed = found.reduceRight<readonly Condition[]>((kept, one, i) => {
    const rest = [...found.slice(0, i), ...kept];
    return mine.every(({ words }) => !fits(one, words) || rest.some((other) => fits(other, words))) ? kept : [one, ...kept];
  }, []);
  return [...needed].sort((a, b) => weight(b, mine) - weight(a, mine));
}

/** From how many of a function's states conditions are derived before the best of them is taken. */
const TRIED = 40;

/** The clauses that a function should have, undefined if the table took it in no state that was met; and the share of decisions that take it. */
export type Sentence = { readonly name: string; readonly when: readonly Clause[] | undefined; readonly share: number };

/** The clauses of a base's ordinary functions, and of those that answer notices in some states. */
export function sentencesOf(base: FunctionBase, met: ReadonlyMap<string, readonly Met[]>): readonly Sentence[] {
  return base.stages.flatMap(({ id }) => {
    const { keys, answers = {} } = base.found.stages[id]!;
    const ordinary = ofStage(base.functions, id).map(({ name }) => sentenceFor(name, met.get(id)!, keys));
    return [...ordinary, ...Object.keys(answers).map((name) => sentenceFor(name, met.get(`${id} ${name}`) ?? [], keys))];
  });
}

function sentenceFor(name: string, states: readonly Met[], keys: readonly string[]): Sentence {
  const mine = states.filter((state) => state.name === name);
  const others = states.filter((state) => state.name !== name);
  if (mine.length === 0) return { name, when: undefined, share: 0 };
  const all = (some: readonly Met[]) => some.reduce((sum, { count }) => sum + count, 0);
  const when = conditionsOf(mine, others).map((condition): Clause =>
    Object.fromEntries(condition.flatMap((word, i) => (word === undefined ? [] : [[keys[i]!, word] as const]))),
  );
  // A function that is taken in every state needs no conditions.
  return { name, when: others.length === 0 ? [] : when, share: all(mine) / all(states) };
}
