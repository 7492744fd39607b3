/** How the retriever ranks the functions of a base: for words that were typed, or for a role's situation. */
import { joinedFor } from "../../agents/functions/seat.ts";
import { byName, type Facts, type FunctionBase, type FunctionEntry, lexical, type Query, type Stage } from "../../function-base/index.ts";
import { type AnyEnvironment, type Frame, type Hit, type Observation, type Role, wordOf } from "../core/index.ts";
import { told } from "./state.ts";

/** Functions a retriever hands over, as agents have it unless told otherwise. */
export const K = 5;

/** A function and its place in a ranking. */
export interface Ranking {
  readonly entry: FunctionEntry;
  readonly score?: number;
  /** Whether a selector would get it. */
  readonly handed: boolean;
}

/** What a role sees of the state on show, as a retriever takes it. */
export interface Situation {
  readonly role: Role;
  readonly observation: Observation;
  readonly facts: Facts;
  readonly notices: Observation["notices"];
}

/** The situations of the roles that have functions and may be told of, that of `first` before the others. */
export function situationsOf(base: FunctionBase, env: AnyEnvironment, { state }: Frame, first?: Role): readonly Situation[] {
  return env
    .roles(state)
    .filter((role) => base.words.includes(wordOf(role)) && told.value?.includes(role) !== false)
    .sort((a, b) => Number(b === first) - Number(a === first))
    .map((role) => {
      const observation = env.observe(state, role);
      return { role, observation, facts: base.facts(observation), notices: observation.notices };
    });
}

const retrievers = new WeakMap<FunctionBase, ReturnType<typeof lexical>>();

function retrieve(base: FunctionBase, query: Query, k: number): readonly Hit[] {
  let retriever = retrievers.get(base);
  if (retriever === undefined) retrievers.set(base, (retriever = lexical(base)));
  return retriever(query, k);
}

/** The functions of a stage that words find, as text or as the retriever's query, the best first. */
export function byWords(base: FunctionBase, stage: Stage, words: string): readonly Ranking[] {
  const text = words.trim().toLowerCase();
  const query = {
    observation: { ...base.blank, notices: [] },
    facts: {},
    stage: { ...stage, asks: text },
    previous: null,
    joined: base.emergency,
  };
  const table = byName(base);
  return retrieve(base, query, Infinity)
    .map(({ name, score }) => ({ entry: table.get(name)!, score, handed: true }))
    .filter(({ entry, score }) => score > 0 || `${entry.name} ${entry.manual} ${entry.notice ?? ""}`.toLowerCase().includes(text));
}

/** The functions of a stage as an agent's retriever ranks them, those that it would not hand over at the end. */
export function byState(base: FunctionBase, stage: Stage, { observation, facts, notices }: Situation): readonly Ranking[] {
  const table = byName(base);
  const joined = joinedFor(base, notices, "both");
  const query = { observation, facts, stage, previous: null, joined };
  const handed = retrieve(base, query, K);
  const names = new Set(handed.map(({ name }) => name));
  const others = retrieve(base, { ...query, joined: base.emergency }, Infinity).filter(({ name }) => !names.has(name));
  const rankings = (hits: readonly Hit[], given: boolean) =>
    hits.map(({ name, score }) => ({ entry: table.get(name)!, score, handed: given }));
  return [...rankings(handed, true), ...rankings(others, false)];
}
