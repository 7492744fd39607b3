/** Retrievers: which K functions of a stage suit a state. */
import MiniSearch from "minisearch";
import type { Hit } from "../src/core/index.ts";
import { type Says, searchedIn } from "./clauses.ts";
import type { Query, Retrieve } from "./loop.ts";
import { isFor, ofStage } from "./stages.ts";
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
    return best(base, query, (name, place) => byPairs(name, place) + WORDS * byWords(name, place), k);
  };
}

/** By the words that state and manual share (BM25+): the control to retrieval by conditions. */
export function byWords(base: FunctionBase): Retrieve<readonly Hit[]> {
  const scores = wordScores(base);
  return (query, k) => {
    return best(base, query, scores(query), k);
  };
}

/** The score of a function by its name; `place` is its index among the functions of the stage in the base, if it is one of them. */
type ScoreOf = (name: string, place?: number) => number;

/** Scores for a query; a function that shares nothing with the state has 0. */
type Scores = (query: Query) => ScoreOf;

/** A searchable text, by its number. */
type Document = { readonly id: number; readonly text: string };

/** How texts are searched: as words or as pairs of words, and how they are scored. */
type Way = {
  readonly tokenize: (text: string) => string[];
  readonly processTerm: (term: string) => string;
  readonly bm25?: typeof CONDITIONS;
  /** The texts that stand for a function. */
  readonly textsOf: (entry: FunctionEntry, says: Says) => readonly string[];
};

/** Scores by shared words, of whole manuals. */
const wordScores = searching({
  tokenize: MiniSearch.getDefault("tokenize") as Way["tokenize"],
  processTerm: MiniSearch.getDefault("processTerm") as Way["processTerm"],
  textsOf: ({ manual }) => [manual],
});

/** Scores by shared pairs of words, of the conditions of manuals. */
const conditionScores = searching({
  tokenize: (text) => [...pairsOf(text)],
  processTerm: (term) => term,
  bm25: CONDITIONS,
  textsOf: searchedIn,
});

/** The most scores that are cached: so many answers, times the functions of a stage. */
const KEPT = 500_000;

/** Scores the functions of a base with one index for each stage. Indexes and answers are cached: every seat asks, and the same facts recur. */
function searching(way: Way): (base: FunctionBase) => Scores {
  const known = new WeakMap<FunctionBase, Scores>();
  return (base) => {
    let scores = known.get(base);
    if (scores === undefined) known.set(base, (scores = scoresBy(base, way)));
    return scores;
  };
}

function scoresBy(base: FunctionBase, way: Way): Scores {
  const stages = new Map(
    base.stages.map(({ id }) => [id, stageScores(ofStage([...base.functions, ...base.emergency], id), base.says, way)]),
  );
  return (query) => stages.get(query.stage.id)!(queryText(query));
}

/** What a term gives to each document that has it. */
type Postings = { readonly documents: Int32Array; readonly scores: Float64Array };

/**
 * Scores the functions of one stage.
 *
 * The library is asked for each term once, and what it gives is added up here as it does: the score of a document is the sum over the terms of
 * the query, times the number of different terms that it has. A search through 10,000 functions takes it a fifth of a second.
 */
function stageScores(
  entries: readonly FunctionEntry[],
  says: Says,
  { tokenize, processTerm, bm25, textsOf }: Way,
): (text: string) => ScoreOf {
  const index = new MiniSearch<Document>({
    fields: ["text"],
    tokenize,
    processTerm,
    ...(bm25 === undefined ? {} : { searchOptions: { bm25 } }),
  });
  const owners: number[] = [];
  for (const [i, entry] of entries.entries()) for (const text of textsOf(entry, says)) index.add({ id: owners.push(i) - 1, text });
  const places = new Map(entries.map(({ name }, i) => [name, i]));
  const postings = new Map<string, Postings>();
  const postingsOf = (term: string): Postings | undefined => {
    let found = postings.get(term);
    if (found === undefined) {
      const hits = index.search(term, { tokenize: (one) => [one], processTerm: (one) => one });
      if (hits.length === 0) return undefined; // there is no end of words that nobody has
      found = { documents: Int32Array.from(hits, ({ id }) => id as number), scores: Float64Array.from(hits, ({ score }) => score) };
      postings.set(term, found);
    }
    return found;
  };
  const sums = new Float64Array(owners.length);
  const terms = new Int32Array(owners.length);
  const answers = new Map<string, Float64Array>();
  const scored = (text: string): Float64Array => {
    sums.fill(0);
    terms.fill(0);
    const met = new Set<string>();
    for (const token of tokenize(text)) {
      const term = processTerm(token);
      const found = term === "" ? undefined : postingsOf(term);
      if (found === undefined) continue;
      const { documents, scores } = found;
      const one = met.has(term) ? 0 : 1;
      met.add(term);
      for (let i = 0; i < documents.length; i++) {
        const document = documents[i]!;
        sums[document]! += scores[i]!;
        terms[document]! += one;
      }
    }
    const best = new Float64Array(entries.length);
    for (let i = 0; i < owners.length; i++) {
      const score = sums[i]! * terms[i]!;
      if (score > best[owners[i]!]!) best[owners[i]!] = score;
    }
    return best;
  };
  return (text) => {
    let best = answers.get(text);
    if (best === undefined) {
      if ((answers.size + 1) * entries.length > KEPT) answers.clear();
      answers.set(text, (best = scored(text)));
    }
    const scores = best;
    return (name, place = places.get(name) ?? -1) => scores[place] ?? 0;
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

/** How well functions suit a query, in their order: higher is better. */
export type Rank = (query: Query, entries: readonly FunctionEntry[]) => Promise<readonly number[]>;

/** By the scores that somebody gives the functions of a stage, and those that joined, such as a trained retriever. */
export const ranked =
  (base: FunctionBase, rank: Rank): Retrieve<Promise<readonly Hit[]>> =>
  async (query, k) => {
    const entries = [...inStage(base, query.stage.id), ...ofStage(query.joined, query.stage.id, query.role)];
    const scores = await rank(query, entries);
    const byName = new Map(entries.map(({ name }, i) => [name, scores[i]!]));
    return best(base, query, (name) => byName.get(name)!, k);
  };

const stages = new WeakMap<readonly FunctionEntry[], Map<string, readonly FunctionEntry[]>>();

/** The ordinary functions of a stage, found once. */
function inStage({ functions }: FunctionBase, stage: string): readonly FunctionEntry[] {
  let lists = stages.get(functions);
  if (lists === undefined) stages.set(functions, (lists = new Map<string, readonly FunctionEntry[]>()));
  let list = lists.get(stage);
  if (list === undefined) lists.set(stage, (list = ofStage(functions, stage)));
  return list;
}

/** The K best functions of a stage, and those that joined; of equal ones, those that come first in the base. */
function best(base: FunctionBase, { stage, joined, role }: Query, score: ScoreOf, k: number): readonly Hit[] {
  const scored = (name: string, place?: number) => Math.round(score(name, place) * 1e4) / 1e4;
  const hits: Hit[] = [];
  const functions = inStage(base, stage.id);
  for (let place = 0; place < functions.length; place++) {
    const entry = functions[place]!;
    if (!isFor(entry, role)) continue;
    const { name } = entry;
    const found = scored(name, place);
    let at = hits.length;
    if (at >= k && (at === 0 || found <= hits[at - 1]!.score)) continue;
    while (at > 0 && hits[at - 1]!.score < found) at--;
    hits.splice(at, 0, { name, score: found });
    if (hits.length > k) hits.pop();
  }
  const extra = ofStage(joined, stage.id, role).map(({ name }): Hit => ({ name, score: scored(name), joined: true }));
  return extra.length === 0 ? hits : [...hits, ...extra].sort((a, b) => b.score - a.score);
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
