/** The players of tag: a prey that keeps clear, chasers that meet it, an expert above the best blind choice, and functions that answer notices. */
import { beforeAll, describe, expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { playDraft } from "../../agents/functions/find.ts";
import { searchFor } from "../../agents/playouts.ts";
import { tag } from "../../envs/tag-rapier/env.ts";
import type { Body, State } from "../../envs/tag-rapier/state.ts";
import { fixedIn, teachersChoice } from "../../function-base/index.ts";
import { keyOf, parseParams, type Role, SPLITS } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("tag-rapier");
const { env, base, plan } = world;

beforeAll(() => tag.prepare!());

const at = (x: number, y: number, vx = 0, vy = 0): Body => ({ x, y, vx, vy });

/** A field without obstacles: the chasers first, then the prey. */
const field = (bodies: readonly Body[]): State => ({
  ...tag.init(parseParams(env, { chasers: bodies.length - 1, obstacles: [] }) as State["params"], keyOf(1)),
  bodies,
});

const thrustOf = (agent: string, state: State, role: Role) =>
  policyOf(
    world,
    agent,
    role,
  )(env.observe(state, role), {
    role,
    legal: env.legal(state, role),
    key: keyOf(1),
  });

describe("policies", () => {
  test("greedy thrusts straight at the prey, and straight away from the nearest chaser", () => {
    const state = field([at(-0.5, 0), at(0.8, 0.8), at(0, 0.5)]);
    expect(thrustOf("greedy", state, "chaser-0")).toBe("south-east");
    expect(thrustOf("greedy", state, "prey-0")).toBe("south-east");
  });

  test("a prey that dodges leaves a corner to which a chaser comes, along the wall that is free", () => {
    for (const agent of ["dodge", "dodge-ahead"]) {
      const from = (x: number, y: number) => thrustOf(agent, field([at(x, y, -x, -y), at(0.9, 0.9)]), "prey-0");
      expect(from(0.9, 0.3)).toMatch(/west/);
      expect(from(0.3, 0.9)).toMatch(/north/);
    }
  });

  test("chasers that converge go to where the prey will be, and the second one past it", () => {
    const runs = field([at(-0.6, 0), at(-0.5, -0.5), at(0, 0, 0, 1)]);
    expect(thrustOf("converge", runs, "chaser-1")).toMatch(/south|east/);
    expect(thrustOf("greedy", field([at(-0.6, 0), at(0, 0, 0, 1.3)]), "chaser-0")).toBe("east");
    expect(thrustOf("converge", field([at(-0.6, 0), at(0, 0, 0, 1.3)]), "chaser-0")).toBe("south-east");
  });
});

const seeds = Array.from({ length: 24 }, (_, i) => SPLITS.validation + i);

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const settingOf = (id: string) => plan.find.settings.find((one) => one.id === id)!;

test("the expert touches more than the best sequence that is the same in every state, by a tenth of its return at least", () => {
  const gains = (choose: Parameters<typeof playDraft>[4]) =>
    mean(seeds.map((seed) => playDraft(world, base, settingOf("default"), seed, choose).gain));
  const [expert, fixed] = [gains((query) => teachersChoice(base, query)), gains((query) => fixedIn(base.found.fixed, base, query))];
  expect(expert - fixed).toBeGreaterThan(0.1 * expert);
});

// The answer to a breakdown gains too little to be told from none on so few seeds.
test.each(["wind", "ice", "wall"])("functions that answer %s gain against none", (id) => {
  const gains = (extend: "answers" | "none") =>
    mean(seeds.map((seed) => playDraft(world, base, settingOf(id), seed, (query) => teachersChoice(base, query), extend).gain));
  expect(gains("answers")).toBeGreaterThan(gains("none"));
});

test("playouts move bodies as the parameter says, and end in what the rules count", () => {
  const state = field([at(-0.3, 0, 1, 0), at(0.9, 0.9), at(0, 0)]);
  const worth = (playouts: "discs" | "rapier") => {
    const seen = env.observe({ ...state, params: { ...state.params, playouts } }, "chaser-0");
    expect((env.determinize!(seen, "chaser-0", keyOf(1)) as unknown as State).simple).toBe(playouts === "discs");
    const models = { prey: "random" };
    return searchFor("search-actions", { world, role: "chaser-0" }, { depth: 4, models }).worth(seen, keyOf(3), 1, () => "east");
  };
  expect(worth("discs")).toBeGreaterThan(0);
  expect(worth("rapier")).toBeGreaterThan(0);
});
