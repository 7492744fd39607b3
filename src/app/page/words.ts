/** Events in words. */
import { type AgentKind, agents, agentsOf } from "../../../agents/index.ts";
import { folderName } from "../../platform/download.ts";
import { worlds } from "../../worlds.ts";
import { allTokens, usageText } from "../../platform/usage.ts";
import type {
  ActionRange,
  ActionValue,
  AgentSpec,
  Event,
  Exchange,
  Json,
  PerRole,
  Role,
  Trace,
  TraceEvent,
  Usage,
} from "../../core/index.ts";

/** An agent by its id alone: one that every game has, or the first world's that has one of that id. */
const agentNamed = (id: string): AgentKind | undefined =>
  agents[id] ??
  Object.values(worlds)
    .map((world) => agentsOf(world)[id])
    .find((kind) => kind !== undefined);

/** An agent's title, with the parameters that were set. */
export function agentText({ agent, params }: AgentSpec): string {
  const title = agentNamed(agent)?.title ?? agent;
  const set = Object.entries((params ?? {}) as Readonly<Record<string, Json>>).map(([name, value]) =>
    // The folder or URL of a model is shortened to the model's name.
    agentNamed(agent)?.lacks !== undefined && name === "model" ? folderName(plain(value)) : `${name} ${plain(value)}`,
  );
  return set.length === 0 ? title : `${title} (${set.join(", ")})`;
}

/** A value as a reader wants it: strings without quotes, everything else as JSON. */
export const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A number with at most three decimals. */
export const short = (value: number): string => String(Math.round(value * 1000) / 1000 + 0);

/** An action as a reader wants it: a number of a range comes with its unit. */
export const actionText = (action: Json, range?: ActionRange): string =>
  typeof action === "number" && range?.unit !== undefined ? `${action} ${range.unit}` : plain(action);

/** A number of things: `1 request`, `2 requests`. */
export const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

/** A cell or a point as people write it. */
export const cellText = (x: number, y: number): string => `(${short(x)},${short(y)})`;

/** The result of a function in words, with at most three decimals; fields that are the same in the result of the stage before are left out. */
export function resultText(result: Json, previous: Json = null): string {
  if (Array.isArray(result)) {
    const [x, y] = result as readonly Json[];
    return result.length === 2 && typeof x === "number" && typeof y === "number" ? cellText(x, y) : plain(result);
  }
  if (typeof result === "number") return short(result);
  if (result === null || typeof result !== "object") return plain(result);
  const known = (previous ?? {}) as Readonly<Record<string, Json>>;
  const all = Object.entries(result as Readonly<Record<string, Json>>);
  const fresh = all.filter(([name, value]) => JSON.stringify(known[name]) !== JSON.stringify(value));
  return (fresh.length > 0 ? fresh : all).map(([name, value]) => `${name} ${resultText(value)}`).join(", ");
}

/** What an answer of a language model took: tokens, and earlier answers of no use. */
export function effortText({ problems, usage }: Exchange): string {
  const counts = [...new Set(problems)].map((problem) => `${problems.filter((one) => one === problem).length} ${problem}`);
  return `${usageText(usage)}${counts.length === 0 ? "" : `; of no use before: ${counts.join(", ")}`}`;
}

/** Tokens and dollars of an answer. */
export function effortOf({
  usage,
  dollars,
  replayed = false,
}: {
  readonly usage?: Usage;
  readonly dollars?: number;
  readonly replayed?: boolean;
}): string {
  if (usage === undefined) return "no tokens";
  return `${usageText(usage)}, ${replayed ? "from the cassette" : dollarText(dollars ?? null, allTokens(usage) === null)}`;
}

/** Dollars, with more decimals for small amounts; where they are not known, why: tokens were not told, or there is no price. */
export const dollarText = (dollars: number | null, untold = false): string =>
  dollars === null
    ? untold
      ? "cost not told"
      : "no price known"
    : dollars === 0
      ? "free"
      : `${dollars.toFixed(dollars < 0.01 ? 6 : 4)} $`;

/** The reason that a language model gave; undefined if its answer has none. */
export function reasonIn({ reply }: Exchange): string | undefined {
  try {
    const { why } = JSON.parse(reply) as { readonly why?: unknown };
    return typeof why === "string" ? why : undefined;
  } catch {
    return undefined;
  }
}

/** The number of actions that a line names. */
const NAMED = 6;

/** The actions that a search visited most, the most visited first; if there are few actions, all of them in their own order. */
export const topOf = (values: readonly ActionValue[], most: number): readonly ActionValue[] =>
  values.length <= 2 * most ? values : values.toSorted((a, b) => b.visits - a.visits || b.value - a.value).slice(0, most);

/** What a student reads of manuals. */
const READING = {
  purpose: "reads what functions are for",
  conditions: "reads when to use functions",
  names: "reads no manuals and knows functions by their names",
} as const;

/** A trace in one line. */
export function traceText(trace: Trace, range?: ActionRange): string {
  switch (trace.type) {
    case "search": {
      const named = topOf(trace.values, NAMED);
      const rest = trace.values.length - named.length;
      const values = named.map(({ action, value }) => `${actionText(action, range)} ${short(value)}`).join(", ");
      return `${trace.simulations} playouts: ${values}${rest > 0 ? `, and ${rest} more actions` : ""}`;
    }
    case "note":
      return trace.text;
    case "label":
      return `the teacher would choose ${actionText(trace.action, range)}`;
    case "call":
      return `${trace.stage}: ${trace.name} ${trace.result === undefined ? "failed" : `gives ${resultText(trace.result)}`}`;
    case "extend":
      return `${trace.functions.join(", ")} join because of the notice "${trace.notice}"`;
    case "infer":
      return `the student ${trace.student} decides, ${Math.round(trace.parameters / 1000)} k parameters${trace.reads === undefined ? "" : `, which ${READING[trace.reads]}`}${trace.wording === undefined ? "" : `, in the wording "${trace.wording.id}"`}`;
    case "llm":
      return `${trace.asks}: ${trace.model || "no model"} answered ${trace.reply || "nothing"} (${effortText(trace)})`;
    default:
      return trace satisfies never;
  }
}

/** The student of an `infer` event, and what computes it. */
export const inferText = ({ trace, wall }: TraceEvent, range?: ActionRange): string =>
  `${traceText(trace, range)}${typeof wall?.["backend"] === "string" ? `, on ${wall["backend"]}` : ""}`;

/** Gives the range of a role's actions at an event, if they are numbers of a range. */
export type RangeOf = (role: Role) => ActionRange | undefined;

/** An event in one line, without its step and kind; a step is shown as the actions of the roles in `told` (of all roles if absent). */
export function eventText(event: Event, told?: readonly Role[], rangeOf: RangeOf = () => undefined): string {
  switch (event.type) {
    case "start":
      return `${event.env}, seed ${event.seed}${event.parent === undefined ? "" : `, branched from ${event.parent.episode} at step ${event.parent.t}`}`;
    case "trace":
      return `${event.role}: ${inferText(event, rangeOf(event.role))}`;
    case "fault":
      return `${event.role}: ${event.code}, ${event.message}`;
    case "inject":
      return `${event.emergency} dropped in`;
    case "step":
      return actionsText(event.actions, told, rangeOf);
    case "end":
      return `${event.reason}: ${Object.entries(event.outcome)
        .map(([name, value]) => `${name} ${plain(value ?? null)}`)
        .join(", ")}`;
    default:
      return event satisfies never;
  }
}

function actionsText(actions: PerRole<Json>, told: readonly Role[] | undefined, rangeOf: RangeOf): string {
  const shown = Object.entries(actions).filter(([role]) => told?.includes(role) !== false);
  return shown.length === 0 ? "others moved" : shown.map(([role, action]) => `${role} ${actionText(action, rangeOf(role))}`).join(", ");
}
