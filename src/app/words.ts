/** Events in words. */
import { agents } from "../../agents/index.ts";
import type { AgentSpec, Event, Json, PerRole, Trace } from "../core/index.ts";

/** An agent's title, with the parameters that were set. */
export function agentText({ agent, params }: AgentSpec): string {
  const title = agents[agent]?.title ?? agent;
  const set = Object.entries((params ?? {}) as Readonly<Record<string, Json>>).map(([name, value]) => `${name} ${plain(value)}`);
  return set.length === 0 ? title : `${title} (${set.join(", ")})`;
}

/** A value as a reader wants it: words bare, everything else as JSON. */
export const plain = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A number with at most three decimals. */
export const short = (value: number): string => String(Math.round(value * 1000) / 1000 + 0);

/** A trace in one line. */
export function traceText(trace: Trace): string {
  switch (trace.type) {
    case "search":
      return `${trace.simulations} playouts: ${trace.values.map(({ action, value }) => `${plain(action)} ${short(value)}`).join(", ")}`;
    case "note":
      return trace.text;
    case "call":
      return `${trace.stage}: ${trace.name} ${trace.result === undefined ? "failed" : `gives ${plain(trace.result)}`}`;
    case "extend":
      return `${trace.functions.join(", ")} join because of a notice`;
    default:
      return trace satisfies never;
  }
}

/** What an event tells, in one line, without its step and kind. */
export function eventText(event: Event): string {
  switch (event.type) {
    case "start":
      return `${event.env}, seed ${event.seed}${event.parent === undefined ? "" : `, branched from ${event.parent.episode} at step ${event.parent.t}`}`;
    case "trace":
      return `${event.role}: ${traceText(event.trace)}`;
    case "fault":
      return `${event.role}: ${event.code}, ${event.message}`;
    case "inject":
      return `${event.emergency} dropped in`;
    case "step":
      return actionsText(event.actions);
    case "end":
      return `${event.reason}: ${Object.entries(event.outcome)
        .map(([name, value]) => `${name} ${plain(value ?? null)}`)
        .join(", ")}`;
    default:
      return event satisfies never;
  }
}

const actionsText = (actions: PerRole<Json>): string =>
  Object.entries(actions)
    .map(([role, action]) => `${role} ${plain(action)}`)
    .join(", ");
