/**
 * When to use the functions of a base, read off its table as clauses: whoever knows a function by its manual alone then knows where the table takes it.
 *
 * Every state of some play is named by a clause of the function that the table takes there, and by no other function's. Clauses say
 * as little as that allows, so that they speak of more states than were met.
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
 * The states of each stage that some play comes to: the teacher's, and with functions and actions at random, where it never is; by stage and name of
 * functions that answer notices in some states, those in which they might.
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
        // Every second episode now and then goes by any function, as the lessons of students do.
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

/** The clauses that a function should have, and the share of its decisions that they speak of; undefined where no play comes to it. */
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
  // What is taken in every state has no conditions.
  return { name, when: others.length === 0 ? [] : when, share: all(mine) / all(states) };
}
