import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import fishery from "../../envs/fishery/golden.txt?raw";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { GOLDENS, goldenOf, goldenSubject } from "./golden.ts";

test.each(Object.entries({ pursuit, fishery }))("%s plays in the browser as it was recorded", (id, golden) => {
  expect(goldenOf(goldenSubject(worldOf(id)), GOLDENS[id])).toBe(golden);
});
