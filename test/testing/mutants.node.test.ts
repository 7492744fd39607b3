import { describe, expect, test } from "vitest";
import { conformance } from "./conforms.ts";
import { mutants } from "./mutants/index.ts";

describe("the kit kills", () => {
  test.each(mutants.map((mutant) => [`${mutant.of.env.id}: ${mutant.id}`, mutant] as const))(
    "%s",
    async (_, { of, change, killedBy, says }) => {
      const check = conformance({ ...of, env: { ...of.env, ...change } }).find(({ name }) => name.includes(killedBy));
      expect(check, `a check called "${killedBy}"`).toBeDefined();
      const found = await check!.run().then(
        () => "nothing",
        (thrown: unknown) => String(thrown),
      );
      expect(found).toMatch(says);
    },
  );
});

test("no two mutants have one name, and there are enough of each environment", () => {
  const ids = mutants.map(({ of, id }) => `${of.env.id} ${id}`);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(40);
});
