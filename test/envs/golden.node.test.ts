import { episodeKeys } from "../../src/core/index.ts";
import { worldOf, worlds } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { svgOf } from "../../src/render/svg.ts";
import { goldenOfWorld, goldenState } from "../testing/golden.ts";

// Where a golden changes, recorded trajectories change: raise the environment's version, then `npx vitest run --project node -u`.
describe.each(Object.values(worlds).map((world) => ({ id: world.env.id, world })))("$id", ({ id, world }) => {
  test("plays as it was recorded", async () => {
    await world.env.prepare?.();
    await expect(goldenOfWorld(world)).toMatchFileSnapshot(`../../envs/${id}/golden.txt`);
  });
});

test("twenty-one draws as it was recorded: a hand under every emergency, a player's turn, and the end of a hand", async () => {
  const env = worldOf("twenty-one").env;
  const state = goldenState(env, { hands: 20, decks: 6, double: true }, ["dealer-stands-on", "target-change", "shoe-swap", "tens-are-one"]);
  await expect(svgOf(env.draw(state))).toMatchFileSnapshot("../../envs/twenty-one/golden.svg");
  await expect(svgOf(env.draw(state, "gambler-0"))).toMatchFileSnapshot("../../envs/twenty-one/golden-gambler-0.svg");
  const over = env.step(goldenState(env, {}, []), { "gambler-0": "stick" }, [0, 7]);
  await expect(svgOf(env.draw(over, "gambler-0"))).toMatchFileSnapshot("../../envs/twenty-one/golden-end.svg");
});

test("pursuit draws as it was recorded, for everybody and for one pursuer", async () => {
  const env = worldOf("pursuit").env;
  const state = goldenState(env, { obstacles: 8 }, ["restricted-zone", "fog", "breakdown", "second-runner"]);
  await expect(svgOf(env.draw(state))).toMatchFileSnapshot("../../envs/pursuit/golden.svg");
  await expect(svgOf(env.draw(state, "pursuer-1"))).toMatchFileSnapshot("../../envs/pursuit/golden-pursuer-1.svg");
});

test("fishery draws as it was recorded, for everybody and for one fisher", async () => {
  const { env } = worldOf("fishery");
  const start = goldenState(env, {}, ["bad-season", "poacher", "newcomer", "quota"]);
  const wishes = { "fisher-0": 12, "fisher-1": 5, "fisher-2": 8, "fisher-3": 0, "fisher-4": 20 };
  const state = env.step(start, wishes, episodeKeys(5).step(0));
  await expect(svgOf(env.draw(state))).toMatchFileSnapshot("../../envs/fishery/golden.svg");
  await expect(svgOf(env.draw(state, "fisher-1"))).toMatchFileSnapshot("../../envs/fishery/golden-fisher-1.svg");
});

test("tag draws as it was recorded, under wind, beside a wall, with a touch, and for one chaser", async () => {
  const { env } = worldOf("tag-rapier");
  await env.prepare?.();
  let state = goldenState(env, {}, ["wind", "wall", "breakdown"]);
  const towards = { "chaser-0": "none", "chaser-1": "west", "chaser-2": "north", "prey-0": "none" };
  for (let t = 0; t < 4; t++) state = env.step(state, towards, episodeKeys(5).step(t));
  await expect(svgOf(env.draw(state))).toMatchFileSnapshot("../../envs/tag-rapier/golden.svg");
  await expect(svgOf(env.draw(state, "chaser-1"))).toMatchFileSnapshot("../../envs/tag-rapier/golden-chaser-1.svg");
});

test("commons-harvest draws as it was recorded, for everybody, for one harvester, and where one sees a window", async () => {
  const { env } = worldOf("commons-harvest");
  let state = goldenState(env, { zap: true }, ["drought", "fence", "blight"]);
  for (let t = 0; t < 4; t++) state = env.step(state, Object.fromEntries(env.turn(state).map((role) => [role, env.legal(state, role)[1 + (t % 2)]!])), episodeKeys(5).step(t));
  await expect(svgOf(env.draw(state))).toMatchFileSnapshot("../../envs/commons-harvest/golden.svg");
  await expect(svgOf(env.draw(state, "harvester-1"))).toMatchFileSnapshot("../../envs/commons-harvest/golden-harvester-1.svg");
  const pot = goldenState(env, env.presets["melting-pot"]!.params, []);
  await expect(svgOf(env.draw(pot, "harvester-0"))).toMatchFileSnapshot("../../envs/commons-harvest/golden-melting-pot.svg");
});
