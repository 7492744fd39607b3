/** Players as a run knows them: opened where they lie, named by what they are, and refused when they were changed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Event, parseLine } from "../../src/core/index.ts";
import { playEpisodes } from "../../src/workers/pool.ts";
import type { Known } from "../../src/workers/protocol.ts";
import { spawnThread } from "../../src/workers/spawn.node.ts";
import { faultsOf, requestOf } from "./play.ts";

const committed = join(import.meta.dirname, "..", "..", "agents", "student", "models", "pursuit-kd");
const { digest } = JSON.parse(readFileSync(join(committed, "student.json"), "utf8")) as { readonly digest: string };

/** Plays a round of a student that is called `it`. */
async function played(known: Known): Promise<readonly string[]> {
  const cast = { pursuer: { agent: "s-llm-kd-legal", params: { model: "it" } }, runner: { agent: "evade" } };
  let lines: readonly string[] = [];
  const request = requestOf({ episode: "one", params: { horizon: 1 }, cast, known: { it: known } });
  await playEpisodes([request], (episode) => void ({ lines } = episode), { spawn: spawnThread, size: 1 });
  return lines;
}

test("a student plays under the name that the cast gives it, from the folder where it lies", async () => {
  const lines = await played({ digest, at: committed });
  expect(await faultsOf(lines)).toEqual([]);
  const told = lines
    .map((line, i) => parseLine(line, i + 1))
    .filter((event): event is Extract<Event, { type: "trace" }> => event.type === "trace");
  expect(told.map(({ trace }) => trace)).toEqual(
    Array(3).fill(expect.objectContaining({ type: "infer", student: "it", digest }) as unknown),
  );
  expect(lines.join("\n")).not.toContain(committed);
});

test("one that was changed since the run began does not play", async () => {
  const faults = await faultsOf(await played({ digest: "0".repeat(32), at: committed }));
  expect(faults).toHaveLength(3);
  for (const { code, message } of faults) {
    expect(code).toBe("ModelFailed");
    expect(message).toBe(`model it: it is ${digest} now, expected ${"0".repeat(32)}, as when the run began: it was changed`);
  }
});
