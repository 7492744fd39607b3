import { worlds } from "../../src/worlds.ts";
import { describe, test } from "vitest";
import { conformance } from "../testing/conforms.ts";

describe.each(Object.values(worlds).map((world) => world.env))("$id", (env) => {
  for (const { name, run } of conformance(env)) test(name, run);
});
