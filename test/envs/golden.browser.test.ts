import { worldOf } from "../../src/worlds.ts";
import { expect, test } from "vitest";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { goldenOf } from "./golden.ts";

test("pursuit plays in the browser as it was recorded", () => {
  expect(goldenOf(worldOf("pursuit").env)).toBe(pursuit);
});
