/** How the retriever ranks the functions of a base: for words that were typed, or for a role's situation. */
import { joinedFor } from "../../../agents/functions/seat.ts";
import {
  byName,
  callNative,
  decideNow,
  type FunctionBase,
  type FunctionEntry,
  FunctionFault,
  K,
  lexical,
  type Query,
  type Stage,
  teachersChoice,
} from "../../../function-base/index.ts";
import { type AnyEnvironment, type Frame, type Hit, type Json, type Role, wordOf } from "../../core/index.ts";
import { told } from "../page/state.ts";

/** A function and its place in a ranking. */
export interface Ranking {
  readonly entry: FunctionEntry;
  readonly score?: number;
  /** Whether the retriever would hand the function to a selector. */
  readonly handed: boolean;
}

/** What a role sees of the state on show, as queries to a retriever. */
export interface Situation {
  readonly role: Role;
  /** The query of every stage, where the stages before were decided as the teacher would decide them. */
  readonly queries: readonly Query[];
}

/** The roles that have functions and whose decisions may be shown, `first` before the others. */
export const rolesToRank = (base: FunctionBase, env: AnyEnvironment, { state }: Frame, first?: Role): readonly Role[] =>
  env
    .roles(state)
    .filter((role) => base.words.includes(wordOf(role)) && told.value?.includes(role) !== false)
    .sort((a, b) => Number(b === first) - Number(a === first));

/** The situation of a role; without the stages after one in which the teacher's function fails. */
export function situationOf(base: FunctionBase, env: AnyEnvironment, { state }: Pick<Frame, "state">, role: Role): Situation {
  const observation = env.observe(state, role);
  const queries: Query[] = [];
  const decider = {
    base,
    joined: joinedFor(base, observation.notices, "both"),
    role,
    k: K,
    retrieve: () => [],
    select: (query: Query) => {
      queries.push(query);
      return { name: teachersChoice(base, query) };
    },
    call: (entry: FunctionEntry, query: Query, legal: readonly Json[]) => callNative(base, entry, observation, legal, query.previous),
  };
  try {
    decideNow(decider, observation, env.legal(state, role));
  } catch (error) {
    if (!(error instanceof FunctionFault)) throw error;
  }
  return { role, queries };
}

const retrievers = new WeakMap<FunctionBase, ReturnType<typeof lexical>>();

function retrieve(base: FunctionBase, query: Query, k: number): readonly Hit[] {
  let retriever = retrievers.get(base);
  if (retriever === undefined) retrievers.set(base, (retriever = lexical(base)));
  return retriever(query, k);
}

/** The functions of a stage that match typed words, by their text or by the retriever's score, the best first. */
export function byWords(base: FunctionBase, stage: Stage, words: string): readonly Ranking[] {
  const text = words.trim().toLowerCase();
  const query = {
    observation: { ...base.blank, notices: [] },
    facts: { [text]: "" },
    stage,
    previous: null,
    joined: base.emergency,
  };
  const table = byName(base);
  return retrieve(base, query, Infinity)
    .map(({ name, score }) => ({ entry: table.get(name)!, score, handed: true }))
    .filter(({ entry, score }) => score > 0 || `${entry.name} ${entry.manual} ${entry.notice ?? ""}`.toLowerCase().includes(text));
}

/** The candidates that an agent's retriever hands to the selector. */
export const handedOver = (base: FunctionBase, query: Query): readonly Hit[] => retrieve(base, query, K);

/** The functions of a stage as an agent's retriever ranks them; those that it would not hand over come last. */
export function byState(base: FunctionBase, query: Query): readonly Ranking[] {
  const table = byName(base);
  const handed = handedOver(base, query);
  const names = new Set(handed.map(({ name }) => name));
  const others = retrieve(base, { ...query, joined: base.emergency }, Infinity).filter(({ name }) => !names.has(name));
  const rankings = (hits: readonly Hit[], given: boolean) =>
    hits.map(({ name, score }) => ({ entry: table.get(name)!, score, handed: given }));
  return [...rankings(handed, true), ...rankings(others, false)];
}
