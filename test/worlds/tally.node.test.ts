import { expect, test } from "vitest";
import { goldenOfWorld } from "../testing/golden.ts";
import { tally } from "./envs/tally/world.ts";

test("tally plays as it was recorded", async () => {
  await expect(goldenOfWorld(tally)).toMatchFileSnapshot("envs/tally/golden.txt");
});
