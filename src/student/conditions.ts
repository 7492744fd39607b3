/**
 * Conditions, as manuals state them: `capture surround near exit taken ; distance far`, clauses of which one has to hold, each of phrases
 * that say a word of a fact.
 *
 * What a student learns of invented conditions it can use for a function that it never saw: there are few manuals, and their conditions
 * could be learned by heart; of invented ones no two are the same.
 */
import type { Draw } from "./notices.ts";

/** What is known of a state, in words. */
export type Facts = Readonly<Record<string, string>>;

/** How conditions are said: the words of each fact, and what a manual says before them. */
export type Wording = ReadonlyMap<string, { readonly before: string; readonly words: readonly string[] }>;

/** What stands between two clauses. */
const OR = " ; ";

/** Facts of a manual's phrases, with what is said before their words; undefined where it says anything else. */
function phrasesOf(manual: string, known: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, string> | undefined {
  const forms = new Map<string, string>();
  for (const clause of manual.split(OR)) {
    let said: string[] = [];
    for (const word of clause.split(" ")) {
      const fact = said.find((one) => known.get(one)?.has(word) === true);
      if (fact !== undefined) forms.set(fact, said.join(" "));
      said = fact === undefined ? [...said, word] : [];
    }
    if (said.length > 0) return undefined;
  }
  return forms;
}

/**
 * The wording of a stage's conditions: as its manuals say them, with every word that its facts have taken.
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
  const forms = new Map<string, string>();
  for (const manual of manuals) for (const [fact, before] of phrasesOf(manual, known) ?? []) forms.set(fact, before);
  return new Map([...forms].sort().map(([fact, before]) => [fact, { before, words: [...known.get(fact)!].sort() }]));
}

/** Whether what a manual says holds of a state; undefined for a manual that says anything but conditions in this wording. */
export function holdsOf(manual: string, facts: Facts, wording: Wording): boolean | undefined {
  const phrases = new Map(
    [...wording].flatMap(([fact, { before, words }]) => words.map((word) => [`${before} ${word}`, facts[fact] === word])),
  );
  let any = false;
  for (const clause of manual.split(OR)) {
    let [holds, said] = [true, ""];
    for (const word of clause.split(" ")) {
      said = said === "" ? word : `${said} ${word}`;
      const known = phrases.get(said);
      if (known === undefined) continue;
      holds &&= known;
      said = "";
    }
    if (said !== "") return undefined;
    any ||= holds;
  }
  return any;
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
