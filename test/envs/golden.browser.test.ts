import { expect, test } from "vitest";
import { envs } from "../../envs/index.ts";
import pursuit from "../../envs/pursuit/golden.txt?raw";
import { GOLDENS, goldenOf } from "./golden.ts";

test("pursuit plays in the browser as it was recorded", () => {
  expect(goldenOf({ env: envs["pursuit"]! }, GOLDENS["pursuit"])).toBe(pursuit);
});
