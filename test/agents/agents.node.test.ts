import { describe, expect, test } from "vitest";
import { agents, resolveAgent } from "../../agents/index.ts";
import { policiesOf } from "../../agents/policies.ts";
import { presets } from "../../envs/pursuit/params.ts";
import { episodeKeys, type Event, isLegal, type Json, parseParams, replay, rng, type Trace } from "../../src/core/index.ts";
import { env, play, world } from "./play.ts";

const of = <T extends Event["type"]>(events: readonly Event[], type: T) =>
  events.filter((e): e is Extract<Event, { type: T }> => e.type === type);
const emergencies = Object.keys(env.emergencies).map((emergency, i) => ({ round: i + 1, emergency }));
const runners = ["random", "greedy", "flee", "evade", "evade-lookahead"];

describe("the table of agents", () => {
  test("names each kind by its id, with words for lists", () => {
    for (const [id, kind] of Object.entries(agents)) {
      expect(kind.id).toBe(id);
      expect(kind.title.length).toBeGreaterThan(1);
      expect(kind.about).toMatch(/\.$/);
    }
  });

  test("resolves a spec, or says what is wrong with it", () => {
    expect(resolveAgent({ agent: "search-actions" }, world, "pursuer-0").params).toMatchObject({ simulations: 60, depth: 16 });
    const resolve = (agent: string, params?: Json) => () =>
      resolveAgent(params === undefined ? { agent } : { agent, params }, world, "pursuer-0");
    expect(resolve("experd")).toThrow('agent for "pursuer-0": no agent is called "experd" (did you mean "expert"?)');
    expect(resolve("random", { luck: 1 })).toThrow(/^agent random parameters: .*luck/);
    expect(resolve("search-actions", { simulations: 0 })).toThrow(
      /^agent search-actions parameters: "simulations": .*, expected values for any of simulations, depth, models/,
    );
    const chess = { ...world, players: { ...world.players, others: {} } };
    expect(() => resolveAgent({ agent: "evade" }, chess, "runner-0")).toThrow('agent for "runner-0": no agent is called "evade"');
  });

  test.each(["flee", "evade", "evade-lookahead"])("%s plays runners only", (id) => {
    expect(() => policiesOf(world)[id]!.policyFor(world, "pursuer-0")).toThrow(`agent ${id}: cast as "pursuer-0", expected a runner`);
  });

  test("a person is refused where nobody can be asked, and asked where one can", async () => {
    const { kind } = resolveAgent({ agent: "human" }, world, "pursuer-0");
    expect(kind.inPage).toBe(true);
    expect(() => kind.create({}, { world, role: "pursuer-0", ports: {} })).toThrow(
      /^agent human: cast as "pursuer-0" where no person can be asked, expected the watch page/,
    );
    const seat = await kind.create(
      {},
      { world, role: "pursuer-0", ports: { human: (_, { t, legal }) => Promise.resolve([t, legal.length]) } },
    );
    const turn = { role: "pursuer-0", t: 3, legal: ["a", "b"], key: [0, 0], deadlineMs: 1 } as const;
    expect(await seat.act({ notices: [] }, turn, () => {})).toEqual([3, 2]);
  });
});

describe("policies", () => {
  const plays = Object.entries(presets).flatMap(([preset, { params }]) =>
    ["random", "greedy", "expert"].map((pursuer) => ({ preset, params: { ...params, horizon: 10 }, pursuer })),
  );
  test.each(plays)("$pursuer plays $preset without a fault", async ({ params, pursuer }) => {
    for (const runner of preset(params) ? ["random"] : ["evade"]) {
      const events = await play({ pursuer: { agent: pursuer }, runner: { agent: runner } }, 3, params);
      expect(of(events, "fault")).toEqual([]);
      await replay(env, events);
    }
  });
  const preset = (params: object) => "runnerControl" in params;

  test.each(runners)("runner %s, and every pursuer, play on under all emergencies at once", async (runner) => {
    for (const pursuer of ["greedy", "expert"])
      for (const seed of [1, 2]) {
        const events = await play({ pursuer: { agent: pursuer }, runner: { agent: runner } }, seed, { emergencies, horizon: 20 });
        expect(of(events, "fault")).toEqual([]);
      }
  });

  test("see nothing but their observation: a copy of it, with other keys in other orders, is answered the same", () => {
    const state = env.init(parseParams(env, {}), episodeKeys(4).init);
    for (const [id, { policyFor }] of Object.entries(policiesOf(world)))
      for (const role of env.roles(state)) {
        const foreign = role.startsWith("pursuer") ? ["flee", "evade", "evade-lookahead"] : ["coordinated"];
        if (foreign.includes(id)) continue;
        const seen = env.observe(state, role);
        const copy = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(seen).reverse()))) as typeof seen;
        const turn = { role, legal: env.legal(state, role), key: episodeKeys(4).act(0, role) };
        expect(policyFor(world, role)(copy, turn)).toEqual(policyFor(world, role)(seen, turn));
      }
  });
});

describe("search-actions", () => {
  const state = env.init(parseParams(env, {}), episodeKeys(8).init);
  const decide = async (params: Json, role = "pursuer-0", seed = 8) => {
    const { kind, params: checked } = resolveAgent({ agent: "search-actions", params }, world, role);
    const seat = await kind.create(checked, { world, role, ports: {} });
    const traces: Trace[] = [];
    const turn = { role, t: 0, legal: env.legal(state, role), key: episodeKeys(seed).act(0, role), deadlineMs: 1000 };
    const action = await seat.act(env.observe(state, role), turn, (trace) => traces.push(trace));
    const [trace] = traces;
    if (trace?.type !== "search") throw new Error("no trace");
    return { action, trace };
  };

  test("decides the same from the same key, and says what it weighed", async () => {
    const first = await decide({ simulations: 30 });
    expect(await decide({ simulations: 30 })).toEqual(first);
    expect(first.trace.values.map(({ action }) => action)).toEqual(env.legal(state, "pursuer-0"));
    expect(isLegal(env.legal(state, "pursuer-0"), first.action)).toBe(true);
    const chosen = first.trace.values.find(({ action }) => action === first.action)!;
    for (const { visits } of first.trace.values) expect(chosen.visits).toBeGreaterThanOrEqual(visits);
  });

  test.each([1, 5, 17, 60])("keeps its budget of %i simulations, but tries every action once", async (simulations) => {
    const { trace } = await decide({ simulations });
    expect(trace.simulations).toBe(trace.values.reduce((sum, { visits }) => sum + visits, 0));
    expect(trace.simulations).toBeLessThanOrEqual(Math.max(simulations, trace.values.length));
    for (const { visits } of trace.values) expect(visits).toBeGreaterThan(0);
  });

  test("knows no more than its seat: what fog hides changes nothing", async () => {
    const { params, apply } = env.emergencies["fog"]!;
    const foggy = apply(state, params.parse({ radius: 1 }));
    const seen = env.observe(foggy, "pursuer-0");
    const other = env.determinize!(seen, "pursuer-0", episodeKeys(99).init);
    const { kind, params: checked } = resolveAgent({ agent: "search-actions", params: { simulations: 20 } }, world, "pursuer-0");
    const seat = await kind.create(checked, { world, role: "pursuer-0", ports: {} });
    const answer = (of: Json) => {
      const turn = {
        role: "pursuer-0",
        t: 0,
        legal: env.legal(of, "pursuer-0"),
        key: episodeKeys(1).act(0, "pursuer-0"),
        deadlineMs: 1000,
      };
      return seat.act(env.observe(of, "pursuer-0"), turn, () => {});
    };
    expect(env.draw(other)).not.toEqual(env.draw(foggy));
    expect(await answer(other)).toEqual(await answer(foggy));
  });

  test("plays the runner as well", async () => {
    expect(isLegal(env.legal(state, "runner-0"), (await decide({ simulations: 10 }, "runner-0")).action)).toBe(true);
  });

  test("refuses a model it does not know, and an environment it cannot imagine", async () => {
    const { kind } = resolveAgent({ agent: "search-actions" }, world, "pursuer-0");
    const make = (params: Json, of = world) => kind.create(kind.params.parse(params), { world: of, role: "pursuer-0", ports: {} });
    expect(() => make({ models: { pursuer: "expret" } })).toThrow(
      /^agent search-actions: models: no policy is called "expret" \(did you mean "expert"/,
    );
    const { determinize: _, ...blind } = env;
    expect(() => make({}, { ...world, env: blind })).toThrow(
      "agent search-actions: pursuit has no determinize(), expected an environment that has",
    );
  });
});

describe("faulty", () => {
  test.each([
    ["throw", "AgentCrash", /^faulty on purpose$/],
    ["illegal", "IllegalAction", /^chose "no-such-action"/],
    ["nonsense", "IllegalAction", /not JSON \(undefined\)/],
    ["mutate", "AgentCrash", /read only|read-only/],
  ])("%s becomes %s", async (mode, code, message) => {
    const events = await play(
      { pursuer: { agent: "random" }, "pursuer-1": { agent: "faulty", params: { mode } }, runner: { agent: "evade" } },
      1,
      { horizon: 6 },
    );
    const faults = of(events, "fault");
    expect(faults.map(({ t, role }) => [t, role])).toEqual([
      [0, "pursuer-1"],
      [4, "pursuer-1"],
      [8, "pursuer-1"],
    ]);
    for (const fault of faults) expect([fault.code, message.test(fault.message)]).toEqual([code, true]);
    expect(of(events, "trace").length).toBe(3);
  });
});

test("a random agent is even over its legal actions", () => {
  const counts = new Map<Json, number>();
  const legal = ["a", "b", "c", "d"];
  for (let t = 0; t < 4000; t++) {
    const action = rng(episodeKeys(0).act(t, "pursuer-0")).pick(legal);
    counts.set(action, (counts.get(action) ?? 0) + 1);
  }
  for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(120);
});
