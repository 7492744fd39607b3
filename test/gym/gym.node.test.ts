import { describe, expect, test } from "vitest";
import { resolveAgent } from "../../agents/index.ts";
import { type Cast, type EndEvent, type Event, type Json, type PerRole, rollout, type Role, type StepEvent } from "../../src/core/index.ts";
import { aec, type GameOptions, parallel, single } from "../../src/gym/index.ts";
import { worldOf, worlds } from "../../src/worlds.ts";

/** The steps and the end of an episode that the arena plays by policies. */
async function played(id: string, seed: number, cast: Cast, params: Json = {}) {
  const world = worldOf(id);
  const seat = (role: Role, spec: Cast[string]) => {
    const { kind, params: of } = resolveAgent(spec, world, role);
    return kind.create(of, { world, role, ports: {} });
  };
  const events: Event[] = [];
  for await (const event of rollout(world.env, { seed, params, cast, seat })) events.push(event);
  return { steps: events.filter((event): event is StepEvent => event.type === "step"), end: events.at(-1) as EndEvent };
}

/** How each world is played here: its usual agents, but for its learners, who draw. */
const settings = Object.values(worlds).flatMap(({ env, benchmark }) => {
  const usual = Object.fromEntries(Object.entries(benchmark.usual).map(([word, agent]) => [word, { agent }]));
  const cast: Cast = { ...usual, [benchmark.learner]: { agent: "random" } };
  const preset = Object.hasOwn(env.presets, "quick") ? "quick" : "default";
  const plain = { id: env.id, preset, learner: benchmark.learner, cast, params: env.presets[preset]!.params as Record<string, Json> };
  const changes = Object.keys(env.emergencies).map((emergency) => ({ round: 1, emergency, params: {} }));
  // Of rule changes one after the other those are taken that the game allows in this state.
  const allowed = changes.filter((change) => env.params.safeParse({ ...plain.params, emergencies: [change] }).success);
  return [
    { ...plain, name: env.id },
    ...allowed.map((change) => ({ ...plain, name: `${env.id}, ${change.emergency}`, params: { ...plain.params, emergencies: [change] } })),
  ];
});

describe.each(settings)("$name: the same seed gives the episode of a rollout", ({ id, cast, learner, params }) => {
  const options: GameOptions = { params, cast: Object.fromEntries(Object.entries(cast).filter(([word]) => word !== learner)) };

  test("agent by agent", async () => {
    const { steps, end } = await played(id, 3, cast, params);
    const game = await aec(id, options);
    game.reset(3);
    const gained: Record<Role, number> = {};
    for (const role of game.agentIter()) {
      const { reward, terminated, truncated, info } = game.last();
      gained[role] = (gained[role] ?? 0) + reward;
      if (game.t > 0) expect(game.digest).toBe(steps[game.t - 1]!.digest);
      if (game.t === steps.length) {
        expect([terminated, truncated]).toEqual([end.reason === "terminated", end.reason === "truncated"]);
        expect(info.legal).toEqual([]);
        game.step(null);
        continue;
      }
      expect([terminated, truncated]).toEqual([false, false]);
      expect(info.actions.filter((_, i) => info.mask[i] === 1)).toEqual(info.legal);
      expect(info.text).toBe(worldOf(id).env.describe(info.observation));
      game.step(steps[game.t]!.actions[role]!);
    }
    expect(game.agents).toEqual([]);
    for (const [role, sum] of Object.entries(gained)) expect(sum).toBeCloseTo(end.returns[role]!, 9);
    expect(Object.keys(gained)).toEqual(Object.keys(end.returns).filter((role) => role.startsWith(`${learner}-`)));
  });

  test("all at once", async () => {
    const { steps, end } = await played(id, 4, cast, params);
    const game = await parallel(id, options);
    const { infos } = game.reset(4);
    expect(Object.keys(infos)).toEqual(game.agents);
    let last: ReturnType<typeof game.step> | undefined;
    while (game.agents.length > 0) {
      const { actions } = steps[game.t]!;
      last = game.step(Object.fromEntries(game.turn.map((role) => [role, actions[role]!])));
      expect(game.digest).toBe(steps[game.t - 1]!.digest);
    }
    expect(game.t).toBe(steps.length);
    expect(new Set(Object.values(last!.terminations))).toEqual(new Set([end.reason === "terminated"]));
    expect(new Set(Object.values(last!.truncations))).toEqual(new Set([end.reason === "truncated"]));
  });

  test("one seat", async () => {
    const me = `${learner}-0`;
    const { steps, end } = await played(id, 5, cast, params);
    const alone = Object.keys(end.returns).filter((role) => role.startsWith(`${learner}-`)).length === 1;
    const game = await single(id, alone ? options : { params, cast });
    game.reset(5);
    for (let reward = 0; ;) {
      const step = game.step(steps[game.t]!.actions[me]!);
      expect(game.digest).toBe(steps[game.t - 1]!.digest);
      reward += step.reward;
      if (!step.terminated && !step.truncated) continue;
      expect([game.t, step.terminated]).toEqual([steps.length, end.reason === "terminated"]);
      expect(reward).toBeCloseTo(end.returns[me]!, 9);
      break;
    }
  });
});

const still = (roles: readonly Role[]): PerRole<Json> => Object.fromEntries(roles.map((role) => [role, "stay"]));

describe("the end of a game", () => {
  test("is terminated by a capture in the last round, and truncated without one", async () => {
    const cast = { pursuer: { agent: "expert" }, runner: { agent: "flee" } };
    const { steps, end } = await played("pursuit", 1, cast, { width: 7, height: 7 });
    expect(end.outcome.success).toBe(true);
    const horizon = end.outcome["rounds"] as number;
    for (const [caught, params] of [
      [true, { horizon }],
      [false, { horizon: horizon - 1 }],
    ] as const) {
      const game = await parallel("pursuit", { params: { width: 7, height: 7, ...params }, cast: { runner: cast.runner } });
      game.reset(1);
      let last: ReturnType<typeof game.step> | undefined;
      while (game.agents.length > 0) {
        const { actions } = steps[game.t]!;
        last = game.step(Object.fromEntries(game.turn.map((role) => [role, actions[role]!])));
      }
      expect(last!.terminations["pursuer-0"]).toBe(caught);
      expect(last!.truncations["pursuer-0"]).toBe(!caught);
    }
  });

  test("takes null from each agent, and nothing else", async () => {
    const game = await aec("pursuit", { preset: "quick", params: { horizon: 1 }, cast: "evade" });
    game.reset(1);
    for (let i = 0; i < 3; i++) game.step("stay");
    expect(game.agents).toEqual(["pursuer-0", "pursuer-1", "pursuer-2"]);
    expect(() => game.step("stay")).toThrow(
      'game of pursuit: an action for "pursuer-0", and the episode is over (truncated), expected null, as in PettingZoo, or reset with a seed',
    );
    game.step(null);
    expect(game.agentSelection).toBe("pursuer-1");
    game.step(null);
    game.step(null);
    expect([game.agents, [...game.agentIter()]]).toEqual([[], []]);
    expect(() => game.last()).toThrow("game of pursuit: no agent is left, expected reset with a seed");
    game.reset(2);
    expect(game.agentSelection).toBe("pursuer-0");
  });

  test("takes no action of all at once, nor of one seat", async () => {
    const options = { preset: "quick", params: { horizon: 1 }, cast: "evade" } as const;
    const all = await parallel("pursuit", options);
    all.reset(1);
    all.step(still(all.turn));
    expect(() => all.step({})).toThrow(/step 2: an action, and the episode is over \(truncated\), expected reset with a seed/);
    const one = await single("pursuit", options);
    one.reset(1);
    one.step("stay");
    expect(() => one.step("stay")).toThrow(/the episode is over \(truncated\), expected reset with a seed/);
  });
});

describe("agents in turn", () => {
  test("choose one after the other where they act at once, and none sees what the others chose", async () => {
    const game = await aec("fishery", { preset: "quick" });
    game.reset(1);
    const order: Role[] = [];
    const digests = new Set<string>();
    for (const role of game.agentIter(6)) {
      order.push(role);
      digests.add(`${game.t} ${game.digest}`);
      game.step(1);
    }
    expect(order).toEqual([0, 1, 2, 0, 1, 2].map((seat) => `fisher-${seat}`));
    expect(digests.size).toBe(2);
    expect([game.t, game.last().reward]).toEqual([2, 1]);
  });

  test("gain what came since they last acted, in a game in turn too", async () => {
    const game = await aec("pursuit", { preset: "pettingzoo-8x8" });
    game.reset(1);
    const sums: Record<Role, number> = {};
    for (const role of game.agentIter(8)) {
      sums[role] = (sums[role] ?? 0) + game.last().reward;
      game.step("stay");
    }
    expect(Object.keys(sums)).toEqual(["pursuer-0", "pursuer-1", "pursuer-2", "pursuer-3"]);
    // Everybody has heard of the end of the first round, which costs a tenth.
    for (const sum of Object.values(sums)) expect(sum).toBeLessThan(0);
  });

  test("can be more in mid-game", async () => {
    const params = { emergencies: [{ round: 1, emergency: "second-runner", params: {} }] };
    const game = await aec("pursuit", { preset: "quick", params, seats: ["runner"], cast: { pursuer: { agent: "random" } } });
    game.reset(1);
    expect(game.agents).toEqual(["runner-0"]);
    game.step("stay");
    expect(game.agents).toEqual(["runner-0", "runner-1"]);
    game.step("stay");
    expect([game.agentSelection, game.last().reward]).toEqual(["runner-1", 0]);
  });
});

describe("what cannot be", () => {
  test("an action that is not legal is refused with those that are, and changes nothing", async () => {
    const game = await aec("pursuit", { preset: "quick" });
    game.reset(1);
    const { digest } = game;
    expect(() => game.step("jump")).toThrow(/^game of pursuit, step 0: "jump" for "pursuer-0", expected a legal action: "stay", /);
    expect(() => game.step(null)).toThrow(/^game of pursuit, step 0: null for "pursuer-0", expected a legal action/);
    expect([game.digest, game.agentSelection]).toEqual([digest, "pursuer-0"]);
    const lake = await single("fishery");
    lake.reset(1);
    expect(() => lake.step(101)).toThrow(/101 for "fisher-0", expected a whole number from 0 to 100 \(tons\)/);
    const { info } = lake.reset(1);
    expect([info.actions.length, info.mask.length, info.range]).toEqual([101, 101, { min: 0, max: 100, unit: "tons" }]);
  });

  test("actions of too few, of others, or in another form", async () => {
    const game = await parallel("pursuit", { preset: "quick" });
    game.reset(1);
    const wanted = /expected an action for each seat that is to act: pursuer-0, pursuer-1, pursuer-2/;
    expect(() => game.step({ "pursuer-0": "stay" })).toThrow(wanted);
    expect(() => game.step({ ...still(game.turn), "runner-0": "stay" })).toThrow(/an action for "runner-0", which is not to act/);
    expect(() => game.step([] as never)).toThrow(wanted);
    expect(game.t).toBe(0);
  });

  test("a step before an episode, and a seed that is none", async () => {
    const game = await aec("pursuit");
    expect(() => game.step("stay")).toThrow("game of pursuit: no episode has begun, expected reset with a seed first");
    expect(() => game.reset(-1)).toThrow(/seed -1, expected an integer from 0/);
    const all = await parallel("pursuit");
    expect(() => all.agents).toThrow(/no episode has begun/);
  });

  test.each([
    ["an environment", () => aec("chess"), /^gym: no environment is called "chess"/],
    ["a preset", () => aec("pursuit", { preset: "qick" }), /no preset is called "qick" \(did you mean "quick"\?\)/],
    ["a parameter", () => aec("pursuit", { params: { widht: 3 } }), /^pursuit parameters: .*widht/],
    [
      "a seat",
      () => aec("pursuit", { seats: ["hunter"] }),
      /game of pursuit: seats: no seat is called "hunter" .*, expected one of pursuer, /,
    ],
    ["a cast", () => aec("pursuit", { cast: "evda" }), /cast: no cast is called "evda" \(did you mean "evade"\?\)/],
    ["a role in a cast", () => aec("pursuit", { cast: { runer: { agent: "flee" } } }), /no seat is called "runer"/],
    ["an agent", () => aec("pursuit", { cast: { runner: { agent: "fle" } } }), /no agent is called "fle" \(did you mean "flee"\?\)/],
    ["an agent that takes its time", () => aec("pursuit", { cast: { runner: { agent: "search-actions" } } }), /no policy is called/],
    ["a word for one seat", () => single("pursuit", { seat: "pursuer" }), /"pursuer", expected one seat, as "pursuer-0"/],
    ["somebody in the caller's seats", () => aec("fishery", { cast: "fair" }), /every such seat is the caller's, expected agents for/],
  ])("%s that does not exist is refused", async (_, make, message) => {
    await expect(make()).rejects.toThrow(message);
  });

  test("writing to what one is shown", async () => {
    const game = await aec("pursuit", { preset: "quick" });
    game.reset(1);
    expect(() => ((game.last().observation as unknown as { round: number }).round = 7)).toThrow(TypeError);
  });
});
