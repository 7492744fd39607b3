/** Retrievers: which K functions of a stage suit a state. */
import MiniSearch from "minisearch";
import type { Hit } from "../src/core/index.ts";
import { ofStage } from "./base.ts";
import type { Query, Retrieve } from "./loop.ts";
import type { FunctionBase } from "./types.ts";

/** Turns texts into vectors, all of one length. */
export type Embed = (texts: readonly string[]) => Promise<readonly (readonly number[])[]>;

/** The state in the words that manuals are written in: what is known of it, and the notices in force. */
export const queryText = ({ facts, observation }: Pick<Query, "facts" | "observation">): string =>
  [...Object.entries(facts).map(([name, word]) => `${name} ${word}`), ...observation.notices.map(({ text }) => text)].join(". ");

/** By the words that state and manual share (BM25+); scores are rounded, ties go by the order of the base. */
export function lexical(base: FunctionBase): Retrieve<readonly Hit[]> {
  const indexes = new Map(
    base.stages.map(({ id }) => {
      const index = new MiniSearch<{ id: string; manual: string }>({ fields: ["manual"], idField: "id" });
      index.addAll(ofStage([...base.functions, ...base.emergency], id).map(({ name, manual }) => ({ id: name, manual })));
      return [id, index];
    }),
  );
  return (query, k) => {
    const found = new Map(
      indexes
        .get(query.stage.id)!
        .search(queryText(query))
        .map(({ id, score }) => [id as string, score]),
    );
    return best(base, query, (name) => found.get(name) ?? 0, k);
  };
}

/** Every function of the stage: the ablation without a retriever. */
export const everything =
  (base: FunctionBase): Retrieve<readonly Hit[]> =>
  (query) =>
    best(base, query, () => 0, Infinity);

/** The teacher's choice among K - 1 others, drawn by the observation: the ablation with a perfect retriever. */
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
    const known = await manuals;
    const [state] = await embed([queryText(query)]);
    return best(base, query, (name) => cosine(state!, known.get(name)!), k);
  };
}

/** The K best functions of a stage, and those that joined. */
function best(base: FunctionBase, { stage, joined }: Query, score: (name: string) => number, k: number): readonly Hit[] {
  const scored = (name: string) => Math.round(score(name) * 1e4) / 1e4;
  const hits = ofStage(base.functions, stage.id)
    .map(({ name }): Hit => ({ name, score: scored(name) }))
    .sort((a, b) => b.score - a.score);
  const extra = ofStage(joined, stage.id).map(({ name }): Hit => ({ name, score: scored(name), joined: true }));
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
