import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import commons from "../../envs/commons-harvest/golden.txt?raw";
import fishery from "../../envs/fishery/golden.txt?raw";
import tag from "../../envs/tag-rapier/golden.txt?raw";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { goldenOfWorld } from "../testing/golden.ts";

const recorded = { pursuit, fishery, "commons-harvest": commons, "tag-rapier": tag };

test.each(Object.entries(recorded))("%s plays in the browser as it was recorded", async (id, golden) => {
  await worldOf(id).env.prepare?.();
  expect(goldenOfWorld(worldOf(id))).toBe(golden);
});
