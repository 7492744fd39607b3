import { expect, onTestFinished, test, vi } from "vitest";
import { playEpisodes, type PlayedEpisode } from "../../src/workers/pool.ts";
import { spawnWorker } from "../../src/workers/spawn.browser.ts";
import { killWorker } from "./kill.browser.ts";
import { bare, counted, logOf, overheard, requestOf } from "./play.ts";
import { poolCases } from "./pool-cases.ts";

poolCases({ spawn: spawnWorker, kill: killWorker, reason: "killed" });

test("a web worker that ends without a word costs no episode and changes no byte", async () => {
  // Only its silence shows that the worker has ended, and the test decides how long that lasts.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const [first, second] = ["first", "second"].map((episode) => requestOf({ episode, params: { horizon: 12 } }));
  const requests = [first!, second!];
  let ended = false;
  const workers = counted(
    overheard(spawnWorker, (_, { episode }, handle) => {
      if (episode !== "second" || ended) return false;
      ended = true;
      void handle.terminate();
      void vi.advanceTimersByTimeAsync(requests[1]!.deadlineMs + 2_500);
      return true;
    }),
  );
  const played: PlayedEpisode[] = [];
  await playEpisodes(requests, (episode) => void played.push(episode), { spawn: workers.spawn, size: 1 });
  expect(played.map(({ episode, deaths }) => [episode, deaths])).toEqual([
    ["first", 0],
    ["second", 1],
  ]);
  expect(workers.all).toHaveLength(2);
  for (const [i, request] of requests.entries()) expect(bare(played[i]!.lines)).toEqual(bare(await logOf(request)));
});

test("a script that is not there is a worker that does not start", async () => {
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
