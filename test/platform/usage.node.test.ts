/** What answers tell of their tokens, and what follows where they do not: unknown is not 0. */
import fc from "fast-check";
import { createServer } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import type { Question } from "../../agents/index.ts";
import { type GatewayOptions, makeGateway, type ModelSettings, serveGateway } from "../../src/platform/gateway.node.ts";
import { modelsAt } from "../../src/platform/models.ts";
import { costIn, costOf, costOfExchange, pricesNow } from "../../src/platform/prices.ts";
import { allTokens, toldIn, usageOf, usageText } from "../../src/platform/usage.ts";
import { spendingText } from "../../src/cli/model.ts";

/** Inputs of the fuzzed test; 10000 in its large form. */
const RUNS = Number(process.env["FUZZ"] ?? 300);

const UNTOLD = { input: null, output: null };
const usageIn = (usage: unknown) => toldIn({ model: "m", usage }).usage;

describe("the tokens of an answer", () => {
  test.each<[string, unknown, { readonly input: number | null; readonly output: number | null }]>([
    ["both", { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 }, { input: 12, output: 3 }],
    ["by their other names", { input_tokens: 12, output_tokens: 3 }, { input: 12, output: 3 }],
    ["in text", { prompt_tokens: "12", completion_tokens: "3" }, { input: 12, output: 3 }],
    ["an empty answer", { prompt_tokens: 12, completion_tokens: 0 }, { input: 12, output: 0 }],
    ["the other name where the first is null", { prompt_tokens: null, input_tokens: 12, completion_tokens: 3 }, { input: 12, output: 3 }],
    ["null for one", { prompt_tokens: 1_000_000, completion_tokens: null }, { input: 1_000_000, output: null }],
    ["one alone", { completion_tokens: 3 }, { input: null, output: 3 }],
    ["negative", { prompt_tokens: -12, completion_tokens: 3 }, { input: null, output: 3 }],
    ["fractions", { prompt_tokens: 12.5, completion_tokens: 3 }, { input: null, output: 3 }],
    ["more than a number holds exactly", { prompt_tokens: 1e300, completion_tokens: 3 }, { input: null, output: 3 }],
    ["words", { prompt_tokens: "many", completion_tokens: "1e3" }, UNTOLD],
    ["truth values and lists", { prompt_tokens: true, completion_tokens: [3] }, UNTOLD],
    ["0, as those write who do not count", { prompt_tokens: 0, completion_tokens: 0 }, { input: null, output: 0 }],
    ["nothing", {}, UNTOLD],
    ["null", null, UNTOLD],
    ["a list", [12, 3], UNTOLD],
    ["a number", 15, UNTOLD],
    ["absent", undefined, UNTOLD],
  ])("are read one by one: %s", (_, usage, told) => {
    expect(usageIn(usage)).toEqual(told);
  });

  test("do not hang on the model's name, nor the name on them", () => {
    const usage = { prompt_tokens: 12, completion_tokens: 3 };
    for (const model of [null, 5, "", undefined, {}])
      expect(toldIn({ model, usage })).toEqual({ model: null, usage: { input: 12, output: 3 } });
    expect(toldIn({ model: "m", usage: 5 })).toEqual({ model: "m", usage: UNTOLD });
    for (const body of [undefined, null, [], "page", 5]) expect(toldIn(body)).toEqual({ model: null, usage: UNTOLD });
  });

  test("of vectors are those of the texts alone", () => {
    expect(toldIn({ usage: { prompt_tokens: 8, total_tokens: 8 } }, true).usage).toEqual({ input: 8, output: 0 });
    expect(toldIn({}, true).usage).toEqual({ input: null, output: 0 });
  });

  test("together are not told where one answer did not tell", () => {
    const told = { input: 10, output: 2 };
    expect(usageOf([told, told])).toEqual({ input: 20, output: 4 });
    expect(usageOf([told, { input: null, output: 1 }, told])).toEqual({ input: null, output: 5 });
    expect(usageOf([])).toEqual({ input: 0, output: 0 });
    expect([allTokens(told), allTokens({ input: null, output: 1 })]).toEqual([12, null]);
    expect([usageText(told), usageText({ input: 3, output: null })]).toEqual(["10 + 2 tokens", "tokens not told"]);
  });

  test("cost what is known: nothing for what is free, unknown for the rest", () => {
    expect(costOf({ input: 2, output: 8 }, { input: 500_000, output: null })).toBeUndefined();
    expect(costOf({ input: 2, output: 0 }, { input: 500_000, output: null })).toBe(1);
    expect(costOf({ input: 0, output: 0 }, UNTOLD)).toBe(0);
    expect(costIn(pricesNow(), { input: 1e6, output: 0 }, "", "gpt-4o")).toBe(2.5);
    expect(costIn(pricesNow(), { input: 1e6, output: 0 }, "nameless")).toBeUndefined();
  });

  test("of several models cost by the price of each", () => {
    const [large, small] = [
      { input: 1e6, output: 0 },
      { input: 3e6, output: 0 },
    ];
    const exchange = { model: "gpt-4o-mini", usage: usageOf([large, small]), by: { "gpt-4o": large, "gpt-4o-mini": small } };
    expect(costOfExchange(pricesNow(), exchange, "")).toBeCloseTo(2.5 + 3 * 0.15, 12);
    expect(costOfExchange(pricesNow(), { ...exchange, by: { ...exchange.by, nameless: large } }, "")).toBeUndefined();
    expect(costOfExchange(pricesNow(), { model: "gpt-4o", usage: large }, "")).toBe(2.5);
  });

  test("are whole numbers from 0 or not told, whatever an endpoint writes", () => {
    const number = fc.oneof(fc.jsonValue(), fc.integer(), fc.double(), fc.integer().map(String));
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record({
        model: fc.jsonValue(),
        usage: fc.record({ prompt_tokens: number, completion_tokens: number, input_tokens: number }, { requiredKeys: [] }),
      }),
    );
    fc.assert(
      fc.property(body, fc.boolean(), (said, isEmbedding) => {
        const { model, usage } = toldIn(JSON.parse(JSON.stringify(said)), isEmbedding);
        if (model !== null) expect(typeof model === "string" && model !== "").toBe(true);
        for (const count of [usage.input, usage.output]) if (count !== null) expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
      }),
      { seed: 20, numRuns: RUNS },
    );
  });
});

/** An endpoint that tells this usage and this name of itself, and a way to ask it. */
async function asking(told: object, more: Partial<ModelSettings> = {}, options: Omit<GatewayOptions, "settings"> = {}) {
  const endpoint = createServer((request, response) => {
    request.resume().on("end", () => {
      const choices = [{ index: 0, message: { role: "assistant", content: '{"pick":"a"}' }, finish_reason: "stop" }];
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ id: "1", object: "chat.completion", created: 0, model: "gpt-4o", choices, ...told }));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(endpoint.address() as { port: number }).port}/v1`;
  const set: ModelSettings = { url, model: "gpt-4o", key: undefined, price: undefined, concurrency: 8, perMinute: 10_000, ...more };
  const gateway = makeGateway({ settings: set, ...options });
  const listening = await serveGateway(gateway);
  onTestFinished(async () => {
    await listening.close();
    endpoint.close();
    endpoint.closeAllConnections();
  });
  const { chat } = modelsAt(listening.url);
  let asked = 0;
  const question = (): Question<{ pick: string }> => ({
    model: set.model,
    messages: [{ role: "user", content: `Pick, for the ${++asked}. time.` }],
    answer: { name: "choose", description: "Picks.", schema: z.object({ pick: z.enum(["a", "b"]) }) },
    form: "json",
    attempts: 1,
    maxTokens: 64,
    timeoutMs: 300_000,
  });
  return { gateway, ask: () => chat(question()) };
}

describe("the account of a gateway", () => {
  test.each<[string, object, number | undefined]>([
    ["a whole usage", { usage: { prompt_tokens: 1000, completion_tokens: 100 } }, 0.0035],
    ["a whole usage beside no name", { model: null, usage: { prompt_tokens: 1000, completion_tokens: 100 } }, 0.0035],
    ["numbers as text", { usage: { prompt_tokens: "1000", completion_tokens: "100" } }, 0.0035],
    ["half a usage", { usage: { prompt_tokens: 1000, completion_tokens: null } }, undefined],
    ["a negative number", { usage: { prompt_tokens: 1000, completion_tokens: -100 } }, undefined],
    ["no usage", {}, undefined],
  ])("is that of the log: %s", async (_, told, dollars) => {
    const { gateway, ask } = await asking(told);
    const exchanges = [(await ask()).exchange, (await ask()).exchange];
    for (const { usage, model } of exchanges)
      expect(costIn(pricesNow(), usage, model, "gpt-4o")).toEqual(dollars === undefined ? undefined : expect.closeTo(dollars, 12));
    const { usage } = exchanges[0]!;
    expect(gateway.spending()).toMatchObject({
      requests: 2,
      input: 2 * (usage.input ?? 0),
      output: 2 * (usage.output ?? 0),
      untold: dollars === undefined ? 2 : 0,
      dollars: dollars === undefined ? undefined : (expect.closeTo(2 * dollars, 12) as number),
    });
    expect(spendingText(gateway.spending())).toMatch(
      dollars === undefined ? /that 2 answers did not tell, cost not told\)/ : /tokens, 0\.0070 \$\)/,
    );
  });

  test.each([{}, { usage: null }, { usage: { prompt_tokens: 1000, completion_tokens: null } }, { usage: { prompt_tokens: "?" } }])(
    "ends a budget at the first answer that tells too little: %j",
    async (told) => {
      const reasons: string[] = [];
      const { gateway, ask } = await asking(told, {}, { budget: 100, onStop: ({ message }) => reasons.push(message) });
      expect((await ask()).value).toEqual({ pick: "a" });
      const { failure } = await ask();
      expect(failure).toContain("an answer did not tell the tokens taken, and there is a budget");
      expect(reasons).toEqual([expect.stringMatching(/, expected an endpoint that tells its usage: go on without --budget/)]);
      expect(gateway.spending().requests).toBe(1);
    },
  );

  test("goes on with a budget where answers cost nothing, told or not", async () => {
    const { gateway, ask } = await asking({}, { price: { input: 0, output: 0 } }, { budget: 1, onStop: () => {} });
    await ask();
    expect((await ask()).value).toEqual({ pick: "a" });
    expect(gateway.spending()).toMatchObject({ requests: 2, untold: 2, dollars: 0 });
  });
});
