/** Seats that decide function by function: they share one loop and differ in their retriever and in how they select. */
import { z } from "zod";
import {
  ArenaError,
  type Json,
  type Key,
  type Observation,
  rng,
  fold,
  type Hit,
  type Role,
  type Seat,
  type Trace,
  type Turn,
  wordOf,
} from "../../src/core/index.ts";
import {
  byWords,
  callNative,
  COMMITTED,
  type Decider,
  decide,
  decideNow,
  digestOfBase,
  embedding,
  everything,
  inputName,
  K,
  type FunctionBase,
  type FunctionEntry,
  lexical,
  oracle,
  type Query,
  type Rank,
  ranked,
  READS,
  reading,
  type Reads,
  type Retrieve,
  type Sandbox,
  type Selection,
  stagesOf,
  SHUFFLED,
  teachersChoice,
  without,
  type Worded,
  worded,
} from "../../function-base/index.ts";
import type { AgentContext } from "../agent.ts";
import type { Ports, Student } from "../ports.ts";
import { manualText } from "../student/prompt.ts";

/** Which functions join the candidates when a notice appears: those that answer it, those for other notices (distractors), both, or none. */
const EXTEND = ["both", "answers", "distractors", "none"] as const;

/** Parameters of every agent that decides by functions. */
export const functionParams = {
  extend: z
    .enum(EXTEND)
    .default("both")
    .describe("Functions that join when a notice appears: those that answer it, those for other notices, both or none"),
  hide: z.array(z.string()).default([]).describe("Ordinary functions that this agent does not have, as if nobody had written them"),
  sandbox: z.boolean().default(false).describe("Runs committed functions in the sandbox too; those written by models always run there"),
};

/** How candidates are found, and what is said of that. */
export const RETRIEVERS = ["lexical", "words", "embedding", "all", "oracle"] as const;
export const RETRIEVES =
  "By the conditions in manuals; by shared words; by embeddings; every function; the teacher's choice among random others";

/** Parameters of every agent that retrieves functions. */
export const retrieverParams = {
  k: z.int().min(1).max(50).default(K).describe("How many functions the retriever returns in a stage"),
  retriever: z.enum(RETRIEVERS).default("lexical").describe(RETRIEVES),
  reads: z
    .enum(READS)
    .default("both")
    .describe(
      "What is read of manuals: what functions do, when to use them, both (each with the notice that a function answers), or names alone",
    ),
  embedder: z.string().min(1).default("text-embedding-3-small").describe("The embedding model at the endpoint of the language models"),
};

/** Finds candidates by the retriever that a student learned. */
export const TRAINED = "trained";

/** Parameters of agents that may retrieve as a student learned to. */
export const trainedParams = {
  retriever: z
    .enum([...RETRIEVERS, TRAINED])
    .default("lexical")
    .describe(`${RETRIEVES}; ${TRAINED}: by what functions are for, as a student learned it`),
  model: z
    .string()
    .default("")
    .describe(
      "The student whose trained retriever it takes: a committed one, or the folder of one; empty for the one that is committed for the environment",
    ),
};

/** In which words an agent reads manuals and notices. */
export const wordingParams = {
  wording: z
    .string()
    .default(COMMITTED)
    .describe(
      `The words of manuals and notices: "${COMMITTED}", "${SHUFFLED}" (each has the purpose of another), or a wording of the game`,
    ),
};

/**
 * How candidates are found for a selector: as it learned it, if it did; else by conditions, where it reads any. What says nothing of states to search by
 * finds none, so all are candidates then.
 */
export function usualRetriever({
  reads = "both",
  retrieves = false,
}: {
  readonly reads?: Reads | undefined;
  readonly retrieves?: boolean;
}): "trained" | "lexical" | "all" {
  if (retrieves) return TRAINED;
  return reads === "purpose" || reads === "names" ? "all" : "lexical";
}

/** Opens a student of a world, by its name or folder; empty for the one that is committed. Throws `BadAgent` where it learned something else. */
export async function studentOf(
  agent: string,
  kind: "ld" | "kd",
  model: string,
  { world: { env }, ports: { student } }: AgentContext,
): Promise<Student> {
  if (student === undefined)
    throw new ArenaError("BadAgent", `agent ${agent}`, "nothing to run a model with here", "expected a host with ONNX Runtime");
  const opened = await student(model === "" ? `${env.id}-${kind}` : model);
  if (opened.kind === kind && opened.envs.includes(env.id)) return opened;
  throw new ArenaError(
    "BadAgent",
    `agent ${agent}`,
    `the student ${opened.name} learned ${opened.kind} for ${opened.envs.join(", ")}`,
    `expected one that learned ${kind} for ${env.id}`,
  );
}

/** Ranks functions by the retriever of a student, which reads of manuals what the base says. Throws `BadAgent` where it has none. */
export function rankBy(agent: string, student: Pick<Student, "name" | "retrieves" | "rank">, base: FunctionBase): Rank {
  if (!student.retrieves)
    throw new ArenaError(
      "BadAgent",
      `agent ${agent} with retriever ${TRAINED}`,
      `the student ${student.name} has none`,
      'expected one that was trained with "retriever": true in its recipe, or another retriever',
    );
  return ({ stage, facts }, entries) =>
    student.rank(
      stage.id,
      facts,
      entries.map((entry) => manualText(entry, base)),
    );
}

/** Whether an agent with these parameters embeds texts. */
export const embeds = (params: Json): boolean => (params as { readonly retriever?: unknown }).retriever === "embedding";

/** A world's function base without the hidden functions; throws `BadAgent` if the role has none, `BadFunction` if they cannot be hidden. */
export function baseFor(
  agent: string,
  { world: { base }, role }: Pick<AgentContext, "world" | "role">,
  hide: readonly string[] = [],
): FunctionBase {
  if (base.words.includes(wordOf(role))) return without(base, hide);
  throw new ArenaError(
    "BadAgent",
    `agent ${agent}`,
    `cast as "${role}"`,
    `expected ${base.words.join(" or ")}: no other role has functions`,
  );
}

/** The same in other words, as it is asked for by its id. Throws `BadAgent`, `UnknownId`, `BadInput` and `BadFunction`. */
export async function wordedFor(
  agent: string,
  context: Pick<AgentContext, "world" | "role">,
  { hide, wording }: { readonly hide?: readonly string[]; readonly wording: string },
): Promise<Worded> {
  return wordedIn(context.world, baseFor(agent, context, hide), wording);
}

/** A base of a world, in one of the world's wordings by its id. Throws `UnknownId` and `BadInput`. */
export const wordedIn = async ({ wordings }: Pick<AgentContext["world"], "wordings">, base: FunctionBase, id: string): Promise<Worded> =>
  worded(base, id, id === COMMITTED ? {} : ((await wordings?.tests()) ?? {}));

/** A seat that sees notices in other words. */
export const hearing = (seat: Seat, { hear }: Worded): Seat => ({
  ...seat,
  act: (observation, turn, emit) => seat.act(hear(observation), turn, emit),
});

/** Whether a role decides by functions. */
export const hasFunctions = ({ world: { base }, role }: Pick<AgentContext, "world" | "role">): boolean => base.words.includes(wordOf(role));

/** The digest of the base that a role decides by, under the name it has in logs; empty for a role without functions. */
export function baseDigest(context: Pick<AgentContext, "world" | "role">): Readonly<Record<string, string>> {
  if (!hasFunctions(context)) return {};
  const { base } = context.world;
  return { [inputName(base)]: digestOfBase(base) };
}

/** Milliseconds of a turn that are left for all that is not embedding. */
const SPARE_MS = 250;

/** The retriever of an agent, and whether its results have to be awaited. */
function retrieverFor(
  { base, reads, retriever, embedder, ports, rank }: FunctionAgent,
  key: () => Key,
  deadlineMs: () => number,
): { readonly retrieve: Retrieve; readonly waits: boolean } {
  const read = reading(base, reads);
  switch (retriever) {
    case "lexical":
      return { retrieve: lexical(read), waits: false };
    case "words":
      return { retrieve: byWords(read), waits: false };
    case "all":
      return { retrieve: everything(base), waits: false };
    case "oracle": {
      const places = new Map(base.functions.map(({ name }, i) => [name, i]));
      const draw = (_query: Query, name: string) => rng(fold(key(), places.get(name)!)).uniform();
      return { retrieve: oracle(base, (query) => teachersChoice(base, query), draw), waits: false };
    }
    case "embedding": {
      const embed = ports?.embed;
      if (embed === undefined)
        throw new ArenaError(
          "BadAgent",
          "agent with retriever embedding",
          "no way to a language model here",
          "expected a host with a gateway to one, or another retriever",
        );
      // A turn embeds a text a stage, and at first the manuals: all of them together keep its time.
      const limitMs = () => (deadlineMs() - SPARE_MS) / (base.stages.length + 1);
      return { retrieve: embedding(read, (texts) => embed(embedder!, texts, limitMs())), waits: true };
    }
    case TRAINED:
      return { retrieve: ranked(read, rank!), waits: true };
    default:
      return retriever satisfies never;
  }
}

/** The functions that join the candidates because of the notices in force. */
export function joinedFor(base: FunctionBase, notices: Observation["notices"], extend: (typeof EXTEND)[number]): readonly FunctionEntry[] {
  if (notices.length === 0 || extend === "none") return [];
  return base.emergency.filter(({ notice }) => {
    const answers = notices.some(({ id }) => id === notice);
    return extend === "both" || (extend === "answers" ? answers : !answers);
  });
}

/** How an agent selects: synchronously, or with a promise if it is `slow`. It may emit traces that show how it came to its selection. */
export type Select = (query: Query, candidates: readonly Hit[], turn: Turn, emit: (trace: Trace) => void) => Selection | Promise<Selection>;

/** What a seat that decides by functions is made of. */
export interface FunctionAgent {
  readonly base: FunctionBase;
  readonly k: number;
  readonly retriever: (typeof RETRIEVERS)[number] | typeof TRAINED;
  readonly embedder?: string;
  /** How a trained retriever ranks functions. */
  readonly rank?: Rank;
  /** The parts of manuals that its retriever reads. */
  readonly reads?: Reads;
  readonly sandbox: boolean;
  readonly ports?: Ports;
  readonly extend: (typeof EXTEND)[number];
  readonly select: Select;
  /** Whether its selections are promises. */
  readonly slow?: boolean;
  /** Asks for new functions when a notice appears: they join in place of the committed emergency functions, and run only in the sandbox. */
  readonly write?: Write;
}

/** Asks for new functions that answer a notice: those that passed the checks are kept, the others refused with their problems. */
export type Write = (
  notice: Observation["notices"][number],
  turn: Turn,
  emit: (trace: Trace) => void,
) => Promise<{
  readonly kept: readonly FunctionEntry[];
  readonly refused: readonly { readonly name: string; readonly problems: readonly string[] }[];
}>;

/** A seat that decides function by function and emits a trace of every stage. */
export function functionSeat(agent: FunctionAgent): Seat {
  const { base, k, retriever, extend, select, slow = false, write } = agent;
  const sandbox = sandboxFor(agent);
  let key: Key = [0, 0];
  let deadlineMs = Infinity;
  const { retrieve, waits } = retrieverFor(
    agent,
    () => key,
    () => deadlineMs,
  );
  const told = new Set<string>();
  const written: FunctionEntry[] = [];
  let own: Promise<Sandbox> | undefined;

  /** Asks for functions for each new notice, opens a sandbox with all written so far, and returns those that answer a notice in force. */
  async function extended(observation: Observation, turn: Turn, emit: (trace: Trace) => void): Promise<readonly FunctionEntry[]> {
    for (const notice of observation.notices) {
      if (told.has(notice.id)) continue;
      told.add(notice.id);
      const { kept, refused } = await write!(notice, turn, emit);
      emit({
        type: "extend",
        notice: notice.id,
        functions: kept.map(({ name }) => name),
        written: kept.map(({ name, source }) => ({ name, source })),
        ...(refused.length === 0 ? {} : { refused: refused.map(({ name, problems }) => ({ name, problems })) }),
      });
      if (kept.length === 0) continue;
      written.push(...kept);
      closeSandbox(own);
      own = agent.ports!.sandbox!(base.env, written);
      own.catch(() => {});
    }
    return written.filter(({ notice }) => observation.notices.some(({ id }) => id === notice));
  }

  function act(observation: Observation, turn: Turn, emit: (trace: Trace) => void, joined: readonly FunctionEntry[]): Json | Promise<Json> {
    const decider: Decider = {
      base,
      k,
      joined,
      role: turn.role,
      retrieve,
      select: (query, candidates) => select(query, candidates, turn, emit),
      call: (entry, { observation: seen, previous }, legal) => {
        const open = entry.origin.by === "model" ? (own ?? sandbox) : sandbox;
        return open === undefined
          ? callNative(base, entry, seen, legal, previous)
          : open.then((one) => one.call(entry.name, seen, legal, previous));
      },
      heard: (stage, hits, selection, result) => emit(heard(stage.id, hits, selection, result, retriever)),
    };
    return waits || slow || sandbox !== undefined ? decide(decider, observation, turn.legal) : decideNow(decider, observation, turn.legal);
  }

  return {
    act(observation, turn, emit) {
      key = turn.key;
      deadlineMs = turn.deadlineMs;
      if (write !== undefined) return extended(observation, turn, emit).then((joined) => act(observation, turn, emit, joined));
      const joined = joinedFor(base, observation.notices, extend);
      for (const { id } of joined.length === 0 ? [] : observation.notices) {
        if (told.has(id)) continue;
        told.add(id);
        emit({ type: "extend", notice: id, functions: joined.map(({ name }) => name) });
      }
      return act(observation, turn, emit, joined);
    },
    dispose() {
      closeSandbox(sandbox);
      closeSandbox(own);
    },
  };
}

const closeSandbox = (opening: Promise<Sandbox> | undefined): void =>
  void opening?.then(
    (open) => open.dispose(),
    () => {},
  );

/** The sandbox of an agent that wants one, with all functions of its base; it opens while the agent takes its seat. */
function sandboxFor({ base, sandbox, ports }: FunctionAgent): Promise<Sandbox> | undefined {
  if (!sandbox) return undefined;
  if (ports?.sandbox === undefined)
    throw new ArenaError("BadAgent", "agent with a sandbox", "no sandbox here", "expected a host that has one, or sandbox: false");
  const opening = ports.sandbox(base.env, [...base.functions, ...base.emergency]);
  opening.catch(() => {});
  return opening;
}

/** The trace of a stage for the log; where every function is a candidate, the candidates are not listed. */
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
 * A synchronous policy that decides by functions: for search, which plays thousands of decisions.
 *
 * It is the stage loop without retriever, log or checks of results: the functions are committed, and tests run them on states of play and
 * compare this policy with the loop itself. The loop takes about a fifth longer for each decision, and a tenth longer without its checks
 * (17 µs, Node 20): too much for search, which does nothing else.
 */
export function functionPolicy(
  base: FunctionBase,
  choose: (query: Query) => string,
  extend: (typeof EXTEND)[number] = "answers",
): (observation: Observation, legal: readonly Json[], role: Role) => Json {
  return (observation, legal, role) => {
    const joined = joinedFor(base, observation.notices, extend);
    const tools = base.tools(observation);
    let previous: Json = null;
    for (const stage of stagesOf(base, observation)) {
      const name = choose({ observation, facts: base.facts(observation, previous, stage.id), stage, previous, joined, role });
      previous = base.native.get(name)!(observation, legal, previous, tools);
    }
    return previous;
  };
}
