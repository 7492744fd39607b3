/** Subjects that are not scored: whoever gives no answer has no score, and whoever answers badly has one. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createJournal, FILES, openJournal } from "../../benchmarks/journal.ts";
import { runSuite } from "../../benchmarks/run.ts";
import type { Scores } from "../../benchmarks/scores.ts";
import { jobsOf, type Suite } from "../../benchmarks/suite.ts";
import { scoresCsv, scoreTable } from "../../benchmarks/table.ts";
import { endings, hearing, MOST_SILENT, turnsIn } from "../../benchmarks/unscored.ts";
import type { Event, FaultCode } from "../../src/core/index.ts";
import { folder, infoOf, localRunner, logIn, smallSuite } from "./runs.ts";

const broken = { agent: "faulty", params: { mode: "throw", every: 1 } };

/** Plays a suite in a folder of its own. */
async function play(suite: Suite, ...most: readonly number[]): Promise<{ readonly path: string; readonly scores: Scores }> {
  const path = join(folder(), "run");
  (await createJournal(path, infoOf(suite))).close();
  for (const count of [...most, Infinity]) {
    const journal = await openJournal(path);
    try {
      await runSuite(journal, localRunner(count), new AbortController().signal, () => {});
    } catch (error) {
      expect(error).toMatchObject({ name: "Stopped" });
    } finally {
      journal.close();
    }
  }
  return { path, scores: JSON.parse(readFileSync(join(path, FILES.scores), "utf8")) as Scores };
}

const reason = /^faulty gave no answer in 20 turns in a row \(AgentCrash: faulty on purpose\)$/;

test("a subject that never answers is unscored, says why everywhere, and is compared with nobody", async () => {
  const { path, scores } = await play(smallSuite({ subjects: { random: "random", broken, greedy: "greedy" } }));
  const [benchmark] = scores.benchmarks;
  expect(benchmark!.unscored).toEqual({ broken: expect.stringMatching(reason) as string });
  expect(benchmark!.subjects.map(({ subject }) => subject)).toEqual(["random", "greedy"]);
  expect(benchmark!.comparisons.map(({ a, b }) => [a, b])).toEqual([["random", "greedy"]]);
  expect(scoreTable(scores).replaceAll("\n ", "")).toContain(
    "broken is unscored: faulty gave no answer in 20 turns in a row (AgentCrash: ",
  );
  expect(readFileSync(join(path, FILES.report), "utf8")).toContain("<strong>broken</strong> is unscored: faulty gave no answer");
  expect(scoresCsv(scores)).not.toContain("broken");
  expect(Object.keys(scores.wall.latency["evade"] ?? {})).not.toContain("broken");
});

test("where nobody else plays there is a report without scores", async () => {
  const { path, scores } = await play(smallSuite({ subjects: { broken } }));
  expect(scores.benchmarks[0]).toMatchObject({ subjects: [], comparisons: [], metrics: [] });
  expect(existsSync(join(path, FILES.report))).toBe(true);
});

test("an agent beside the subject that never answers leaves the subject without a score", async () => {
  const { scores } = await play(smallSuite({ cast: { runner: broken }, subjects: { random: "random", greedy: "greedy" } }));
  expect(scores.benchmarks[0]!.unscored).toEqual({
    random: expect.stringMatching(reason) as string,
    greedy: expect.stringMatching(reason) as string,
  });
});

test("a subject ends with the episode that shows it: the log is the same in whatever order and in how many parts it was played", async () => {
  const suite = smallSuite({ seeds: { split: "validation", count: 8 }, subjects: { broken, random: "random" } });
  const [whole, parts] = [await play(suite), await play(suite, 3, 1, 5)];
  const log = logIn(whole.path);
  expect(logIn(parts.path)).toEqual(log);
  expect(parts.scores.logDigest).toBe(whole.scores.logDigest);
  const starts = log.filter((line) => line.includes('"type":"start"')).map((line) => (JSON.parse(line) as { episode: string }).episode);
  const ended = starts.filter((episode) => episode.startsWith("evade/broken/")).length;
  expect(ended).toBeLessThan(8);
  expect(starts).toEqual(
    jobsOf(suite)
      .map(({ episode }) => episode)
      .filter((episode, i) => i < ended || !episode.startsWith("evade/broken/")),
  );
});

describe("the turns of a subject", () => {
  const cast = { pursuer: { agent: "l-llm" }, runner: { agent: "evade" } };
  /** An episode in which the pursuers' turns end as said. */
  const episode = (...turns: readonly (FaultCode | "answered")[]): readonly Event[] => [
    { type: "start", format: 1, episode: "x", env: "pursuit", version: 1, params: {}, seed: 0, cast, digest: "" },
    ...turns.flatMap((code, t): Event[] => [
      ...(code === "answered" ? [] : [{ type: "fault", t, role: `pursuer-${t % 3}`, code, message: `at ${t}` } as const]),
      { type: "step", t, actions: { [`pursuer-${t % 3}`]: "stay" }, rewards: {}, digest: "" },
      { type: "step", t, actions: { "runner-0": "stay" }, rewards: {}, digest: "" },
    ]),
  ];
  const after = (...episodes: readonly (readonly Event[])[]) => {
    const heard = hearing();
    for (const one of episodes) heard.take(turnsIn(one));
    return heard;
  };
  const silent = (n: number, code: FaultCode = "ModelFailed") => Array<FaultCode>(n).fill(code);

  test("that were answered badly are faults, and scored", () => {
    for (const code of ["IllegalAction", "BadAnswer", "FunctionFault"] as const)
      expect(after(episode(...silent(100, code))).reason).toBeUndefined();
  });

  test("without an answer, one after the other, end it, through episodes and seats", () => {
    for (const code of ["ModelFailed", "AgentCrash", "Timeout"] as const) {
      expect(after(episode("answered", ...silent(MOST_SILENT - 1, code), "answered"), episode(...silent(1, code))).reason).toBeUndefined();
      const two = after(episode("answered", ...silent(MOST_SILENT - 1, code)), episode(...silent(1, code), "answered"));
      expect(two.ended).toBe(`l-llm gave no answer in ${MOST_SILENT} turns in a row (${code}: at 1)`);
    }
    const between = after(episode("answered", ...silent(MOST_SILENT - 1)), episode("answered"), episode(...silent(MOST_SILENT - 1)));
    expect(between.reason).toBeUndefined();
  });

  test("none of which was answered leave it without a score, however few they were", () => {
    const few = after(episode(...silent(2)));
    expect(few.ended).toBeUndefined();
    expect(few.reason).toBe("l-llm gave no answer in any of its 2 turns (ModelFailed: at 0)");
    expect(after(episode("ModelFailed")).reason).toBe("l-llm gave no answer in its only turn (ModelFailed: at 0)");
    expect(after(episode(...silent(9), "answered")).reason).toBeUndefined();
  });

  test("are taken in the order of the suite, whatever order episodes end in", () => {
    const list = ["a", "b", "c", "d"].map((name) => ({ episode: name, benchmark: "one", subject: "it" }));
    const { take, wants } = endings(list);
    take("d", turnsIn(episode(...silent(MOST_SILENT))));
    take("b", turnsIn(episode(...silent(MOST_SILENT))));
    expect(list.map(({ episode: name }) => wants(name))).toEqual([true, true, true, true]);
    take("a", turnsIn(episode("answered")));
    expect(list.map(({ episode: name }) => wants(name))).toEqual([true, true, false, false]);
  });
});
