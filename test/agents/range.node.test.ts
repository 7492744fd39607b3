/** Agents whose actions are the numbers of a range. */
import type { OpenAI } from "openai";
import { describe, expect, test, vi } from "vitest";
import { type Causal, type Chat, type Ports, resolveAgent, type Student } from "../../agents/index.ts";
import { gridOf, searchRange } from "../../agents/search-range.ts";
import { type ActionRange, episodeKeys, type Event, type Json, parseParams, rng, rollout, type Trace } from "../../src/core/index.ts";
import { ask } from "../../src/platform/chat.ts";
import { complete, TEACHER, type Trouble } from "../../src/platform/teacher.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { openStudent } from "../../src/student/student.ts";
import { tinyStudent } from "../student/tiny.ts";
import { env, pond } from "./pond.ts";

vi.mock("../../src/worlds.ts", async () => ({ worlds: { pond: (await import("./pond.ts")).pond } }));

const role = "fisher-0";

/** One decision of an agent, and what it told. */
async function decide(agent: string, params: Json, ports: Ports, setup: Json = {}) {
  const { kind, params: checked } = resolveAgent({ agent, params }, pond, role);
  const seat = await kind.create(checked, { world: pond, role, ports });
  const state = env.init(parseParams(env, setup), episodeKeys(1).init);
  const traces: Trace[] = [];
  const turn = {
    role,
    t: 0,
    legal: env.legal(state, role),
    range: env.range!(state, role)!,
    key: episodeKeys(1).act(0, role),
    deadlineMs: 60_000,
  };
  return { action: await seat.act(env.observe(state, role), turn, (trace) => traces.push(trace)), traces };
}

describe("l-llm", () => {
  /** A language model that is the offline teacher, which misbehaves as it is told, request by request. */
  function teacher(...troubles: readonly (Trouble | undefined)[]) {
    const asked: string[] = [];
    const create = async (body: object) => {
      asked.push(JSON.stringify(body));
      return complete({ ...body, model: TEACHER } as never, troubles[asked.length - 1]).body;
    };
    const chat: Chat = (question) => ask({ chat: { completions: { create } } } as unknown as OpenAI, question);
    return { chat, asked };
  }

  test("is asked for a number of the range, and answers with it", async () => {
    const { chat, asked } = teacher();
    const { action, traces } = await decide("l-llm", {}, { chat });
    expect(action).toBe(64);
    expect(asked[0]).toContain("Your action is a whole number from 0 to 100 (fish).");
    expect(asked[0]).toContain('"minimum":0,"maximum":100');
    expect(asked[0]).not.toContain("98");
    expect(traces[0]).toMatchObject({ problems: [], reply: '{"action":64,"why":"The scripted expert plays it."}' });
  });

  test("is told of a number that is none, and asked again", async () => {
    const { chat, asked } = teacher("illegal");
    const { action, traces } = await decide("l-llm", {}, { chat });
    expect(action).toBe(64);
    expect(traces[0]).toMatchObject({ problems: ["illegal"] });
    expect(asked[1]).toContain("That cannot be used: action:");
  });

  test("a number outside the range cannot be used", async () => {
    let schema: { safeParse(value: unknown): { readonly success: boolean } } | undefined;
    const chat: Chat = async ({ answer }) => {
      schema = answer.schema;
      return { exchange: { model: "m", problems: ["illegal"], reply: "", usage: { input: 0, output: 0 } } };
    };
    await expect(decide("l-llm", {}, { chat })).rejects.toThrow("1 answers that cannot be used (illegal)");
    for (const action of [101, -1, 3.5, "40"]) expect(schema!.safeParse({ action, why: "" }).success).toBe(false);
    expect(schema!.safeParse({ action: 100, why: "" }).success).toBe(true);
  });
});

describe("the offline teacher", () => {
  test.each<[string, object]>([
    ["no end", { min: 0, max: 1e12 }],
    ["no number", { min: 3, max: 2 }],
    ["parts of numbers", { min: 0.5, max: 2.5 }],
  ])("refuses a range of %s", (_what, range) => {
    const task = { task: "act", env: "pond", role, range, observation: { notices: [] } };
    const content = `\`\`\`json\n${JSON.stringify(task)}\n\`\`\``;
    expect(complete({ model: TEACHER, messages: [{ role: "user", content }] })).toMatchObject({ status: 400 });
  });
});

describe("s-llm", () => {
  const model = (text: string, weighed: (answers: readonly string[]) => void = () => expect.unreachable("nothing is to be weighed")) => {
    const causal: Causal = {
      name: "double",
      backend: "cpu",
      async weigh(_messages, answers) {
        weighed(answers);
        return { shares: answers.map((answer) => (answer === text ? 0.9 : 0.01)), usage: { input: 1, output: 1 } };
      },
      async complete([, { content } = { content: "" }]) {
        expect(content).toContain("Your action is a whole number from 0 to 100 (fish).");
        expect(content).not.toContain("98");
        return { text, ended: true, usage: { input: 1, output: 1 } };
      },
    };
    return { causal: async () => causal };
  };

  test.each([
    ["37", 37, []],
    ["**37** fish", 37, []],
    ["I wish 37, yes 37.", 37, []],
    ["0", 0, []],
    ["137", "137", ["illegal"]],
    ["-3", "-3", ["illegal"]],
    ["3.5", "3.5", ["illegal"]],
    ["10-20", "10-20", ["illegal"]],
    ["many", "many", ["illegal"]],
  ] as const)("says a number among many: %j is %j", async (text, action, problems) => {
    const found = await decide("s-llm", { model: "m" }, model(text));
    expect(found.action).toBe(action);
    expect(found.traces[0]).toMatchObject({ problems, reply: text });
  });

  test("weighs the numbers of a small range", async () => {
    let answers: readonly string[] = [];
    const found = await decide(
      "s-llm",
      { model: "m" },
      model("7", (all) => (answers = all)),
      { most: 9 },
    );
    expect(found.action).toBe(7);
    expect(answers).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  });
});

describe("students", () => {
  const student = (more: Partial<Student>): Ports => ({
    student: async () =>
      ({ name: "s", kind: "kd", env: "pond", envs: ["pond"], digest: "", parameters: 1, backend: "cpu", ...more }) as Student,
  });

  test("an answer is a number's decimal text", async () => {
    expect((await decide("s-llm-kd", {}, student({ complete: async () => "42" }))).action).toBe(42);
    expect((await decide("s-llm-kd", {}, student({ complete: async () => "420" }))).action).toBe("420");
  });

  test("one hundred and one legal answers are weighed, by a real student too", async () => {
    const tiny = openStudent("tiny", tinyStudent("kd", 5), nodeRuntime(1));
    const weigh = async (state: string, answers: readonly string[]) => {
      const logs = await tiny.weigh(state, answers);
      expect(logs).toHaveLength(101);
      for (const log of logs) expect(log).toBeLessThan(0);
      return answers.map((answer, i) => (answer === "88" ? 0 : logs[i]! - 100));
    };
    expect((await decide("s-llm-kd-legal", {}, student({ weigh }))).action).toBe(88);
    await tiny.dispose();
  });

  test("an answer may be as long as the longest legal one, and a token more", async () => {
    const tiny = openStudent("tiny", tinyStudent("kd", 5), nodeRuntime(1));
    // A student that learned nothing goes on and on.
    const short = await tiny.complete("a state");
    const long = await tiny.complete("a state", ["9".repeat(30)]);
    expect(long.startsWith(short)).toBe(true);
    expect(long.length).toBeGreaterThan(short.length);
    expect(await tiny.complete("a state", ["9"])).toBe(short);
    await tiny.dispose();
  });
});

describe("search-actions", () => {
  const search = async (simulations: number, best: number) => {
    const { action, traces } = await decide("search-actions", { simulations, depth: 3 }, {}, { best });
    if (traces[0]?.type !== "search") throw new Error("no trace");
    return { action: action as number, trace: traces[0] };
  };

  test.each([3, 37, 50, 77, 100])("comes near %i with 60 simulations", async (best) => {
    const { action, trace } = await search(60, best);
    expect(Math.abs(action - best)).toBeLessThanOrEqual(2);
    expect(trace.values.map((one) => one.action)).toContain(action);
    expect(await search(60, best)).toEqual({ action, trace });
  });

  test.each([1, 2, 5, 17, 60, 400])("keeps a budget of %i simulations", async (simulations) => {
    const { action, trace } = await search(simulations, 37);
    expect(trace.simulations).toBeLessThanOrEqual(simulations);
    expect(trace.simulations).toBe(trace.values.reduce((sum, { visits }) => sum + visits, 0));
    expect(action).toBeGreaterThanOrEqual(0);
    expect(action).toBeLessThanOrEqual(100);
  });

  test("tries what known policies choose first: a peak that no grid meets is found", () => {
    const range: ActionRange = { min: 0, max: 1000 };
    const peak = (number: number) => (number === 641 ? 1 : 0);
    expect(searchRange(range, [641], 60, peak).best).toBe(641);
    expect(searchRange(range, [], 60, peak).best).not.toBe(641);
    expect(gridOf(range)).toEqual([0, 1000, 500, 250, 750, 125, 375, 625, 875]);
  });

  test.each([10, 100, 1000])("in ranges of %i without chance it finds the top", (max) => {
    for (let i = 0; i < 20; i++) {
      const top = rng(episodeKeys(i).init).int(max + 1);
      expect(searchRange({ min: 0, max }, [], 200, (number) => -Math.abs(number - top)).best).toBe(top);
    }
  });
});

describe("what is wrong is said in few words", () => {
  test("an illegal number is told with the range", async () => {
    const events: Event[] = [];
    for await (const event of rollout(env, {
      seed: 1,
      params: {},
      cast: { fisher: { agent: "wild" } },
      seat: () => ({ act: () => 101, dispose: () => {} }),
    }))
      events.push(event);
    const fault = events.find((event) => event.type === "fault");
    expect(fault?.message).toBe("chose 101, expected a whole number from 0 to 100 (fish)");
  });

  test.each(["very high", "", " high"])("a fact of more than one word is refused: %j", (stock) => {
    expect(pond.base.facts({ stock: "very-high", notices: [] }, null, "wish")).toEqual({ stock: "very-high" });
    expect(() => pond.base.facts({ stock, notices: [] }, null, "wish")).toThrow(
      `facts of pond: "stock": ${JSON.stringify(stock)}, expected one word without spaces`,
    );
  });
});
