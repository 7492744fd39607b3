/** What a student learns from: the teacher's decisions, the manuals, and the words and facts that both are said in. */
import { NOTICE } from "../../function-base/clauses.ts";
import type { Clause, Facts } from "../../function-base/types.ts";
import { missesOf, type Wording, wordingOf } from "./conditions.ts";
import type { Lexicon } from "./reader.ts";

/** A decision in a stage: the state, its facts, the function that the teacher took, and the candidates it was taken from. */
export type Choice = {
  readonly stage: string;
  readonly facts: Facts;
  readonly state: string;
  readonly right: string;
  readonly candidates: readonly string[];
};

/** A decision as a whole: the observation as text, and the teacher's action. */
export type Move = { readonly state: string; readonly answer: string };

/**
 * A manual: its text, other texts that say the same, the clauses that the text was derived from, if it was, and whether it answers a notice.
 */
export type Manual = {
  readonly text: string;
  readonly also?: readonly string[];
  readonly when: readonly Clause[];
  readonly notice: boolean;
};

/** What a student is to learn: to judge manuals (ld), or to answer with actions (kd). */
export type Lessons =
  | {
      readonly kind: "ld";
      readonly choices: readonly Choice[];
      /** The manual of each function. */
      readonly manuals: Readonly<Record<string, Manual>>;
      /** For each fact that a clause mentions, what stands before its word in these texts. */
      readonly says: Readonly<Record<string, string>>;
      /** The words that are read by their vectors, and the vectors, one after the other; absent, none is. */
      readonly vectors?: { readonly words: readonly string[]; readonly numbers: Float32Array };
    }
  | { readonly kind: "kd"; readonly moves: readonly Move[] };

/** Lessons in judging manuals. */
export type Judging = Lessons & { readonly kind: "ld" };

/** Whether a manual states conditions alone: it has clauses, and answers no notice. */
export const isReadable = ({ when, notice }: Manual): boolean => when.length > 0 && !notice;

/** What there is to read in each stage: its wording, the manuals that state conditions alone, and the clauses of all of these. */
export type Readable = ReadonlyMap<
  string,
  {
    readonly wording: Wording;
    readonly manuals: readonly { readonly text: string; readonly clauses: readonly Clause[] }[];
    readonly clauses: readonly Clause[];
  }
>;

/** What there is to read in each stage that has a wording. */
export function readableOf(lessons: Judging, wordings: ReadonlyMap<string, Wording>): Readable {
  const stages = namesByStage(lessons);
  return new Map(
    [...wordings].map(([stage, wording]) => {
      const mine = [...stages.get(stage)!].map((name) => lessons.manuals[name]!).filter(isReadable);
      const texts = new Map(mine.map(({ text, when }) => [text, when]));
      const read = [...texts.keys()].sort().map((text) => ({ text, clauses: texts.get(text)! }));
      return [stage, { wording, manuals: read, clauses: read.flatMap(({ clauses }) => clauses) }];
    }),
  );
}

/** The functions that the teacher took in each stage, or could have taken. */
function namesByStage({ choices }: Judging): ReadonlyMap<string, ReadonlySet<string>> {
  const stages = new Map<string, Set<string>>();
  for (const { stage, right, candidates } of choices) {
    let names = stages.get(stage);
    if (names === undefined) stages.set(stage, (names = new Set()));
    for (const name of [right, ...candidates]) names.add(name);
  }
  return stages;
}

/** The choices that manuals explain, or all if there are none: a function taken against its manual would teach a student not to read. */
export function explained({ choices, manuals }: Judging): readonly Choice[] {
  const kept = choices.filter(({ facts, right }) => !isReadable(manuals[right]!) || missesOf(manuals[right]!.when, facts) === 0);
  return kept.length === 0 ? choices : kept;
}

/** How the manuals of each stage word their conditions; a stage whose manuals state none has no entry. */
export function wordingsOf(lessons: Judging): ReadonlyMap<string, Wording> {
  const { choices, manuals, says } = lessons;
  return new Map(
    [...namesByStage(lessons)].flatMap(([stage, names]) => {
      const clauses = [...names].flatMap((name) => (isReadable(manuals[name]!) ? manuals[name]!.when : []));
      const states = choices.filter((one) => one.stage === stage).map(({ facts }) => facts);
      const wording = wordingOf(clauses, says, states);
      return wording.size === 0 ? [] : [[stage, wording] as const];
    }),
  );
}

/**
 * The lexicon of a student of these lessons. Its words are those of states and manuals, and the one that announces notices, sorted; its phrases
 * are the facts with their words, as states say them and as manuals do.
 */
export function lexiconOf(lessons: Judging, wordings = wordingsOf(lessons)): Lexicon {
  const { choices, manuals } = lessons;
  const texts = [...choices.map(({ state }) => state), ...Object.values(manuals).flatMap(({ text, also = [] }) => [text, ...also])];
  const phrases: Record<string, string> = Object.fromEntries(factsOf(lessons, wordings).map((phrase) => [phrase, phrase]));
  for (const wording of wordings.values())
    for (const [fact, { before, words }] of wording) for (const word of words) phrases[`${before} ${word}`] = `${fact} ${word}`;
  return {
    words: [...new Set([NOTICE, ...texts.flatMap((text) => text.split(" "))])].sort(),
    phrases: Object.fromEntries(Object.entries(phrases).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Every fact with each of its words, such as `near free`, sorted: those that choices met, and those that manuals may ask for. */
export function factsOf(lessons: Judging, wordings = wordingsOf(lessons)): readonly string[] {
  const met = lessons.choices.flatMap(({ facts }) => Object.entries(facts));
  const said = [...wordings.values()].flatMap((wording) =>
    [...wording].flatMap(([fact, { words }]) => words.map((word) => [fact, word] as const)),
  );
  return [...new Set([...met, ...said].map(([fact, word]) => `${fact} ${word}`))].sort();
}
