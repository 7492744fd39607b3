import { expect, test } from "vitest";
import { goldenOf } from "../envs/golden.ts";
import { tally } from "../testing/subjects.ts";

test("tally plays as it was recorded", async () => {
  await expect(goldenOf(tally)).toMatchFileSnapshot("envs/tally/golden.txt");
});
