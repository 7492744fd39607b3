/** Tag: the rules, the physics as a pure function of data, and what is refused. */
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { digest, episodeKeys, type Event, type Json, parseParams, type PerRole, replay, rng, rollout } from "../../src/core/index.ts";
import { playedOut } from "../../agents/episode.ts";
import { policyOf } from "../../agents/policies.ts";
import { worldOf } from "../../src/worlds.ts";
import { tag } from "../../envs/tag-rapier/env.ts";
import { glide, move, PHYSICS, prepare, preparing, STEPS } from "../../envs/tag-rapier/physics.ts";
import { type Body, distance, type State } from "../../envs/tag-rapier/state.ts";
import { DIRECTIONS, REACH, type Thrust, THRUSTS, within } from "../../envs/tag-rapier/step.ts";

beforeAll(() => prepare());

const first = (params: Json = {}, seed = 1): State => tag.init(parseParams(tag, params) as never, episodeKeys(seed).init);
const KEY = episodeKeys(0).step(0);

/** What each role does: the given thrusts, and none for the others. */
const all = (state: State, thrusts: Readonly<Record<string, Thrust>> = {}): PerRole<Thrust> =>
  Object.fromEntries(tag.roles(state).map((role) => [role, thrusts[role] ?? "none"]));

const at = (x: number, y: number, vx = 0, vy = 0): Body => ({
  x: Math.fround(x),
  y: Math.fround(y),
  vx: Math.fround(vx),
  vy: Math.fround(vy),
});

/** A state with bodies at the given places: the chasers first. */
const placed = (bodies: readonly Body[], params: Json = {}): State => ({
  ...first({ chasers: bodies.length - 1, obstacles: [], ...(params as object) }),
  bodies,
});

const after = (state: State, thrusts: Readonly<Record<string, Thrust>> = {}): State => tag.step(state, all(state, thrusts), KEY);

/** Random thrusts of all roles. */
const randomly = (state: State, seed: number): PerRole<Thrust> => {
  const draw = rng(episodeKeys(seed).step(state.round));
  return Object.fromEntries(tag.turn(state).map((role) => [role, draw.pick(tag.legal(state, role))]));
};

describe("a decision", () => {
  test("is a velocity that is kept to three quarters, a thrust for a tenth of a second, and the top speed", () => {
    const start = placed([at(-0.5, 0, 0.4, 0), at(0.5, 0.5)]);
    const [chaser, prey] = after(start, { "chaser-0": "east", "prey-0": "north" }).bodies;
    expect(chaser!.vx).toBeCloseTo(0.75 * 0.4 + 3 * 0.1, 6);
    expect(chaser!.x).toBeCloseTo(-0.5 + 0.6 * 0.1, 5);
    expect(prey!.vy).toBeCloseTo(-0.4, 6);
    let state = start;
    for (let i = 0; i < 8; i++) state = after(state, { "chaser-0": "east", "prey-0": "north" });
    const [fast] = state.bodies;
    expect(Math.sqrt(fast!.vx ** 2 + fast!.vy ** 2)).toBeLessThanOrEqual(1 + 1e-6);
    expect(state.bodies.every(({ x, y, vx, vy }) => [x, y, vx, vy].every((one) => Math.fround(one) === one))).toBe(true);
  });

  test("goes diagonally no faster than straight", () => {
    for (const [x, y] of Object.values(DIRECTIONS).slice(1)) expect(x * x + y * y).toBeCloseTo(1, 12);
    const start = placed([at(0, 0), at(0.8, 0.8)]);
    const speed = (thrust: Thrust) => {
      const [{ vx, vy }] = after(start, { "chaser-0": thrust }).bodies as [Body];
      return Math.sqrt(vx * vx + vy * vy);
    };
    expect(speed("south-west")).toBeCloseTo(speed("north"), 6);
  });

  test("ends at walls, obstacles and other bodies", () => {
    let state: State = { ...placed([at(0.8, 0), at(-0.8, -0.8)]), params: first({ chasers: 1 }).params };
    for (let i = 0; i < 10; i++) state = after(state, { "chaser-0": "east" });
    expect(state.bodies[0]!.x).toBeLessThanOrEqual(1 - 0.075 + 0.01);
    state = { ...state, bodies: [at(-0.4, 0.6), at(-0.8, -0.8)] };
    for (let i = 0; i < 10; i++) state = after(state, { "chaser-0": "north" });
    expect(distance(state.bodies[0]!, { x: -0.4, y: 0.3 })).toBeGreaterThan(0.2 + 0.075 - 0.01);
  });

  test("counts a touch once for each chaser that touches, for every chaser, and against the prey", () => {
    const start = placed([at(-0.15, 0, 1, 0), at(0.15, 0, -1, 0), at(0, 0)]);
    const next = after(start, { "chaser-0": "east", "chaser-1": "west" });
    expect([...next.touches].sort()).toEqual([
      [0, 0],
      [1, 0],
    ]);
    expect(tag.returns(next)).toEqual({ "chaser-0": 20, "chaser-1": 20, "prey-0": -20 });
    expect(tag.outcome(next)).toEqual({ success: true, touches: 2, first: 1 });
    expect(after(next, { "chaser-0": "east", "chaser-1": "west" }).first).toBe(1);
  });

  test("touches within .005 of the sum of radii, by the places of bodies", () => {
    const beside = (gap: number) => after(placed([at(0, 0), at(0.125 + gap, 0)])).touches.length;
    expect(beside(REACH - 0.001)).toBe(1);
    expect(beside(REACH + 0.001)).toBe(0);
  });

  test("has pictures of the motion within it: five between its ends, with what touches only on the way", () => {
    const start = placed([at(-0.4, 0, 1, 0), at(0.4, 0.3)]);
    const actions = all(start, { "chaser-0": "east" });
    const states = within(start, actions);
    expect(states).toHaveLength(STEPS - 1);
    const xs = [start, ...states, after(start, { "chaser-0": "east" })].map(({ bodies }) => bodies[0]!.x);
    expect(xs.every((x, i) => i === 0 || x > xs[i - 1]!)).toBe(true);
    const pictures = tag.between!(start, actions, KEY);
    expect(pictures).toHaveLength(STEPS - 1);
    expect(pictures[2]!.shapes.find(({ id }) => id === "chaser-0")!.x).toBeCloseTo(0.9 + 5 * (xs[3]! + 1), 6);
  });
});

describe("the physics", () => {
  /** Presets and emergencies: bodies touch, lie at walls, and are pushed. */
  const CASES: readonly (readonly [string, Json])[] = [
    ["the default game", {}],
    ["a crowd", { chasers: 8, prey: 4, gap: 0, chaserRadius: 0.1, obstacles: [] }],
    ...["wind", "ice", "wall", "breakdown"].map((emergency): readonly [string, Json] => [
      emergency,
      { emergencies: [{ round: 3, emergency }] },
    ]),
  ];

  test.each(CASES)("is a pure function of JSON: %s", (_, params) => {
    for (let seed = 0; seed < 7; seed++) {
      let [kept, restored] = [first(params, seed), JSON.parse(JSON.stringify(first(params, seed))) as State];
      while (kept.round < 60) {
        const actions = randomly(kept, seed);
        kept = tag.step(kept, actions, KEY);
        restored = JSON.parse(JSON.stringify(tag.step(restored, actions, KEY))) as State;
        expect(digest(restored)).toBe(digest(kept));
      }
    }
  });

  test("parts bodies that overlap at the start, alike each time", () => {
    const start = placed([at(0, 0), at(0.01, 0), at(0, 0.01), at(0.92, 0)]);
    const moved = after(start);
    expect(moved).toEqual(after(JSON.parse(JSON.stringify(start)) as State));
    expect(distance(moved.bodies[0]!, moved.bodies[1]!)).toBeGreaterThan(0.02);
  });

  test("leads to the same bits wherever it runs, after a thousand decisions too", () => {
    let state = first({ decisions: 1000, chasers: 4, prey: 2, gap: 0.1 }, 9);
    while (state.round < 1000) state = tag.step(state, randomly(state, 9), KEY);
    expect(digest(state)).toBe("af9df00de0416e1b827a7ea9b32bea33");
  });

  test("refuses numbers that are not finite, and names the body", () => {
    const { params } = first();
    const bodies = first().bodies;
    for (const wrong of [NaN, Infinity, -Infinity])
      expect(() => move(params, [], bodies.with(3, { ...bodies[3]!, vx: wrong }), () => {})).toThrow(
        /^tag-rapier: prey-0 is at \(.*\) with the velocity \((NaN|-?Infinity), 0\) at the start of a decision, expected finite numbers/,
      );
    expect(() => after({ ...first(), bodies: bodies.with(0, { ...bodies[0]!, x: NaN }) })).toThrow(/chaser-0 is at \(NaN,/);
  });

  test("that does not load is told with the way out, and is tried again", async () => {
    let calls = 0;
    const flaky = preparing(() =>
      ++calls === 1 ? Promise.reject(new Error("CompileError: out of memory")) : import("@dimforge/rapier2d"),
    );
    await expect(flaky()).rejects.toMatchObject({
      name: "NoPhysics",
      message: expect.stringMatching(
        /^tag-rapier: its physics did not load: CompileError: out of memory, .*npm ci; the other environments/,
      ) as unknown,
    });
    await flaky();
    await flaky();
    expect(calls).toBe(2);
    const other = { init: () => Promise.resolve(), version: () => "0.21.0" };
    await expect(preparing(() => Promise.resolve(other as never))()).rejects.toThrow(/Rapier 0\.21\.0, expected 0\.20\.0/);
  });

  test("is the version by which the golden was recorded", async () => {
    const { version } = await import("@dimforge/rapier2d");
    expect(version()).toBe(PHYSICS);
  });
});

describe("discs without physics", () => {
  test("move as the physics does where nothing is in the way", () => {
    const { params } = placed([at(0, 0), at(0.5, 0.5)]);
    const bodies = [at(-0.5, -0.5, 0.6, 0.2), at(0.5, 0.5, -0.3, 0.4)];
    const [a, b] = [move, glide].map((moved) => moved(params, [], bodies, () => {}));
    for (const [i, one] of a!.entries()) {
      expect(b![i]!.x).toBeCloseTo(one.x, 5);
      expect(b![i]!.y).toBeCloseTo(one.y, 5);
    }
  });

  test("neither leave the field nor go into obstacles or walls", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom("wall", "wind", "ice"), (seed, emergency) => {
        let state = first({ motion: "discs", emergencies: [{ round: 2, emergency }] }, seed);
        while (state.round < 60) {
          state = tag.step(state, randomly(state, seed), KEY);
          for (const { x, y } of state.bodies) {
            expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
            for (const one of state.params.obstacles) expect(distance(one, { x, y })).toBeGreaterThan(0.2);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe("the start", () => {
  test("finds a place for everybody under all parameters that are taken", () => {
    fc.assert(
      fc.property(
        fc.record({
          chasers: fc.integer({ min: 1, max: 8 }),
          prey: fc.integer({ min: 1, max: 4 }),
          chaserRadius: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
          gap: fc.double({ min: 0, max: 1, noNaN: true }),
          obstacleRadius: fc.double({ min: 0.02, max: 0.5, noNaN: true }),
        }),
        fc.nat(1000),
        (params, seed) => {
          const parsed = tag.params.safeParse(params);
          fc.pre(parsed.success);
          const { bodies } = tag.init(parsed.data, episodeKeys(seed).init);
          for (const [i, one] of bodies.entries())
            for (const other of bodies.slice(i + 1)) expect(distance(one, other)).toBeGreaterThanOrEqual(params.gap);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    [{ chasers: 8, prey: 4, gap: 1 }, /"gap": bodies, obstacles and the gaps between them take \d+ % of the field, expected at most 40 %/],
    [{ chaserAcceleration: 1e300 }, /"chaserAcceleration"/],
    [{ emergencies: [{ round: 60, emergency: "wind" }] }, /wind before decision 60, expected one below the horizon of 60/],
    [{ emergencies: [{ round: 1, emergency: "breakdown", params: { chaser: 3 } }] }, /breakdown of chaser 3, expected an index below 3/],
    [{ emergencies: [{ round: 1, emergency: "quake" }] }, /no such emergency, expected one of wind, ice, wall, breakdown/],
  ] as const)("refuses %j", (params, message) => {
    expect(() => parseParams(tag as never, params)).toThrow(message);
  });
});

describe("an emergency", () => {
  const under = (emergency: keyof typeof tag.emergencies, params: Json = {}, state = placed([at(-0.5, 0), at(0.5, 0)])): State =>
    tag.emergencies[emergency]!.apply(state, tag.emergencies[emergency]!.params.parse(params));

  test("wind moves who does not thrust, again and again", () => {
    let state = under("wind", { x: 0.1, y: 0 });
    expect(state.notices).toEqual([{ id: "wind", text: expect.stringMatching(/^A wind from the west pushes everybody/) as unknown }]);
    const [before] = state.bodies;
    for (let i = 0; i < 5; i++) state = after(state);
    expect(state.bodies[0]!.x - before!.x).toBeGreaterThan(0.1);
    expect(() => under("wind", { x: 0, y: 0 })).toThrow(/no speed/);
  });

  test("ice keeps bodies gliding", () => {
    const start = placed([at(-0.5, 0, 1, 0), at(0.5, 0.5)]);
    expect(after(under("ice", {}, start)).bodies[0]!.vx).toBeCloseTo(0.95, 6);
    expect(after(start).bodies[0]!.vx).toBeCloseTo(0.75, 6);
    expect(() => under("ice", { keep: 0.5 })).toThrow(/a share of 0.5, expected more than the usual 0.75/);
  });

  test("a wall stops bodies, and those in its place stand beside it", () => {
    const walled = under("wall", {}, placed([at(-0.3, 0, 1, 0), at(0.02, 0.1)]));
    expect(walled.bodies[1]!.x).toBeCloseTo(0.09, 5);
    let state = walled;
    for (let i = 0; i < 10; i++) state = after(state, { "chaser-0": "east" });
    expect(state.bodies[0]!.x).toBeLessThan(-0.1);
    expect(walled.notices[0]!.text).toBe("A wall blocks the way from y -0.45 to 0.45 at x 0.");
  });

  test("a breakdown takes a chaser's thrust for some decisions", () => {
    const state = under("breakdown", { chaser: 0, decisions: 2 });
    expect(tag.legal(state, "chaser-0")).toEqual(["none"]);
    expect(tag.legal(after(state), "chaser-0")).toEqual(["none"]);
    const later = after(after(state));
    expect(tag.legal(later, "chaser-0")).toEqual(THRUSTS);
    expect(later.rules.broken).toEqual([]);
    expect(() => under("breakdown", { chaser: 1 })).toThrow(/chaser 1, expected an index below 1/);
  });
});

test("the picture's marks are the legal thrusts, around the viewer", () => {
  const state = first();
  const marks = tag.draw(state, "chaser-1").shapes.filter(({ action }) => action !== undefined);
  expect(marks.map(({ action }) => action)).toEqual(THRUSTS);
  expect(tag.draw(state).shapes.some(({ action }) => action !== undefined)).toBe(false);
});

test("the text for models says where others are from the reader, and how they move", () => {
  const state = placed([at(-0.5, 0, 0.5, 0), at(0.25, -0.25, 0, -1)]);
  const text = tag.describe(tag.observe(state, "chaser-0"));
  expect(text).toContain("You are chaser-0 at (-0.5, 0), moving 0.5 east a second.");
  expect(text).toContain("prey-0 is 0.75 east and 0.25 north of you, moving 1 north a second.");
});

test("the known strengths: chasing hardly ever touches a prey that dodges, meeting it from opposite sides does", () => {
  const world = worldOf("tag-rapier");
  const params = parseParams(world.env, {});
  const mean = (chaser: string) => {
    let sum = 0;
    for (let seed = 0; seed < 24; seed++) {
      const state = playedOut(world.env, params, seed, (role) => policyOf(world, role.startsWith("prey") ? "dodge" : chaser, role));
      sum += (state as unknown as State).touched.reduce((a, b) => a + b, 0) / 24;
    }
    return sum;
  };
  const [greedy, converge] = [mean("greedy"), mean("converge")];
  expect(greedy).toBeLessThan(4);
  expect(converge).toBeGreaterThan(10);
});

test("a log of another version is refused before anything of it is drawn", async () => {
  const { env } = worldOf("tag-rapier");
  const seat = () => ({ act: () => "none", dispose: () => {} });
  const events: Event[] = [];
  for await (const event of rollout(env, {
    seed: 1,
    params: { decisions: 2 },
    cast: { chaser: { agent: "none" }, prey: { agent: "none" } },
    seat,
  }))
    events.push(event);
  const [start, ...rest] = events;
  await expect(replay(env, [{ ...start!, version: 2 } as never, ...rest])).rejects.toThrow(
    /it was played on tag-rapier@2, expected tag-rapier@1/,
  );
});
