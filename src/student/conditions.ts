/**
 * Conditions, as manuals state them: `capture surround near exit taken ; distance far`, clauses of which one has to hold, each of phrases
 * that say a word of a fact.
 *
 * What a student learns of invented conditions it can use for a function that it never saw: there are few manuals, and their conditions
 * could be learned by heart; of invented ones no two are the same.
 */
import { canonical } from "../core/index.ts";
import type { Draw } from "./notices.ts";

/** What is known of a state, in words. */
export type Facts = Readonly<Record<string, string>>;

/** How conditions are said: the words of each fact, and what a manual says before them. */
export type Wording = ReadonlyMap<string, { readonly before: string; readonly words: readonly string[] }>;

/** What stands between two clauses. */
const OR = " ; ";

/** Facts with the words that are known of each. */
type Known = ReadonlyMap<string, ReadonlySet<string>>;

/** What a manual says before a word of a fact, by the words that are known; undefined where it says anything else. */
function formsIn(manual: string, known: Known): readonly (readonly [fact: string, before: string])[] | undefined {
  const forms: [string, string][] = [];
  for (const clause of manual.split(OR)) {
    let said: string[] = [];
    for (const word of clause.split(" ")) {
      const fact = said.find((one) => known.get(one)?.has(word) === true);
      if (fact !== undefined) forms.push([fact, said.join(" ")]);
      said = fact === undefined ? [...said, word] : [];
    }
    if (said.length > 0) return undefined;
  }
  return forms;
}

/**
 * The form of each fact: the commonest, or the shortest that it ends with. Where a word of one fact is unknown (`rank middle distance far`), the
 * phrase behind it seems to begin too early.
 */
function formOf(forms: readonly (readonly [fact: string, before: string])[]): ReadonlyMap<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const [fact, before] of forms) {
    let of = counts.get(fact);
    if (of === undefined) counts.set(fact, (of = new Map<string, number>()));
    of.set(before, (of.get(before) ?? 0) + 1);
  }
  return new Map(
    [...counts].map(([fact, of]) => {
      // Ties go to the shorter form, then by the alphabet.
      const sorted = [...of].sort(([a, n], [b, m]) => m - n || a.length - b.length || (a < b ? -1 : 1)).map(([form]) => form);
      const ends = sorted.filter((form) => sorted[0] === form || sorted[0]!.endsWith(` ${form}`));
      return [fact, ends.reduce((a, b) => (b.length < a.length ? b : a))];
    }),
  );
}

/** A wording of forms, before any word is known. */
const formed = (forms: Iterable<readonly [fact: string, before: string]>): Wording =>
  new Map([...forms].sort().map(([fact, before]) => [fact, { before, words: [] }]));

/**
 * Facts without a form that manuals say by their names, with these names as forms: those by which manuals can be read that cannot be without.
 * None where a name would be taken for something else in a manual that can be.
 */
function namesIn(
  manuals: readonly string[],
  facts: Iterable<string>,
  forms: ReadonlyMap<string, string>,
): readonly (readonly [fact: string, before: string])[] {
  const names = [...facts].filter((fact) => !forms.has(fact)).map((fact) => [fact, fact] as const);
  const [without, within] = [formed(forms), formed([...forms, ...names])];
  const said = new Set<string>();
  for (const manual of manuals) {
    const [before, after] = [clausesOf(manual, without), clausesOf(manual, within)];
    if (before === undefined) for (const clause of after ?? []) for (const fact of Object.keys(clause)) said.add(fact);
    else if (canonical(before) !== canonical(after ?? null)) return [];
  }
  return names.filter(([fact]) => said.has(fact));
}

/**
 * The wording of a stage's conditions: as its manuals say them, with every word that its facts have taken or that a manual says of them:
 * the word of a state that no lesson had (`party pair`) is as much a condition as any other. Where that is all that manuals say of a fact,
 * its form is its name, if manuals can be read by it that could not be read before.
 *
 * Facts that no manual speaks of are left out; so is a manual that says more than conditions.
 */
export function wordingOf(manuals: Iterable<string>, states: Iterable<Facts>): Wording {
  const known = new Map<string, Set<string>>();
  for (const facts of states)
    for (const [fact, word] of Object.entries(facts)) {
      let words = known.get(fact);
      if (words === undefined) known.set(fact, (words = new Set()));
      words.add(word);
    }
  const texts = [...manuals];
  const forms = formOf(texts.flatMap((manual) => formsIn(manual, known) ?? []));
  const wording = formed([...forms, ...namesIn(texts, known.keys(), forms)]);
  for (const manual of texts)
    for (const clause of clausesOf(manual, wording) ?? []) for (const [fact, word] of Object.entries(clause)) known.get(fact)!.add(word);
  return new Map([...wording].map(([fact, { before }]) => [fact, { before, words: [...known.get(fact)!].sort() }]));
}

/** The facts of a manual's clauses, one of which has to hold; undefined for a manual that says anything but conditions in this wording. */
export function clausesOf(manual: string, wording: Wording): readonly Facts[] | undefined {
  const byForm = new Map([...wording].map(([fact, { before }]) => [before, fact]));
  const clauses: Facts[] = [];
  for (const clause of manual.split(OR)) {
    const facts: Record<string, string> = {};
    let said = "";
    for (const word of clause.split(" ")) {
      const fact = byForm.get(said);
      if (fact !== undefined) facts[fact] = word;
      said = fact !== undefined ? "" : said === "" ? word : `${said} ${word}`;
    }
    if (said !== "") return undefined;
    clauses.push(facts);
  }
  return clauses;
}

/** In how many words the clause fails that is nearest to holding: 0 where one holds, infinitely many where there is none. */
export const missesOf = (clauses: readonly Facts[], facts: Facts): number =>
  Math.min(...clauses.map((clause) => Object.entries(clause).filter(([fact, word]) => facts[fact] !== word).length));

/** Whether what a manual says holds of a state; undefined for a manual that says anything but conditions in this wording. */
export function holdsOf(manual: string, facts: Facts, wording: Wording): boolean | undefined {
  const clauses = clausesOf(manual, wording);
  return clauses === undefined ? undefined : missesOf(clauses, facts) === 0;
}

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
      const { before, words } = wording.get(fact)!;
      const others = words.filter((word) => word !== facts[fact]);
      const off = i !== right && (j === wrong || (loose && draw.uniform() < 0.5)) && others.length > 0;
      if (off) holds = false;
      return `${before} ${off ? draw.pick(others) : facts[fact]!}`;
    });
    return { text: phrases.join(" "), holds };
  });
  return { text: clauses.map(({ text }) => text).join(OR), holds: clauses.some(({ holds }) => holds) };
}

/** Shares of invented states that a clause is made to hold in, and of these, of those in which it then fails by one word. */
const [NAMED, MISSED] = [0.7, 0.3];

/**
 * An invented state: facts of another one, of which every second has any word of its own, and which mostly one of the clauses names, or
 * all but names.
 *
 * What manuals say has to be read in states, too, that the teacher hardly comes to: elsewhere they are the ordinary ones.
 */
export function inventState(draw: Draw, facts: Facts, wording: Wording, clauses: readonly Facts[]): Facts {
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
