/** The gateway before endpoints that refuse, are busy or out of reach, and before keys and addresses of every form: over real HTTP. */
import { createServer, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Question } from "../../agents/index.ts";
import { type Gateway, type GatewayOptions, makeGateway, type ModelSettings, serveGateway } from "../../src/platform/gateway.node.ts";
import { modelSettings } from "../../src/platform/model-settings.node.ts";
import { modelsAt } from "../../src/platform/models.ts";
import type { Take } from "../../src/platform/cassette.ts";

const KEY = "sk-planted-0123456789abcdef";
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of open.splice(0)) await one.close();
});

type Said = { readonly status?: number; readonly body: unknown; readonly headers?: object };

/** An endpoint that answers by a function; undefined drops the connection. It keeps what it heard. */
async function endpoint(answer: (n: number, request: IncomingMessage) => Said | undefined) {
  const heard: { readonly url: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      heard.push({ url: request.url!, authorization: request.headers.authorization });
      const said = answer(heard.length, request);
      if (said === undefined) return request.socket.destroy();
      const { status = 200, body, headers = {} } = said;
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => new Promise((done) => void (server.close(() => done()), server.closeAllConnections())) });
  const host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return { host, url: `http://${host}/v1`, heard };
}

const completion = (content: string, more: object = {}) => ({
  id: "1",
  object: "chat.completion",
  created: 0,
  model: "double-1",
  choices: [{ index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop" }],
  usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  ...more,
});
const GOOD: Said = { body: completion('{"pick":"a"}') };

async function gatewayTo(url: string, more: Partial<ModelSettings> = {}, options: Omit<GatewayOptions, "settings" | "onStop"> = {}) {
  const stops: string[] = [];
  const settings = { url, model: "some-model", key: KEY, price: undefined, concurrency: 8, perMinute: 60_000, ...more };
  const gateway: Gateway = makeGateway({ settings, ...options, onStop: ({ message }) => stops.push(message) });
  const listening = await serveGateway(gateway);
  open.push(listening);
  return { gateway, stops, at: listening.url, ...modelsAt(listening.url) };
}

/** Milliseconds that decide nothing. */
const PATIENCE_MS = 300_000;

const question = (more: Partial<Question<{ pick: string }>> = {}): Question<{ pick: string }> => ({
  model: "",
  messages: [{ role: "user", content: "Pick." }],
  answer: { name: "choose", description: "Picks.", schema: z.object({ pick: z.string() }) },
  form: "json",
  attempts: 1,
  maxTokens: 64,
  timeoutMs: PATIENCE_MS,
  ...more,
});

const refusal = (message: string, more: object = {}) => ({ error: { message, type: "x", param: null, code: null, ...more } });

/** A tape in memory. */
function tapeOf() {
  const takes = new Map<string, Take>();
  return { takes, tape: { get: (key: string) => takes.get(key), put: (take: Take) => void takes.set(take.key, take) } };
}

describe("a refusal", () => {
  test.each<[string, unknown, RegExp]>([
    ["an error object", refusal("No such thing"), /No such thing/],
    ["an error that is text", { error: "model is loading" }, /model is loading/],
    ["detail", { detail: "Field required" }, /Field required/],
    ["a list of details", { detail: [{ loc: ["body", "n"], msg: "Extra inputs" }] }, /body\.n: Extra inputs/],
    ["details in a message", { message: { detail: [{ loc: ["body"], msg: "Forbidden input" }] } }, /Forbidden input/],
    ["a message", { object: "error", message: "Invalid model: nope" }, /Invalid model: nope/],
    ["a list of errors", { errors: [{ message: "one" }, { message: "two" }] }, /one; two/],
    ["plain text", "upstream says no", /upstream says no/],
    ["a page", "<!doctype html><title>Blocked by the proxy</title><p>x</p>", /Blocked by the proxy/],
    ["nothing", "", /status 400/],
  ])("says why, from %s", async (_, body, words) => {
    const { url } = await endpoint(() => ({ status: 400, body }));
    const { chat, stops } = await gatewayTo(url);
    const { failure } = await chat(question());
    expect(failure).toMatch(/status 400/);
    expect(failure).toMatch(words);
    expect(failure).not.toMatch(/<|\n/);
    expect(stops).toEqual([]);
  });

  test.each<[string, Said]>([
    ["moderation", { status: 403, body: refusal("Input was flagged", { code: 403, metadata: { reasons: ["x"], flagged_input: "y" } }) }],
    ["a content filter", { status: 400, body: refusal("Filtered", { code: "content_filter", param: "prompt" }) }],
    ["a policy", { status: 403, body: refusal("It goes against our content policy", { code: "content_policy_violation" }) }],
  ])("of one prompt by %s ends no run", async (_, said) => {
    const { url, heard } = await endpoint((n) => (n === 1 ? said : GOOD));
    const { chat, stops } = await gatewayTo(url);
    expect((await chat(question())).failure).toMatch(/status 40[03]/);
    expect((await chat(question({ maxTokens: 65 }))).value).toEqual({ pick: "a" });
    expect([heard.length, stops]).toEqual([2, []]);
  });

  test.each<[string, Said, RegExp]>([
    ["a key that is not known", { status: 401, body: refusal("Incorrect API key") }, /status 401.*Incorrect API key.*check ARENA_LLM_KEY/],
    ["a key that may not", { status: 403, body: refusal("No access to this model") }, /status 403.*No access.*ARENA_LLM_KEY/],
    ["an account without money", { status: 402, body: refusal("Insufficient credits") }, /status 402.*account of ARENA_LLM_KEY/],
    [
      "a quota",
      { status: 429, body: refusal("Quota exceeded", { code: "insufficient_quota" }) },
      /Quota exceeded.*account of ARENA_LLM_KEY/,
    ],
    ["a quota by its type", { status: 429, body: refusal("Quota", { type: "insufficient_quota" }) }, /account of ARENA_LLM_KEY/],
  ])("of %s ends the run, after one request", async (_, said, words) => {
    const { url, heard } = await endpoint(() => said);
    const { chat, stops } = await gatewayTo(url);
    for (const maxTokens of [1, 2, 3]) expect((await chat(question({ maxTokens }))).failure).toBeDefined();
    expect(stops).toEqual([expect.stringMatching(words)]);
    expect(heard.length).toBe(1);
  });

  test("of every request is told each time, with its words", async () => {
    const { url } = await endpoint(() => ({ status: 422, body: { detail: "n must be even" } }));
    const { chat } = await gatewayTo(url);
    for (const maxTokens of [1, 2, 3]) expect((await chat(question({ maxTokens }))).failure).toMatch(/status 422 n must be even/);
  });
});

describe("a busy endpoint", () => {
  test("that asks to wait for a time in the past, or that cannot be read, is asked again after the usual pause", async () => {
    const texts = ["-5", "soon", "", "0", "1e999", "NaN", "Thu, 01 Jan 1970 00:00:00 GMT"];
    const waits = texts.map(async (text) => {
      const times: number[] = [];
      const { url } = await endpoint((n) => {
        times.push(performance.now());
        return n === 1 ? { status: 429, body: refusal("slow down"), headers: { "retry-after": text } } : GOOD;
      });
      expect((await (await gatewayTo(url)).chat(question())).value).toEqual({ pick: "a" });
      return times[1]! - times[0]!;
    });
    for (const wait of await Promise.all(waits)) expect(wait).toBeGreaterThan(300); // no less than the pause, however fast the machine is
  });

  test.each(["86400", "3000000", "99999999999999", new Date(Date.now() + 1e9).toUTCString()])(
    "that asks to wait for %j is not waited for, and its words are told",
    async (text) => {
      const { url, heard } = await endpoint(() => ({ status: 429, body: refusal("slow down"), headers: { "retry-after": text } }));
      const { chat, embed } = await gatewayTo(url);
      expect((await chat(question())).failure).toMatch(
        /no answer within \d+ ms, after status 429 slow down, which asks to come again in \d+ h/,
      );
      expect(heard.length).toBe(1);
      await expect(embed("m", ["a"])).rejects.toThrow(/slow down/);
    },
  );
});

describe("an endpoint out of reach", () => {
  test("for a moment, with many requests under way, ends no run", async () => {
    const { url, heard } = await endpoint((n) => (n <= 24 ? undefined : GOOD));
    const { chat, stops } = await gatewayTo(url, { concurrency: 32 });
    const answers = await Promise.all(Array.from({ length: 24 }, (_, i) => chat(question({ maxTokens: i + 1 }))));
    expect(answers.map(({ value }) => value)).toEqual(answers.map(() => ({ pick: "a" })));
    expect([heard.length, stops]).toEqual([48, []]);
  });

  test("for long ends the run, and not before", async () => {
    const { url } = await endpoint(() => undefined);
    const { at, stops } = await gatewayTo(url);
    const ask = () =>
      fetch(`${at}/chat/completions`, { method: "POST", headers: { "x-logic-arena": "1" }, body: '{"model":"m"}' }).then((reply) =>
        reply.text(),
      );
    for (let i = 0; i < 20; i++) expect(await ask()).toContain("cannot be reached");
    expect(stops).toEqual([]);
    // An hour later by a clock that nobody sets.
    const real = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => real() + 3_600_000);
    await ask();
    expect(stops).toEqual([expect.stringMatching(/cannot be reached.*expected an endpoint at ARENA_LLM_URL/)]);
  });

  test("a clock that is set back stops no request", async () => {
    const { url } = await endpoint(() => GOOD);
    const { chat } = await gatewayTo(url, { perMinute: 6000 });
    expect((await chat(question())).value).toEqual({ pick: "a" });
    const real = Date.now.bind(Date);
    vi.spyOn(Date, "now").mockImplementation(() => real() - 3_600_000);
    for (const maxTokens of [1, 2, 3]) expect((await chat(question({ maxTokens }))).value).toEqual({ pick: "a" });
  });

  test("a gateway that closes ends what is under way at once", async () => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    const server = createServer((request) => void request.resume().on("end", () => arrived())); // never answers
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const left = new Promise<void>((resolve) => server.on("connection", (socket) => socket.on("close", () => resolve())));
    open.push({ close: () => new Promise((done) => void (server.close(() => done()), server.closeAllConnections())) });
    const { at, gateway } = await gatewayTo(`http://127.0.0.1:${(server.address() as { port: number }).port}/v1`);
    const answer = fetch(`${at}/chat/completions`, { method: "POST", headers: { "x-logic-arena": "1" }, body: '{"model":"m"}' });
    await asked;
    gateway.close();
    await left; // the connection to the endpoint is given up
    expect((await answer).status).toBe(502);
  });
});

describe("an address", () => {
  test.each([
    ["/v1", "/v1/chat/completions"],
    ["/v1/", "/v1/chat/completions"],
    ["/v1//", "/v1/chat/completions"],
    ["", "/chat/completions"],
    ["/", "/chat/completions"],
    ["/openai/deployments/some-model/", "/openai/deployments/some-model/chat/completions"],
    ["/v1?api-version=2024-10-21", "/v1/chat/completions?api-version=2024-10-21"],
    ["/v1/?api-version=1&x=a%20b", "/v1/chat/completions?api-version=1&x=a%20b"],
  ])("with %j after the host is asked at %s", async (base, path) => {
    const { host, heard } = await endpoint(() => GOOD);
    const url = modelSettings({ ARENA_LLM_URL: `http://${host}${base}`, ARENA_LLM_MODEL: "m" }).url;
    const { chat } = await gatewayTo(url);
    expect((await chat(question())).value).toEqual({ pick: "a" });
    expect(heard.map((one) => one.url)).toEqual([path]);
  });

  test("with a user and a password is asked with them, and they are told nowhere", async () => {
    const { host, heard } = await endpoint((n) => (n === 1 ? GOOD : { status: 404, body: { detail: "Not Found: p@ss-w0rd-12" } }));
    const { chat, stops, at } = await gatewayTo(`http://me:p%40ss-w0rd-12@${host}/v1`, { key: undefined }, { settable: true });
    expect((await chat(question())).value).toEqual({ pick: "a" });
    expect(heard[0]!.authorization).toBe(`Basic ${Buffer.from("me:p@ss-w0rd-12").toString("base64")}`);
    const { failure } = await chat(question({ maxTokens: 1 }));
    const shown = await (await fetch(`${at}/arena`, { headers: { "x-logic-arena": "1" } })).text();
    expect(`${failure}${stops.join("")}`).toContain(`http://${host}/v1/chat/completions`);
    for (const secret of ["ss-w0rd-12", "p%40ss", Buffer.from("me:p@ss-w0rd-12").toString("base64")])
      expect(`${failure}${stops.join("")}${shown}`).not.toContain(secret);
  });

  test.each([301, 302, 303])("that moved (%i) ends the run with the new one", async (status) => {
    const { host, url, heard } = await endpoint(() => ({
      status,
      body: "",
      headers: { location: "/v2/chat/completions?key=secret-12345" },
    }));
    const { chat, stops } = await gatewayTo(url);
    expect((await chat(question())).failure).toBe(`status ${status} it moved to http://${host}/v2/chat/completions`);
    expect(stops).toEqual([expect.stringMatching(/it moved to .*, expected an answer: set ARENA_LLM_URL to where it moved$/)]);
    expect(heard.length).toBe(1);
  });

  test("that asks for the same elsewhere (307, 308) is followed, and another host gets no key", async () => {
    const other = await endpoint(() => GOOD);
    const { host, heard } = await endpoint((n) => ({
      status: 306 + n,
      body: "",
      headers: { location: n === 1 ? "/v2/chat/completions" : `${other.url}/chat/completions` },
    }));
    const { chat } = await gatewayTo(`http://${host}/v1`);
    expect((await chat(question())).value).toEqual({ pick: "a" });
    expect(heard.map((one) => [one.url, one.authorization])).toEqual([
      ["/v1/chat/completions", `Bearer ${KEY}`],
      ["/v2/chat/completions", `Bearer ${KEY}`],
    ]);
    expect(other.heard.map((one) => one.authorization)).toEqual([undefined]);
    const circle = await endpoint(() => ({ status: 307, body: "", headers: { location: "/v1/chat/completions" } }));
    expect((await (await gatewayTo(circle.url)).chat(question())).failure).toMatch(/status 307 it moved to/);
    expect(circle.heard.length).toBe(6);
  });

  test("that is not there is told, as it was asked", async () => {
    const { host, url } = await endpoint(() => ({ status: 404, body: { detail: "Not Found" } }));
    const { chat, stops } = await gatewayTo(`${url}/wrong/`);
    expect((await chat(question())).failure).toContain(`http://${host}/v1/wrong/chat/completions`);
    expect(stops).toEqual([expect.stringContaining(`http://${host}/v1/wrong/chat/completions`)]);
  });

  test.each([
    "http://h/v1/chat/completions",
    "http://h/v1/embeddings/",
    "http://h/v1#part",
    "http://h/v 1",
    "http://h/v1\nx",
    "http://:secret-12345@h/v1",
    "ftp://h/v1",
    "localhost:8080/v1",
    "h/v1",
    "http://",
    "http://h/v1?api_key=secret-12345",
    "http://h/v1/chat/completions?key=secret-12345",
  ])("of another form is refused, and not told: %j", (url) => {
    let message = "";
    try {
      modelSettings({ ARENA_LLM_URL: url, ARENA_LLM_MODEL: "m" });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/environment ARENA_LLM_URL: .*expected/);
    expect(message).not.toMatch(/secret|12345/);
  });
});

describe("a key", () => {
  test.each([
    `${KEY}\nsk-second-line-98765`,
    `${KEY} `,
    ` ${KEY}`,
    `${KEY}\t`,
    `sk-${"…"}abcdefgh`,
    "schlüssel-0123456789",
    `"\u00a0${KEY}"`,
    " ",
  ])("that no header can hold is refused at the start, and not told: %j", (key) => {
    for (const url of ["http://127.0.0.1:9/v1", undefined]) {
      let message = "";
      try {
        modelSettings({ ...(url === undefined ? {} : { ARENA_LLM_URL: url }), ARENA_LLM_MODEL: "m", ARENA_LLM_KEY: key });
      } catch (error) {
        message = String(error);
      }
      expect(message).toMatch(/environment ARENA_LLM_KEY: .*expected/);
      expect(message).not.toMatch(/planted|second|98765|abcdefgh|lüssel/);
    }
  });

  test("beside a password in the address is refused, and neither is told", () => {
    const settings = () => modelSettings({ ARENA_LLM_URL: "http://me:secret-12345@h/v1", ARENA_LLM_MODEL: "m", ARENA_LLM_KEY: KEY });
    expect(settings).toThrow(/environment ARENA_LLM_(KEY|URL): a key beside a user and a password in the address, expected one of them/);
    expect(settings).not.toThrow(/planted|12345/);
  });

  test.each([
    "none",
    "1",
    "x",
    "a",
    "12345678",
    "lm-studio",
    "pick",
    "not-needed",
    "sk-no-key-required",
    "index",
    "0",
    "{",
    '"',
    "ollama",
    "EMPTY",
  ])("that is a dummy spoils no answer: %j", async (key) => {
    const body = completion(`{"pick":"a1x pick none index","n":12345678}`, { created: 1, note: { index: 0, x: "none" } });
    const { url } = await endpoint(() => ({ body }));
    const { tape, takes } = tapeOf();
    const { chat } = await gatewayTo(url, { key }, { tape });
    const { value } = await chat(question());
    expect(value).toEqual({ pick: "a1x pick none index" });
    expect(takes.size).toBe(1);
    expect(() => JSON.parse([...takes.values()][0]!.body) as unknown).not.toThrow();
  });

  test.each<[string, (key: string) => Said]>([
    ["an answer", (key) => ({ body: completion(JSON.stringify({ pick: `it is ${key}` }), { system_fingerprint: `Bearer ${key}` }) })],
    ["a name of a field", (key) => ({ body: completion('{"pick":"a"}', { [key]: 1 }) })],
    ["the name of the model", (key) => ({ body: completion('{"pick":"a"}', { model: key }) })],
    ["a refusal", (key) => ({ status: 400, body: refusal(`Incorrect key ${key}`) })],
    ["part of a refusal", (key) => ({ status: 401, body: refusal(`Incorrect key ${key.slice(0, 14)}`) })],
    ["a masked key", (key) => ({ status: 401, body: refusal(`Incorrect key ${key.slice(0, 7)}*******${key.slice(-4)}`) })],
    ["an address", (key) => ({ status: 404, body: refusal(`nothing at /v1?key=${encodeURIComponent(key)}`) })],
    ["a page", (key) => ({ status: 502, body: `<title>${key}</title>`, headers: { "retry-after-ms": "1" } })],
    ["a page that is no failure", (key) => ({ body: `<title>${key}</title>`, headers: { "content-type": "text/html" } })],
    ["the type of the content", (key) => ({ ...GOOD, headers: { "content-type": `application/json; x=${key}` } })],
    ["a detail", (key) => ({ status: 422, body: { detail: [{ loc: ["header", key], msg: key }] } })],
  ])("comes back from no endpoint: in %s", async (_, said) => {
    for (const key of [KEY, 'sk/+"q\\uote%d-0123456789']) {
      const { url } = await endpoint(() => said(key));
      const { tape, takes } = tapeOf();
      const { chat, stops } = await gatewayTo(url, { key }, { tape });
      const all = JSON.stringify([await chat(question({ timeoutMs: 400 })), stops, [...takes.values()]]);
      const parts = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), key.slice(0, 7), key.slice(-8)];
      for (const part of parts) expect(all).not.toContain(part);
    }
  });

  test("is not in what is said of a place that cannot be reached", async () => {
    const { at } = await gatewayTo("http://127.0.0.1:9/v1");
    const real = globalThis.fetch;
    vi.spyOn(globalThis, "fetch").mockImplementation((to, init) =>
      typeof to === "string" && to.startsWith(at) ? real(to, init) : Promise.reject(new TypeError(`invalid header Bearer ${KEY}`)),
    );
    const ask = { method: "POST", headers: { "x-logic-arena": "1" }, body: '{"model":"m"}' };
    const text = await (await fetch(`${at}/chat/completions`, ask)).text();
    expect(text).toContain("cannot be reached");
    expect(text).not.toContain("planted");
  });
});
