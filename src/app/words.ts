/** Events in words. */
import { folderName } from "../platform/download.ts";
import { agentNamed } from "../worlds.ts";
import type { AgentSpec, Event, Exchange, Json, PerRole, Role, Trace, TraceEvent } from "../core/index.ts";

/** An agent's title, with the parameters that were set. */
export function agentText({ agent, params }: AgentSpec): string {
  const title = agentNamed(agent)?.title ?? agent;
  const set = Object.entries((params ?? {}) as Readonly<Record<string, Json>>).map(([name, value]) =>
    // Of a model's folder or address, its name.
    agentNamed(agent)?.lacks !== undefined && name === "model" ? folderName(plain(value)) : `${name} ${plain(value)}`,
  );
  return set.length === 0 ? title : `${title} (${set.join(", ")})`;
}

/** A value as a reader wants it: words bare, everything else as JSON. */
export const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A number with at most three decimals. */
export const short = (value: number): string => String(Math.round(value * 1000) / 1000 + 0);

/** A cell as people write it. */
export const cellText = (x: number, y: number): string => `(${x},${y})`;

/** The result of a function in words; what the stage before gave as well is left out. */
export function resultText(result: Json, previous: Json = null): string {
  if (Array.isArray(result)) {
    const [x, y] = result as readonly Json[];
    return result.length === 2 && typeof x === "number" && typeof y === "number" ? cellText(x, y) : plain(result);
  }
  if (result === null || typeof result !== "object") return plain(result);
  const known = (previous ?? {}) as Readonly<Record<string, Json>>;
  const all = Object.entries(result as Readonly<Record<string, Json>>);
  const fresh = all.filter(([name, value]) => JSON.stringify(known[name]) !== JSON.stringify(value));
  return (fresh.length > 0 ? fresh : all).map(([name, value]) => `${name} ${resultText(value)}`).join(", ");
}

/** What an answer of a language model took. */
export function effortText({ problems, usage }: Exchange): string {
  const counts = [...new Set(problems)].map((problem) => `${problems.filter((one) => one === problem).length} ${problem}`);
  return `${usage.input} + ${usage.output} tokens${counts.length === 0 ? "" : `; of no use before: ${counts.join(", ")}`}`;
}

/** Tokens and dollars of an answer. */
export const effortOf = ({
  input,
  output,
  dollars,
  replayed = false,
}: {
  readonly input?: number;
  readonly output?: number;
  readonly dollars?: number;
  readonly replayed?: boolean;
}): string =>
  input === undefined ? "no tokens" : `${input} + ${output ?? 0} tokens, ${replayed ? "from the cassette" : dollarText(dollars ?? null)}`;

/** Dollars, small ones too. */
export const dollarText = (dollars: number | null): string =>
  dollars === null ? "no price known" : dollars === 0 ? "free" : `${dollars.toFixed(dollars < 0.01 ? 6 : 4)} $`;

/** The reason that a language model gave; nothing where its answer has none. */
export function reasonIn({ reply }: Exchange): string | undefined {
  try {
    const { why } = JSON.parse(reply) as { readonly why?: unknown };
    return typeof why === "string" ? why : undefined;
  } catch {
    return undefined;
  }
}

/** A trace in one line. */
export function traceText(trace: Trace): string {
  switch (trace.type) {
    case "search":
      return `${trace.simulations} playouts: ${trace.values.map(({ action, value }) => `${plain(action)} ${short(value)}`).join(", ")}`;
    case "note":
      return trace.text;
    case "label":
      return `the teacher would choose ${plain(trace.action)}`;
    case "call":
      return `${trace.stage}: ${trace.name} ${trace.result === undefined ? "failed" : `gives ${resultText(trace.result)}`}`;
    case "extend":
      return `${trace.functions.join(", ")} join because of the notice "${trace.notice}"`;
    case "infer":
      return `the student ${trace.student} decides, ${Math.round(trace.parameters / 1000)} k parameters`;
    case "llm":
      return `${trace.asks}: ${trace.model || "no model"} answered ${trace.reply || "nothing"} (${effortText(trace)})`;
    default:
      return trace satisfies never;
  }
}

/** The student of an `infer` event, and what computes it. */
export const inferText = ({ trace, wall }: TraceEvent): string =>
  `${traceText(trace)}${typeof wall?.["backend"] === "string" ? `, on ${wall["backend"]}` : ""}`;

/** What an event tells, in one line, without its step and kind; of a step, what the roles did that may be told. */
export function eventText(event: Event, told?: readonly Role[]): string {
  switch (event.type) {
    case "start":
      return `${event.env}, seed ${event.seed}${event.parent === undefined ? "" : `, branched from ${event.parent.episode} at step ${event.parent.t}`}`;
    case "trace":
      return `${event.role}: ${inferText(event)}`;
    case "fault":
      return `${event.role}: ${event.code}, ${event.message}`;
    case "inject":
      return `${event.emergency} dropped in`;
    case "step":
      return actionsText(event.actions, told);
    case "end":
      return `${event.reason}: ${Object.entries(event.outcome)
        .map(([name, value]) => `${name} ${plain(value ?? null)}`)
        .join(", ")}`;
    default:
      return event satisfies never;
  }
}

function actionsText(actions: PerRole<Json>, told: readonly Role[] | undefined): string {
  const shown = Object.entries(actions).filter(([role]) => told?.includes(role) !== false);
  return shown.length === 0 ? "others moved" : shown.map(([role, action]) => `${role} ${plain(action)}`).join(", ");
}
