/** The decisions of a teacher, read from logs: what it saw, which functions it called, what it took. */
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

/** A stage of a decision: what was known, what there was to take, and what the teacher took. */
export type Call = {
  readonly stage: string;
  readonly facts: Facts;
  readonly previous: Json;
  readonly right: string;
  /** What was retrieved; a teacher that looks at every function lists none. */
  readonly hits: readonly Hit[] | undefined;
};

/** A decision of a teacher. */
export type Decision = Place & {
  readonly observation: Observation;
  readonly legal: readonly Json[];
  /** Where the legal actions are the whole numbers of a range. */
  readonly range: ActionRange | undefined;
  readonly action: Json;
  /** The base that the role decides by; none where it decides without functions, and then there are no calls. */
  readonly base: FunctionBase | undefined;
  /** Functions that joined with the notices in force. */
  readonly joined: readonly FunctionEntry[];
  readonly calls: readonly Call[];
};

/**
 * The decisions in the log of one episode.
 *
 * Those are a teacher's that say what a `taught` role should have done; with `agent`, the turns of every role that this agent
 * plays. A turn that was forfeited teaches nothing.
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

/** Functions that a teacher does not have, or the teacher of somebody who is being taught. */
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
    // A function that a model wrote in mid-episode is gone with the episode: it is nothing to learn.
    return byName(base).has(name) ? [call] : [];
  });
}
