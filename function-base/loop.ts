/**
 * The stage loop: retrieve, select, call, stage after stage, until the last result is the action.
 *
 * Teacher, students and controls share it; only the selector differs. It is written once, as a generator
 * that asks for what may take time; `decide` answers with waiting, `decideNow` without.
 */
import { canonical, type Hit, type Json, type Observation, printable, type Role } from "../src/core/index.ts";
import { stagesOf } from "./stages.ts";
import type { Facts, FunctionBase, FunctionEntry, Stage } from "./types.ts";

/** A stage of a decision, as retrievers and selectors get it. */
export interface Query {
  readonly observation: Observation;
  readonly facts: Facts;
  readonly stage: Stage;
  readonly previous: Json;
  /** Functions that joined with the notices in force, of any stage. */
  readonly joined: readonly FunctionEntry[];
  /** Who decides; absent where functions of every role are looked for. */
  readonly role?: Role;
}

/** The K functions that suit a query best and all that joined, the best first. */
export type Retrieve<R = Promise<readonly Hit[]> | readonly Hit[]> = (query: Query, k: number) => R;

/** A selection among candidates; the probabilities are by name. */
export type Selection = { readonly name: string; readonly probabilities?: Readonly<Record<string, number>> };

/** What differs between agents that decide function by function. */
export interface Decider {
  readonly base: FunctionBase;
  /** Functions that joined with the notices in force. */
  readonly joined: readonly FunctionEntry[];
  /** Who decides; absent where there is one kind of role. */
  readonly role?: Role;
  readonly k: number;
  readonly retrieve: Retrieve;
  select(query: Query, candidates: readonly Hit[]): Selection | Promise<Selection>;
  call(entry: FunctionEntry, query: Query, legal: readonly Json[]): Json | Promise<Json>;
  /** Is called after every stage; the result is absent when the function failed. */
  readonly heard?: (stage: Stage, candidates: readonly Hit[], selection: Selection, result?: Json) => void;
}

/** Characters of what a function did wrong. */
const MAX_FOUND = 200;

/**
 * A function of a stage failed: the turn is lost, and the message names the function. It is one line that terminals and logs can have,
 * whatever the function threw.
 */
export class FunctionFault extends Error {
  constructor(name: string, found: string, expected: string) {
    const line = found
      .slice(0, 10 * MAX_FOUND)
      .replace(/\s+/g, " ")
      .trim();
    super(printable(`function ${name}: ${line.slice(0, MAX_FOUND)}${line.length > MAX_FOUND ? "..." : ""}, ${expected}`));
    this.name = "FunctionFault";
  }
}

/** What was thrown, in words: an error's name and message, and any other value as it is. */
export function thrownWords(thrown: unknown): string {
  try {
    switch (typeof thrown) {
      case "string":
        return `it threw ${JSON.stringify(thrown)}`;
      case "function":
        return "it threw a function";
      case "object": {
        if (thrown === null) return "it threw null";
        const { name, message } = thrown as { readonly name?: unknown; readonly message?: unknown };
        if (typeof message === "string") return typeof name === "string" && name !== "" ? `${name}: ${message}` : message;
        return `it threw ${JSON.stringify(thrown) ?? "an object"}`;
      }
      default:
        return `it threw ${String(thrown)}`;
    }
  } catch {
    return "it threw something that cannot be read";
  }
}

type Ask = () => unknown;

/** The loop; every yield asks for a value that may have to be waited for. */
function* loop(decider: Decider, observation: Observation, legal: readonly Json[]): Generator<Ask, Json, never> {
  const { base, joined, k, role } = decider;
  const stages = stagesOf(base, observation);
  let previous: Json = null;
  for (const stage of stages) {
    const facts = base.facts(observation, previous, stage.id);
    const query: Query = { observation, facts, stage, previous, joined, ...(role === undefined ? {} : { role }) };
    const candidates: readonly Hit[] = yield () => decider.retrieve(query, k);
    const selection: Selection = yield () => decider.select(query, candidates);
    const entry = entryIn(base, joined, selection.name);
    let result: Json | undefined;
    try {
      const answer: Json = yield () => decider.call(entry, query, legal);
      result = checkedResult(stage, entry.name, answer, legal, stage === stages.at(-1));
    } finally {
      decider.heard?.(stage, candidates, selection, result);
    }
    previous = result;
  }
  return previous;
}

/** Decides, waiting for whatever takes time. */
export async function decide(decider: Decider, observation: Observation, legal: readonly Json[]): Promise<Json> {
  const steps = loop(decider, observation, legal);
  for (let next = steps.next(); ;) {
    if (next.done === true) return next.value;
    next = steps.next((await next.value()) as never);
  }
}

/** Decides at once: nothing the decider does may be a promise. */
export function decideNow(decider: Decider, observation: Observation, legal: readonly Json[]): Json {
  const steps = loop(decider, observation, legal);
  for (let next = steps.next(); ;) {
    if (next.done === true) return next.value;
    next = steps.next(next.value() as never);
  }
}

/** A function of a base, or one that joined, by its name; throws `FunctionFault`. */
export function entryIn(base: FunctionBase, joined: readonly FunctionEntry[], name: string): FunctionEntry {
  const entry = byName(base).get(name) ?? joined.find((one) => one.name === name);
  if (entry === undefined) throw new FunctionFault(name, "it was selected but does not exist", "expected one of the candidates");
  return entry;
}

const tables = new WeakMap<FunctionBase, ReadonlyMap<string, FunctionEntry>>();

/** The functions of a base by name, those of emergencies among them. */
export function byName(base: FunctionBase): ReadonlyMap<string, FunctionEntry> {
  let table = tables.get(base);
  if (table === undefined) tables.set(base, (table = new Map([...base.functions, ...base.emergency].map((entry) => [entry.name, entry]))));
  return table;
}

/** Returns a result if it fits its stage; throws `FunctionFault` otherwise. */
function checkedResult(stage: Stage, name: string, result: Json, legal: readonly Json[], last: boolean): Json {
  if (last && legal.some((action) => action === result)) return result;
  const parsed = stage.result.safeParse(result);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new FunctionFault(
      name,
      `its result has ${issue.path.join(".") || "a value"} that does not fit: ${issue.message}`,
      `expected what stage ${stage.id} asks for`,
    );
  }
  if (last && !legal.some((action) => canonical(action) === canonical(result)))
    throw new FunctionFault(
      name,
      `it returned ${canonical(result)}`,
      `expected one of ${legal.map((action) => canonical(action)).join(", ")}`,
    );
  return parsed.data;
}

/** Calls a committed function natively; throws `FunctionFault`. */
export function callNative(
  base: FunctionBase,
  entry: FunctionEntry,
  observation: Observation,
  legal: readonly Json[],
  previous: Json,
): Json {
  const run = base.native.get(entry.name);
  if (run === undefined) throw new FunctionFault(entry.name, "it is not committed", "expected a sandbox to run it in");
  try {
    return run(observation, legal, previous, base.tools(observation));
  } catch (error) {
    throw new FunctionFault(entry.name, thrownWords(error), "expected a result");
  }
}
