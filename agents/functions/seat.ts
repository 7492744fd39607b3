/** Seats that decide function by function: one loop, and what differs between them. */
import { z } from "zod";
import {
  ArenaError,
  type Json,
  type Key,
  lookup,
  type Observation,
  rng,
  fold,
  type Hit,
  type Seat,
  type Trace,
  type Turn,
  wordOf,
} from "../../src/core/index.ts";
import {
  bases,
  callNative,
  decideNow,
  everything,
  foundBest,
  type FunctionBase,
  type FunctionEntry,
  lexical,
  oracle,
  type Query,
  type Retrieve,
  type Selection,
} from "../../function-base/index.ts";
import type { AgentContext } from "../agent.ts";

/** What joins the candidates when a notice appears: what answers it, functions for other notices, both, or nothing. */
const EXTEND = ["both", "answers", "distractors", "none"] as const;

/** Parameters that every agent has that decides by functions. */
export const functionParams = {
  extend: z
    .enum(EXTEND)
    .default("both")
    .describe("Functions that join when a notice appears: those that answer it, those for other notices, both or none"),
};

/** Parameters of an agent that retrieves. */
export const retrieverParams = {
  k: z.int().min(1).max(50).default(5).describe("Functions the retriever hands over in a stage"),
  retriever: z
    .enum(["lexical", "all", "oracle"])
    .default("lexical")
    .describe("By shared words; every function; the teacher's choice among others"),
};

/** The function base of an environment; throws `BadAgent` where the role has none. */
export function baseFor(agent: string, { env, role }: Pick<AgentContext, "env" | "role">): FunctionBase {
  const base = lookup(bases, env.id, `agent ${agent}`, "function base of an environment");
  if (base.words.includes(wordOf(role))) return base;
  throw new ArenaError(
    "BadAgent",
    `agent ${agent}`,
    `cast as "${role}"`,
    `expected ${base.words.join(" or ")}: the function base is theirs`,
  );
}

/** Whether a role decides by functions. */
export const hasFunctions = ({ env, role }: Pick<AgentContext, "env" | "role">): boolean =>
  bases[env.id]?.words.includes(wordOf(role)) === true;

/** The retriever of an agent. */
export function retrieverFor(
  base: FunctionBase,
  id: z.output<z.ZodObject<typeof retrieverParams>>["retriever"],
  key: () => Key,
): Retrieve<readonly Hit[]> {
  switch (id) {
    case "lexical":
      return lexical(base);
    case "all":
      return everything(base);
    case "oracle": {
      const places = new Map([...base.functions].map(({ name }, i) => [name, i]));
      return oracle(
        base,
        (query) => foundBest(base, query),
        (_query, name) => rng(fold(key(), places.get(name)!)).uniform(),
      );
    }
    default:
      return id satisfies never;
  }
}

/** Functions that join with the notices in force. */
export function joinedFor(base: FunctionBase, notices: Observation["notices"], extend: (typeof EXTEND)[number]): readonly FunctionEntry[] {
  if (notices.length === 0 || extend === "none") return [];
  return base.emergency.filter(({ notice }) => {
    const answers = notices.some(({ id }) => id === notice);
    return extend === "both" || (extend === "answers" ? answers : !answers);
  });
}

/** How an agent selects: at once, with its turn's key. */
export type Select = (query: Query, candidates: readonly Hit[], turn: Pick<Turn, "role" | "legal" | "key">) => Selection;

/** What makes a seat that decides by functions. */
export interface FunctionAgent {
  readonly base: FunctionBase;
  readonly k: number;
  readonly retriever: "lexical" | "all" | "oracle";
  readonly extend: (typeof EXTEND)[number];
  readonly select: Select;
}

/** A seat that decides function by function, and tells how. */
export function functionSeat({ base, k, retriever, extend, select }: FunctionAgent): Seat {
  let key: Key = [0, 0];
  const retrieve = retrieverFor(base, retriever, () => key);
  const told = new Set<string>();

  return {
    act(observation, turn, emit) {
      key = turn.key;
      const joined = joinedFor(base, observation.notices, extend);
      for (const { id } of joined.length === 0 ? [] : observation.notices) {
        if (told.has(id)) continue;
        told.add(id);
        emit({ type: "extend", notice: id, functions: joined.map(({ name }) => name) });
      }
      return decideNow(
        {
          base,
          k,
          joined,
          retrieve,
          select: (query, candidates) => select(query, candidates, turn),
          call: (entry, query, legal) => callNative(base, entry, query, legal),
          heard: (stage, hits, selection, result) => emit(heard(stage.id, hits, selection, result, retriever)),
        },
        observation,
        turn.legal,
      );
    },
    dispose: () => {},
  };
}

/** What of a stage goes into the log; where every function is a candidate, they are not listed. */
function heard(
  stage: string,
  hits: readonly Hit[],
  { name, probabilities }: Selection,
  result: Json | undefined,
  retriever: string,
): Trace {
  return {
    type: "call",
    stage,
    ...(retriever === "all" ? {} : { hits }),
    name,
    ...(probabilities === undefined ? {} : { probabilities }),
    ...(result === undefined ? {} : { result }),
  };
}

/**
 * What a role does by functions, decided at once: for the expert, and for playouts.
 *
 * Committed functions are tested for valid results, so nothing is checked here: playouts need the time.
 */
export function functionPolicy(
  base: FunctionBase,
  choose: (query: Query) => string,
  extend: (typeof EXTEND)[number] = "answers",
): (observation: Observation, legal: readonly Json[]) => Json {
  return (observation, legal) => {
    const joined = joinedFor(base, observation.notices, extend);
    const tools = base.tools(observation);
    let previous: Json = null;
    for (const stage of base.stages) {
      const name = choose({ observation, facts: base.facts(observation, previous), stage, previous, joined });
      previous = base.native.get(name)!(observation, legal, previous, tools);
    }
    return previous;
  };
}
