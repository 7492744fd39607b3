import { describe, test } from "vitest";
import { policies } from "../../agents/policies.ts";
import { envs } from "../../envs/index.ts";
import type { Role } from "../../src/core/index.ts";
import { conformance } from "../testing/conforms.ts";

describe.each(Object.values(envs))("$id", (env) => {
  const player = (id: "expert" | "greedy") => (role: Role) => policies[id]!.policyFor(env, role);
  for (const { name, run } of conformance({ env, players: { expert: player("expert"), greedy: player("greedy") } }))
    test(name, async ({ annotate }) => {
      const report = await run();
      if (report !== undefined) await annotate(report);
    });
});
