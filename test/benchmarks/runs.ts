/** What the tests of benchmarks share: small suites, runs in folders of their own, and a runner without workers. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { VERSION } from "../../src/core/package.node.mjs";
import { FILES, type RunInfo } from "../../benchmarks/journal.ts";
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

/** The finished log of a run, without `wall`. */
export const logIn = (path: string): readonly string[] => bare(readFileSync(join(path, FILES.log), "utf8").trimEnd().split("\n"));

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
