/** Logs written before worlds became records still replay without a difference: rules, states and rewards are byte for byte what they were. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { readEpisodes } from "../../benchmarks/log-file.ts";
import { replay, type StartEvent } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";

test("the small form of the evidence, played at commit 5cc5466, replays", async () => {
  const settings: string[] = [];
  for await (const { events } of readEpisodes(join(import.meta.dirname, "logs", "before-worlds.jsonl"))) {
    const start = events[0] as StartEvent;
    await replay(worldOf(start.env).env, events);
    settings.push(start.episode.split("/")[0]!);
  }
  expect(settings).toHaveLength(12);
  for (const emergency of ["restricted-zone", "fog", "breakdown", "second-runner", "capture-change"]) expect(settings).toContain(emergency);
});
