import { describe, test } from "vitest";
import { worlds } from "../../src/worlds.ts";
import { conformance } from "../testing/conforms.ts";
import { subjectOf } from "../testing/worlds.ts";

describe.each(Object.values(worlds).map((world) => ({ id: world.env.id, world })))("$id", ({ world }) => {
  for (const { name, run } of conformance(subjectOf(world)))
    test(name, async ({ annotate }) => {
      const report = await run();
      if (report !== undefined) await annotate(report);
    });
});
