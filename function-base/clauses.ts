/**
 * When to use a function: clauses as data, and all that is derived from them. People and language models read a sentence, retrievers its
 * conditions one by one, small students telegrams. Nothing reads clauses back from any of these.
 */
import { ArenaError } from "../src/core/index.ts";
import type { Query } from "./loop.ts";
import type { BaseGuide, Clause, Facts, FunctionEntry } from "./types.ts";
import { telegram } from "./words.ts";

/** How a base says its facts. */
export type Says = BaseGuide["says"];

/** What decides when a function is used. */
export type When = Pick<FunctionEntry, "when" | "answers">;

/** A clause from the text of a tag, `near=free distance=touching`; throws `BadFunction`. */
export function clauseOf(text: string, where: string): Clause {
  const bad = (found: string, expected: string) => new ArenaError("BadFunction", where, `@when ${text}: ${found}`, expected);
  const clause: Record<string, string> = {};
  for (const part of text.split(/\s+/)) {
    const [, fact, word] = /^([a-z][\w-]*)=([\w-]+)$/i.exec(part) ?? [];
    if (fact === undefined || word === undefined) throw bad(`"${part}"`, "expected a fact and its word, as in near=free");
    if (Object.hasOwn(clause, fact)) throw bad(`${fact} twice`, "expected one word of a fact: other words belong to clauses of their own");
    clause[fact] = word;
  }
  return clause;
}

/** The text of a clause's tag. */
export const clauseText = (clause: Clause): string =>
  Object.entries(clause)
    .map(([fact, word]) => `${fact}=${word}`)
    .join(" ");

/** Whether a clause holds in a state. */
export const holds = (clause: Clause, facts: Facts): boolean => Object.entries(clause).every(([fact, word]) => facts[fact] === word);

/** The share of a clause that holds in a state: 1 where all of it does. */
export function shareOf(clause: Clause, facts: Facts): number {
  const phrases = Object.entries(clause);
  return phrases.filter(([fact, word]) => facts[fact] === word).length / phrases.length;
}

/**
 * How well the conditions of a function fit a state, word by word: the largest share of a clause that holds, so 1 if a clause holds in full.
 * For a function that answers a notice, that is multiplied by the share of the words of its `answers` that the notices in force contain.
 * 0 for a function with neither clauses nor a notice.
 */
export function fitOf({ when, answers }: When, { facts, observation }: Pick<Query, "facts" | "observation">): number {
  const best = Math.max(0, ...when.map((clause) => shareOf(clause, facts)));
  if (answers === undefined) return best;
  const said = new Set(observation.notices.flatMap(({ text }) => telegram(text).split(" ")));
  const words = telegram(answers).split(" ");
  return (when.length === 0 ? 1 : best) * (words.filter((word) => said.has(word)).length / words.length);
}

/** What a manual says before the word of a fact. */
const before = (fact: string, says: Says): string => says[fact] ?? `the ${fact} is`;

/** A clause in words, phrase by phrase; `form` says what stands before the word of a fact. */
const phrasesOf = (clause: Clause, form: (fact: string) => string): readonly string[] =>
  Object.entries(clause).map(([fact, word]) => `${form(fact)} ${word}`);

/** The conditions of a function in words, one of which has to hold. */
export function conditionsOf({ when, answers }: When, says: Says): readonly string[] {
  const told = answers === undefined ? [] : [`a notice says that ${answers}`];
  if (when.length === 0) return told.length === 0 ? [] : [told.join("")];
  return when.map((clause) => [...told, ...phrasesOf(clause, (fact) => before(fact, says))].join(" and "));
}

/** The sentence that says when to use a function; empty where nothing does. */
export function sentenceOf(when: When, says: Says): string {
  const all = conditionsOf(when, says);
  return all.length === 0 ? "" : `Use when ${all.join("; or when ")}.`;
}

/** What stands before the word of a fact in a telegram. */
const formOf = (fact: string, says: Says): string => telegram(before(fact, says));

/** How small students read the facts of clauses: what stands before the word of each. */
export const formsOf = (clauses: readonly Clause[], says: Says): Says =>
  Object.fromEntries([...new Set(clauses.flatMap(Object.keys))].sort().map((fact) => [fact, formOf(fact, says)]));

/** Clauses as small students read them; `form` says what stands before the word of a fact. */
export const clausesTelegram = (clauses: readonly Clause[], form: (fact: string) => string): string =>
  clauses.map((clause) => phrasesOf(clause, form).join(" ")).join(" ; ");

/**
 * The word before a notice in a telegram, and before what a manual says of one. Students compare the words that follow and need not know
 * them, so clauses come before it.
 */
export const NOTICE = "notice";

/** When to use a function, as small students read it. */
export function whenTelegram({ when, answers }: When, says: Says): string {
  const clauses = clausesTelegram(when, (fact) => formOf(fact, says));
  const told = answers === undefined ? "" : `${NOTICE} ${telegram(answers)}`;
  return [clauses, told].filter((text) => text !== "").join(" ");
}

/** The texts that stand for a function in retrieval: its conditions, or its whole manual if it has none. */
export function searchedIn(entry: FunctionEntry, says: Says): readonly string[] {
  const conditions = conditionsOf(entry, says);
  if (conditions.length > 0) return conditions;
  return entry.conditions === "" ? [entry.manual] : entry.conditions.split(/; or when\b/); // prose, mostly by a model
}
