import { worldOf, worlds } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { svgOf } from "../../src/render/svg.ts";
import { GOLDENS, goldenOf, goldenState } from "./golden.ts";

// Where a golden changes, recorded trajectories change: raise the environment's version, then `npx vitest run --project node -u`.
describe.each(Object.values(worlds).map((world) => world.env))("$id", (env) => {
  test("plays as it was recorded", async () => {
    await expect(goldenOf({ env }, GOLDENS[env.id])).toMatchFileSnapshot(`../../envs/${env.id}/golden.txt`);
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
