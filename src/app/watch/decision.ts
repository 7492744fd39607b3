/** How a role came to its latest decision: the functions it called, those that joined, and the cells they point at. */
import { signal } from "@preact/signals";
import {
  byName,
  COMMITTED,
  entryOf,
  type FunctionBase,
  type FunctionEntry,
  ofStage,
  READS,
  type Reads,
  type Says,
} from "../../../function-base/index.ts";
import { worldOf } from "../../worlds.ts";
import {
  type AnyEnvironment,
  castFor,
  type FaultEvent,
  type Frame,
  type Hit,
  type Json,
  type Role,
  type Trace,
  type TraceEvent,
  wordOf,
} from "../../core/index.ts";
import type { Aims } from "./aims.ts";
import type { Player } from "./player.ts";
import { comparison, told, view } from "../page/state.ts";
import { inferText } from "../page/words.ts";

/** The trace of one stage of a decision. */
export type Call = Extract<Trace, { type: "call" }>;

/** The trace of functions that joined the candidates. */
export type Extension = Extract<Trace, { type: "extend" }>;

/** The trace of a question to a language model, and its answer. */
export type Asked = Extract<Trace, { type: "llm" }>;

/** A decision and how it came about. */
export interface Decision {
  readonly role: Role;
  /** The frame in which the role decided. */
  readonly frame: Frame;
  readonly calls: readonly Call[];
  readonly extensions: readonly Extension[];
  /** The questions to language models on the way. */
  readonly questions: readonly Asked[];
  readonly fault?: FaultEvent;
}

/** The number of steps before the picture that are shown: the one that led to it, and the one before. */
export const STEPS_TOLD = 2;

/** The role that a person chose to inspect; undefined means the first role that has a reason to tell, null no role. */
const chosen = signal<Role | null | undefined>(undefined);

/** Inspects a role's decisions from now on, or nobody's (null). */
export function inspect(role: Role | null): void {
  chosen.value = role;
}

/** The latest decision of a role before a frame. */
export function decisionOf({ frames }: Player, { t: until }: Frame, role: Role): Decision | undefined {
  for (let t = until - 1; t >= 0; t--) {
    const frame = frames[t]!;
    if (frame.step?.actions[role] === undefined) continue;
    const mine = frame.events.filter((event) => event.type !== "inject" && event.role === role);
    const traces = mine.flatMap((event) => (event.type === "trace" ? [event.trace] : []));
    const fault = mine.find((event) => event.type === "fault");
    return {
      role,
      frame,
      calls: traces.filter((trace) => trace.type === "call"),
      extensions: traces.filter((trace) => trace.type === "extend"),
      questions: traces.filter((trace) => trace.type === "llm"),
      ...(fault === undefined ? {} : { fault }),
    };
  }
  return undefined;
}

/** The roles whose decisions may be inspected. */
export const inspectable = ({ env }: Player, { state }: Frame): readonly Role[] =>
  env.roles(state).filter((role) => told.value?.includes(role) !== false);

/** The role that a person chose: to inspect it or, in a comparison, to see with its eyes. */
export function chosenRole(now: Player, frame: Frame): Role | undefined {
  const wanted = comparison.value === undefined ? chosen.value : view.value;
  return inspectable(now, frame).find((role) => role === wanted);
}

/**
 * The inspected role, if any; it is always one whose decisions may be shown. Where nobody chose one, it is the first that decides by functions or a language
 * model, else the first that could decide by functions.
 */
export function inspectedRole(now: Player, frame: Frame): Role | undefined {
  const role = chosenRole(now, frame);
  if (role !== undefined || comparison.value !== undefined || chosen.value === null) return role;
  const decided = inspectable(now, frame).map((one) => [one, decisionOf(now, frame, one)] as const);
  const tells = (decision: Decision | undefined) => decision !== undefined && decision.calls.length + decision.questions.length > 0;
  const { words } = worldOf(now.env.id).base;
  const [found] = decided.find(([, decision]) => tells(decision)) ?? decided.find(([one]) => words.includes(wordOf(one))) ?? [];
  return found;
}

/** The traces of a role up to the end of a step. */
const tracesOf = (frames: Player["frames"], { t }: Frame, role: Role): readonly TraceEvent[] =>
  frames.slice(0, t + 1).flatMap(({ events }) => events.filter((event) => event.type === "trace" && event.role === role)) as TraceEvent[];

/** The event in which a student told of itself before a decision; undefined where none decides for the role. */
const inferEvent = ({ frames }: Player, { role, frame }: Decision): TraceEvent | undefined =>
  tracesOf(frames, frame, role).find(({ trace }) => trace.type === "infer");

/** What a student told of itself before a decision; undefined where none decides for the role. */
export function inferOf(now: Player, decision: Decision): Extract<Trace, { type: "infer" }> | undefined {
  const trace = inferEvent(now, decision)?.trace;
  return trace?.type === "infer" ? trace : undefined;
}

/** The parts of manuals that who decides for a role reads: a student tells, other agents have it among their parameters. */
export function readsOf(now: Player, decision: Decision): Reads {
  const trace = inferOf(now, decision);
  if (trace !== undefined) return trace.reads ?? "both";
  const { start } = now;
  const { reads } = ((start === undefined ? undefined : castFor(start.cast, decision.role).params) ?? {}) as { readonly reads?: unknown };
  return READS.find((one) => one === reads) ?? "both";
}

/** The wording of manuals that who decides for a role reads, by its id. */
export function wordingOf(now: Player, decision: Decision): string {
  const { start } = now;
  const { wording } = ((start === undefined ? undefined : castFor(start.cast, decision.role).params) ?? {}) as {
    readonly wording?: unknown;
  };
  return inferOf(now, decision)?.wording?.id ?? (typeof wording === "string" ? wording : COMMITTED);
}

/** The candidates of a stage as its trace has them: those retrieved, or every function whose probability the selector told. */
export const hitsOf = ({ hits, probabilities }: Call, joined: readonly FunctionEntry[]): readonly Hit[] | undefined =>
  hits ??
  (probabilities === undefined
    ? undefined
    : Object.keys(probabilities).map((name) => ({
        name,
        score: 0,
        ...(joined.some((one) => one.name === name) ? { joined: true } : {}),
      })));

/** The student that decides for a role, in one line: what it is, and what computes it. */
export function studentText(now: Player, decision: Decision): string | undefined {
  const event = inferEvent(now, decision);
  return event === undefined ? undefined : inferText(event);
}

const readWritten = new WeakMap<Extension, readonly FunctionEntry[]>();

/** The functions that a language model wrote for a role so far, by name. */
export function writtenFor({ env, frames }: Player, { role, frame }: Decision): ReadonlyMap<string, FunctionEntry> {
  const extensions = tracesOf(frames, frame, role).flatMap(({ trace }) => (trace.type === "extend" ? [trace] : []));
  return new Map(extensions.flatMap((one) => entriesOf(one, worldOf(env.id).base.says).map((entry) => [entry.name, entry] as const)));
}

function entriesOf(extension: Extension, says: Says): readonly FunctionEntry[] {
  let entries = readWritten.get(extension);
  if (entries === undefined) {
    entries = (extension.written ?? []).flatMap(({ name, source }) => {
      try {
        return [entryOf(name, source, { origin: { by: "model", model: "", date: "", prompt: "" }, says })];
      } catch {
        return []; // a log from elsewhere may hold anything
      }
    });
    readWritten.set(extension, entries);
  }
  return entries;
}

/** The candidates of a decision besides the ordinary functions: those that joined because of a notice and were still in use. */
export function joinedOf({ env, frames }: Player, { role, frame }: Decision): readonly FunctionEntry[] {
  const { base } = worldOf(env.id);
  const inForce = env.observe(frame.state, role).notices.map(({ id }) => id);
  if (base === undefined || inForce.length === 0) return [];
  const extensions = tracesOf(frames, frame, role).flatMap(({ trace }) => (trace.type === "extend" ? [trace] : []));
  const entries = [...new Set(extensions.flatMap(({ functions }) => functions))].flatMap((name) => byName(base).get(name) ?? []);
  // An agent that adds distractors keeps all joined functions while any notice is in force.
  const onlyAnswers = entries.every(({ notice }) => extensions.some((one) => one.notice === notice));
  return onlyAnswers ? entries.filter(({ notice }) => inForce.includes(notice!)) : entries;
}

/** The functions that a stage could choose from, if its trace lists no candidates. */
export const candidatesOf = (base: FunctionBase, stage: string, joined: readonly FunctionEntry[]): readonly FunctionEntry[] => [
  ...ofStage(base.functions, stage),
  ...ofStage(joined, stage),
];

/** A candidate that a person points at: what it would give in its stage. */
export const pointed = signal<{ readonly stage: string; readonly result: Json } | undefined>(undefined);

/** The results of a decision up to a stage; of that stage, the one that a candidate would give. */
function withPointed(calls: readonly Call[]): readonly Pick<Call, "stage" | "result">[] {
  const one = pointed.value;
  const at = one === undefined ? -1 : calls.findIndex(({ stage }) => stage === one.stage);
  return one === undefined || at < 0 ? calls : [...calls.slice(0, at), one];
}

/** The cells that the inspected decision points at, while its step is on show. */
export function aimsOf(now: Player, frame: Frame): Aims | undefined {
  const role = inspectedRole(now, frame);
  const decision = role === undefined ? undefined : decisionOf(now, frame, role);
  const { base } = worldOf(now.env.id);
  if (decision === undefined || base === undefined || decision.frame.t < frame.t - STEPS_TOLD) return undefined;
  const calls = withPointed(decision.calls);
  const results = base.stages.flatMap(({ id, result }) => {
    // A log may hold anything.
    const parsed = result.safeParse(calls.findLast(({ stage }) => stage === id)?.result);
    return parsed.success ? [[id, parsed.data] as const] : [];
  });
  const marks = base.marks(Object.fromEntries(results));
  return marks.length === 0 ? undefined : { role: decision.role, marks, fresh: decision.frame.t === frame.t - 1 };
}

/** The title of the rule change that a notice announces, or the notice's id if the environment has no such rule change. */
export const noticeTitle = (env: AnyEnvironment, notice: string): string => env.emergencies[notice]?.title ?? notice;
