/**
 * Conditions, as manuals state them: `capture surround near exit taken ; distance far`, clauses of which one has to hold, each of phrases
 * that say a word of a fact.
 *
 * What a student learns of invented conditions it can use for a function that it never saw: there are few manuals, and their conditions
 * could be learned by heart; of invented ones no two are the same.
 */
import { clausesTelegram } from "../../function-base/clauses.ts";
import type { Clause, Facts } from "../../function-base/types.ts";
import type { Draw } from "./notices.ts";

/** How a stage's conditions are said: of each fact what stands before its word, and the words that are known of it. */
export type Wording = ReadonlyMap<string, { readonly before: string; readonly words: readonly string[] }>;

/**
 * The wording of a stage: of every fact that clauses speak of, with all words that states have had or that a clause asks for: the word of a state
 * that no lesson had (`party pair`) is as much a condition as any other. `forms` says what stands before the words of each fact.
 */
export function wordingOf(clauses: readonly Clause[], forms: Readonly<Record<string, string>>, states: Iterable<Facts>): Wording {
  const known = new Map([...new Set(clauses.flatMap(Object.keys))].sort().map((fact) => [fact, new Set<string>()]));
  for (const facts of [...states, ...clauses]) for (const [fact, word] of Object.entries(facts)) known.get(fact)?.add(word);
  return new Map([...known].map(([fact, words]) => [fact, { before: forms[fact]!, words: [...words].sort() }]));
}

/** In how many words the clause fails that is nearest to holding: 0 where one holds, infinitely many where there is none. */
export const missesOf = (clauses: readonly Clause[], facts: Facts): number =>
  Math.min(...clauses.map((clause) => Object.entries(clause).filter(([fact, word]) => facts[fact] !== word).length));

/** Phrases of a clause at most, and clauses. */
const [PHRASES, CLAUSES] = [7, 4];

/** An invented condition, and whether it holds of a state; as often as not it does. A `plain` one is a single phrase. */
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

/** Shares of invented states that a clause is made to hold in, and of these, of those in which it then fails by one word. */
const [NAMED, MISSED] = [0.7, 0.3];

/**
 * An invented state: facts of another one, of which every second has any word of its own, and which mostly one of the clauses names, or
 * all but names.
 *
 * What manuals say has to be read in states, too, that the teacher hardly comes to: elsewhere they are the ordinary ones.
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
