/**
 * Other wordings of manuals and notices, by which it is seen whether a selector understands them or knows them by heart. Wordings of tests
 * and of lessons are disjoint: their texts lie in `wordings.json` and `paraphrases.json` of a base.
 */
import { wordingsText } from "#wordings";
import { ArenaError, digest, type Json, lookup, type Observation } from "../src/core/index.ts";
import { sentenceOf } from "./clauses.ts";
import type { FunctionBase, FunctionEntry } from "./types.ts";
import { telegram } from "./words.ts";

/** Texts in place of those of manuals and notices; what is absent stays as it is. */
export interface Wording {
  /** By the name of every function, what it does. */
  readonly purposes?: Readonly<Record<string, string>>;
  /** By the name of every function that answers a notice, what that notice says. */
  readonly answers?: Readonly<Record<string, string>>;
  /** By the id of a notice, what it says. */
  readonly notices?: Readonly<Record<string, string>>;
}

/** The wordings of a base by their ids. */
export type Wordings = Readonly<Record<string, Wording>>;

/** For lessons: by the name of every ordinary function, other ways to say what it does. */
export type Paraphrases = Readonly<Record<string, readonly string[]>>;

/** The other wordings of a game's base, which are read when they are asked for. */
export const wordingsOf = (env: string) => ({
  tests: async (): Promise<Wordings> => JSON.parse(await wordingsText(env, "wordings.json")) as Wordings,
  lessons: async (): Promise<Paraphrases> => JSON.parse(await wordingsText(env, "paraphrases.json")) as Paraphrases,
});

/** The wording of manuals as they are. */
export const COMMITTED = "committed";

/** The wording in which every function has the purpose of the next one of its stage: who plays as well by it does not read. */
export const SHUFFLED = "shuffled";

/** A base whose manuals and notices are worded in another way, and what says which it is. */
export interface Worded {
  readonly base: FunctionBase;
  /** An observation with its notices in these words. */
  hear(observation: Observation): Observation;
  /** The id and the digest of the wording; absent for the committed one. */
  readonly wording?: { readonly id: string; readonly digest: string };
}

/** A base in one of its wordings, by its id. Throws `UnknownId`, and `BadInput` where a wording has no text for a function. */
export function worded(base: FunctionBase, id: string, wordings: Wordings): Worded {
  if (id === COMMITTED) return { base, hear: (observation) => observation };
  const wording = lookup({ ...wordings, [SHUFFLED]: shuffled(base) }, id, `function base ${base.env}`, "wording");
  const { notices } = wording;
  const put = (entry: FunctionEntry): FunctionEntry => inWords(entry, wording, id, base);
  return {
    base: { ...base, functions: base.functions.map(put), emergency: base.emergency.map(put) },
    hear: (observation) =>
      notices === undefined || observation.notices.length === 0
        ? observation
        : { ...observation, notices: observation.notices.map((one) => ({ ...one, text: notices[one.id] ?? one.text })) },
    wording: { id, digest: digest(wording as Json) },
  };
}

/**
 * Checks that lessons say in other words what every ordinary function does, and that no text of the tests is among those they show. Throws
 * `BadInput`, which names the function or the sentence.
 */
export function checkWordings({ env, functions }: FunctionBase, lessons: Paraphrases, tests: Wordings): void {
  const bad = (found: string, expected: string) => new ArenaError("BadInput", `paraphrases of ${env}`, found, `expected ${expected}`);
  const missing = functions.find(({ name }) => (lessons[name] ?? []).length === 0);
  if (missing !== undefined) throw bad(`none of ${missing.name}`, "some for every ordinary function");
  const tested = new Map(
    Object.entries(tests).flatMap(([id, { purposes = {} }]) => Object.values(purposes).map((text) => [telegram(text), id] as const)),
  );
  for (const [name, texts] of Object.entries(lessons))
    for (const text of texts) {
      const id = tested.get(telegram(text));
      if (id !== undefined) throw bad(`${name}: "${text}" stands in the wording ${id} as well`, "other sentences in lessons than in tests");
    }
}

/** A function in other words. */
function inWords(entry: FunctionEntry, { purposes, answers }: Wording, id: string, { env, says }: FunctionBase): FunctionEntry {
  const said = (texts: Readonly<Record<string, string>>, what: string): string => {
    const text = texts[entry.name];
    if (text !== undefined) return text;
    throw new ArenaError("BadInput", `wording ${id} of ${env}`, `no ${what} of ${entry.name}`, "expected one for every function");
  };
  const purpose = purposes === undefined ? entry.purpose : said(purposes, "purpose");
  if (answers === undefined || entry.answers === undefined)
    return { ...entry, purpose, manual: [purpose, entry.conditions].filter((part) => part !== "").join(" ") };
  const when = { when: entry.when, answers: said(answers, "answer") };
  const conditions = sentenceOf(when, says);
  return { ...entry, ...when, purpose, conditions, manual: `${purpose} ${conditions}` };
}

/** The wording in which the purposes of each stage go round. */
function shuffled({ functions, emergency, stages }: FunctionBase): Wording {
  const rounds = stages.flatMap(({ id }) =>
    [functions, emergency].flatMap((all) => {
      const mine = all.filter(({ stage }) => stage === id);
      return mine.map(({ name }, i) => [name, mine[(i + 1) % mine.length]!.purpose] as const);
    }),
  );
  return { purposes: Object.fromEntries(rounds) };
}
