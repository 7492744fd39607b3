/** Language models: the client, the gateway, the cassette and the offline teacher, over real HTTP on 127.0.0.1. */
import { worldOf } from "../../src/worlds.ts";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request as rawRequest, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import OpenAI from "openai";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { inputsOf, type Question, resolveAgent, taskIn } from "../../agents/index.ts";
import type { World } from "../../agents/world.ts";
import { type AgentSpec, type Event, lineOf, readLog, rollout } from "../../src/core/index.ts";
import { replay } from "../../src/core/index.ts";
import { requestBody } from "../../src/platform/chat.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { type GatewayOptions, makeGateway, type ModelSettings, serveGateway } from "../../src/platform/gateway.node.ts";
import type { Listening } from "../../src/platform/http.node.ts";
import { modelSettings } from "../../src/platform/model-settings.node.ts";
import { costOf, priceIn, priceOf, pricesNow } from "../../src/platform/prices.ts";
import { openTape } from "../../src/platform/tape.node.ts";
import { ANSWER_TROUBLES, HTTP_TROUBLES, TEACHER } from "../../src/platform/teacher.ts";
import { sandboxes } from "../../src/workers/remote-sandbox.ts";
import { spawnSandboxThread } from "../../src/workers/spawn.node.ts";
import { teacherServer } from "../../src/platform/teacher-server.node.ts";

const pursuit = worldOf("pursuit");
const { env } = pursuit;
const KEY = "sk-planted-0123456789abcdef";
const folder = mkdtempSync(join(tmpdir(), "arena-llm-"));
let teacher: Listening;
const open: Listening[] = [];

beforeAll(async () => void (teacher = await teacherServer({ slowMs: 50 })));
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
afterAll(async () => {
  await teacher.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (url: string, more: Partial<ModelSettings> = {}): ModelSettings => ({
  url,
  model: TEACHER,
  key: KEY,
  price: undefined,
  concurrency: 8,
  perMinute: 10_000,
  ...more,
});

/** A gateway to an endpoint, and a way to ask at it. */
async function gatewayTo(url: string, more: Partial<ModelSettings> = {}, options: Omit<GatewayOptions, "settings"> = {}) {
  const gateway = makeGateway({ settings: settings(url, more), ...options });
  const listening = await serveGateway(gateway);
  open.push(listening);
  return { gateway, url: listening.url, chat: modelsAt(listening.url).chat };
}

type Said = { readonly status?: number; readonly body: unknown; readonly headers?: object };

/** A double of an endpoint that answers by a function; it keeps what it was sent. */
async function double(answer: (body: { readonly model: string }, n: number) => Said | Promise<Said>) {
  const heard: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
  const server: Server = createServer((request, response) => {
    let text = "";
    const reply = async () => {
      heard.push({ headers: request.headers, body: text });
      const { status = 200, body, headers = {} } = await answer(JSON.parse(text) as never, heard.length);
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    };
    request.on("data", (part) => (text += part)).on("end", () => void reply());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
  open.push({ url, close: () => new Promise((done) => void (server.close(() => done()), server.closeAllConnections())) });
  return { url, heard };
}

const says = (content: string, more: object = {}) => ({
  body: {
    id: "1",
    object: "chat.completion",
    created: 0,
    model: "double-1",
    choices: [{ index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop", ...more }],
    usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
  },
});

/** Milliseconds that decide nothing: whoever is to be answered is answered long before. */
const PATIENCE_MS = 300_000;

const question = (more: Partial<Question<{ pick: string }>> = {}): Question<{ pick: string }> => ({
  model: "",
  messages: [{ role: "user", content: "Pick." }],
  answer: { name: "choose", description: "Picks.", schema: z.object({ pick: z.enum(["a", "b"]) }) },
  form: "json",
  attempts: 3,
  maxTokens: 64,
  timeoutMs: PATIENCE_MS,
  ...more,
});

/** Plays an episode through a gateway, in which an agent has the seats of all who learn. */
async function playAt(url: string, agent: AgentSpec, seed = 1, params: object = {}, world: World = pursuit): Promise<readonly Event[]> {
  const { env, benchmark } = world;
  const others = Object.fromEntries(Object.entries(benchmark.usual).map(([word, id]) => [word, { agent: id }]));
  const cast = { ...others, [benchmark.learner]: agent };
  const ports = { ...modelsAt(url), sandbox: sandboxes(spawnSandboxThread) };
  const events: Event[] = [];
  for await (const event of rollout(env, {
    seed,
    params: { ...(env.presets["quick"]?.params as object | undefined), ...params },
    cast,
    inputs: inputsOf(world, cast),
    deadlineMs: PATIENCE_MS,
    seat: (role, spec) => {
      const { kind, params: set } = resolveAgent(spec, world, role);
      return kind.create(set, { world, role, ports });
    },
  }))
    events.push(event);
  return events;
}

const exchanges = (events: readonly Event[]) =>
  events.flatMap((event) => (event.type === "trace" && event.trace.type === "llm" ? [event.trace] : []));

describe("the client", () => {
  test("asks for a tool call or a JSON text, of a schema that is strict", () => {
    const { tools, tool_choice } = requestBody(question({ form: "tool" }));
    expect(tools![0]).toMatchObject({ type: "function", function: { name: "choose", strict: true } });
    expect(tool_choice).toEqual({ type: "function", function: { name: "choose" } });
    expect(requestBody(question()).response_format).toMatchObject({ type: "json_schema", json_schema: { name: "choose", strict: true } });
  });

  test("tells what is wrong with an answer and asks again", async () => {
    const { url, heard } = await double((_body, n) => says(n === 1 ? '{"pick":"c"}' : '{"pick":"b"}'));
    const { chat } = await gatewayTo(url);
    const { value, exchange } = await chat(question());
    expect(value).toEqual({ pick: "b" });
    expect(exchange).toMatchObject({ model: "double-1", problems: ["illegal"], usage: { input: 200, output: 20 } });
    expect(heard[1]!.body).toContain("That cannot be used: pick:");
    expect(heard[1]!.body).toContain('{\\"pick\\":\\"c\\"}');
  });

  test.each([
    ["empty", says("")],
    ["unparsable", says("I pick b.")],
    ["truncated", says('{"pick', { finish_reason: "length" })],
    ["illegal", says("{}")],
    [
      "refused",
      {
        body: {
          ...says("").body,
          choices: [{ index: 0, message: { role: "assistant", content: null, refusal: "No." }, finish_reason: "stop" }],
        },
      },
    ],
    ["empty", { body: { ...says("").body, choices: [] } }],
    ["broken", { body: '{"choices":[{"mess' }],
  ] as const)("gives up after some answers that are %s", async (problem, answer) => {
    const { url, heard } = await double(() => answer);
    const { chat } = await gatewayTo(url);
    const { value, failure, exchange } = await chat(question({ attempts: 2 }));
    expect({ value, failure }).toEqual({ value: undefined, failure: undefined });
    expect(exchange.problems).toEqual([problem, problem]);
    expect(heard.length).toBe(2);
  });

  test("waits as a busy endpoint asks, and tells when it has no answer in time", async () => {
    const { url } = await double((_body, n) =>
      n === 1 ? { status: 429, body: "{}", headers: { "retry-after-ms": "30" } } : says('{"pick":"a"}'),
    );
    expect((await (await gatewayTo(url)).chat(question())).value).toEqual({ pick: "a" });
    const { chat } = await gatewayTo(teacher.url, { model: `${TEACHER}+bad=1:500` });
    expect((await chat(question({ timeoutMs: 40 }))).failure).toMatch(/no answer within 40 ms/);
  });

  test("talks to a server that is not ours", async () => {
    const { LLMock } = await import("@copilotkit/aimock");
    const mock = new LLMock({ port: 0 });
    mock.onMessage("Pick.", { content: '{"pick":"b"}' });
    const url = await mock.start();
    try {
      const { chat } = await gatewayTo(`${url}/v1`, { model: "gpt-4o" });
      expect((await chat(question())).value).toEqual({ pick: "b" });
    } finally {
      await mock.stop();
    }
  });
});

describe("the gateway", () => {
  const send = (url: string, headers: Record<string, string>, path = "/v1/chat/completions", body = '{"model":"default","messages":[]}') =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const { port } = new URL(url);
      const request = rawRequest({ host: "127.0.0.1", port, path, method: "POST", headers }, (response) => {
        let text = "";
        response.on("data", (part) => (text += part)).on("end", () => resolve({ status: response.statusCode!, text }));
      });
      request.on("error", reject);
      request.end(body);
    });

  test("adds the key, and names the model it is set to", async () => {
    const { url, heard } = await double(() => says('{"pick":"a"}'));
    await (await gatewayTo(url, { model: "some-model" })).chat(question());
    expect(heard[0]!.headers["authorization"]).toBe(`Bearer ${KEY}`);
    expect(JSON.parse(heard[0]!.body)).toMatchObject({ model: "some-model" });
  });

  test("answers the arena's own pages alone, and only what models are for", async () => {
    const { url, heard } = await double(() => says("x"));
    const { url: at } = await gatewayTo(url);
    const own = { "x-logic-arena": "1" };
    expect((await send(at, {})).text).toContain("x-logic-arena is missing");
    expect((await send(at, { ...own, host: "evil.example" })).text).toContain("not this machine");
    expect((await send(at, { ...own, origin: "http://evil.example" })).text).toContain("another page");
    expect((await send(at, own, "/v1/files")).status).toBe(404);
    expect((await send(at, own, "/v1/../admin")).status).toBe(404);
    expect((await send(at, own, undefined, "{")).status).toBe(400);
    expect((await send(at, own, undefined, `{"model":"${"x".repeat(5 * 2 ** 20)}"}`)).status).toBe(413);
    expect(heard.length).toBe(0);
    expect((await send(at, own)).status).toBe(200);
  });

  test.each([401, 403, 404])("stops asking after status %i, and takes the key out of what it says", async (status) => {
    const { url, heard } = await double(() => ({ status, body: { error: { message: `Incorrect key ${KEY}.` } } }));
    const reasons: string[] = [];
    const { chat } = await gatewayTo(url, {}, { onStop: ({ message }) => reasons.push(message) });
    const first = await chat(question());
    const second = await chat(question());
    expect(first.failure).toContain(String(status));
    expect(second.failure).toContain("Incorrect key [key]");
    expect(heard.length).toBe(1);
    expect(reasons.length).toBe(1);
    expect(JSON.stringify([first, second, reasons])).not.toContain(KEY);
    expect(reasons[0]).toMatch(/check .*ARENA_LLM/);
  });

  test("spends no more than its budget", async () => {
    const { url, heard } = await double(() => says('{"pick":"a"}'));
    const reasons: string[] = [];
    const price = { input: 1000, output: 10_000 };
    const { chat, gateway } = await gatewayTo(url, { price }, { budget: 0.3, onStop: ({ message }) => reasons.push(message) });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await chat(question({ maxTokens: 100 + i })));
    // A question costs 0.1 + 0.1 dollars: the second one goes beyond.
    expect(heard.length).toBe(2);
    expect(answers.map(({ value }) => value !== undefined)).toEqual([true, true, false, false]);
    expect(gateway.spending()).toMatchObject({ requests: 2, input: 200, output: 20 });
    expect(gateway.spending().dollars).toBeCloseTo(0.4);
    expect(reasons).toEqual([expect.stringContaining("the budget of 0.3 $ is spent")]);
  });

  test("asks no further on a budget when nobody knows what an answer cost", async () => {
    const { url, heard } = await double(() => says('{"pick":"a"}'));
    const { chat } = await gatewayTo(url, { model: "nameless" }, { budget: 1, onStop: () => {} });
    expect((await chat(question())).value).toEqual({ pick: "a" });
    expect((await chat(question({ maxTokens: 99 }))).failure).toContain("set ARENA_LLM_PRICE");
    expect(heard.length).toBe(1);
  });

  test("counts what got no answer, and what was asked again for it", async () => {
    const { url } = await double((_body, n) =>
      n < 3 ? { status: n === 1 ? 429 : 500, body: "{}", headers: { "retry-after-ms": "5" } } : says('{"pick":"a"}'),
    );
    const { chat, gateway } = await gatewayTo(url);
    expect((await chat(question())).exchange.problems).toEqual([]);
    expect(gateway.spending()).toMatchObject({ requests: 3, failed: 2 });
  });

  test("asks no more at once than it may", async () => {
    // Answers are held until two are waited for, and a moment more, in which a third one would come.
    let [now, most, left] = [0, 0, 8];
    const held: (() => void)[] = [];
    const { url } = await double(async () => {
      most = Math.max(most, ++now);
      left--;
      await new Promise<void>((resolve) => {
        held.push(resolve);
        if (held.length === 2 || left === 0) setTimeout(() => held.splice(0).forEach((release) => release()), 20);
      });
      now--;
      return says('{"pick":"a"}');
    });
    const { chat } = await gatewayTo(url, { concurrency: 2 });
    await Promise.all(Array.from({ length: 8 }, (_, i) => chat(question({ maxTokens: 100 + i }))));
    expect(most).toBe(2);
  });

  test("asks no more a minute than it may, evenly, but the offline teacher and a cassette at any rate", async () => {
    const { url, heard } = await double(() => says('{"pick":"a"}'));
    // The first question is asked before the others, since which of several requests arrives first is left to chance.
    const ask = async (
      options: Omit<GatewayOptions, "settings">,
      perMinute: number,
      [first, ...others]: readonly [number, ...number[]],
    ) => {
      const { chat } = await gatewayTo(url, { perMinute }, options);
      const answer = await chat(question({ maxTokens: 101, timeoutMs: first }));
      return [answer, ...(await Promise.all(others.map((timeoutMs, i) => chat(question({ maxTokens: 102 + i, timeoutMs })))))];
    };
    const tape = openTape(join(folder, "pace.jsonl"));
    const failures = (answers: Awaited<ReturnType<typeof ask>>) => answers.map(({ failure }) => failure);
    const all = [PATIENCE_MS, PATIENCE_MS, PATIENCE_MS] as const;
    // One every 30 s: the first at once, the others later than they can wait.
    expect(failures(await ask({ tape }, 2, [PATIENCE_MS, 500, 500]))).toEqual([
      undefined,
      ...Array.from({ length: 2 }, () => "no answer within 500 ms"),
    ]);
    expect(heard.length).toBe(1);
    // One every 100 ms: all of them.
    expect(failures(await ask({ tape }, 600, all))).toEqual([undefined, undefined, undefined]);
    expect(heard.length).toBe(3);
    // All on the tape, and nobody waits: at one in ten minutes, whoever did would get no answer.
    expect(failures(await ask({ tape }, 0.1, all))).toEqual([undefined, undefined, undefined]);
    expect(heard.length).toBe(3);
    expect(failures(await ask({ offline: true }, 0.1, all))).toEqual([undefined, undefined, undefined]);
    expect(heard.length).toBe(6);
  });

  test("who waits for the rate takes no turn from what is on the tape, and is not asked once the run has stopped", async () => {
    let release = () => {};
    const taped = new Promise<void>((resolve) => (release = resolve));
    // The first that waits is refused, which stops the run; the others wait behind it. Its answer is held until the taped one has come.
    const { url, heard } = await double(async (_body, n) => {
      if (n === 1) return says('{"pick":"a"}');
      await taped;
      return { status: 401, body: { error: { message: "no" } } };
    });
    const tape = openTape(join(folder, "turns.jsonl"));
    const reasons: string[] = [];
    const { chat } = await gatewayTo(url, { perMinute: 120, concurrency: 1 }, { tape, onStop: ({ message }) => reasons.push(message) });
    await chat(question({ maxTokens: 100 }));
    const waiting = [101, 102, 103].map((maxTokens) => chat(question({ maxTokens })));
    expect((await chat(question({ maxTokens: 100 }))).value).toEqual({ pick: "a" });
    release();
    for (const { failure } of await Promise.all(waiting)) expect(failure).toMatch(/401/);
    expect(heard.length).toBe(2);
    expect(reasons.length).toBe(1);
  });

  test("says where it could not get to", async () => {
    const gone = await double(() => says(""));
    await open.pop()!.close();
    const { chat } = await gatewayTo(gone.url);
    expect((await chat(question())).failure).toMatch(/cannot be reached/);
  });
});

describe("a cassette", () => {
  const tapeAt = (name: string) => openTape(join(folder, name));

  test("gives the same answer again without asking, also to those who ask at once", async () => {
    const { url, heard } = await double((_body, n) => says(n === 1 ? '{"pick":"a"}' : '{"pick":"b"}'));
    const { chat, gateway } = await gatewayTo(url, {}, { tape: tapeAt("a.jsonl") });
    const answers = await Promise.all([chat(question()), chat(question()), chat(question())]);
    answers.push(await chat(question()));
    expect(answers.map(({ value }) => value)).toEqual(Array.from({ length: 4 }, () => ({ pick: "a" })));
    expect(heard.length).toBe(1);
    expect(gateway.spending()).toMatchObject({ requests: 1, replayed: 1, input: 100 });
    const text = readFileSync(join(folder, "a.jsonl"), "utf8");
    expect(text).not.toContain(KEY);
    expect(text.trim().split("\n").length).toBe(1);
  });

  test("replays without a network, and a miss stops the run", async () => {
    const before = await double(() => says('{"pick":"a"}'));
    await (await gatewayTo(before.url, {}, { tape: tapeAt("b.jsonl") })).chat(question());
    for (const one of open.splice(0)) await one.close();
    const reasons: string[] = [];
    const { chat } = await gatewayTo(
      before.url,
      {},
      { tape: tapeAt("b.jsonl"), mode: "replay", onStop: ({ message }) => reasons.push(message) },
    );
    expect((await chat(question())).value).toEqual({ pick: "a" });
    expect((await chat(question({ maxTokens: 99 }))).failure).toContain("no answer to POST /chat/completions");
    expect(reasons.length).toBe(1);
  });

  test("keeps no answer that failed or was cut off, and records anew when told", async () => {
    const { url, heard } = await double((_body, n) => (n === 1 ? { body: '{"cut' } : says(n === 2 ? '{"pick":"a"}' : '{"pick":"b"}')));
    const first = await gatewayTo(url, {}, { tape: tapeAt("c.jsonl") });
    expect((await first.chat(question())).exchange.problems).toEqual(["broken"]);
    expect((await first.chat(question())).value).toEqual({ pick: "a" });
    expect(heard.length).toBe(2);
    const again = await gatewayTo(url, {}, { tape: tapeAt("c.jsonl"), mode: "record" });
    expect((await again.chat(question())).value).toEqual({ pick: "b" });
    expect((await (await gatewayTo(url, {}, { tape: tapeAt("c.jsonl") })).chat(question())).value).toEqual({ pick: "b" });
  });
});

describe("the offline teacher", () => {
  test("lists its model, embeds, and streams as it answers", async () => {
    const client = new OpenAI({ baseURL: teacher.url, apiKey: "none" });
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual([TEACHER]);
    const { data } = await client.embeddings.create({ model: TEACHER, input: ["go north", "go north", "hold"] });
    expect(data[0]!.embedding).toEqual(data[1]!.embedding);
    expect(data[0]!.embedding).not.toEqual(data[2]!.embedding);
    const state = env.init(env.params.parse({}), [1, 2]);
    const observation = env.observe(state, "pursuer-0");
    const content = `\`\`\`json\n${JSON.stringify({ task: "act", env: "pursuit", role: "pursuer-0", legal: ["stay"], observation })}\n\`\`\``;
    const streamed = client.chat.completions.stream({ model: TEACHER, messages: [{ role: "user", content }] });
    expect(JSON.parse((await streamed.finalContent())!)).toEqual({ action: "stay", why: "The scripted expert plays it." });
  });

  test("says when to come again where it is busy, to any client", async () => {
    const body = JSON.stringify({ model: `${TEACHER}+bad=1:429`, messages: [{ role: "user", content: "Well?" }] });
    const response = await fetch(`${teacher.url}/chat/completions`, { method: "POST", body });
    expect(response.status).toBe(429);
    expect([response.headers.get("retry-after"), response.headers.get("retry-after-ms")]).toEqual(["1", "50"]);
  });

  test.each([
    ["no task", "What is the weather?", 400],
    ["an unknown environment", '```json\n{"task":"act","env":"chess","role":"white"}\n```', 400],
    ["hostile data", '```json\n{"task":"act","env":"__proto__","role":"x","legal":[],"observation":{}}\n```', 400],
    ["broken data", '```json\n{"task":\n```', 400],
  ])("refuses messages with %s", async (_what, content, status) => {
    const client = new OpenAI({ baseURL: teacher.url, apiKey: "none", maxRetries: 0 });
    await expect(client.chat.completions.create({ model: TEACHER, messages: [{ role: "user", content }] })).rejects.toMatchObject({
      status,
    });
  });

  test("plays the expert's moves and choices, as the expert itself", async () => {
    const { url } = await gatewayTo(teacher.url);
    const params = { emergencies: [{ round: 2, emergency: "restricted-zone" }] };
    const steps = (events: readonly Event[]) => events.flatMap((event) => (event.type === "step" ? [event.actions] : []));
    const expert = steps(await playAt(url, { agent: "expert" }, 4, params));
    expect(steps(await playAt(url, { agent: "l-llm" }, 4, params))).toEqual(expert);
    expect(steps(await playAt(url, { agent: "l-llm", params: { form: "json" } }, 4, params))).toEqual(expert);
    const all = { agent: "l-llm-functions", params: { retriever: "all" } };
    const events = await playAt(url, all, 4, params);
    expect(steps(events)).toEqual(expert);
    for (const { model, problems, usage } of exchanges(events)) {
      expect({ model, problems }).toEqual({ model: TEACHER, problems: [] });
      expect(usage.input).toBeGreaterThan(100);
    }
  });

  test.each([...HTTP_TROUBLES, ...ANSWER_TROUBLES])(
    "can answer badly in this way: %s; nobody crashes, every problem is told",
    async (trouble) => {
      const { url } = await gatewayTo(teacher.url, { model: `${TEACHER}+bad=0.5:${trouble}` });
      const events = await playAt(url, { agent: "l-llm" }, 2, { horizon: 6 });
      expect(events.at(-1)).toMatchObject({ type: "end" });
      const all = exchanges(events);
      const problems = all.flatMap((one) => one.problems);
      const expected = { "429": [], "500": [], slow: [], disconnect: [], malformed: ["broken"] }[trouble as never] ?? [trouble];
      expect([...new Set(problems)]).toEqual(expected);
      const faults = events.filter(({ type }) => type === "fault").length;
      expect(faults).toBe(all.filter((one) => one.problems.length >= 3).length);
      await replay(env, events);
    },
  );

  test("answers that are never of use cost the turn, and the fault says so", async () => {
    const { url } = await gatewayTo(teacher.url, { model: `${TEACHER}+bad=1:illegal` });
    const events = await playAt(url, { agent: "l-llm-functions", params: { attempts: 2 } }, 2, { horizon: 3 });
    const faults = events.filter((event) => event.type === "fault");
    expect(faults.length).toBeGreaterThan(3);
    for (const { code, message } of faults) {
      expect(code).toBe("BadAnswer");
      expect(message).toContain("2 answers that cannot be used (illegal, illegal)");
    }
  });
});

describe("functions written in mid-episode", () => {
  const agent = { agent: "l-llm-functions", params: { writes: true } };
  const sudden = (emergency: string) => ({ emergencies: [{ round: 2, emergency }] });
  const extensions = (events: readonly Event[]) =>
    events.flatMap((event) =>
      event.type === "trace" && event.trace.type === "extend" ? [{ ...event.trace, role: event.role, t: event.t }] : [],
    );

  test.each([
    ["pursuit", "restricted-zone", sudden("restricted-zone"), 3, ["round-the-zone"]],
    ["twenty-one", "target-change", { hands: 4, double: true, ...sudden("target-change") }, 1, ["double-later", "raise-the-aim"]],
    // A notice that is not called like its emergency.
    ["twenty-one", "rich-shoe", { hands: 4, double: true, ...sudden("shoe-swap") }, 1, ["fear-the-tens", "stake-on-tens"]],
    ["fishery", "poacher", { months: 4, ...sudden("poacher") }, 3, ["leave-for-the-poacher"]],
    ["commons-harvest", "blight", { harvesters: 3, turns: 5, ...sudden("blight") }, 3, ["count-the-living"]],
    ["tag-rapier", "ice", { decisions: 5, ...sudden("ice") }, 3, ["brake-on-ice"]],
  ])("join when a notice appears, run in the sandbox, and are used: %s, %s", async (id, notice, params, seats, names) => {
    const world = worldOf(id);
    const { url } = await gatewayTo(teacher.url);
    const events = await playAt(url, agent, 4, params, world);
    const all = extensions(events);
    expect(all.map(({ role }) => role).sort()).toEqual(Array.from({ length: seats }, (_, i) => `${world.benchmark.learner}-${i}`));
    for (const { functions, written, notice: of, t } of all) {
      expect([of, functions, written!.map(({ name }) => name)]).toEqual([notice, names, names]);
      expect(t).toBeGreaterThan(0);
      for (const { name, source } of written!) expect(source, name).toContain(`@notice ${notice}`);
    }
    for (const name of names) {
      const used = events.filter((event) => event.type === "trace" && event.trace.type === "call" && event.trace.name === name);
      expect(used.length, name).toBeGreaterThanOrEqual(seats);
    }
    expect(events.filter(({ type }) => type === "fault")).toEqual([]);
    expect(exchanges(events).filter(({ asks }) => asks === `functions for ${notice}`).length).toBe(seats);
    await replay(world.env, events);
  });

  test("that never come leave the episode as it is without them", async () => {
    const { url } = await gatewayTo(teacher.url, { model: `${TEACHER}+bad=0.6:empty,illegal,truncated` });
    const events = await playAt(url, agent, 4, sudden("restricted-zone"));
    expect(events.at(-1)).toMatchObject({ type: "end" });
    for (const { functions, written } of extensions(events)) expect(functions).toEqual(written!.map(({ name }) => name));
  });
});

describe("a run that was killed", () => {
  test("goes on without paying twice, and leaves the same log", async () => {
    let asked = 0;
    const counting = createServer((request, response) => {
      asked++;
      const to = rawRequest(
        `${teacher.url}${request.url!.slice(3)}`,
        { method: "POST", headers: { "content-type": "application/json" } },
        (answer) => {
          response.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(response);
        },
      );
      request.pipe(to);
    });
    await new Promise<void>((resolve) => counting.listen(0, "127.0.0.1", resolve));
    const upstream = `http://127.0.0.1:${(counting.address() as { port: number }).port}/v1`;
    const tape = join(folder, "killed.jsonl");
    const first = await gatewayTo(upstream, {}, { tape: openTape(tape) });
    const whole = (await playAt(first.url, { agent: "l-llm" }, 5)).map(lineOf);
    const once = asked;
    expect(once).toBeGreaterThan(10);
    // Killed in the midst of the last answer: its line is torn.
    const text = readFileSync(tape, "utf8");
    rmSync(tape);
    appendFileSync(tape, text.slice(0, -20));
    const second = await gatewayTo(upstream, {}, { tape: openTape(tape) });
    expect((await playAt(second.url, { agent: "l-llm" }, 5)).map(lineOf)).toEqual(whole);
    expect(asked).toBe(once + 1);
    expect(second.gateway.spending().replayed).toBe(once - 1);
    await new Promise((done) => (counting.close(done), counting.closeAllConnections()));
  });
});

describe("a key", () => {
  test("is in no log, no cassette and no message, whatever the endpoint says", async () => {
    const { url } = await double((_body, n) =>
      n % 3 === 0 ? says(`Your key is ${KEY}.`) : { status: 500, body: `${KEY} ${KEY}`, headers: { "retry-after-ms": "5" } },
    );
    const tape = join(folder, "key.jsonl");
    const { url: at, gateway } = await gatewayTo(url, { model: "double-1" }, { tape: openTape(tape) });
    const events = await playAt(at, { agent: "l-llm", params: { attempts: 1 } }, 1, { horizon: 2 });
    const everything = [...events.map(lineOf), readFileSync(tape, "utf8"), JSON.stringify(gateway.spending())].join("\n");
    expect(everything).toContain("Your key is");
    expect(everything).not.toContain(KEY);
  });

  test.each([
    [{ ARENA_LLM_URL: KEY }, /ARENA_LLM_URL/],
    [{ ARENA_LLM_URL: "http://x/v1" }, /ARENA_LLM_MODEL: not set/],
    [{ ARENA_LLM_PRICE: KEY }, /ARENA_LLM_PRICE: of another form, expected dollars/],
    [{ ARENA_LLM_CONCURRENCY: "many" }, /ARENA_LLM_CONCURRENCY/],
  ])("in the wrong place, and other wrong settings, get a message without it: %o", (environment, message) => {
    try {
      modelSettings(environment);
      expect.unreachable();
    } catch (error) {
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain(KEY);
    }
  });
});

describe("prices", () => {
  test("hold for the dated names of a model, and for no other", () => {
    expect(priceOf("gpt-4o-2024-08-06")).toEqual(priceOf("gpt-4o"));
    expect(priceOf("gpt-4o-mini-2024-07-18")).toEqual(priceOf("gpt-4o-mini"));
    expect(priceOf("gpt-4o-mini")).not.toEqual(priceOf("gpt-4o"));
    expect(priceOf("gpt-4o-audio-preview")).toBeUndefined();
    expect(priceOf("llama")).toBeUndefined();
    // An endpoint's own name for a model counts first, then the name it was asked for by; a price that was set counts for all.
    expect(priceIn(pricesNow(), "llama", "gpt-4o")).toEqual(priceOf("gpt-4o"));
    expect(priceIn(pricesNow(), "gpt-5", "gpt-4o")).toEqual(priceOf("gpt-5"));
    expect(priceIn(pricesNow({ input: 3, output: 4 }), "gpt-5")).toEqual({ input: 3, output: 4 });
    expect(costOf({ input: 2, output: 8 }, { input: 500_000, output: 250_000 })).toBe(3);
  });
});

describe("prompts", () => {
  test("hold their task as data, the last one where there are several", () => {
    const fence = (data: string) => ({ content: `text\n\`\`\`json\n${data}\n\`\`\`\nmore` });
    expect(taskIn([fence('{"a":1}'), fence('{"b":2}'), { content: "(nothing)" }])).toEqual({ b: 2 });
    expect(taskIn([fence("{broken")])).toBeUndefined();
    expect(taskIn([{ content: "none" }])).toBeUndefined();
  });
});

test("readLog takes the events of language models", async () => {
  const { url } = await gatewayTo(teacher.url);
  const lines = (await playAt(url, { agent: "l-llm" }, 3, { horizon: 2 })).map(lineOf);
  async function* stream() {
    yield* lines;
  }
  const episodes = [];
  for await (const { events } of readLog(stream())) episodes.push(events);
  expect(exchanges(episodes[0]!).length).toBeGreaterThan(0);
});
