import { describe, test } from "vitest";
import { envs } from "../../envs/index.ts";
import { conformance } from "../testing/conforms.ts";

describe.each(Object.values(envs))("$id", (env) => {
  for (const { name, run } of conformance({ env })) test(name, async () => void (await run()));
});
