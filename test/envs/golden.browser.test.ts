import { expect, test } from "vitest";
import { envs } from "../../envs/index.ts";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { goldenOf } from "./golden.ts";

test("pursuit plays in the browser as it was recorded", () => {
  expect(goldenOf(envs["pursuit"]!)).toBe(pursuit);
});
