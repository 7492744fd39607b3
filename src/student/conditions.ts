/**
 * Conditions, as manuals state them: `capture surround near exit taken ; distance far`. One of the clauses has to hold; a clause consists of
 * phrases, each of which gives the word of one fact.
 *
 * Invented conditions teach a student to read the manual of a function that it never saw: there are few manuals, and it could learn their
 * conditions by heart, whereas invented ones differ from example to example.
 */
import { clausesTelegram } from "../../function-base/clauses.ts";
import type { Clause, Facts } from "../../function-base/types.ts";
import type { Draw } from "./notices.ts";

/** How the conditions of a stage are worded: for each fact, what stands before its word, and the words that it is known to have. */
export type Wording = ReadonlyMap<string, { readonly before: string; readonly words: readonly string[] }>;

/**
 * The wording of a stage. It covers every fact that clauses mention, with all words that states have or that clauses ask for: a clause may ask
 * for a word (`party pair`) that no state of the lessons has. `forms` gives what stands before the words of each fact.
 */
export function wordingOf(clauses: readonly Clause[], forms: Readonly<Record<string, string>>, states: Iterable<Facts>): Wording {
  const known = new Map([...new Set(clauses.flatMap(Object.keys))].sort().map((fact) => [fact, new Set<string>()]));
  for (const facts of [...states, ...clauses]) for (const [fact, word] of Object.entries(facts)) known.get(fact)?.add(word);
  return new Map([...known].map(([fact, words]) => [fact, { before: forms[fact]!, words: [...words].sort() }]));
}

/** In how many words the clause fails that comes nearest to holding: 0 where a clause holds, infinitely many where there are no clauses. */
export const missesOf = (clauses: readonly Clause[], facts: Facts): number =>
  Math.min(...clauses.map((clause) => Object.entries(clause).filter(([fact, word]) => facts[fact] !== word).length));

/** The most phrases in an invented clause, and the most clauses in an invented condition. */
const [PHRASES, CLAUSES] = [7, 4];

/** An invented condition, and whether it holds in a state, which about every second one does. A `plain` one is a single phrase. */
export function inventCondition(
  draw: Draw,
  facts: Facts,
  wording: Wording,
  plain = false,
): { readonly text: string; readonly holds: boolean } {
  const of = [...wording.keys()].filter((fact) => facts[fact] !== undefined);
  const count = plain || draw.uniform() < 0.5 ? 1 : 2 + draw.int(CLAUSES - 1);
  const right = draw.uniform() < 0.5 ? draw.int(count) : -1;
  const clauses = Array.from({ length: count }, (_, i) => {
    const some = draw.shuffle(of).slice(0, plain ? 1 : 1 + draw.int(Math.min(PHRASES, of.length)));
    // Clauses that do not hold are mostly wrong in one word alone.
    const wrong = i === right ? -1 : draw.int(some.length);
    const loose = draw.uniform() < 0.3;
    let holds = true;
    const phrases = some.map((fact, j) => {
      const others = wording.get(fact)!.words.filter((word) => word !== facts[fact]);
      const off = i !== right && (j === wrong || (loose && draw.uniform() < 0.5)) && others.length > 0;
      if (off) holds = false;
      return [fact, off ? draw.pick(others) : facts[fact]!] as const;
    });
    return { clause: Object.fromEntries(phrases), holds };
  });
  const text = clausesTelegram(
    clauses.map(({ clause }) => clause),
    (fact) => wording.get(fact)!.before,
  );
  return { text, holds: clauses.some(({ holds }) => holds) };
}

/** The share of invented states in which a clause is made to hold, and the share of these in which one of its words is drawn anew. */
const [NAMED, MISSED] = [0.7, 0.3];

/**
 * An invented state: a given one, in which about every second fact has a word drawn from all that it can have. In most of them a clause is then
 * made to hold (`NAMED`), or nearly so (`MISSED`).
 *
 * A student has to read manuals in states, too, that the teacher hardly ever reaches; all other examples show states that it did reach.
 */
export function inventState(draw: Draw, facts: Facts, wording: Wording, clauses: readonly Clause[]): Facts {
  const any = (fact: string, or: string): string => {
    const words = wording.get(fact)?.words;
    return words === undefined ? or : draw.pick(words);
  };
  const invented = Object.fromEntries(Object.entries(facts).map(([fact, word]) => [fact, draw.uniform() < 0.5 ? word : any(fact, word)]));
  if (clauses.length === 0 || draw.uniform() >= NAMED) return invented;
  const clause = Object.entries(draw.pick(clauses)).filter(([fact]) => fact in facts);
  for (const [fact, word] of clause) invented[fact] = word;
  if (clause.length > 0 && draw.uniform() < MISSED) {
    const [fact, word] = draw.pick(clause);
    invented[fact] = any(fact, word);
  }
  return invented;
}
