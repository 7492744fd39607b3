import { describe, expect, test, vi } from "vitest";
import { resolveAgent } from "../../agents/index.ts";
import type { Ports } from "../../agents/index.ts";
import { type Event, type FaultEvent, type Json, rollout } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("pursuit");
const PARAMS = { command: ["python3", "agent.py"] };

/** Plays a short episode with pursuer-0 as a program that answers in some way; gives the events and what it was told. */
async function play(answer: (asked: Readonly<Record<string, Json>>) => string | Promise<string>) {
  const told: Readonly<Record<string, Json>>[] = [];
  const close = vi.fn<() => void>();
  const start = vi.fn<NonNullable<Ports["program"]>>(async () => ({
    tell: (line) => void told.push(JSON.parse(line) as Record<string, Json>),
    async ask(line) {
      const asked = JSON.parse(line) as Record<string, Json>;
      told.push(asked);
      return answer(asked);
    },
    close,
  }));
  const cast = { "pursuer-0": { agent: "program", params: PARAMS }, pursuer: { agent: "random" }, runner: { agent: "evade" } };
  const events: Event[] = [];
  for await (const event of rollout(world.env, {
    seed: 3,
    params: { width: 7, height: 7, horizon: 6 },
    cast,
    seat(role, spec) {
      const { kind, params } = resolveAgent(spec, world, role);
      return kind.create(params, { world, role, ports: { program: start } });
    },
  }))
    events.push(event);
  return { events, told, start, close, faults: events.filter((event): event is FaultEvent => event.type === "fault") };
}

describe("an agent that is a program", () => {
  test("is told the game once, and each turn with all that it may know", async () => {
    const { told, events, faults, start, close } = await play(({ legal }) =>
      JSON.stringify({ action: (legal as Json[])[0]!, note: "why" }),
    );
    expect(faults).toEqual([]);
    expect(start.mock.calls).toEqual([[PARAMS.command]]);
    expect(close).toHaveBeenCalledTimes(1);
    expect(told[0]).toEqual({ ask: "sit", protocol: 1, env: "pursuit", version: 1, rules: world.env.rules, role: "pursuer-0" });
    expect(told.slice(1).map(({ ask, t }) => [ask, t])).toEqual([0, 2, 4, 6, 8, 10].map((t) => ["act", t]));
    expect(Object.keys(told[1]!)).toEqual(["ask", "t", "observation", "text", "legal", "key", "deadlineMs"]);
    expect(told[1]!["text"]).toBe(world.env.describe(told[1]!["observation"] as never));
    expect(new Set(told.slice(1).map(({ key }) => JSON.stringify(key))).size).toBe(6);
    const notes = events.flatMap((event) => (event.type === "trace" && event.trace.type === "note" ? [event.trace.text] : []));
    expect(notes).toEqual(Array.from({ length: 6 }, () => "why"));
  });

  test("draws by its key: the same seed, the same game", async () => {
    const draw = ({ key, legal }: Readonly<Record<string, Json>>) => {
      const all = legal as Json[];
      return JSON.stringify({ action: all[(key as number[])[0]! % all.length]! });
    };
    expect((await play(draw)).events).toEqual((await play(draw)).events);
  });

  test.each([
    [
      "no JSON",
      "thinking ...",
      "BadAnswer",
      /^agent program \(python3 agent\.py\): thinking \.\.\. \(.*\), expected a line as \{"action": \.\.\.\}/,
    ],
    ["no action", '{"move": "stay"}', "BadAnswer", /\(no action in it\), expected a line as/],
    ["an action that is not legal", '{"action": "jump"}', "IllegalAction", /^chose "jump", expected one of "stay"/],
  ])("that answers with %s forfeits its turns, and goes on", async (_, answer, code, message) => {
    const { faults, start } = await play(() => answer);
    expect(faults.map((fault) => fault.code)).toEqual(Array.from({ length: 6 }, () => code));
    expect(faults[0]!.message).toMatch(message);
    expect(start).toHaveBeenCalledTimes(1);
  });

  test("that ends is started again for the next turn, three times in an episode", async () => {
    const { faults, start } = await play(() => Promise.reject(new Error("it ended")));
    expect(faults.map(({ code, message }) => [code, message])).toEqual(Array.from({ length: 6 }, () => ["AgentCrash", "it ended"]));
    expect(start).toHaveBeenCalledTimes(3);
  });

  test("is refused where no program can be started, and without a command", () => {
    const { kind, params } = resolveAgent({ agent: "program", params: PARAMS }, world, "pursuer-0");
    expect(() => kind.create(params, { world, role: "pursuer-0", ports: {} })).toThrow(
      'agent program (python3 agent.py): cast as "pursuer-0" where no program can be started, expected Node: arena bench --runtime node',
    );
    for (const wrong of [{}, { command: [] }, { command: "python3 agent.py" }])
      expect(() => resolveAgent({ agent: "program", params: wrong }, world, "pursuer-0")).toThrow(/^agent program parameters: "command": /);
  });
});
