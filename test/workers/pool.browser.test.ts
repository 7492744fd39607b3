import { expect, test } from "vitest";
import { playEpisodes, type PlayedEpisode } from "../../src/workers/pool.ts";
import { spawnWorker } from "../../src/workers/spawn.browser.ts";
import { killWorker } from "./kill.browser.ts";
import { bare, counted, logOf, requestOf } from "./play.ts";
import { poolCases } from "./pool-cases.ts";

poolCases({ spawn: spawnWorker, kill: killWorker, reason: "killed" });

test("a web worker that ends without a word costs no episode and changes no byte", { timeout: 30_000 }, async () => {
  const workers = counted(spawnWorker);
  const first = requestOf({ episode: "first", params: { horizon: 2 } });
  const second = requestOf({
    episode: "second",
    params: { horizon: 12 },
    cast: { pursuer: { agent: "search-actions", params: { simulations: 60 } }, runner: { agent: "evade" } },
    deadlineMs: 600,
  });
  const played: PlayedEpisode[] = [];
  await playEpisodes(
    [first, second],
    (episode) => {
      played.push(episode);
      if (episode.episode === "first") setTimeout(() => workers.all[0]!.terminate(), 60);
    },
    { spawn: workers.spawn, size: 1, graceMs: 400 },
  );
  expect(played.map(({ episode, deaths }) => [episode, deaths])).toEqual([
    ["first", 0],
    ["second", 1],
  ]);
  for (const [i, request] of [first, second].entries()) expect(bare(played[i]!.lines)).toEqual(bare(await logOf(request)));
});

test("a script that is not there is a worker that does not start", { timeout: 30_000 }, async () => {
  const spawn = () => {
    const worker = new Worker(`data:text/javascript,import "/no-such-script.js"`, { type: "module" });
    return {
      endpoint: worker,
      terminate: () => worker.terminate(),
      onDeath: (callback: (reason: string) => void) => worker.addEventListener("error", () => callback("its script did not load")),
    };
  };
  await expect(playEpisodes([requestOf({ episode: "none" })], () => {}, { spawn, size: 1 })).rejects.toMatchObject({
    name: "WorkerLost",
    message: expect.stringContaining("4 workers died before its first turn (its script did not load)") as unknown,
  });
});
