/**
 * The way of pages and workers to a language model: it adds the key, which nobody else ever has.
 *
 * The gateway is also where answers are recorded and replayed, where requests queue, and where spending is counted: a run has one,
 * however many workers ask. `gateway.node.ts` serves it on 127.0.0.1; pages without a server of ours have one in themselves
 * (`gateway.browser.ts`).
 */
import PQueue from "p-queue";
import { z } from "zod";
import { ArenaError, type Json, messageOf } from "../core/index.ts";
import { cassetteFetch, type CassetteMode, REPLAYED, type Tape, takeKey } from "./cassette.ts";
import { addressed, authorizationOf, bareUrl, clashOf, keySchema, redactionOf, requestUrl, shownUrl, urlSchema } from "./address.ts";
import { adapt, type Change, noted } from "./adaptation.ts";
import { COST_HEADER } from "./gateway-header.ts";
import type { PageSettings, Spending } from "./page-settings.ts";
import { askedWait, pause } from "./patience.ts";
import { costIn, type Price, priceIn, pricesNow } from "./prices.ts";
import { errorBody, readReply, type Reply as Heard } from "./reply.ts";
import { allTokens, toldIn } from "./usage.ts";

/** Where a language model is, and how it may be asked. */
export type ModelSettings = {
  /** Base URL of an OpenAI-compatible endpoint, `https://host/v1`; it may hold a query, and a user and a password in place of a key. */
  readonly url: string;
  readonly model: string;
  readonly key: string | undefined;
  /** Overrides the price table. */
  readonly price: Price | undefined;
  /** Requests at once. */
  readonly concurrency: number;
  /** Requests per minute; requests to the offline teacher are not limited. */
  readonly perMinute: number;
};

/** Sends a request to an endpoint, as `fetch` does. */
type Send = (url: string, init: RequestInit) => Promise<Response>;

/** What a gateway is made of. */
export type GatewayOptions = {
  readonly settings: ModelSettings;
  readonly tape?: Tape;
  readonly mode?: CassetteMode;
  /** What the page calls the tape. */
  readonly tapeName?: string;
  /** Dollars that may be spent. */
  readonly budget?: number;
  /** Whether the page may look up the settings and change them, under `/v1/arena`. */
  readonly settable?: boolean;
  /** Whether the settings given are those of the offline teacher. */
  readonly offline?: boolean;
  /** Sends requests to the endpoint, in place of `fetch`. */
  readonly send?: Send;
  /** Called once when further requests are useless: the budget is spent, the key is refused, or an answer was not recorded. */
  readonly onStop?: (reason: ArenaError) => void;
};

/** A request as a gateway hears it; `draw` names who asks, where that is told. */
export type Asked = {
  readonly method: string;
  /** From the base URL's version on: `/v1/chat/completions`. */
  readonly path: string;
  readonly draw: string | undefined;
  /** Reads the body; undefined when it is too long. */
  body(): Promise<string | undefined>;
};

/** What a gateway answers. */
export type Reply = { readonly status: number; readonly text: string; readonly headers: Readonly<Record<string, string>> };

/** A gateway: how it answers, and what it has spent. */
export interface Answering {
  /** Answers a request; it never rejects. */
  answer(asked: Asked): Promise<Reply>;
  spending(): Spending;
  /** Ends all requests that are under way. */
  close(): void;
}

const PATHS = ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"];

/** Statuses that no retry can help: no key, no money, no such model or place. */
const HOPELESS: Readonly<Record<number, string>> = {
  301: "set ARENA_LLM_URL to where it moved",
  302: "set ARENA_LLM_URL to where it moved",
  303: "set ARENA_LLM_URL to where it moved",
  401: "check ARENA_LLM_KEY",
  402: "check the account of ARENA_LLM_KEY",
  403: "check what ARENA_LLM_KEY may do",
  404: "check ARENA_LLM_URL and ARENA_LLM_MODEL",
};

/** Words by which endpoints refuse one prompt, and not whoever asks. */
const OF_THE_PROMPT = /moderation|flagged|content.?(filter|policy|management)|safety|responsible.?ai|inappropriate|data_inspection/i;

/** Words by which they name an account that is used up, whatever the status. */
const USED_UP = /\b(insufficient_(quota|balance|funds|credits?)|billing_\w+)\b/i;

/**
 * When a run stops since its endpoint is out of reach: after so many failures in a row over so many milliseconds. Many requests under way
 * fail together where an endpoint restarts, and each is tried again.
 */
const [MOST_UNREACHED, OUTAGE_MS] = [8, 10_000];

/** Redirections that are followed. */
const MOST_MOVES = 5;

/** Milliseconds an endpoint may take. */
const TIMEOUT_MS = 300_000;

/** Where the page looks up and changes the settings. */
const SETTINGS_PATH = "/v1/arena";

const wantedSchema = z.strictObject({
  url: urlSchema,
  model: z.string().trim().min(1, "expected the model's name"),
  key: z.string().trim().pipe(keySchema).optional(),
  price: z.strictObject({ input: z.number().min(0), output: z.number().min(0) }).optional(),
});

const bodySchema = z.looseObject({ model: z.string() });

/** Makes a gateway. */
export function answering({
  settings,
  tape,
  mode = tape === undefined ? "off" : "auto",
  tapeName,
  budget,
  onStop,
  settable = false,
  offline = false,
  send = (url, init) => fetch(url, init),
}: GatewayOptions): Answering {
  const { concurrency, perMinute } = settings;
  let set: Pick<ModelSettings, "url" | "model" | "key" | "price"> = settings;
  const queue = new PQueue({ concurrency });
  const closing = new AbortController();
  const pending = new Map<string, Promise<Reply>>();
  const counts = { requests: 0, failed: 0, replayed: 0, input: 0, output: 0, untold: 0 };
  let dollars: number | undefined = 0;
  /** Failures in a row, and when the first one was. */
  let unreached = { count: 0, since: 0 };
  /** What the endpoint had refused: requests go without it since. */
  let learned: readonly Change[] = [];
  let free = 0;
  let stopped: ArenaError | undefined;

  const stop = (found: string, expected: string): ArenaError => {
    if (stopped !== undefined) return stopped;
    const reason = new ArenaError("ModelFailed", `model ${set.model}`, found, expected);
    // A page continues: its user may choose another model.
    if (onStop === undefined) return reason;
    stopped = reason;
    onStop(reason);
    return reason;
  };

  /** Whether requests go to the offline teacher. It has no rate limit, or episodes would depend on the speed of play. */
  const isFree = () => offline && set === settings;

  /** Sends requests that the tape does not hold. Time spent in the queue does not count. */
  const paid = (to: string, init: RequestInit): Promise<Response> =>
    queue.add(async () => {
      if (!isFree()) await pace();
      return fetched(to, init);
    });

  /** Spreads requests evenly over the minute: after a burst, waiting decisions would time out. No clock that can be set is read. */
  async function pace(): Promise<void> {
    const now = performance.now();
    const mine = Math.max(now, free);
    free = mine + 60_000 / perMinute;
    if (mine > now && stopped === undefined) await pause(mine - now, closing.signal);
  }

  async function fetched(to: string, init: RequestInit): Promise<Response> {
    if (stopped !== undefined) throw stopped;
    if (budget !== undefined) {
      if (dollars === undefined && counts.untold > 0)
        throw stop(
          `${counts.untold === 1 ? "an answer" : `${counts.untold} answers`} did not tell the tokens taken, and there is a budget`,
          "expected an endpoint that tells its usage: go on without --budget, or with ARENA_LLM_PRICE=0,0 if it costs nothing",
        );
      if (dollars === undefined)
        throw stop("what it cost is not known, and there is a budget", "expected a known price: set ARENA_LLM_PRICE, as 1.25,10");
      if (dollars >= budget)
        throw stop(
          `the budget of ${budget} $ is spent (${dollars.toFixed(4)} $ in ${counts.requests} requests)`,
          "expected a higher --budget to go on",
        );
    }
    const redaction = redactionOf(set);
    const sent = JSON.parse(init.body as string) as Readonly<Record<string, unknown>>;
    let changes = learned;
    for (;;) {
      counts.requests++;
      const response = await posted(send, to, {
        ...init,
        body: JSON.stringify(changes.reduce((body, { of }) => of(body), sent)),
        signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), closing.signal]),
      });
      const moved = movedTo(to, response);
      const text = moved === undefined ? await response.text() : `it moved to ${shownUrl(moved)}`;
      const heard = readReply(new URL(to).pathname, response.status, text, redaction.words);
      if (heard.ok) {
        learned = changes;
        // An endpoint may echo the key: it must not reach the cassette either.
        const body = heard.body === undefined ? undefined : noted(redaction.answer(heard.body), heard.body, changes);
        const said = body !== undefined ? JSON.stringify(body) : heard.body === undefined ? redaction.words(heard.text) : heard.text;
        return new Response(said, { status: 200, headers: { "content-type": "application/json" } });
      }
      const next = adapt(heard, sent, changes);
      if (next === undefined) return refused(to, heard, response.headers);
      counts.failed++;
      changes = [...changes, next];
    }
  }

  /** A failure that the endpoint told, as clients of the protocol read it; a hopeless one stops the run. */
  function refused(to: string, { status: told, words, code }: Heard & { readonly ok: false }, from: Headers): Response {
    const status = USED_UP.test(code) ? 402 : told;
    const said = status === 404 ? addressed(words, to) : words;
    // Checked before the queue moves on, so that no waiting request is sent.
    const hopeless = OF_THE_PROMPT.test(`${code} ${words}`) && status !== 401 ? undefined : HOPELESS[status];
    if (hopeless !== undefined) stop(`status ${told} at ${new URL(to).host}: ${said}`, `expected an answer: ${hopeless}`);
    const wait = askedWait(from);
    return new Response(errorBody(said, code || null), {
      status,
      headers: { "content-type": "application/json", ...(wait === undefined ? {} : { "retry-after-ms": String(Math.ceil(wait)) }) },
    });
  }

  const ask = tape === undefined ? paid : cassetteFetch(tape, mode, paid);

  async function forward(path: string, body: string, draw: string | undefined): Promise<Reply> {
    const { url, model, price } = set;
    const headers = { "content-type": "application/json", ...authorizationOf(set) };
    let response: Response;
    let text: string;
    try {
      response = await ask(requestUrl(url, path.slice("/v1".length)), { method: "POST", headers, body }, draw);
      text = await response.text();
      unreached = { count: 0, since: 0 };
    } catch (error) {
      if (error instanceof ArenaError) {
        const wanted = mode === "replay" ? "expected a cassette that has it: record it in mode auto" : "expected a cassette to write to";
        return failed(424, (error === stopped ? error : stop(messageOf(error), wanted)).message);
      }
      counts.failed++;
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      const why = redactionOf({ url, key: set.key }).words(`${new URL(url).host} cannot be reached (${messageOf(error)}${cause})`);
      const now = performance.now();
      unreached = unreached.count === 0 ? { count: 1, since: now } : { ...unreached, count: unreached.count + 1 };
      if (unreached.count >= MOST_UNREACHED && now - unreached.since >= OUTAGE_MS && !closing.signal.aborted)
        stop(why, "expected an endpoint at ARENA_LLM_URL");
      return failed(502, why);
    }
    if (response.status !== 200) counts.failed++;
    const kept = response.headers.get(REPLAYED) !== null;
    if (kept) counts.replayed++;
    const cost = kept || response.status !== 200 ? 0 : count(path, text, model, price);
    const passed = ["content-type", "retry-after", "retry-after-ms"].flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    return {
      status: response.status,
      text,
      headers: Object.fromEntries([
        ...passed,
        ...(kept ? [[REPLAYED, "1"]] : []),
        ...(cost === undefined ? [] : [[COST_HEADER, String(cost)]]),
      ]) as Reply["headers"],
    };
  }

  /** Counts the tokens of an answer, and returns its cost in dollars; undefined if no price is known, or it did not tell its tokens. */
  function count(path: string, text: string, model: string, price: Price | undefined): number | undefined {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      // An answer that cannot be read was paid for, too.
    }
    const { model: named, usage } = toldIn(body, path.endsWith("/embeddings"));
    if (allTokens(usage) === null) counts.untold++;
    counts.input += usage.input ?? 0;
    counts.output += usage.output ?? 0;
    const cost = costIn(pricesNow(price), usage, named ?? model, model);
    dollars = cost === undefined || dollars === undefined ? undefined : dollars + cost;
    return cost;
  }

  async function answered({ method, path, draw: name, body: read }: Asked): Promise<Reply> {
    const { model } = set;
    if (method === "GET" && path === "/v1/models")
      return ok({ object: "list", data: [{ id: model, object: "model", created: 0, owned_by: new URL(set.url).host }] });
    if (path === SETTINGS_PATH && settable) return settingsReply(method, read);
    if (method !== "POST" || !PATHS.includes(path)) return failed(404, `nothing at ${method} ${path}`);
    const text = await read();
    if (text === undefined) return failed(413, "the request is too long");
    let body: string;
    try {
      const data = bodySchema.parse(JSON.parse(text));
      body = JSON.stringify(data.model === "default" ? { ...data, model } : data);
    } catch {
      return failed(400, "the body is no JSON with a model");
    }
    if (stopped !== undefined) return failed(424, stopped.message);
    // Identical requests at the same time share one answer, which is paid for once.
    // The offline teacher answers the same question in the same way.
    const draw = isFree() ? undefined : name;
    const id = takeKey("POST", path, body, draw);
    const shared = pending.get(id);
    const reply = shared ?? forward(path, body, draw);
    if (shared === undefined) {
      pending.set(id, reply);
      void reply.finally(() => pending.delete(id)).catch(() => {});
    }
    return reply;
  }

  /** Returns the settings without the key, replaces them (PUT), or restores the first ones (DELETE). */
  async function settingsReply(method: string, read: Asked["body"]): Promise<Reply> {
    if (method === "DELETE") [set, learned] = [settings, []];
    else if (method === "PUT") {
      let wanted;
      try {
        wanted = wantedSchema.safeParse(JSON.parse((await read()) ?? ""));
      } catch {
        return failed(400, "the body is no JSON");
      }
      if (!wanted.success) {
        const { path, message } = wanted.error.issues[0]!;
        return failed(400, `${path.join(".") || "settings"}: ${message}`);
      }
      const { url, model, key, price } = wanted.data;
      // A key, and a password, belong to the endpoint that they were set for, and are never sent to another.
      const [now, before] = [new URL(url), new URL(set.url)];
      const same = key === undefined && now.username === "" && now.origin === before.origin;
      if (same) [now.username, now.password] = [before.username, before.password];
      const next = { url: now.username === "" ? url : now.href, model, key: key ?? (same ? set.key : undefined), price };
      const clash = clashOf(next);
      if (clash !== undefined) return failed(400, clash);
      [set, learned] = [next, []];
    } else if (method !== "GET") return failed(405, `${method} at ${SETTINGS_PATH}`);
    const { url, model, key, price } = set;
    return ok({
      url: bareUrl(url),
      model,
      hasKey: key !== undefined || new URL(url).username !== "",
      offline: isFree(),
      price: priceIn(pricesNow(price), model) ?? null,
      cassette: tapeName === undefined ? null : { name: tapeName, mode },
      spending: { ...counts, dollars: dollars ?? null },
    } satisfies PageSettings);
  }

  return {
    answer: (asked) => answered(asked).catch((error: unknown) => failed(500, redactionOf(set).words(messageOf(error)))),
    spending: () => ({ ...counts, dollars }),
    close: () => closing.abort(),
  };
}

/** Where a reply says that the endpoint moved. */
function movedTo(from: string, { status, headers }: Response): string | undefined {
  const to = headers.get("location");
  return status >= 300 && status < 400 && to !== null && URL.canParse(to, from) ? new URL(to, from).href : undefined;
}

/**
 * Posts, and follows what asks for the same request elsewhere (307, 308). Other redirections would make a question without a body of it. The
 * key goes to no other host.
 */
async function posted(send: Send, to: string, init: RequestInit): Promise<Response> {
  let [at, request] = [to, init];
  for (let followed = 0; ; followed++) {
    const response = await send(at, { ...request, redirect: "manual" });
    const next = [307, 308].includes(response.status) ? movedTo(at, response) : undefined;
    if (next === undefined || followed === MOST_MOVES) return response;
    if (new URL(next).origin !== new URL(at).origin) {
      const { authorization: _, ...headers } = request.headers as Readonly<Record<string, string>>;
      request = { ...request, headers };
    }
    at = next;
  }
}

const ok = (body: Json): Reply => ({ status: 200, text: JSON.stringify(body), headers: { "content-type": "application/json" } });
/** A reply that tells what is wrong. */
export const failed = (status: number, message: string): Reply => ({
  status,
  text: errorBody(message),
  headers: { "content-type": "application/json" },
});
