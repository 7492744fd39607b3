/** The agents that decide function by function. */
import { worldOf } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { agents, resolveAgent } from "../../agents/index.ts";
import { policies } from "../../agents/policies.ts";
import { byName, fitOf, foundBest, ofStage } from "../../function-base/index.ts";
import { type Cast, type Event, type Json, replay } from "../../src/core/index.ts";
import { env, play, world } from "./play.ts";

const base = worldOf("pursuit").base;
const ARMS = ["functions-random", "functions-top1", "functions-matched", "functions-fixed", "expert"] as const;
const cast = (agent: string, params?: Json): Cast => ({
  pursuer: { agent, ...(params === undefined ? {} : { params }) },
  runner: { agent: "evade" },
});
const FOG = { horizon: 6, emergencies: [{ round: 2, emergency: "fog" }] };

const traces = (events: readonly Event[]) => events.flatMap((event) => (event.type === "trace" ? [event] : []));
const calls = (events: readonly Event[]) =>
  traces(events).flatMap(({ t, role, trace }) => (trace.type === "call" ? [{ t, role, ...trace }] : []));
const extensions = (events: readonly Event[]) =>
  traces(events).flatMap(({ t, role, trace }) => (trace.type === "extend" ? [{ t, role, ...trace }] : []));

describe.each(ARMS)("%s", (agent) => {
  test("goes through every stage, and its last result is its action", async () => {
    const events = await play(cast(agent), 3, { horizon: 8 });
    expect(events.filter(({ type }) => type === "fault")).toEqual([]);
    const { frames } = await replay(env, events);
    for (const { t, role, stage, result } of calls(events).filter(({ stage }) => stage === "move")) {
      expect(stage).toBe("move");
      expect(frames[t]!.step!.actions[role]).toBe(result);
    }
    for (const { id } of base.stages) expect(calls(events).filter(({ stage }) => stage === id).length).toBe(8 * 3);
  });

  test.each(Object.keys(env.presets))("plays %s without a fault", async (preset) => {
    const { params } = env.presets[preset]!;
    const events = await play(cast(agent), 2, { ...(params as object), horizon: 6 });
    expect(events.filter(({ type }) => type === "fault")).toEqual([]);
  });

  test.each(Object.keys(env.emergencies))("plays on without a fault when %s comes", async (emergency) => {
    const events = await play(cast(agent), 2, { horizon: 10, emergencies: [{ round: 3, emergency }] });
    expect(events.filter(({ type }) => type === "fault")).toEqual([]);
  });

  test("can only sit where there are functions", () => {
    if (agent === "expert") expect(resolveAgent({ agent }, world, "runner-0").kind.id).toBe("expert");
    else expect(() => resolveAgent({ agent }, world, "runner-0")).toThrow(`agent ${agent}: cast as "runner-0", expected pursuer`);
  });
});

test("the expert that search plays out decides as the one at play", async () => {
  for (const [seed, params] of [
    [1, {}],
    [2, FOG],
    [3, { emergencies: [{ round: 1, emergency: "restricted-zone" }] }],
  ] as const) {
    const events = await play(cast("expert"), seed, params);
    const { frames } = await replay(env, events);
    const policy = policies.expert.policyFor(world, "pursuer-0");
    for (const { state, step } of frames)
      for (const [role, action] of Object.entries(step?.actions ?? {}).filter(([one]) => one.startsWith("pursuer")))
        expect(policy(env.observe(state, role), { role, legal: env.legal(state, role), key: [0, 0] })).toBe(action);
  }
});

describe("functions that join", () => {
  const answering = base.emergency.filter(({ notice }) => notice === "fog").map(({ name }) => name);
  const joinedIn = (events: readonly Event[]) => [...new Set(extensions(events).flatMap(({ functions }) => functions))];

  test("are told once a seat, when the notice appears", async () => {
    const events = await play(cast("functions-top1"), 1, FOG);
    const { frames } = await replay(env, events);
    const first = frames.find(({ state }) => env.observe(state, "pursuer-0").notices.length > 0)!.t;
    expect(extensions(events).map(({ t, role, notice }) => [t, role, notice])).toEqual(
      ["pursuer-0", "pursuer-1", "pursuer-2"].map((role) => [first, role, "fog"]),
    );
    const hits = calls(events).filter(({ t, stage }) => t === first && stage === "assess")[0]!.hits!;
    expect(hits.some(({ name, joined }) => joined === true && answering.includes(name))).toBe(true);
    expect(calls(events).every(({ t, hits }) => t >= first || hits!.every(({ joined }) => joined === undefined))).toBe(true);
  });

  test.each([
    ["both", base.emergency.map(({ name }) => name)],
    ["answers", answering],
    ["distractors", base.emergency.filter(({ notice }) => notice !== "fog").map(({ name }) => name)],
    ["none", []],
  ] as const)("are %s", async (extend, names) => {
    expect(joinedIn(await play(cast("functions-top1", { extend }), 1, FOG)).sort()).toEqual([...names].sort());
  });

  test("are taken by the expert, which answers a notice with its function", async () => {
    const selected = (extend: string) =>
      play(cast("expert", { extend }), 1, FOG).then((events) => new Set(calls(events).map(({ name }) => name)));
    const [taken, without] = [await selected("answers"), await selected("none")];
    expect(answering.some((name) => taken.has(name))).toBe(true);
    expect(answering.some((name) => without.has(name))).toBe(false);
  });
});

describe("selectors", () => {
  test("take what they say: the first hit, one of the hits, the fixed ones, the teacher's", async () => {
    const top = calls(await play(cast("functions-top1"), 4, { horizon: 5 }));
    expect(top.every(({ name, hits }) => name === hits![0]!.name)).toBe(true);
    const random = calls(await play(cast("functions-random"), 4, { horizon: 20 }));
    expect(random.every(({ name, hits }) => hits!.some((hit) => hit.name === name))).toBe(true);
    expect(new Set(random.map(({ name, hits }) => hits!.findIndex((hit) => hit.name === name))).size).toBe(5);
    const fixed = calls(await play(cast("functions-fixed"), 4, { horizon: 5 }));
    expect(fixed.every(({ name, stage }) => name === base.found.fixed[stage])).toBe(true);
    const other = ofStage(base.functions, "target").find(({ name }) => name !== base.found.fixed["target"])!.name;
    const named = calls(await play(cast("functions-fixed", { functions: { target: other } }), 4, { horizon: 3 }));
    expect(named.filter(({ stage }) => stage === "target").every(({ name }) => name === other)).toBe(true);
    const events = await play(cast("expert"), 4, { horizon: 5 });
    const { frames } = await replay(env, events);
    const results = new Map<string, Json>();
    for (const { t, role, stage, name, result } of calls(events)) {
      const previous = stage === base.stages[0]!.id ? null : results.get(role)!;
      results.set(role, result!);
      const facts = base.facts(env.observe(frames[t]!.state, role), previous, stage);
      expect(name).toBe(foundBest(base, { facts, stage: base.stages.find(({ id }) => id === stage)! }));
    }
  });

  test("that match words take the candidate whose clauses hold, and the answer to a notice by the notice's words", async () => {
    const events = await play(cast("functions-matched"), 1, { horizon: 8, emergencies: [{ round: 2, emergency: "restricted-zone" }] });
    const { frames } = await replay(env, events);
    const results = new Map<string, Json>();
    let [held, answered] = [0, 0];
    for (const { t, role, stage, name, hits, result } of calls(events)) {
      const previous = stage === base.stages[0]!.id ? null : results.get(role)!;
      results.set(role, result!);
      const observation = env.observe(frames[t]!.state, role);
      const facts = base.facts(observation, previous, stage);
      const fits = hits!.map((hit) => fitOf(byName(base).get(hit.name)!, { facts, observation }));
      expect(name).toBe(hits![fits.indexOf(Math.max(...fits))]!.name);
      if (Math.max(...fits) === 1) held++;
      if (byName(base).get(name)!.notice === "restricted-zone") answered++;
    }
    expect(held / calls(events).length).toBeGreaterThan(0.95);
    expect(answered).toBeGreaterThan(5);
  });

  test("do without what is hidden from them, as if nobody had written it", async () => {
    const hide = [base.found.fixed["target"]!, foundBest(base, { facts: { capture: "surround" }, stage: base.stages[0]! })];
    for (const agent of ARMS) {
      const of = async (params?: Json) =>
        new Set(calls(await play(cast(agent, params), 4)).flatMap(({ name, hits }) => [name, ...(hits ?? []).map((hit) => hit.name)]));
      const [all, some] = [await of(), await of({ hide })];
      expect(
        hide.some((name) => all.has(name)),
        agent,
      ).toBe(true);
      for (const name of hide) expect(some.has(name), agent).toBe(false);
    }
    const { kind, params } = resolveAgent({ agent: "expert", params: { hide: ["nobody"] } }, world, "pursuer-0");
    expect(() => kind.create(params, { world, role: "pursuer-0", ports: {} })).toThrow(
      /hidden functions of pursuit: "nobody", expected some of /,
    );
  });

  test("K, and which functions are candidates, can be set", async () => {
    const sizes = async (params: Json) =>
      new Set(calls(await play(cast("functions-random", params), 4, { horizon: 2 })).map(({ hits }) => hits?.length));
    expect(await sizes({ k: 2 })).toEqual(new Set([2]));
    expect(await sizes({ retriever: "oracle", k: 3 })).toEqual(new Set([3]));
    expect(await sizes({ retriever: "all" })).toEqual(new Set([undefined]));
  });

  test("search selects among the hits, and the same again", async () => {
    const spec = cast("search-functions", { simulations: 6, depth: 4, k: 3 });
    const events = await play(spec, 4, { horizon: 2 });
    expect(events.filter(({ type }) => type === "fault")).toEqual([]);
    for (const { name, hits } of calls(events)) expect(hits!.some((hit) => hit.name === name)).toBe(true);
    expect(await play(spec, 4, { horizon: 2 })).toEqual(events);
  });

  test.each([
    [{ move: "teleport" }, 'move: "teleport", expected one of'],
    [{ fly: "stand" }, 'fly: "stand", expected one of assess, target, move'],
  ])("fixed to what does not exist (%j) is refused", (functions, message) => {
    const { kind, params } = resolveAgent({ agent: "functions-fixed", params: { functions } }, world, "pursuer-0");
    expect(() => kind.create(params, { world, role: "pursuer-0", ports: {} })).toThrow(message);
  });
});

test("every agent that decides by functions is registered", () => {
  for (const agent of [...ARMS, "search-functions"]) expect(agents[agent]!.id).toBe(agent);
});
