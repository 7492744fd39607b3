import { worldOf } from "../../src/worlds.ts";
import { describe, expect, test } from "vitest";
import { reportHtml } from "../../benchmarks/report.ts";
import { scoreRun } from "../../benchmarks/score.ts";
import type { BenchmarkScores, Comparison, Scores } from "../../benchmarks/scores.ts";
import { jobsOf, parseSuite, type Suite } from "../../benchmarks/suite.ts";
import { scoresCsv, scoreTable } from "../../benchmarks/table.ts";
import { inputsOf, resolveAgent } from "../../agents/index.ts";
import { readAddress } from "../../src/app/page/address.ts";
import { digestOfBase } from "../../function-base/index.ts";
import { type Event, type LoggedEpisode, lineOf, parseLine, rollout } from "../../src/core/index.ts";

const suite = parseSuite(
  {
    id: "tiny",
    version: 1,
    title: 'Tiny <b>& "quoted"</b>',
    benchmarks: [
      {
        id: "quick-evade",
        title: "Small board, evading runner",
        env: "pursuit",
        preset: "quick",
        seeds: { split: "validation", count: 12 },
        subject: "pursuer",
        cast: { runner: "evade" },
        subjects: {
          random: "random",
          greedy: "greedy",
          again: "greedy",
          expert: "expert",
          faulty: { agent: "faulty", params: { mode: "illegal", every: 4 } },
        },
      },
    ],
  },
  "tiny",
);

/** Plays a suite in this thread. */
async function play(of: Suite, inputs = inputsOf): Promise<LoggedEpisode[]> {
  const log: LoggedEpisode[] = [];
  let line = 1;
  for (const job of jobsOf(of)) {
    const world = worldOf(job.env);
    const { env } = world;
    const seat = (role: string, spec: Parameters<typeof resolveAgent>[0]) => {
      const { kind, params } = resolveAgent(spec, world, role);
      return kind.create(params, { world, role, ports: {} });
    };
    let now = 0;
    const events: Event[] = [];
    for await (const event of rollout(env, { ...job, inputs: inputs(world, job.cast), seat, clock: () => now++ })) events.push(event);
    log.push({ events, firstLine: line, lines: events.map(lineOf) });
    line += events.length;
  }
  return log;
}

async function* stream(log: readonly LoggedEpisode[]): AsyncGenerator<LoggedEpisode> {
  yield* log;
}

const log = await play(suite);
const { latency, ...scored } = await scoreRun(suite, stream(log));
const scores: Scores = {
  ...scored,
  arena: "0.0.0",
  wall: { runtime: "node", machine: "a test", startedAt: "2026-01-01T00:00:00.000Z", seconds: 2, episodesPerSecond: 30, latency },
};
const benchmark = scores.benchmarks[0]!;
const of = (subject: string, from: BenchmarkScores = benchmark) => from.subjects.find((one) => one.subject === subject)!;

describe("scoreRun", () => {
  test("scores are the means of the episodes, inside their intervals", () => {
    for (const { episodes, scores: found, n } of benchmark.subjects) {
      expect(episodes.length).toBe(12);
      expect(n).toBe(12);
      for (const { id } of benchmark.metrics) {
        const score = found[id];
        // A subject that does not decide by functions has no score in these metrics.
        if (score === null && ["function_accuracy", "retrieval_recall"].includes(id)) continue;
        if (score == null) throw new Error(`no score for ${id}`);
        expect(score.low).toBeLessThanOrEqual(score.mean);
        expect(score.high).toBeGreaterThanOrEqual(score.mean);
        if (id === "score_normalized") continue;
        expect(score.mean).toBeCloseTo(episodes.reduce((sum, { values }) => sum + values[id]!, 0) / 12, 12);
      }
    }
  });

  test("random is the zero and expert the one of the normalised score", () => {
    expect(of("random").scores["score_normalized"]!.mean).toBe(0);
    expect(of("expert").scores["score_normalized"]).toMatchObject({ mean: 1, low: 1, high: 1 });
    const middle = of("greedy").scores["score_normalized"]!.mean;
    const [r, g, e] = ["random", "greedy", "expert"].map((name) => of(name).scores["episode_return"]!.mean) as [number, number, number];
    expect(middle).toBeCloseTo((g - r) / (e - r), 12);
  });

  test("the normalised score is left out where expert and random are not apart", async () => {
    const { random, greedy } = suite.benchmarks[0]!.subjects;
    const flat: Suite = { ...suite, benchmarks: [{ ...suite.benchmarks[0]!, subjects: { random: random!, greedy: greedy! } }] };
    const only = log.filter(({ events: [start] }) => start?.type === "start" && /\/(random|greedy)\//.test(start.episode));
    const result = await scoreRun(flat, stream(only));
    expect(result.benchmarks[0]!.metrics.map(({ id }) => id)).not.toContain("score_normalized");
    expect(of("greedy", result.benchmarks[0]).scores["score_normalized"]).toBeUndefined();
  });

  test("a subject is tied with its double and told apart from chance", () => {
    const pair = (a: string, b: string) => benchmark.comparisons.find((one) => one.a === a && one.b === b)!;
    expect(pair("greedy", "again")).toMatchObject({ difference: 0, p: 1, tied: true });
    expect(pair("random", "expert")).toMatchObject({ tied: false, n: 12 });
    expect(pair("random", "expert").high).toBeLessThan(0);
    expect(benchmark.comparisons.length).toBe(10);
  });

  test("counts the subject's faults alone, by code", () => {
    expect(of("greedy").faults).toEqual({});
    expect(Object.keys(of("faulty").faults)).toEqual(["IllegalAction"]);
    // A round is two steps: the pursuers move at even t, so an agent that fails at every fourth t fails in half of its turns.
    expect(of("faulty").scores["invalid_action_rate"]!.mean).toBeCloseTo(0.5, 1);
    expect(of("faulty").scores["fault_rate"]).toMatchObject({ mean: of("faulty").scores["invalid_action_rate"]!.mean });
  });

  test("has decision times of every subject, and the line of every episode", () => {
    expect(Object.keys(latency["quick-evade"]!)).toEqual(["random", "greedy", "again", "expert", "faulty"]);
    for (const { episodes } of benchmark.subjects)
      for (const { episode, line } of episodes) {
        const found = log.find(({ firstLine }) => firstLine === line)!;
        expect(found.events[0]).toMatchObject({ type: "start", episode });
      }
  });

  test("the same log gives the same scores whatever the machine's times", async () => {
    const untimed = log.map(({ events, ...rest }) => ({ ...rest, events: events.map(({ wall: _, ...event }) => event as Event) }));
    const { latency: none, ...again } = await scoreRun(suite, stream(untimed));
    expect(again).toEqual(scored);
    expect(none["quick-evade"]).toEqual({});
  });

  test("tells the functions that were decided by, and judges no choice by others", async () => {
    const name = "functions/pursuit";
    expect(scored.inputs).toEqual({ [name]: digestOfBase(worldOf("pursuit").base) });
    expect(reportHtml(scores)).toContain(scored.inputs[name]);
    expect(of("expert").scores["function_accuracy"]).toMatchObject({ mean: 1 });
    const { random, greedy, expert } = suite.benchmarks[0]!.subjects;
    const seeds = { ...suite.benchmarks[0]!.seeds, count: 2 };
    const small: Suite = { ...suite, benchmarks: [{ ...suite.benchmarks[0]!, seeds, subjects: { random: random!, expert: expert! } }] };
    const others = await scoreRun(small, stream(await play(small, () => ({ [name]: "0".repeat(32) }))));
    expect(of("expert", others.benchmarks[0]).scores["function_accuracy"]).toBeNull();
    let turn = 0;
    const mixed: Suite = { ...small, benchmarks: [{ ...small.benchmarks[0]!, subjects: { greedy: greedy! } }] };
    const log = await play(mixed, () => ({ [name]: String(turn++).repeat(32) }));
    await expect(scoreRun(mixed, stream(log))).rejects.toThrow(/functions\/pursuit is 1+, and 0+ in episodes before/);
  });

  test("refuses a log that is not the suite's", async () => {
    const refuse = (episodes: readonly LoggedEpisode[], message: RegExp) =>
      expect(scoreRun(suite, stream(episodes))).rejects.toThrow(
        expect.objectContaining({ message: expect.stringMatching(message) as string }),
      );
    const swap = (at: number, change: (event: Event) => Event) =>
      log.map((one, i) => (i === 3 ? { ...one, events: one.events.map((event, j) => (j === at ? change(event) : event)) } : one));
    await refuse(log.slice(1), /1 episodes are missing, quick-evade\/random\/1000000 the first/);
    await refuse([...log, log[0]!], /line 1: episode "quick-evade\/random\/1000000", expected each episode of the suite once/);
    await refuse(
      swap(0, (event) => ({ ...event, cast: { runner: { agent: "flee" }, pursuer: { agent: "random" } } }) as Event),
      /played as .*, expected .* as the run's suite asks/,
    );
    await refuse(
      swap(1, (event) => ({ ...event, digest: "0".repeat(32) }) as Event),
      /t=0: digest is .* when played again/,
    );
  });
});

describe("scoreTable", () => {
  const table = scoreTable(scores);
  test("ranks the subjects and fits 110 columns", () => {
    const order = [...table.matchAll(/^ {2}(\S+) +-?\d/gm)].map(([, name]) => name);
    expect(order[0]).toBe("expert");
    expect(order.length).toBe(5);
    expect(table).toContain("greedy and again");
    expect(table).toContain(scores.logDigest.slice(0, 16));
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  });
  test("has colour only when asked", () => {
    expect(table).not.toContain("\x1b");
    expect(scoreTable(scores, { colour: true })).toContain("\x1b[1m");
  });
});

describe("scoresCsv", () => {
  test("has a row for each subject and metric, and quotes what must be", () => {
    const lines = scoresCsv(scores).split("\r\n");
    expect(lines[0]).toBe("suite,benchmark,subject,agent,metric,n,mean,low,high");
    expect(lines.length).toBe(1 + benchmark.subjects.length * benchmark.metrics.length + 1);
    expect(lines[1]).toMatch(/^tiny@1,quick-evade,random,random,episode_return,12,/);
    const odd = { ...scores, suite: { ...scores.suite, id: 'a,"b"' } };
    expect(scoresCsv(odd).split("\r\n")[1]).toMatch(/^"a,""b""@1",/);
  });
});

describe("reportHtml", () => {
  const html = reportHtml(scores);
  test("is one file: no script, nothing to load", () => {
    expect(html).not.toMatch(/<script|<link(?![^>]*href="data:,")|@import|url\(|\ssrc=/i);
    expect(html).not.toMatch(/https?:\/\/(?!www\.w3\.org|127\.0\.0\.1:5170\/#)/);
  });
  test("escapes what comes from a suite", () => {
    expect(html).toContain("Tiny &lt;b&gt;&amp; &quot;quoted&quot;&lt;/b&gt;");
    expect(html).not.toContain("<b>&");
  });
  test("every link leads to a list of episodes in it", () => {
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(targets.length).toBeGreaterThanOrEqual(benchmark.subjects.length);
    for (const id of new Set(targets)) expect(html).toContain(`id="${id}"`);
    for (const { episodes } of benchmark.subjects) for (const { line } of episodes) expect(html).toContain(`<td>${line}</td>`);
  });
  test("every seed opens the watch page with that line-up, beside the expert", () => {
    const links = [...html.matchAll(/href="http:\/\/127\.0\.0\.1:5170\/#([^"]+)"/g)].map(([, address]) =>
      readAddress(address!.replaceAll("&amp;", "&")),
    );
    for (const { subject, agent, episodes } of benchmark.subjects)
      for (const { seed } of episodes) {
        const mine = links.filter(({ setup }) => setup.seed === seed && setup.cast[benchmark.subject]?.agent === agent);
        expect(mine.length).toBeGreaterThan(0);
        for (const { setup, rivals } of mine) {
          expect(setup.env).toBe(benchmark.env);
          expect(Object.keys(setup.cast)).toEqual(expect.arrayContaining(Object.keys(benchmark.opponents)));
          expect(rivals).toHaveLength(subject === "expert" ? rivals.length : 1);
        }
      }
  });
  test("every figure opens the episode that is nearest to it, where it parts from the expert's", () => {
    for (const one of benchmark.subjects) {
      const row = html.slice(html.indexOf(`<tr><td><a href="#episodes-${benchmark.id}-${one.subject}"`)).split("</tr>")[0]!;
      const links = [...row.matchAll(/href="http[^"#]+#([^"]+)"/g)].map(([, address]) => readAddress(address!.replaceAll("&amp;", "&")));
      const mean = one.scores[benchmark.measure]!.mean;
      const gaps = one.episodes.map(({ seed, values }) => ({ seed, gap: Math.abs(values[benchmark.measure]! - mean) }));
      const nearest = gaps.filter(({ gap }) => gap === Math.min(...gaps.map((other) => other.gap))).map(({ seed }) => seed);
      expect(links.map(({ setup }) => setup.seed).some((seed) => nearest.includes(seed))).toBe(true);
      for (const { t, rivals } of links) expect(t).toBe(rivals.length === 0 ? undefined : "parting");
    }
  });
  test("a difference leads to the seeds on which both are furthest apart", () => {
    const [{ a, b }] = benchmark.comparisons as [Comparison];
    const row = html.slice(html.indexOf(`<tr><td>${a} - ${b}</td>`)).split("</tr>")[0]!;
    const seeds = [...row.matchAll(/seed=(\d+)/g)].map(([, seed]) => Number(seed));
    const returns = (name: string) =>
      benchmark.subjects.find(({ subject }) => subject === name)!.episodes.map(({ values }) => values[benchmark.measure] ?? 0);
    const apart = returns(a).map((x, i) => Math.abs(x - returns(b)[i]!));
    const furthest = benchmark.subjects[0]!.episodes[apart.indexOf(Math.max(...apart))]!.seed;
    expect(seeds).toContain(furthest);
    expect(seeds.length).toBeLessThanOrEqual(2);
  });
  test("draws three plots a benchmark and is the same each time", () => {
    expect(html.match(/<svg[^>]* class="plot"/g)!.length).toBe(3);
    expect(html).not.toContain("NaN");
    expect(reportHtml(scores)).toBe(html);
  });
});

test("a line read from a log is the event that was written", () => {
  const { events, lines } = log[0]!;
  expect(lines.map((line, i) => parseLine(line, i + 1))).toEqual(events);
});
