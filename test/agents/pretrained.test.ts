/** Agents that pretrained models play for, with a double of a model. */
import { worldOf } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { type Causal, type CausalOptions, type ChatMessage, isSlow, lackOf, resolveAgent } from "../../agents/index.ts";
import { type Json, keyOf, type Trace } from "../../src/core/index.ts";

const world = worldOf("pursuit");
const { env } = world;
const role = "pursuer-0";

type Asked = { readonly messages: readonly ChatMessage[]; readonly answers: readonly string[] };

/** A model that likes the answers that `like` says, and says `words`. */
function double(like: (answer: string, messages: readonly ChatMessage[]) => number, words = "") {
  const asked: Asked[] = [];
  const opened: { readonly model: string; readonly options: CausalOptions }[] = [];
  const causal: Causal = {
    name: "double fp32 00000000",
    backend: "cpu",
    async weigh(messages, answers) {
      asked.push({ messages, answers });
      const odds = answers.map((answer) => like(answer, messages));
      const sum = odds.reduce((all, one) => all + one, 0);
      return { shares: odds.map((one) => one / sum), usage: { input: 10, output: answers.length } };
    },
    async complete(messages) {
      asked.push({ messages, answers: [] });
      return { text: words, ended: true, usage: { input: 10, output: 2 } };
    },
  };
  const open = async (model: string, options: CausalOptions) => {
    opened.push({ model, options });
    return causal;
  };
  return { open, asked, opened };
}

async function turn(agent: string, params: Readonly<Record<string, Json>>, model: ReturnType<typeof double>) {
  const { kind, params: checked } = resolveAgent({ agent, params: { model: "a-folder", ...params } }, world, role);
  const seat = await kind.create(checked, { world, role, ports: { causal: model.open } });
  const state = env.init(env.params.parse({}), keyOf(3));
  const legal = env.legal(state, role);
  const traces: Trace[] = [];
  const action = await seat.act(env.observe(state, role), { role, t: 0, legal, key: keyOf(4), deadlineMs: 1000 }, (trace) =>
    traces.push(trace),
  );
  seat.dispose();
  return { action, traces, legal };
}

describe("s-llm", () => {
  test("takes the likeliest legal action, and tells how likely each was", async () => {
    const model = double((answer) => (answer === "stay" ? 3 : 1));
    const { action, traces, legal } = await turn("s-llm", { precision: "q4", context: 512 }, model);
    expect(action).toBe("stay");
    expect(model.opened).toEqual([{ model: "a-folder", options: { precision: "q4", device: "auto", context: 512 } }]);
    expect(model.asked[0]!.answers).toEqual(legal);
    expect(model.asked[0]!.messages.map((one) => one.role)).toEqual(["system", "user"]);
    expect(traces).toEqual([expect.objectContaining({ type: "llm", asks: "action", model: "double fp32 00000000", problems: [] })]);
  });

  test.each([
    ["stay", "stay", []],
    [" Stay.", "stay", []],
    ["I would stay here", "stay", []],
    ["north or south", "north or south", ["illegal"]],
    ["fly", "fly", ["illegal"]],
  ] as const)("not held to legal actions, %j is %j", async (words, expected, problems) => {
    const { action, traces } = await turn(
      "s-llm",
      { legal: false },
      double(() => 1, words),
    );
    expect(action).toBe(expected);
    expect(traces[0]).toMatchObject({ problems, reply: words });
  });
});

describe("s-llm-functions", () => {
  const shares = (traces: readonly Trace[]) => traces.flatMap((trace) => (trace.type === "call" ? [trace] : []));

  test("asks in every stage for a letter, and takes its function", async () => {
    const model = double((answer) => (answer === "B" ? 8 : 1));
    const { action, traces, legal } = await turn("s-llm-functions", { k: 3 }, model);
    expect(legal).toContain(action);
    expect(model.asked).toHaveLength(3);
    expect(model.asked[0]!.answers).toEqual(["A", "B", "C"]);
    for (const { hits, name, probabilities } of shares(traces)) {
      expect(name).toBe(hits![1]!.name);
      expect(probabilities![name]).toBe(0.8);
    }
    for (const [i, { messages }] of model.asked.entries())
      for (const [k, { name }] of shares(traces)[i]!.hits!.entries()) expect(messages[1]!.content).toContain(`${"ABC"[k]}. ${name}: `);
  });

  test("asked in as many orders as there are candidates, a liking for the first letter takes nobody", async () => {
    const likesA = double((answer) => (answer === "A" ? 5 : 1));
    const { traces } = await turn("s-llm-functions", { k: 4, orders: 4 }, likesA);
    expect(likesA.asked).toHaveLength(12);
    for (const { probabilities } of shares(traces)) expect(Object.values(probabilities!)).toEqual([0.25, 0.25, 0.25, 0.25]);
    // A liking for a function is a liking in every order.
    const [first] = shares(traces);
    const wanted = first!.hits![2]!.name;
    const likesIt = double((answer, messages) => (messages[1]!.content.includes(`\n${answer}. ${wanted}: `) ? 5 : 1));
    expect(shares((await turn("s-llm-functions", { k: 4, orders: 4 }, likesIt)).traces)[0]!.name).toBe(wanted);
  });
});

test("without a model they cannot be cast, and say how to give one", () => {
  for (const agent of ["s-llm", "s-llm-functions"]) {
    expect(() => resolveAgent({ agent }, world, role)).toThrow(
      new RegExp(`^agent ${agent}: no pretrained model is given, expected ARENA_SLLM or the parameter \`model\``),
    );
    expect(lackOf({ agent })).toMatch(/no pretrained model is given/);
    expect(lackOf({ agent, params: { model: "x" } })).toBeUndefined();
    expect(isSlow({ agent })).toBe(true);
  }
  expect(lackOf({ agent: "random" })).toBeUndefined();
});
