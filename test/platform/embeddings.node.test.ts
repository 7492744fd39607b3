/** Embeddings over HTTP, and the retriever that asks for them. */
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asksModel, resolveAgent } from "../../agents/index.ts";
import { modelSettings } from "../../src/platform/model-settings.node.ts";
import { makeGateway, serveGateway } from "../../src/platform/gateway.node.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { type Event, rollout } from "../../src/core/index.ts";
import { env, world } from "../agents/play.ts";

/** What the server does with the next request. */
let answer: (input: readonly string[]) => { readonly status?: number; readonly body: string };
const asked: { readonly model: string; readonly input: readonly string[] }[] = [];
let server: Server;
let plain: { readonly url: string; close(): Promise<void> };
let embed: ReturnType<typeof modelsAt>["embed"];

const letters = (text: string) => [..."aeioulnrst"].map((letter) => text.split(letter).length - 1);
const vectors = (input: readonly string[]) => ({
  body: JSON.stringify({ data: input.map((text, index) => ({ index, embedding: letters(text) })).reverse() }),
});

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      const body = JSON.parse(text) as { model: string; input: string[] };
      asked.push(body);
      const { status = 200, body: reply } = answer(body.input);
      const headers = { "content-type": "application/json", "retry-after-ms": "1" };
      response.writeHead(request.url === "/v1/embeddings" ? status : 404, headers).end(reply);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v1`;
  plain = await serveGateway(makeGateway({ settings: { ...modelSettings({}), url, model: "chat" } }));
  ({ embed } = modelsAt(plain.url));
});
afterAll(async () => {
  await plain.close();
  server.close();
});

describe("embed", () => {
  test("gives a vector for each text, in their order, however many there are", async () => {
    answer = vectors;
    asked.length = 0;
    const texts = Array.from({ length: 300 }, (_, i) => `${"a".repeat(i % 7)}${"e".repeat(i % 5)}`);
    expect(await embed("m", texts)).toEqual(texts.map(letters));
    expect(asked.map(({ input }) => input.length)).toEqual([256, 44]);
    expect(asked[0]!.model).toBe("m");
  });

  test.each([
    ["an error", { status: 500, body: "" }, "ModelFailed", /by m: status 500.*, expected 2 vectors/],
    ["a page", { body: "<html>Sign in</html>" }, "ModelFailed", /no JSON but a page \("Sign in"\)/],
    ["JSON that is cut off", { body: '{"data":[' }, "BadAnswer", /cannot be read/],
    ["another form", { body: '{"data":{}}' }, "ModelFailed", /an answer of another form, \{"data":\{\}\}/],
    ["vectors that are none", { body: '{"data":[{"index":0}]}' }, "BadAnswer", /an answer of another form/],
    ["too few", { body: JSON.stringify({ data: [{ index: 0, embedding: [1] }] }) }, "BadAnswer", /1 vectors, or not one for each/],
    [
      "vectors of two lengths",
      {
        body: JSON.stringify({
          data: [
            { index: 0, embedding: [1] },
            { index: 1, embedding: [1, 2] },
          ],
        }),
      },
      "BadAnswer",
      /of 1 and 2 numbers/,
    ],
  ] as const)("refuses %s", async (_what, reply, name, message) => {
    answer = () => reply;
    await expect(embed("m", ["a", "b"])).rejects.toThrow(message);
    await expect(embed("m", ["a", "b"])).rejects.toMatchObject({ name });
  });
});

describe("an agent that retrieves by embeddings", () => {
  const play = async () => {
    const events: Event[] = [];
    const spec = { agent: "functions-top1", params: { retriever: "embedding", embedder: "m" } };
    const cast = { pursuer: spec, runner: { agent: "evade" } };
    const seat = (role: string, one: typeof spec | { agent: string }) => {
      const { kind, params } = resolveAgent(one, world, role);
      return kind.create(params, { world, role, ports: { embed } });
    };
    for await (const event of rollout(env, { seed: 5, params: { horizon: 4 }, cast, seat })) events.push(event);
    return events;
  };
  const faults = (events: readonly Event[]) => events.filter(({ type }) => type === "fault");

  test("plays, the same again", async () => {
    answer = vectors;
    const events = await play();
    expect(faults(events)).toEqual([]);
    const calls = events.flatMap((event) => (event.type === "trace" && event.trace.type === "call" ? [event.trace] : []));
    expect(calls.length).toBe(4 * 3 * 3);
    expect(calls.every(({ hits }) => hits!.length === 5 && hits![0]!.score > 0)).toBe(true);
    expect(await play()).toEqual(events);
  });

  test("forfeits its turns while the endpoint fails, and the game goes on", async () => {
    answer = () => ({ status: 503, body: "" });
    const events = await play();
    expect(faults(events).length).toBe(12);
    expect(faults(events)[0]).toMatchObject({ code: "ModelFailed", message: expect.stringContaining("status 503") as string });
    expect(events.at(-1)!.type).toBe("end");
  });

  test("is refused where there is no way to a model, and needs a gateway", async () => {
    const { kind, params } = resolveAgent({ agent: "functions-top1", params: { retriever: "embedding" } }, world, "pursuer-0");
    const made = async () => kind.create(params, { world, role: "pursuer-0", ports: {} });
    await expect(made()).rejects.toThrow("no way to a language model here");
    expect(asksModel({ agent: "functions-top1", params: { retriever: "embedding" } })).toBe(true);
    expect(asksModel({ agent: "functions-top1" })).toBe(false);
  });
});
