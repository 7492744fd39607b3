/** The decisions of a teacher, read from logs: what it saw, which functions it called, and which action it took. */
import { joinedFor } from "../../agents/functions/seat.ts";
import type { World } from "../../agents/world.ts";
import { byName, type Facts, type FunctionBase, type FunctionEntry, without } from "../../function-base/index.ts";
import {
  type ActionRange,
  type AgentSpec,
  castFor,
  type Event,
  type Hit,
  type Json,
  type Observation,
  replay,
  type Role,
  type Trace,
  wordOf,
} from "../core/index.ts";

/** Where a decision was taken. */
export type Place = { readonly episode: string; readonly seed: number; readonly t: number; readonly role: Role };

/** A stage of a decision: the facts, the result of the stage before, and the function that the teacher took. */
export type Call = {
  readonly stage: string;
  readonly facts: Facts;
  readonly previous: Json;
  readonly right: string;
  /** The functions that were retrieved; undefined for a teacher that looks at every function. */
  readonly hits: readonly Hit[] | undefined;
};

/** A decision of a teacher. */
export type Decision = Place & {
  readonly observation: Observation;
  readonly legal: readonly Json[];
  /** The range, where the legal actions are all whole numbers in one. */
  readonly range: ActionRange | undefined;
  readonly action: Json;
  /** The base that the role decides by; undefined where it decides without functions: it has no calls then. */
  readonly base: FunctionBase | undefined;
  /** Functions that joined with the notices in force. */
  readonly joined: readonly FunctionEntry[];
  readonly calls: readonly Call[];
};

/**
 * The decisions in the log of one episode.
 *
 * Without `agent`, these are the labels by which teachers say what `taught` roles should have done; with it, the turns of every role that this
 * agent plays. A turn that was forfeited is left out: it teaches nothing.
 */
export async function decisionsOf(world: World, events: readonly Event[], agent?: string): Promise<readonly Decision[]> {
  const [first] = events;
  if (first?.type === "start" && !Object.values(first.cast).some((spec) => spec.agent === (agent ?? "taught"))) return [];
  const { env } = world;
  const { start, frames } = await replay(env, events);
  const decisions: Decision[] = [];
  for (const { t, state, events: mine, step } of frames) {
    if (step === undefined) continue;
    for (const [role, played] of Object.entries(step.actions)) {
      if (agent !== undefined && castFor(start.cast, role).agent !== agent) continue;
      const own = mine.filter((event) => event.type !== "inject" && event.role === role);
      const traces = own.flatMap((event) => (event.type === "trace" ? [event.trace] : []));
      const label = traces.find((trace) => trace.type === "label");
      if (label === undefined && (agent === undefined || own.some(({ type }) => type === "fault"))) continue;
      const observation = env.observe(state, role);
      const base = world.base.words.includes(wordOf(role)) ? without(world.base, hiddenFrom(castFor(start.cast, role))) : undefined;
      decisions.push({
        episode: start.episode,
        seed: start.seed,
        t,
        role,
        observation,
        legal: env.legal(state, role),
        range: env.range?.(state, role),
        action: label?.action ?? played,
        base,
        joined: base === undefined ? [] : joinedFor(base, observation.notices, "both"),
        calls: base === undefined ? [] : callsIn(base, observation, traces),
      });
    }
  }
  return decisions;
}

/** The functions that are hidden from an agent, or from the teacher of a `taught` agent. */
function hiddenFrom({ params }: AgentSpec): readonly string[] {
  const { hide, teacherParams } = (params ?? {}) as {
    readonly hide?: readonly string[];
    readonly teacherParams?: { readonly hide?: readonly string[] };
  };
  return hide ?? teacherParams?.hide ?? [];
}

/** The calls that led to the teacher's action. */
function callsIn(base: FunctionBase, observation: Observation, traces: readonly Trace[]): readonly Call[] {
  const until = traces.findIndex(({ type }) => type === "label");
  let previous: Json = null;
  return traces.slice(0, until < 0 ? traces.length : until).flatMap((trace) => {
    if (trace.type !== "call") return [];
    const { stage, name, hits, result } = trace;
    const call: Call = { stage, facts: base.facts(observation, previous, stage), previous, right: name, hits };
    previous = result ?? null;
    // A function that a model wrote in mid-episode is gone with the episode, so its call is nothing to learn.
    return byName(base).has(name) ? [call] : [];
  });
}
