import { describe, expect, test } from "vitest";
import type { AnyEnvironment } from "../../src/core/index.ts";
import { conformance } from "./conforms.ts";
import type { Subject } from "./subject.ts";
import { dike, pip, tally } from "./subjects.ts";

describe.each([tally, pip, dike].map((subject) => [subject.env.id, subject] as const))("%s", (_, subject) => {
  for (const { name, run } of conformance(subject)) test(name, async () => void (await run()));
});

/** The checks that an environment fails, a line each. */
async function failures(subject: Subject): Promise<string> {
  const found: string[] = [];
  for (const { name, run } of conformance(subject)) await run().catch((thrown: unknown) => found.push(`${name}: ${String(thrown)}`));
  return found.join("\n");
}

const { determinize: _, ...blind }: AnyEnvironment = tally.env;
const { chance: __, ...silent }: AnyEnvironment = tally.env;

describe("legitimate games pass", () => {
  test.each<[string, Subject]>([
    ["without players", { env: tally.env }],
    ["without a word about chance", { env: silent }],
    ["without determinize", { env: blind }],
    ["without emergencies", { env: { ...pip.env, emergencies: {} } }],
  ])("%s", async (_name, subject) => {
    expect(await failures(subject)).toBe("");
  });
});
