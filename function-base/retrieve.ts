/** Retrievers: which K functions of a stage suit a state. */
import MiniSearch from "minisearch";
import type { Hit } from "../src/core/index.ts";
import { type Says, searchedIn } from "./clauses.ts";
import type { Query, Retrieve } from "./loop.ts";
import { ofStage } from "./stages.ts";
import type { FunctionBase, FunctionEntry } from "./types.ts";
import { IDLE_IN_RETRIEVAL } from "./words.ts";

/** How many functions a retriever returns by default. */
export const K = 5;

/** Turns texts into vectors, all of one length. */
export type Embed = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** The state in the words that manuals are written in: what is known of it, and the notices in force. */
export const queryText = ({ facts, observation }: Pick<Query, "facts" | "observation">): string =>
  [...Object.entries(facts).map(([name, word]) => `${name} ${word}`), ...observation.notices.map(({ text }) => text)].join(". ");

/** How far apart the two words of a pair may be. */
const REACH = 2;

/** Pairs of neighbouring words, idle ones left out, within a phrase: `the near exit is free` has `near exit`, `near free`, `exit free`. */
function pairsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[.;,:]| and /)
    .flatMap((phrase) => {
      const words = (phrase.match(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu) ?? []).filter((word) => !IDLE_IN_RETRIEVAL.has(word));
      return words.flatMap((word, i) => words.slice(i + 1, i + 1 + REACH).map((next) => `${word} ${next}`));
    });
}

/**
 * How conditions are scored (BM25): by the share of a condition that the state says, hence with full length normalisation (b = 1). The usual
 * settings (BM25+, b = 0.7) favour long conditions that fail in one phrase over short ones that hold.
 */
const CONDITIONS = { k: 1.2, b: 1, d: 0 };

/** The weight of shared words beside shared pairs: small, so that they only order functions that share no pair. */
const WORDS = 1e-3;

/**
 * By the pairs of words that a state shares with one condition of a manual (BM25), and by shared words where there are none (BM25+).
 *
 * A manual has as many conditions as it says "or when"; the best one counts. Scores are rounded, ties go by the order of the base.
 */
export function lexical(base: FunctionBase): Retrieve<readonly Hit[]> {
  const [pairs, words] = [conditionScores(base), wordScores(base)];
  return (query, k) => {
    const [byPairs, byWords] = [pairs(query), words(query)];
    return best(base, query, (name) => (byPairs.get(name) ?? 0) + WORDS * (byWords.get(name) ?? 0), k);
  };
}

/** By the words that state and manual share (BM25+): the control to retrieval by conditions. */
export function byWords(base: FunctionBase): Retrieve<readonly Hit[]> {
  const scores = wordScores(base);
  return (query, k) => {
    const found = scores(query);
    return best(base, query, (name) => found.get(name) ?? 0, k);
  };
}

/** Scores of functions by name; a function that shares nothing with the state has none. */
type Scores = (query: Query) => ReadonlyMap<string, number>;

/** A searchable text that stands for a function. */
type Document = { readonly id: string; readonly name: string; readonly text: string };

/** Scores by shared words, of whole manuals. */
const wordScores = searching(
  () => new MiniSearch<Document>({ fields: ["text"], storeFields: ["name"] }),
  ({ manual }) => [manual],
);

/** Scores by shared pairs of words, of the conditions of manuals. */
const conditionScores = searching(
  () =>
    new MiniSearch<Document>({
      fields: ["text"],
      storeFields: ["name"],
      tokenize: (text) => [...pairsOf(text)],
      processTerm: (term) => term,
      searchOptions: { bm25: CONDITIONS },
    }),
  searchedIn,
);

/** The most answers that are cached. */
const KEPT = 20_000;

/** The texts that stand for a function. */
type TextsOf = (entry: FunctionEntry, says: Says) => readonly string[];

/** Scores the functions of a base with one index for each stage. Indexes and answers are cached: every seat asks, and the same facts recur. */
function searching(indexOf: () => MiniSearch<Document>, textsOf: TextsOf): (base: FunctionBase) => Scores {
  const known = new WeakMap<FunctionBase, Scores>();
  return (base) => {
    let scores = known.get(base);
    if (scores === undefined) known.set(base, (scores = scoresBy(base, indexOf, textsOf)));
    return scores;
  };
}

function scoresBy(base: FunctionBase, indexOf: () => MiniSearch<Document>, textsOf: TextsOf): Scores {
  const indexes = new Map(
    base.stages.map(({ id }) => {
      const index = indexOf();
      for (const entry of ofStage([...base.functions, ...base.emergency], id))
        index.addAll(textsOf(entry, base.says).map((text, i) => ({ id: `${entry.name} ${i}`, name: entry.name, text })));
      return [id, index];
    }),
  );
  const answers = new Map<string, ReadonlyMap<string, number>>();
  return (query) => {
    const asked = `${query.stage.id}\n${queryText(query)}`;
    const before = answers.get(asked);
    if (before !== undefined) return before;
    const found = new Map<string, number>();
    for (const hit of indexes.get(query.stage.id)!.search(queryText(query))) {
      const name = hit["name"] as string;
      found.set(name, Math.max(found.get(name) ?? 0, hit.score));
    }
    if (answers.size >= KEPT) answers.clear();
    answers.set(asked, found);
    return found;
  };
}

/** Every function of the stage: the ablation without a retriever. */
export const everything =
  (base: FunctionBase): Retrieve<readonly Hit[]> =>
  (query) =>
    best(base, query, () => 0, Infinity);

/** The teacher's choice among K - 1 others that `draw` picks: the ablation with a perfect retriever. */
export function oracle(
  base: FunctionBase,
  choice: (query: Query) => string,
  draw: (query: Query, name: string) => number,
): Retrieve<readonly Hit[]> {
  return (query, k) => {
    const right = choice(query);
    const kept = new Set(best(base, query, (name) => (name === right ? 2 : draw(query, name)), k).map(({ name }) => name));
    return best(base, query, () => 0, Infinity).filter(({ name }) => kept.has(name));
  };
}

/** By the cosine of embedded manuals and states. */
export function embedding(base: FunctionBase, embed: Embed): Retrieve<Promise<readonly Hit[]>> {
  const entries = [...base.functions, ...base.emergency];
  let manuals: Promise<ReadonlyMap<string, readonly number[]>> | undefined;
  return async (query, k) => {
    manuals ??= embed(entries.map(({ manual }) => manual)).then((all) => new Map(entries.map(({ name }, i) => [name, all[i]!])));
    const known = await manuals.catch((error: unknown) => {
      manuals = undefined; // the next decision asks again
      throw error;
    });
    const [state] = await embed([queryText(query)]);
    return best(base, query, (name) => cosine(state!, known.get(name)!), k);
  };
}

/** The K best functions of a stage, and those that joined. */
function best(base: FunctionBase, { stage, joined, role }: Query, score: (name: string) => number, k: number): readonly Hit[] {
  const scored = (name: string) => Math.round(score(name) * 1e4) / 1e4;
  const hits = ofStage(base.functions, stage.id, role)
    .map(({ name }): Hit => ({ name, score: scored(name) }))
    .sort((a, b) => b.score - a.score);
  const extra = ofStage(joined, stage.id, role).map(({ name }): Hit => ({ name, score: scored(name), joined: true }));
  return extra.length === 0 ? hits.slice(0, k) : [...hits.slice(0, k), ...extra].sort((a, b) => b.score - a.score);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}
