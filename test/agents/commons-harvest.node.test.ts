/** The players of the commons: where reference policies walk, an expert that eats more than they do, and functions that answer notices. */
import { describe, expect, test } from "vitest";
import { policyOf } from "../../agents/policies.ts";
import { playDraft } from "../../agents/functions/find.ts";
import { commonsHarvest } from "../../envs/commons-harvest/env.ts";
import { groundOf } from "../../envs/commons-harvest/ground.ts";
import { EATEN, RIPE, type State } from "../../envs/commons-harvest/state.ts";
import { fixedIn, teachersChoice } from "../../function-base/index.ts";
import { episodeKeys, isOver, type Json, keyOf, parseParams, type Role, SPLITS } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

const world = worldOf("commons-harvest");
const { env, base, plan } = world;

/** A state with harvesters on cells and apples on cells. */
function board(cells: readonly (readonly [number, number])[], apples: readonly (readonly [number, number])[], params: object = {}): State {
  const state = commonsHarvest.init(parseParams(env, params as Json) as State["params"], keyOf(1));
  const ground = groundOf(state.params);
  const live = new Set(apples.map(([x, y]) => y * ground.width + x));
  return { ...state, at: cells.map(([x, y]) => y * ground.width + x), apples: ground.spots.map((cell) => (live.has(cell) ? RIPE : EATEN)) };
}

const moveOf = (agent: string, state: Json, role: Role = "harvester-0", seed = 1) =>
  policyOf(world, agent, role)(env.observe(state, role), { role, legal: env.legal(state, role), key: keyOf(seed) });

const away = [
  [0, 6],
  [1, 6],
  [12, 6],
] as const;

describe("reference policies", () => {
  test("greedy walks to the nearest apple, along x first", () => {
    const apples = [
      [2, 0],
      [10, 10],
    ] as const;
    expect(moveOf("greedy", board([[5, 3], ...away], apples))).toBe("left");
    expect(moveOf("greedy", board([[2, 3], ...away], apples))).toBe("up");
    expect(moveOf("greedy", board([[11, 9], ...away], apples))).toBe("left");
    expect(moveOf("greedy", board([[5, 3], ...away], []))).toBe("stay");
  });

  test("who is blocked takes a free step to the side, by chance", () => {
    const blocked = board(
      [
        [5, 2],
        [4, 2],
        [0, 6],
        [12, 6],
      ],
      [[2, 2]],
    );
    const moves = new Set(Array.from({ length: 40 }, (_, seed) => moveOf("greedy", blocked, "harvester-0", seed)));
    expect(moves).toEqual(new Set(["up", "down"]));
    expect(
      moveOf(
        "greedy",
        board(
          [
            [5, 2],
            [4, 2],
            [5, 1],
            [5, 3],
          ],
          [[2, 2]],
        ),
      ),
    ).toBe("stay");
  });

  test("restrained takes apples with three live ones beside them, careless any with one, and they wait for others", () => {
    const pair = [
      [2, 2],
      [3, 2],
    ] as const;
    expect(moveOf("restrained", board([[6, 2], ...away], pair))).toBe("stay");
    expect(moveOf("careless", board([[6, 2], ...away], pair))).toBe("left");
    expect(moveOf("careless", board([[6, 2], ...away], [[2, 2]]))).toBe("stay");
    const four = [...pair, [2, 1], [2, 3]] as const;
    expect(moveOf("restrained", board([[6, 2], ...away], four))).toBe("left");
  });

  test("a grudger is restrained until a patch is bare; a fickle one is greedy in a tenth of its turns", () => {
    const each = [
      [2, 2],
      [10, 2],
      [2, 10],
      [10, 10],
    ] as const;
    expect(moveOf("grudger", board([[6, 2], ...away], each))).toBe("stay");
    expect(moveOf("grudger", board([[6, 2], ...away], each.slice(0, 3)))).toBe("left");
    const moves = Array.from({ length: 400 }, (_, seed) => moveOf("fickle", board([[6, 2], ...away], each), "harvester-0", seed));
    expect(Math.abs(moves.filter((move) => move === "left").length / 400 - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 400));
  });

  test("nobody walks into a fence, and by the own facing steps are turned", () => {
    const fenced = {
      ...board(
        [[5, 2], ...away],
        [
          [2, 2],
          [10, 2],
        ],
      ),
      closed: [0],
    };
    expect(moveOf("greedy", fenced)).toBe("right");
    const facing = (way: number) => ({ ...board([[5, 2], ...away], [[4, 2]], { control: "facing" }), facing: [way, 0, 0, 0] });
    expect([0, 1, 2, 3].map((way) => moveOf("greedy", facing(way)))).toEqual(["step-left", "backward", "step-right", "forward"]);
  });
});

describe("the expert", () => {
  const seeds = Array.from({ length: 24 }, (_, i) => SPLITS.validation + 900_000 + i);
  const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;
  const settingOf = (id: string) => plan.find.settings.find((setting) => setting.id === id)!;

  // Among greedy partners hardly anything that one does matters.
  test.each(["default", "quick", "large", "a greedy partner"])("eats more in the end than the best fixed functions: %s", (id) => {
    const gains = seeds.map((seed) => playDraft(world, base, settingOf(id), seed, (query) => teachersChoice(base, query)).gain);
    const fixed = seeds.map((seed) => playDraft(world, base, settingOf(id), seed, (query) => fixedIn(base.found.fixed, base, query)).gain);
    expect(mean(gains)).toBeGreaterThan(mean(fixed));
  });

  test("eats a fourth more than restrained harvesters do", () => {
    const gains = seeds.map((seed) => playDraft(world, base, settingOf("default"), seed, (query) => teachersChoice(base, query)).gain);
    // Four of them eat 103 together (test/envs/commons-harvest.test.ts).
    expect(mean(gains)).toBeGreaterThan(1.25 * 103);
  });
});

test("the expert plays every preset to its end, also while it is away", () => {
  for (const id of Object.keys(env.presets)) {
    const keys = episodeKeys(5);
    let state = env.init(
      parseParams(env, { ...(env.presets[id]!.params as object), ...(id === "melting-pot" ? { turns: 120, ending: null } : {}) }),
      keys.init,
    );
    for (let t = 0; !isOver(env, state); t++) {
      const actions: Record<Role, Json> = {};
      for (const [seat, role] of env.turn(state).entries())
        actions[role] = policyOf(
          world,
          seat === 1 ? "random" : "expert",
          role,
        )(env.observe(state, role), { role, legal: env.legal(state, role), key: keys.act(t, role) });
      for (const [role, action] of Object.entries(actions)) expect(env.legal(state, role)).toContain(action);
      state = env.step(state, actions, keys.step(t));
    }
    expect(env.outcome(state)["eaten"]).toBeGreaterThan(0);
  }
});
