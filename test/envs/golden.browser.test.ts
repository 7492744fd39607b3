import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { GOLDENS, goldenOf } from "./golden.ts";

test("pursuit plays in the browser as it was recorded", () => {
  expect(goldenOf({ env: worldOf("pursuit").env }, GOLDENS["pursuit"])).toBe(pursuit);
});
