/** Endpoints of every kind, over real HTTP on 127.0.0.1: what they may reply, how long is waited, what is learned, and what nobody hears. */
import fc from "fast-check";
import { mkdtempSync, readFileSync, existsSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Question } from "../../agents/index.ts";
import { redactionOf } from "../../src/platform/address.ts";
import { ADAPTED } from "../../src/platform/gateway-header.ts";
import { type GatewayOptions, makeGateway, type ModelSettings, serveGateway } from "../../src/platform/gateway.node.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { costOfExchange, pricesNow } from "../../src/platform/prices.ts";
import { askedWait, patiently } from "../../src/platform/patience.ts";
import { isAnswer } from "../../src/platform/reply.ts";
import { openTape } from "../../src/platform/tape.node.ts";

const KEY = "sk-planted-0123456789abcdef";
const folder = mkdtempSync(join(tmpdir(), "arena-endpoints-"));
const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = { readonly status?: number; readonly text: string; readonly headers?: object };

type Asked = {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
};

/** An endpoint that answers by a function, a gateway to it, and what was asked. Whoever fails may be asked again at once. */
async function endpoint(
  answer: (asked: Asked, n: number) => Said,
  options: Partial<ModelSettings> & { readonly gateway?: Omit<GatewayOptions, "settings">; readonly at?: (port: number) => string } = {},
) {
  const heard: Asked[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      heard.push({ url: request.url!, headers: request.headers, body: JSON.parse(text) as Asked["body"] });
      const said = answer(heard.at(-1)!, heard.length);
      response.writeHead(said.status ?? 200, { "content-type": "application/json", "retry-after-ms": "1", ...said.headers }).end(said.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const { gateway: more, at, ...settings } = options;
  const stops: string[] = [];
  const url = at?.(port) ?? `http://127.0.0.1:${port}/v1`;
  const gateway = makeGateway({
    settings: { url, model: "double", key: KEY, price: undefined, concurrency: 8, perMinute: 1e6, ...settings },
    onStop: ({ message }) => stops.push(message),
    ...more,
  });
  const listening = await serveGateway(gateway);
  open.push(listening, gateway, { close: () => (server.closeAllConnections(), void server.close()) });
  return { heard, stops, gateway, url: listening.url, ...modelsAt(listening.url) };
}

const completion = (message: unknown, more: object = {}): Said => ({
  text: JSON.stringify({
    id: "1",
    model: "double-1",
    choices: [{ index: 0, message, finish_reason: "stop" }],
    usage: { prompt_tokens: 9, completion_tokens: 1 },
    ...more,
  }),
});
const says = (content: unknown, more: object = {}) => completion({ role: "assistant", content }, more);
const calls = (args: unknown, more: object = {}) =>
  completion({
    role: "assistant",
    content: null,
    tool_calls: [{ id: "1", type: "function", function: { name: "choose", arguments: args }, ...more }],
  });
const error = (status: number, body: unknown, headers: object = {}): Said => ({
  status,
  text: typeof body === "string" ? body : JSON.stringify(body),
  headers,
});

const question = (more: Partial<Question<{ pick: string }>> = {}): Question<{ pick: string }> => ({
  model: "",
  messages: [{ role: "user", content: "Pick." }],
  answer: { name: "choose", description: "Picks.", schema: z.object({ pick: z.enum(["a", "b"]) }) },
  form: "json",
  attempts: 2,
  maxTokens: 64,
  timeoutMs: 300_000,
  ...more,
});
const A = '{"pick":"a"}';

describe("an answer is read", () => {
  test.each([
    [
      "in parts",
      says([
        { type: "thinking", thinking: "hm" },
        { type: "text", text: A },
      ]),
      "json",
    ],
    ["as an object", says({ pick: "a" }), "json"],
    ["of a call whose arguments are an object", calls({ pick: "a" }), "tool"],
    ["of a call without a type", calls(A, { type: undefined }), "tool"],
    ["without a content type", { ...says(A), headers: { "content-type": "" } }, "json"],
    ["with another good status", { ...says(A), status: 201 }, "json"],
    ["after a byte order mark", { text: `\uFEFF${says(A).text}` }, "json"],
    ["after closed thinking", says(`<think>\n{"pick":"b"}?\n</think>\n${A}`), "json", ["thinking before the answer left out"]],
    ["after thinking that the template opened", says(`hm\n</think>${A}`), "json", ["thinking before the answer left out"]],
    ["beside an error that is empty", says(A, { error: {} }), "json"],
    ["in a code fence", calls("```json\n" + A + "\n```"), "tool", ["a code fence taken off"]],
  ] as const)("%s", async (_what, said, form, notes: readonly string[] | undefined = undefined) => {
    const { chat } = await endpoint(() => said);
    const { value, exchange } = await chat(question({ form }));
    expect(value).toEqual({ pick: "a" });
    expect(exchange.notes).toEqual(notes);
    expect(exchange.reply).toBe(A);
  });

  test.each([
    ["unclosed thinking", says(`<think>${A}`), "unparsable"],
    ["a fence beside other words", says("Here:\n```json\n" + A + "\n```"), "unparsable"],
    ["calls that are a word", completion({ content: null, tool_calls: "none" }), "empty"],
    ["calls that are nothing", completion({ content: "", tool_calls: [null] }), "empty"],
    ["what a filter took away", says(null, { choices: [{ message: { content: null }, finish_reason: "content_filter" }] }), "refused"],
  ] as const)("not from %s", async (_what, said, problem) => {
    const { chat } = await endpoint(() => said);
    const { value, failure, exchange } = await chat(question());
    expect({ value, failure, problems: exchange.problems }).toEqual({ value: undefined, failure: undefined, problems: [problem, problem] });
  });
});

describe("what is no answer is a failure in the endpoint's words, is asked again, and is not kept:", () => {
  test.each([
    [
      "an error",
      error(200, { choices: null, error: { message: "Provider error", code: 429, metadata: { raw: "Too many" } } }),
      /status 429 Provider error \(Too many\)/,
    ],
    [
      "an error in a choice",
      says("", { choices: [{ message: { content: "" }, error: { code: 502, message: "Idle" } }] }),
      /status 502 Idle/,
    ],
    [
      "an answer that was given up",
      says("", { choices: [{ message: { content: "" }, finish_reason: "error" }] }),
      /status 502 it gave up while it answered \(finish_reason "error"\)/,
    ],
    [
      "a page",
      { text: "<html><title>Sign in</title></html>", headers: { "content-type": "text/html" } },
      /no JSON but a page \("Sign in"\)/,
    ],
    ["a stream", { text: 'data: {"choices":[]}\n\n', headers: { "content-type": "text/event-stream" } }, /an event stream/],
    ["nothing", { status: 204, text: "" }, /nothing in its answer \(status 204\)/],
    ["null", { text: "null" }, /an answer of another form, null/],
    ["a number", { text: "7" }, /an answer of another form, 7/],
    ["a choice that is none", says("", { choices: [null] }), /an answer of another form/],
    ["a message that is text", completion("a"), /an answer of another form/],
    ["FastAPI's detail", error(500, { detail: [{ loc: ["body", "x"], msg: "bad" }] }), /status 500 body\.x: bad/],
  ] as const)("%s", async (what, said, words) => {
    const path = join(folder, `${what}.jsonl`);
    const bad = await endpoint(() => said, { gateway: { tape: openTape(path) } });
    const { failure, value } = await bad.chat(question());
    expect(failure).toMatch(words);
    expect(value).toBeUndefined();
    expect(bad.heard.length).toBeGreaterThan(1);
    expect(existsSync(path)).toBe(false);
    const better = await endpoint((_asked, n) => (n === 1 ? said : says(A)), { gateway: { tape: openTape(path) } });
    expect((await better.chat(question())).value).toEqual({ pick: "a" });
    expect(readFileSync(path, "utf8").trim().split("\n").length).toBe(1);
  });

  test("also on a cassette of before", () => {
    expect(isAnswer("/chat/completions", '{"error":{"message":"x"},"choices":null}')).toBe(false);
    expect(isAnswer("/chat/completions", '{"choices":[]}')).toBe(false);
    expect(isAnswer("/chat/completions", says(A).text)).toBe(true);
  });
});

describe("waiting", () => {
  const headers = (all: Readonly<Record<string, string>>) => new Headers(all);
  test.each([
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after-ms": "30", "retry-after": "9" }, 30],
    [{ "retry-after": "86400" }, 86_400_000],
    [{ "retry-after": "Sat, 28 Nov 2026 10:00:05 GMT", date: "Sat, 28 Nov 2026 10:00:00 GMT" }, 5000],
    [{ "retry-after": "Sat, 28 Nov 2026 09:00:00 GMT", date: "Sat, 28 Nov 2026 10:00:00 GMT" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{}, undefined],
  ])("as the headers ask: %j", (all, ms) => expect(askedWait(headers(all as Record<string, string>))).toBe(ms));

  test("ends at once when it is stopped", async () => {
    const stop = new AbortController();
    const { heard, gateway } = await endpoint(() => says(A));
    const hung = patiently(() => new Promise<never>(() => {}), { timeoutMs: 300_000, signal: stop.signal });
    stop.abort(new Error("stopped"));
    await expect(hung).rejects.toThrow("stopped");
    gateway.close();
    expect(heard).toEqual([]);
  });
});

test.each([
  [
    "max_completion_tokens",
    "tool",
    "asked with max_tokens in place of max_completion_tokens",
    (body: Asked["body"]) => "max_completion_tokens" in body,
  ],
  ["tool choice", "tool", "asked without a choice of the tool", (body: Asked["body"]) => "tool_choice" in body],
  ["tools", "tool", "asked for the JSON alone, since the endpoint takes no tools", (body: Asked["body"]) => "tools" in body],
  [
    "response_format json_schema",
    "json",
    "asked for JSON without its form",
    (body: Asked["body"]) => (body["response_format"] as { type?: string })?.type === "json_schema",
  ],
  [
    "strict",
    "tool",
    "asked without strict",
    (body: Asked["body"]) => (body["tools"] as readonly { function: object }[] | undefined)?.some((tool) => "strict" in tool.function),
  ],
] as const)("a server that does not know %s is asked so once, and the log tells", async (name, form, note, hasIt) => {
  const { chat, heard, stops } = await endpoint(({ body }) =>
    hasIt(body) ? error(400, { error: { message: `Unsupported parameter: ${name}` } }) : "tools" in body ? calls(A) : says(A),
  );
  for (let i = 0; i < 3; i++) {
    const { value, exchange } = await chat(question({ form, maxTokens: 64 + i }));
    expect(value).toEqual({ pick: "a" });
    expect(exchange.notes).toContain(note);
  }
  expect(heard.filter(({ body }) => hasIt(body)).length).toBe(1);
  expect(stops).toEqual([]);
});

test("a server that does not know encoding_format, or a temperature, is asked without them", async () => {
  const { embed, heard, url } = await endpoint(({ body, url: path }) => {
    const unknown = ["encoding_format", "temperature"].find((name) => name in body);
    if (unknown !== undefined) return error(422, { detail: [{ loc: ["body", unknown], msg: "Extra inputs are not permitted" }] });
    return path.endsWith("/embeddings") ? { text: JSON.stringify({ data: [{ index: 0, embedding: [1, 0] }] }) } : says(A);
  });
  for (let i = 0; i < 2; i++) expect(await embed("m", [`text ${i}`])).toEqual([[1, 0]]);
  expect(heard.length).toBe(3);
  const body = JSON.stringify({ model: "m", temperature: 0, messages: [{ role: "user", content: "Pick." }] });
  const reply = await fetch(`${url}/chat/completions`, { method: "POST", headers: { "x-logic-arena": "1" }, body });
  expect(await reply.json()).toMatchObject({
    choices: [{ message: { content: A } }],
    [ADAPTED]: expect.arrayContaining(["asked without temperature"]) as unknown,
  });
  expect(heard.length).toBe(5);
});

describe("keys", () => {
  test("no part of one is told, and dummies spoil nothing", () => {
    const { words, answer } = redactionOf({ url: "http://x/v1", key: KEY });
    for (const text of [KEY, `Bearer ${KEY}`, KEY.slice(3, 15), "sk-plan****cdef", "sk-...cdef"])
      expect(words(`bad ${text}.`)).toMatch(/^bad (Bearer )?\[key\]\.?$/);
    expect(answer({ a: [KEY] })).toEqual({ a: ["[key]"] });
    expect(answer({ index: 0 })).toBeUndefined();
    for (const key of ["1", "x", "none", "EMPTY", "lm-studio", "not-needed"])
      expect(redactionOf({ url: "http://x/v1", key }).answer({ index: 1, text: `1 x none EMPTY ${key}` })).toBeUndefined();
  });
});

test("attempts that several models answered are counted for each", async () => {
  const { chat, gateway } = await endpoint((_asked, n) => (n === 1 ? says("no", { model: "gpt-4o" }) : says(A, { model: "gpt-4o-mini" })));
  const { exchange } = await chat(question());
  const each = { input: 9, output: 1 };
  expect(exchange).toMatchObject({ model: "gpt-4o-mini", usage: { input: 18, output: 2 }, by: { "gpt-4o": each, "gpt-4o-mini": each } });
  expect(gateway.spending().dollars).toBeCloseTo(costOfExchange(pricesNow(), exchange, "double")!, 12);
});

test("equal prompts of two askers are two answers, and the same again for each", async () => {
  const path = join(folder, "draws.jsonl");
  const ask = async () => {
    const { chat, heard } = await endpoint((_asked, n) => says(n === 1 ? A : '{"pick":"b"}'), { gateway: { tape: openTape(path) } });
    const answers = [];
    for (const draw of ["e/1 p 1", "e/2 p 1", "e/1 p 1"]) answers.push((await chat(question({ draw }))).value?.pick);
    return [answers.join(""), heard.length];
  };
  expect(await ask()).toEqual(["aba", 2]);
  expect(await ask()).toEqual(["aba", 0]);
});

test("whatever an endpoint replies, nothing rejects, and no stack and no key is told", async () => {
  let said: Said = { text: "" };
  const { chat } = await endpoint(() => ({ ...said, headers: { ...said.headers, "retry-after-ms": "0.01" } }));
  const text = fc.oneof(fc.string(), fc.constantFrom(A, "null", "<html>", "data: x", KEY, `<think>${KEY}</think>`, "```json\n{}\n```"));
  const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), text);
  const message = fc.record(
    {
      content: odd,
      refusal: odd,
      tool_calls: fc.oneof(odd, fc.array(fc.record({ type: odd, function: fc.oneof(odd, fc.record({ name: odd, arguments: odd })) }))),
    },
    { requiredKeys: [] },
  );
  const choice = fc.oneof(odd, fc.record({ message: fc.oneof(odd, message), finish_reason: odd, error: odd }, { requiredKeys: [] }));
  const body = fc.oneof(
    odd,
    fc.record(
      { choices: fc.oneof(odd, fc.array(choice, { maxLength: 2 })), error: odd, detail: odd, model: odd, usage: odd },
      { requiredKeys: [] },
    ),
  );
  const reply = fc.record({
    status: fc.constantFrom(200, 200, 200, 201, 400, 422, 429, 500),
    text: fc.oneof(
      text,
      body.map((data) => JSON.stringify(data) ?? ""),
      body.map((data) => (JSON.stringify(data) ?? "").slice(0, 20)),
    ),
    headers: fc.constantFrom({}, { "content-type": "text/html" }, { "retry-after": "soon" }),
  });
  let i = 0;
  await fc.assert(
    fc.asyncProperty(reply, fc.constantFrom("tool", "json"), async (one, form) => {
      said = one;
      const answer = await chat(question({ form: form as "tool", attempts: 1, maxTokens: 100 + i++ }));
      const all = JSON.stringify(answer);
      expect(all).not.toContain(KEY);
      expect(all).not.toMatch(/\\n\s+at |is not a function|Cannot read|undefined/);
      expect(Number(answer.value !== undefined) + Number(answer.failure !== undefined) + answer.exchange.problems.length).toBe(1);
    }),
    { seed: 1, numRuns: Number(process.env["FUZZ"] ?? 40) },
  );
});
