import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { playEpisodes } from "../../src/workers/pool.ts";
import { spawnThread } from "../../src/workers/spawn.node.ts";
import { folder } from "../benchmarks/runs.ts";
import { faultsOf, requestOf, sleep } from "./play.ts";

/** A program that writes its process id to a file, and does something with every line. */
function program(heard: string) {
  const [file, pid] = [join(folder(), "agent.mjs"), join(folder(), "pid")];
  writeFileSync(
    file,
    `import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
createInterface({ input: process.stdin }).on("line", (line) => {
  const asked = JSON.parse(line);
  if (asked.ask !== "act") return;
  writeFileSync(${JSON.stringify(pid)}, String(process.pid));
  ${heard}
});`,
  );
  return {
    spec: { agent: "program", params: { command: [process.execPath, file] } },
    /** 0 before it was asked. */
    pid: () => (existsSync(pid) ? Number(readFileSync(pid, "utf8")) : 0),
  };
}

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(10);
  }
}

test("programs play in the workers of a pool, one after the other, and end with them", async () => {
  const { spec, pid } = program("console.log(JSON.stringify({ action: asked.legal[0] }));");
  const pids = new Set<number>();
  const requests = [1, 2, 3].map((seed) =>
    requestOf({ episode: String(seed), seed, cast: { "pursuer-0": spec, pursuer: { agent: "random" }, runner: { agent: "evade" } } }),
  );
  await playEpisodes(
    requests,
    async ({ lines }) => {
      expect(await faultsOf(lines)).toEqual([]);
      pids.add(pid());
    },
    { spawn: spawnThread, size: 1 },
  );
  expect(pids.size).toBe(1);
  await gone([...pids][0]!);
});

test("a program that computes without end costs its turns, and nothing of it is left", async () => {
  const { spec, pid } = program("for (;;);");
  // The one deadline that is missed on purpose, long enough for a program to start on a machine that is not busy.
  const request = requestOf({
    episode: "stalled",
    params: { horizon: 1 },
    cast: { "pursuer-0": spec, pursuer: { agent: "random" }, runner: { agent: "evade" } },
    deadlineMs: 3_000,
  });
  await playEpisodes(
    [request],
    async ({ lines, deaths }) => {
      expect(deaths).toBe(0);
      expect(await faultsOf(lines)).toMatchObject([{ role: "pursuer-0", code: "Timeout", message: "no action within 3000 ms" }]);
    },
    { spawn: spawnThread, size: 1 },
  );
  if (pid() > 0) await gone(pid());
});

test("a program that owes an answer ends with the play that is stopped", async () => {
  const { spec, pid } = program("for (;;);");
  const stop = new AbortController();
  const cast = { "pursuer-0": spec, pursuer: { agent: "random" }, runner: { agent: "evade" } };
  const played = playEpisodes([requestOf({ episode: "stopped", cast })], () => {}, { spawn: spawnThread, size: 1 }, stop.signal);
  while (pid() === 0) await sleep(10);
  stop.abort();
  await played;
  await gone(pid());
});
