/** Chromium and Node play the same episodes, to the byte; losing a browser changes nothing. */
import { worldOf } from "../../src/worlds.ts";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createJournal } from "../../benchmarks/journal.ts";
import { chromiumRunner } from "../../benchmarks/runners/chromium.ts";
import { nodeRunner } from "../../benchmarks/runners/node.ts";
import type { Runner } from "../../benchmarks/runners/runner.ts";
import { runSuite } from "../../benchmarks/run.ts";
import { jobsOf } from "../../benchmarks/suite.ts";
import { findBrowser } from "../../benchmarks/runners/browser.ts";
import { openModel } from "../../src/cli/model.ts";
import type { AgentSpec, Cast, Event, Json } from "../../src/core/index.ts";
import { serveGateway } from "../../src/platform/gateway.node.ts";
import { TEACHER } from "../../src/platform/teacher.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import { episodes, interrupt, type Running, start } from "../cli/arena.ts";
import { bare, faultsOf } from "../workers/play.ts";
import { expectedLog, folder, infoOf, logIn, smallSuite } from "./runs.ts";

const browser = findBrowser();
const WORKERS = 2;

/** A deadline in milliseconds that no agent with an answer comes near, so that it decides nothing. */
const PATIENCE_MS = 300_000;

/** A pursuer that never answers and has a day for its turn, so that the episode does not end by itself. */
const STUCK = { agent: "faulty", params: { mode: "never", every: 1 } } as const;
const DAY_MS = 24 * 60 * 60 * 1000;

let server: Running;
let url: string;
let chromium: Runner;

// A separate process builds and serves the pages, as for a user, so that the settings of the test do not reach them.
beforeAll(async () => {
  server = start(["watch", "--port", "0", "--no-open"]);
  url = await new Promise<string>((resolve, reject) => {
    let text = "";
    server.child.stdout!.on("data", (chunk: string) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (found !== null) resolve(found[0]);
    });
    void server.ended.then(({ err }) => reject(new Error(err)));
  });
  chromium = chromiumRunner({ executablePath: browser!.path, url: `${url}bench.html`, size: WORKERS });
});

afterAll(async () => {
  server.child.kill("SIGTERM");
  expect(await server.ended).toMatchObject({ code: 0, err: expect.not.stringContaining("    at ") as unknown });
});

/** Plays episodes and returns their logs less `wall`, by name. */
async function play(runner: Runner, requests: readonly EpisodeRequest[], onEpisode = (_: number) => {}) {
  const logs = new Map<string, readonly string[]>();
  await runner(
    requests,
    ({ episode, lines }) => {
      expect(logs.has(episode)).toBe(false);
      logs.set(episode, bare(lines));
      onEpisode(logs.size);
    },
    new AbortController().signal,
  );
  return logs;
}

const pursuit = worldOf("pursuit").env;
const presets = Object.keys(pursuit.presets);
const RUNNERS = ["evade", "evade-lookahead", "flee", "random"];
const SUBJECTS: Readonly<Record<string, AgentSpec>> = {
  random: { agent: "random" },
  greedy: { agent: "greedy" },
  expert: { agent: "expert" },
  search: { agent: "search-actions", params: { simulations: 6, depth: 3 } },
};
const FAULTS = {
  throw: "AgentCrash",
  mutate: "AgentCrash",
  illegal: "IllegalAction",
  nonsense: "IllegalAction",
  never: "Timeout",
  hang: "Timeout",
};

function request(
  episode: string,
  preset: string,
  horizon: number,
  cast: Cast,
  params: Readonly<Record<string, Json>> = {},
  seed = 0,
): EpisodeRequest {
  const of = pursuit.presets[preset]!.params as Readonly<Record<string, Json>>;
  return { episode, env: "pursuit", params: { ...of, horizon, ...params }, seed, cast, deadlineMs: PATIENCE_MS };
}

/** Every preset, agent, runner and emergency, and every kind of fault. */
function everything(): readonly EpisodeRequest[] {
  const requests: EpisodeRequest[] = [];
  for (const mode of Object.keys(FAULTS)) {
    const often = mode === "hang" || mode === "never" ? 1000 : 4;
    const cast = {
      "pursuer-1": { agent: "faulty", params: { mode, every: often } },
      pursuer: { agent: "greedy" },
      runner: { agent: "evade" },
    };
    requests.push({ ...request(`fault/${mode}`, "quick", 10, cast, {}, 3), deadlineMs: often === 4 ? PATIENCE_MS : 2_000 });
  }
  for (const preset of presets)
    for (const [name, pursuer] of Object.entries(SUBJECTS)) {
      const controlled = (pursuit.presets[preset]!.params as { runnerControl?: string }).runnerControl !== "random";
      const horizon = preset === "pettingzoo-v4" ? 4 : name === "search" ? 6 : 12;
      const seeds = name === "search" ? [0] : [0, 1, 2, 3, 4];
      for (const runner of controlled ? RUNNERS : ["nobody"])
        for (const seed of seeds)
          requests.push(
            request(
              `${preset}/${name}/${runner}/${seed}`,
              preset,
              horizon,
              controlled ? { pursuer, runner: { agent: runner } } : { pursuer },
              {},
              seed,
            ),
          );
    }
  const ids = Object.keys(pursuit.emergencies);
  const each = ids.map((emergency) => ({ [emergency]: [{ round: 2, emergency, params: {} }] }));
  const all = { all: ids.map((emergency, i) => ({ round: 1 + i, emergency, params: {} })) };
  for (const [kind, emergencies] of Object.entries(Object.assign({}, ...each, all) as Record<string, Json>))
    for (const [name, pursuer] of Object.entries(SUBJECTS))
      requests.push(
        request(
          `emergency/${kind}/${name}`,
          "default",
          name === "search" ? 8 : 15,
          { pursuer, runner: { agent: "evade" } },
          { emergencies },
          9,
        ),
      );
  return requests;
}

describe.skipIf(browser === undefined)("Chromium and Node", () => {
  test("play hundreds of episodes alike, whoever plays and whatever happens", async () => {
    const requests = everything();
    expect(requests.length).toBeGreaterThanOrEqual(200);
    const [here, there] = await Promise.all([play(nodeRunner(WORKERS), requests), play(chromium, requests)]);
    expect(here.size).toBe(requests.length);
    for (const { episode } of requests) {
      expect(there.get(episode), episode).toEqual(here.get(episode));
      if (!episode.startsWith("fault/")) expect(here.get(episode)!.some((line) => line.includes('"type":"fault"'))).toBe(false);
    }
    for (const [mode, code] of Object.entries(FAULTS)) {
      const faults = await faultsOf(there.get(`fault/${mode}`)!);
      expect(new Set(faults.map((fault) => [fault.role, fault.code].join()))).toEqual(new Set([`pursuer-1,${code}`]));
    }
  });

  test("play on alike when three answers of a language model in ten are bad, and count every one", async () => {
    const access = await openModel({ offlineAlways: true });
    const gateway = await serveGateway(access.gateway);
    vi.stubEnv("ARENA_GATEWAY", gateway.url);
    onTestFinished(async () => {
      vi.unstubAllEnvs();
      await gateway.close();
      await access.close();
    });
    const model = { model: `${TEACHER}+bad=0.3`, attempts: 2 };
    const subjects: Readonly<Record<string, AgentSpec>> = {
      actions: { agent: "l-llm", params: model },
      functions: { agent: "l-llm-functions", params: model },
      writes: { agent: "l-llm-functions", params: { ...model, writes: true } },
    };
    const emergencies = { emergencies: [{ round: 2, emergency: "restricted-zone", params: {} }] };
    const requests = Object.entries(subjects).flatMap(([name, pursuer]) =>
      (name === "writes" ? [1] : [1, 2]).map((seed) =>
        request(`${name}/${seed}`, "quick", 6, { pursuer, runner: { agent: "evade" } }, emergencies, seed),
      ),
    );
    const [here, there] = [await play(nodeRunner(WORKERS), requests), await play(chromium, requests)];
    let [bad, lost] = [0, 0];
    for (const { episode } of requests) {
      const lines = here.get(episode)!;
      expect(there.get(episode), episode).toEqual(lines);
      const faults = await faultsOf(lines);
      const asked = lines
        .map((line) => JSON.parse(line) as Event)
        .flatMap((event) => (event.type === "trace" && event.trace.type === "llm" ? [event.trace] : []));
      for (const { problems } of asked) bad += problems.length;
      // An agent that got no usable answer lost its turn; one that got none while writing functions only has no new ones.
      const given = asked.filter(({ asks, problems }) => problems.length === 2 && !asks.startsWith("functions for"));
      expect(faults.map(({ code }) => code)).toEqual(given.map(() => "BadAnswer"));
      lost += faults.length;
    }
    expect(bad).toBeGreaterThan(20);
    expect(lost).toBeGreaterThan(0);
    expect(access.gateway.spending().failed).toBeGreaterThan(5);
  });

  test("come to the same run, of one digest", async () => {
    const suite = smallSuite();
    const run = async (runner: Runner) => {
      const path = join(folder(), "run");
      const journal = await createJournal(path, infoOf(suite));
      const scores = await runSuite(journal, runner, new AbortController().signal, () => {});
      journal.close();
      return { path, scores };
    };
    const [here, there] = [await run(nodeRunner(WORKERS)), await run(chromium)];
    expect(there.scores.logDigest).toBe(here.scores.logDigest);
    expect({ ...there.scores, wall: 0 }).toEqual({ ...here.scores, wall: 0 });
    expect(logIn(there.path)).toEqual(logIn(here.path));
    expect(logIn(there.path)).toEqual(await expectedLog(suite));
  });
});

/** The descendants of this process whose command line contains a text. */
function below(text: string): readonly number[] {
  const parents = new Map<number, number>();
  const lines = new Map<number, string>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      parents.set(
        Number(entry),
        Number(
          readFileSync(`/proc/${entry}/stat`, "utf8")
            .replace(/^.*\) \S+ /s, "")
            .split(" ")[0],
        ),
      );
      lines.set(Number(entry), readFileSync(`/proc/${entry}/cmdline`, "utf8"));
    } catch {
      continue; // it has ended
    }
  }
  const ours = (pid: number): boolean => pid === process.pid || (parents.has(pid) && ours(parents.get(pid)!));
  return [...lines].flatMap(([pid, line]) => (pid !== process.pid && line.includes(text) && ours(pid) ? [pid] : []));
}

describe.skipIf(browser === undefined || process.platform !== "linux")("a browser", () => {
  const suite = smallSuite({
    preset: "default",
    seeds: { split: "validation", count: 8 },
    subjects: { search: SUBJECTS["search"], expert: "expert" },
  });
  const requests = jobsOf(suite).map(({ benchmark: _, subject: __, ...job }) => job);
  const kill = (pids: readonly number[]) => {
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // ESRCH: it ended since it was listed
      }
    }
  };

  test.each([
    ["whose page crashes", "--type=renderer"],
    ["that is killed", "--remote-debugging-pipe"],
  ])("%s in mid-run costs no episode and changes no byte", async (_, processes) => {
    let killed = 0;
    const logs = await play(chromium, requests, (done) => {
      if (done !== 2 || killed++ > 0) return;
      const pids = below(processes);
      expect(pids.length).toBeGreaterThan(0);
      kill(pids);
    });
    expect(killed).toBe(1);
    expect(requests.flatMap(({ episode }) => logs.get(episode)!)).toEqual(await expectedLog(suite));
  });

  test("that is lost again and again is given up, with the way out", async () => {
    const timer = setInterval(() => kill(below("--type=renderer")), 20);
    onTestFinished(() => clearInterval(timer));
    const stuck = requests.map((one) => ({ ...one, cast: { ...one.cast, pursuer: STUCK }, deadlineMs: DAY_MS }));
    const runner = chromiumRunner({ executablePath: browser!.path, url: `${url}bench.html`, size: WORKERS, pageMs: 3_000 });
    await expect(play(runner, stuck)).rejects.toMatchObject({
      name: "WorkerLost",
      message: expect.stringMatching(
        /^chromium: 3 pages were lost in a row \(.+\), expected one that lasts; in play were evade\/.*--runtime node$/,
      ) as unknown,
    });
  });

  test("that is none is refused", async () => {
    const none = chromiumRunner({ executablePath: "/nonexistent/chromium", url: "http://127.0.0.1:9/", size: 1 });
    await expect(play(none, requests)).rejects.toMatchObject({
      name: "NoBrowser",
      message: expect.stringMatching(
        /^chromium: \/nonexistent\/chromium did not start: .+, expected a working Chromium: set CHROMIUM_PATH, or use --runtime node$/,
      ) as unknown,
    });
  });

  test("hands on what its consumer throws, and errors of the arena as they are", async () => {
    const full = new Error("the disk is full");
    let taken = 0;
    const take = () => {
      taken++;
      throw full;
    };
    await expect(chromium(requests, take, new AbortController().signal)).rejects.toBe(full);
    expect(taken).toBe(1);
    const nowhere = { ...requests[0]!, env: "no-such-board" };
    await expect(play(chromium, [nowhere])).rejects.toMatchObject({
      name: "UnknownId",
      message: expect.stringMatching(/^worker: no environment is called "no-such-board", expected one of [^\n]*$/) as unknown,
    });
    expect(below("--remote-debugging-pipe")).toEqual([]);
  });

  test("leaves Ctrl-C to the command line, which says how to go on", async () => {
    const out = folder();
    const file = join(out, "suite.json");
    // The run cannot end before it is stopped: the episodes of its second subject never end.
    const [benchmark] = suite.benchmarks;
    const subjects = { search: SUBJECTS["search"], stuck: STUCK };
    writeFileSync(file, JSON.stringify({ ...suite, benchmarks: [{ ...benchmark, subjects, deadlineMs: DAY_MS }] }));
    const path = join(out, "run");
    const running = start(["bench", file, "--out", out, "--name", "run", "--workers", "1"]);
    const { code, err } = await interrupt(running, path, 2, "SIGINT");
    expect(err).toMatch(/^run .*: stopped after \d+ of 16 episodes, expected to go on with: arena bench --resume .*run$/m);
    expect(code).toBe(130);
    expect(episodes(path)).toBeGreaterThanOrEqual(2);
  });

  test("stops when it is told to", async () => {
    const abort = new AbortController();
    const names: string[] = [];
    await chromium(
      requests,
      ({ episode }) => {
        names.push(episode);
        abort.abort();
      },
      abort.signal,
    );
    expect(names).toHaveLength(1);
    expect(below("--remote-debugging-pipe")).toEqual([]);
  });
});
