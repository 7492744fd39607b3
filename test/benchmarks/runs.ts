/** What the tests of benchmarks share: small suites, runs in folders of their own, and a runner without workers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { onTestFinished } from "vitest";
import type { StartEvent } from "../../src/core/index.ts";
import { VERSION } from "../../src/core/package.node.mjs";
import type { RunInfo } from "../../benchmarks/journal.ts";
import { LOG_FORMS, type LogForm, logPath } from "../../benchmarks/log-file.ts";
import type { Runner } from "../../benchmarks/runners/runner.ts";
import { jobsOf, parseSuite, type Suite, suiteDigest } from "../../benchmarks/suite.ts";
import { bare, logOf } from "../workers/play.ts";

/** A folder that is removed when the test ends. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "arena-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true, maxRetries: 5 }));
  return path;
}

/** A suite as its file holds it: one benchmark on a small board; fields may be replaced. */
export const suiteData = (benchmark: Readonly<Record<string, unknown>> = {}, suite: Readonly<Record<string, unknown>> = {}) => ({
  id: "small",
  version: 1,
  title: "Small",
  benchmarks: [
    {
      id: "evade",
      title: "Evade",
      env: "pursuit",
      preset: "quick",
      seeds: { split: "validation", count: 4 },
      subject: "pursuer",
      cast: { runner: "evade" },
      subjects: { random: "random", greedy: "greedy", expert: "expert" },
      ...benchmark,
    },
  ],
  ...suite,
});

/** A suite of twelve short episodes; fields of its benchmark may be replaced. */
export const smallSuite = (benchmark: Readonly<Record<string, unknown>> = {}): Suite => parseSuite(suiteData(benchmark), "small");

/** The content of `run.json` for a run of a suite. */
export const infoOf = (suite: Suite): RunInfo => ({
  arena: VERSION,
  suite,
  suiteDigest: suiteDigest(suite),
  runtimes: ["node"],
  machine: "a test",
  startedAt: "2026-01-01T00:00:00.000Z",
  seconds: 0,
});

/** The log that playing a suite must give, without `wall`. */
export async function expectedLog(suite: Suite): Promise<readonly string[]> {
  const logs = await Promise.all(jobsOf(suite).map(({ benchmark: _, subject: __, ...request }) => logOf(request)));
  return bare(logs.flat());
}

/** The text of a log, or of that of a run, as far as it is written; empty where there is none. */
export function logText(path: string): string {
  const log = logPath(path);
  if (log === path && !path.includes(".jsonl")) return "";
  const bytes = readFileSync(log);
  return (log.endsWith(".gz") && bytes.length > 0 ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes).toString();
}

/** The finished log of a run, without `wall`. */
export const logIn = (path: string): readonly string[] => bare(logText(path).trimEnd().split("\n"));

/** The path of the log of a run that lasts. */
export const partialOf = (run: string, form: LogForm = LOG_FORMS.gzip): string => join(run, form.partial);

/** The path of the log of a finished run. */
export const finishedOf = (run: string, form: LogForm = LOG_FORMS.gzip): string => join(run, form.log);

/** Writes lines as the log of a run that lasts, an episode a member where it is compressed. */
export function writePartial(run: string, lines: readonly string[], form: LogForm = LOG_FORMS.gzip): void {
  const ends = lines.flatMap((line, i) => (line.includes('"type":"end"') ? [i + 1] : []));
  const episodes = ends.map((end, i) => lines.slice(ends[i - 1] ?? 0, end));
  const nameOf = (line: string) => (JSON.parse(line) as StartEvent).episode;
  writeFileSync(partialOf(run, form), Buffer.concat(episodes.map((episode) => form.pack(nameOf(episode[0]!), episode))));
}

/** A runner in the thread of the test that plays the last episode first and stops by itself after `most` episodes. */
export function localRunner(most = Infinity): Runner & { readonly played: string[] } {
  const played: string[] = [];
  const run: Runner = async (requests, onEpisode, signal) => {
    for (const request of requests.toReversed()) {
      if (signal.aborted || played.length >= most) return;
      played.push(request.episode);
      onEpisode({ episode: request.episode, lines: await logOf(request), deaths: 0 });
    }
  };
  return Object.assign(run, { played });
}
