/** Prompts to try: what a language model is sent for a state, what comes back, and the settings of the gateway that asks it. */
import { signal } from "@preact/signals";
import { actionPrompt, type Prompt, selectionPrompt } from "../../../agents/index.ts";
import { worldOf } from "../../worlds.ts";
import { episodeKeys, type Json, messageOf, type Role, type Usage, wordOf } from "../../core/index.ts";
import { askGateway } from "../../platform/ask-gateway.browser.ts";
import { REPLAYED } from "../../platform/cassette.ts";
import { COST_HEADER, GATEWAY_HEADER } from "../../platform/gateway-header.ts";
import type { PageSettings } from "../../platform/page-settings.ts";
import { toldIn } from "../../platform/usage.ts";
import { handedOver, situationOf } from "../functions/ranking.ts";
import { firstSetup, paramsOf } from "../set-up/setup.ts";
import { player, told } from "../page/state.ts";

/** What the model is asked for: the action, or a function for the stage of that id. */
export type Asks = "action" | (string & {});

/** A state to ask about, and which it is in words. */
export interface Scene {
  readonly env: string;
  readonly state: Json;
  readonly about: string;
}

/** The states to ask about: the one in which the step on show was decided and the one on the board, or the first one of a new episode. */
export function scenesOf(id: string): readonly [Scene, ...Scene[]] {
  const now = player.value;
  const frame = now?.env.id === id ? now.frame.value : undefined;
  if (frame === undefined) {
    const { env } = worldOf(id);
    const setup = firstSetup(id);
    return [{ env: id, state: env.init(paramsOf(setup), episodeKeys(setup.seed).init), about: `the first state of ${env.title}` }];
  }
  const board: Scene = { env: id, state: frame.state, about: `the state on the board, after step ${frame.t}` };
  const before = now!.before.value;
  return before === undefined
    ? [board]
    : [{ env: id, state: before.state, about: `the state in which step ${frame.t} was decided` }, board];
}

/** The roles that can be asked about: those that have legal actions in the state and whose decisions may be shown. */
export function rolesToAsk({ env: id, state }: Scene): readonly Role[] {
  const { env } = worldOf(id);
  return env.roles(state).filter((role) => told.value?.includes(role) !== false && env.legal(state, role).length > 0);
}

/** What a role can be asked for. */
export const asksOf = ({ env }: Scene, role: Role): readonly Asks[] => {
  const { base } = worldOf(env);
  return ["action", ...(base.words.includes(wordOf(role)) ? base.stages.map(({ id }) => id) : [])];
};

/** The prompt of the agents `l-llm` and `l-llm-functions` for a role in a state; undefined where a stage is not reached. */
export function promptFor({ env: id, state }: Scene, role: Role, asks: Asks): Prompt<unknown> | undefined {
  const { env, base } = worldOf(id);
  if (asks === "action") return actionPrompt(env, role, env.observe(state, role), env.legal(state, role), env.range?.(state, role));
  const query = situationOf(base, env, { state }, role).queries.find(({ stage }) => stage.id === asks);
  return query === undefined ? undefined : selectionPrompt(env, base, role, query, handedOver(base, query));
}

/** An answer, and the time, tokens and dollars that it took. */
export interface Outcome {
  readonly status: number;
  readonly seconds: number;
  /** The response body, verbatim. */
  readonly raw: string;
  /** The model that answered. */
  readonly model?: string;
  readonly usage?: Usage;
  /** Undefined where no price is known, or the tokens were not told. */
  readonly dollars?: number;
  /** Whether the answer comes from a recording (a cassette). */
  readonly replayed?: boolean;
  /** The value that an agent would read from the answer. */
  readonly value?: Json;
  /** What is wrong with the answer. */
  readonly problem?: string;
}

/** The settings of the gateway, or a message if there is none. */
export const settings = signal<PageSettings | string | undefined>(undefined);

const headers = { [GATEWAY_HEADER]: "1", "content-type": "application/json" };

/** Reads the gateway's settings; with `wanted`, changes them first (null restores the initial ones). Throws if the wanted ones are invalid. */
export async function loadSettings(wanted?: object | null): Promise<void> {
  const method = wanted === undefined ? "GET" : wanted === null ? "DELETE" : "PUT";
  let response: Response;
  try {
    response = await askGateway("arena", {
      method,
      headers,
      ...(wanted === undefined || wanted === null ? {} : { body: JSON.stringify(wanted) }),
    });
  } catch (error) {
    settings.value = `The server of this page cannot be reached (${messageOf(error)}).`;
    return;
  }
  const text = await response.text();
  if (response.ok && (response.headers.get("content-type") ?? "").includes("json")) {
    settings.value = JSON.parse(text) as PageSettings;
    return;
  }
  if (response.status === 400) throw new Error(errorIn(text) ?? text);
  settings.value = "The server of this page has no access to a language model: open the page with npm start.";
}

/** The message in an endpoint's error response. */
function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { readonly error?: { readonly message?: unknown } | string };
    const message = typeof error === "string" ? error : error?.message;
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a body to the gateway and reads what comes back as an agent would. */
export async function tryPrompt(body: object, { answer }: Prompt<unknown>, form: "tool" | "json", signal: AbortSignal): Promise<Outcome> {
  const { readAnswer } = await import("../../platform/chat.ts");
  const began = performance.now();
  const response = await askGateway("chat/completions", { method: "POST", headers, body: JSON.stringify(body), signal });
  const raw = await response.text();
  const { status } = response;
  const seconds = (performance.now() - began) / 1000;
  if (!response.ok) return { status, seconds, raw, problem: errorIn(raw) ?? `status ${status}` };
  let completion: unknown;
  try {
    completion = JSON.parse(raw) as unknown;
  } catch {
    return { status, seconds, raw, problem: "the response is not JSON" };
  }
  const { model, usage } = toldIn(completion);
  const cost = response.headers.get(COST_HEADER);
  const took = {
    status,
    seconds,
    raw,
    ...(model === null ? {} : { model }),
    usage,
    ...(cost === null ? {} : { dollars: Number(cost) }),
    replayed: response.headers.get(REPLAYED) !== null,
  };
  const read = readAnswer(completion, { answer, form });
  return "value" in read ? { ...took, value: read.value as Json } : { ...took, problem: `${read.problem}: ${read.because}` };
}
