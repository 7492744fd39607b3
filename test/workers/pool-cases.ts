/** What a pool of workers must do, on every platform. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { type AgentSpec, type Forfeit, parseLine } from "../../src/core/index.ts";
import { type PlayedEpisode, playEpisodes, type PoolOptions } from "../../src/workers/pool.ts";
import type { EpisodeRequest, WorkerHandle } from "../../src/workers/protocol.ts";
import { bare, counted, faultsOf, logOf, overheard, type Platform, requestOf, sleep } from "./play.ts";

const evade: AgentSpec = { agent: "evade" };
const search: AgentSpec = { agent: "search-actions", params: { simulations: 8, depth: 4 } };
const faulty = (mode: string, every = 8): AgentSpec => ({ agent: "faulty", params: { mode, every } });

/** Different agents, parameters and emergencies. */
const MIXED: readonly EpisodeRequest[] = [
  requestOf({ episode: "random", cast: { pursuer: { agent: "random" }, runner: { agent: "flee" } } }),
  requestOf({ episode: "greedy", seed: 8, cast: { pursuer: { agent: "greedy" }, runner: { agent: "evade-lookahead" } } }),
  requestOf({
    episode: "expert",
    params: { width: 12, height: 9, obstacles: 8, runners: 2 },
    cast: { pursuer: { agent: "expert" }, runner: evade },
  }),
  requestOf({ episode: "search", params: { horizon: 6 }, cast: { pursuer: search, runner: evade } }),
  requestOf({
    episode: "emergencies",
    params: {
      emergencies: [
        { round: 2, emergency: "fog", params: { radius: 2 } },
        { round: 4, emergency: "second-runner", params: {} },
      ],
    },
    cast: { pursuer: { agent: "expert" }, "pursuer-1": { agent: "greedy" }, runner: evade },
  }),
];

/** The one deadline, in milliseconds, that is really waited for: long enough for agents that answer at once on a busy machine. */
const NEVER_MS = 3_000;

/** An episode that never ends by itself: a pursuer never answers and has a day for its turn. */
const ENDLESS = requestOf({
  episode: "endless",
  cast: { "pursuer-0": faulty("never", 1000), pursuer: { agent: "greedy" }, runner: evade },
  deadlineMs: 24 * 60 * 60 * 1000,
});

/** An endpoint at which nobody answers. */
const mute = (onDeath: WorkerHandle["onDeath"] = () => {}): WorkerHandle => ({
  endpoint: new MessageChannel().port1,
  terminate() {},
  onDeath,
});

/** Plays episodes on a pool and returns them by name. */
async function play(
  requests: readonly EpisodeRequest[],
  options: PoolOptions,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, PlayedEpisode>> {
  const played = new Map<string, PlayedEpisode>();
  await playEpisodes(
    requests,
    (episode) => {
      expect(played.has(episode.episode)).toBe(false);
      played.set(episode.episode, episode);
    },
    options,
    signal,
  );
  return played;
}

/** The faults of an agent that fails whenever the pursuers move and `t` is a multiple of `every`. */
const faultsAt = (ts: readonly number[], code: string, message: unknown) =>
  ts.map((t) => expect.objectContaining({ t, role: "pursuer-0", code, message }) as unknown);

/** Registers the tests of pools. */
export function poolCases({ spawn, kill, reason }: Platform): void {
  describe("a pool of workers", () => {
    test("plays what one thread plays, whatever the number of workers", async () => {
      const two = counted(spawn);
      const side = await play(MIXED, { spawn: two.spawn, size: 2 });
      const one = counted(spawn);
      const row = await play(MIXED, { spawn: one.spawn, size: 1 });
      expect([two.all.length, one.all.length, two.left(), one.left()]).toEqual([2, 1, 0, 0]);
      for (const request of MIXED) {
        const expected = bare(await logOf(request));
        expect(bare(side.get(request.episode)!.lines)).toEqual(expected);
        expect(bare(row.get(request.episode)!.lines)).toEqual(expected);
        expect(side.get(request.episode)!.deaths).toBe(0);
        expect(await faultsOf(expected)).toEqual([]);
      }
    });

    test("logs how long each decision took, under wall alone", async () => {
      const { lines } = (await play([MIXED[0]!], { spawn, size: 1 })).get("random")!;
      const steps = lines.map((line, i) => parseLine(line, i + 1)).filter((event) => event.type === "step");
      for (const { wall, actions } of steps) expect(Object.keys((wall as { ms: object }).ms)).toEqual(Object.keys(actions));
      expect(lines).not.toEqual(bare(lines));
    });

    test("plays no more workers than episodes, and none for nothing", async () => {
      const workers = counted(spawn);
      expect((await play([MIXED[0]!], { spawn: workers.spawn, size: 8 })).size).toBe(1);
      expect(workers.all).toHaveLength(1);
      expect((await play([], { spawn: workers.spawn, size: 8 })).size).toBe(0);
      expect(workers.all).toHaveLength(1);
    });

    test("turns what an agent does wrong into faults, and plays on", async () => {
      const wrong = { throw: "AgentCrash", mutate: "AgentCrash", illegal: "IllegalAction", nonsense: "IllegalAction", never: "Timeout" };
      const requests = Object.keys(wrong).map((mode) =>
        requestOf({
          episode: mode,
          params: { horizon: 10 },
          // A deadline that is missed on purpose costs its whole time, here and in the pool: once is enough.
          cast: { "pursuer-0": faulty(mode, mode === "never" ? 1000 : 8), pursuer: { agent: "random" }, runner: evade },
          deadlineMs: mode === "never" ? NEVER_MS : 300_000,
        }),
      );
      const workers = counted(spawn);
      const played = await play(requests, { spawn: workers.spawn, size: 1 });
      for (const request of requests) {
        const { lines, deaths } = played.get(request.episode)!;
        const code = wrong[request.episode as keyof typeof wrong];
        expect(await faultsOf(lines)).toEqual(faultsAt(request.episode === "never" ? [0] : [0, 8, 16], code, expect.stringMatching(/./)));
        expect(bare(lines)).toEqual(bare(await logOf(request)));
        expect(deaths).toBe(0);
      }
      const messages = await Promise.all(requests.map(async ({ episode }) => (await faultsOf(played.get(episode)!.lines))[0]!.message));
      expect(messages).toEqual([
        "faulty on purpose",
        expect.stringContaining("read only"),
        expect.stringMatching(/^chose "no-such-action", expected one of .*"stay"/),
        expect.stringMatching(/^chose a value that is not JSON \(undefined\), expected one of/),
        `no action within ${NEVER_MS} ms`,
      ]);
      expect(workers.all).toHaveLength(1);
    });

    test("ends a worker that computes without end; after three in one seat, the seat is forfeited for good", async () => {
      // The test decides when the pool looks at its workers: after the worker has reported what it is about to do.
      vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
      const deadlineMs = 10_000;
      const hang = requestOf({
        episode: "hang",
        params: { horizon: 10 },
        cast: { "pursuer-0": faulty("hang", 4), pursuer: { agent: "random" }, runner: evade },
        deadlineMs,
      });
      let first = true;
      const workers = counted(
        overheard(spawn, (report, { episode }) => {
          if (episode === "hang" && (first || report.type === "trace")) void vi.advanceTimersByTimeAsync(deadlineMs + 2_500);
          first = false;
        }),
      );
      const played = await play([hang, MIXED[0]!], { spawn: workers.spawn, size: 1 });
      const { lines, deaths } = played.get("hang")!;
      expect(deaths).toBe(4); // once unexpectedly, then once for each turn that hung
      expect(workers.all).toHaveLength(5);
      expect(workers.left()).toBe(0);
      const message = `no action within ${deadlineMs} ms`;
      expect(await faultsOf(lines)).toEqual(faultsAt([0, 4, 8, 10, 12, 14, 16, 18], "Timeout", message));
      const forfeit = (t: number, onward: boolean): Forfeit => ({
        t,
        role: "pursuer-0",
        code: "Timeout",
        message,
        traces: [{ type: "note", text: "about to hang" }],
        onward,
      });
      expect(bare(lines)).toEqual(bare(await logOf(hang, [forfeit(0, false), forfeit(4, false), forfeit(8, true)])));
      expect(bare(played.get("random")!.lines)).toEqual(bare(await logOf(MIXED[0]!)));
    });

    test("plays an episode again whose worker was killed: no episode is lost, no byte differs", async () => {
      const [random, greedy, expert] = [MIXED[0]!, MIXED[1]!, MIXED[2]!];
      let killed = 0;
      const workers = counted(
        overheard(spawn, (_, { episode }, handle) => {
          if (episode !== "expert" || killed++ > 0) return false;
          kill(handle);
          return true;
        }),
      );
      const played = await play([random, expert, greedy], { spawn: workers.spawn, size: 1 });
      expect([...played.keys()]).toEqual(["random", "expert", "greedy"]);
      expect([...played.values()].map(({ deaths }) => deaths)).toEqual([0, 1, 0]);
      expect(workers.all).toHaveLength(2);
      for (const request of [random, expert, greedy]) expect(bare(played.get(request.episode)!.lines)).toEqual(bare(await logOf(request)));
    });

    test("blames the seat in turn when its worker is killed twice", async () => {
      // The first worker dies at its first report, the second while pursuer-0 decides; the third plays to the end.
      const words: string[] = [];
      const workers = counted(
        overheard(spawn, ({ type }, _, handle) => {
          if (words.length === 2 || type !== ["alive", "trace"][words.length]) return false;
          words.push(type);
          kill(handle);
          return true;
        }),
      );
      const { lines, deaths } = (await play([ENDLESS], { spawn: workers.spawn, size: 1 })).get("endless")!;
      expect(deaths).toBe(2);
      expect(workers.all).toHaveLength(3);
      expect(await faultsOf(lines)).toEqual(faultsAt([0], "AgentCrash", `its worker died: ${reason}`));
      const traces = [{ type: "note", text: "about to never" }] as const;
      const forfeit: Forfeit = { t: 0, role: "pursuer-0", code: "AgentCrash", message: `its worker died: ${reason}`, traces };
      expect(bare(lines)).toEqual(bare(await logOf(ENDLESS, [forfeit])));
    });

    test("rejects when workers die before they start", async () => {
      const workers = counted(() => mute((callback) => void setTimeout(() => callback("no such file"), 5)));
      await expect(play(MIXED, { spawn: workers.spawn, size: 2 })).rejects.toMatchObject({
        name: "WorkerLost",
        message: expect.stringMatching(
          /^episode (random|greedy): 4 workers died before its first turn \(no such file\), expected workers to start: /,
        ) as unknown,
      });
      expect(workers.all).toHaveLength(8);
      expect(workers.left()).toBe(0);
    });

    afterEach(() => void vi.useRealTimers());

    describe("with a clock of the test's own", () => {
      test("rejects when workers never say a word", async () => {
        vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
        const workers = counted(() => mute());
        const end = expect(play([{ ...MIXED[0]!, deadlineMs: 10_000 }], { spawn: workers.spawn, size: 1 })).rejects.toMatchObject({
          name: "WorkerLost",
          message: expect.stringContaining("4 workers died before its first turn (silent)") as unknown,
        });
        await vi.advanceTimersByTimeAsync(59_000);
        expect(workers.all).toHaveLength(1);
        await vi.advanceTimersByTimeAsync(190_000);
        await end;
        expect(workers.left()).toBe(0);
      });
    });

    test("passes on an error of the arena itself", async () => {
      const workers = counted(spawn);
      const nowhere = requestOf({ episode: "nowhere", env: "no-such-board" });
      await expect(play([nowhere], { spawn: workers.spawn, size: 1 })).rejects.toMatchObject({
        name: "UnknownId",
        message: expect.stringMatching(/^worker: no environment is called "no-such-board", expected one of pursuit/) as unknown,
      });
      expect(workers.left()).toBe(0);
    });

    test("stops at once when it is told to, and hands over nothing more", async () => {
      const abort = new AbortController();
      // The second episode would never end.
      const workers = counted(overheard(spawn, (_, { episode }) => void (episode === "endless" && abort.abort())));
      const names: string[] = [];
      await playEpisodes(
        [MIXED[0]!, ENDLESS, { ...ENDLESS, episode: "next" }],
        ({ episode }) => void names.push(episode),
        { spawn: workers.spawn, size: 1 },
        abort.signal,
      );
      expect(abort.signal.aborted).toBe(true);
      expect(names).toEqual(["random"]);
      expect(workers.left()).toBe(0);
      await sleep(50);
      expect(names).toEqual(["random"]);

      const none = counted(spawn);
      expect((await play(MIXED, { spawn: none.spawn, size: 2 }, AbortSignal.abort())).size).toBe(0);
      expect(none.all).toHaveLength(0);
    });

    test("passes on what its consumer throws, and plays nothing more", async () => {
      const workers = counted(spawn);
      const full = new Error("the disk is full");
      let taken = 0;
      const many = Array.from({ length: 20 }, (_, i) => ({ ...MIXED[0]!, episode: `n${i}` }));
      const take = async () => {
        if (++taken === 3) throw full;
      };
      await expect(playEpisodes(many, take, { spawn: workers.spawn, size: 2 })).rejects.toBe(full);
      expect(taken).toBeLessThanOrEqual(4);
      expect(workers.left()).toBe(0);
    });
  });
}
