/** Runs a suite from its first episode, or from where it stopped, to its report. */
import { join } from "node:path";
import { ArenaError } from "../src/core/index.ts";
import { FILES, type Journal, readEpisodes, runAt, writeWhole } from "./journal.ts";
import { playedAgain } from "./log-file.ts";
import type { Runner } from "./runners/runner.ts";
import { scoreRun } from "./score.ts";
import type { Scores } from "./scores.ts";
import { jobsOf } from "./suite.ts";
import { scoresCsv } from "./table.ts";

/** How far a run is. `remainingSeconds` is an estimate from the episodes of this session. */
export type Progress = {
  readonly phase: "play" | "score";
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  readonly remainingSeconds: number;
};

/** Plays what is left of a run, scores it and writes its files; throws `Stopped` when the signal is aborted. */
export async function runSuite(
  journal: Journal,
  runner: Runner,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
): Promise<Scores> {
  await playRest(journal, runner, signal, onProgress);
  return scoreFolder(journal, onProgress);
}

async function playRest(journal: Journal, runner: Runner, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<void> {
  if (journal.complete) return;
  const jobs = jobsOf(journal.info.suite);
  const left = jobs.filter(({ episode }) => !journal.done.has(episode)).map(({ benchmark: _, subject: __, ...request }) => request);
  const began = performance.now();
  let played = 0;
  const tell = () => {
    const seconds = (performance.now() - began) / 1000;
    const perSecond = seconds > 0 ? played / seconds : 0;
    onProgress({
      phase: "play",
      done: jobs.length - left.length + played,
      total: jobs.length,
      perSecond,
      remainingSeconds: perSecond > 0 ? (left.length - played) / perSecond : Infinity,
    });
  };
  tell();
  try {
    if (left.length > 0)
      await runner(
        left,
        ({ episode, lines }) => {
          journal.append(episode, lines);
          played++;
          tell();
        },
        signal,
      );
  } finally {
    journal.spent((performance.now() - began) / 1000);
  }
  if (played < left.length)
    throw new ArenaError(
      "Stopped",
      `run ${journal.folder}`,
      `stopped after ${jobs.length - left.length + played} of ${jobs.length} episodes`,
      `expected to go on with: arena bench --resume ${journal.folder}`,
    );
  journal.finish();
}

/** An error in the log of a finished run: where it stands, and how the run goes on. */
function damaged(error: unknown, log: string, line: number): unknown {
  if (!(error instanceof ArenaError)) return error;
  const placed = error.message.startsWith(log);
  if (error.name !== "Diverged" && !placed) return error;
  const message = placed ? error.message : `${log} line ${line}: ${error.message}`;
  return Object.assign(new Error(`${message}; damaged episodes can be ${playedAgain(log)}`, { cause: error }), { name: error.name });
}

/** Scores the finished log of a run and writes scores and report. */
async function scoreFolder({ folder, info }: Journal, onProgress: (progress: Progress) => void): Promise<Scores> {
  const total = jobsOf(info.suite).length;
  const log = join(folder, FILES.log);
  let line = 1;
  async function* episodes() {
    for await (const episode of readEpisodes(log)) {
      line = episode.firstLine;
      yield episode;
    }
  }
  const { latency, ...scored } = await scoreRun(info.suite, episodes(), {
    prices: info.prices,
    onEpisode: (done) => onProgress({ phase: "score", done, total, perSecond: 0, remainingSeconds: 0 }),
  }).catch((error: unknown) => {
    throw damaged(error, log, line);
  });
  const scores: Scores = {
    arena: info.arena,
    ...scored,
    wall: {
      runtime: info.runtimes.join(", "),
      machine: info.machine,
      startedAt: info.startedAt,
      seconds: info.seconds,
      episodesPerSecond: info.seconds > 0 ? total / info.seconds : 0,
      latency,
    },
  };
  const write = (name: string, text: string) => writeWhole(folder, name, text, runAt(folder));
  write(FILES.scores, `${JSON.stringify(scores, null, 1)}\n`);
  write(FILES.csv, scoresCsv(scores));
  // Drawing takes a document and a plotting library, which no run needs before its end.
  const { reportHtml } = await import("./report.ts");
  write(FILES.report, reportHtml(scores));
  return scores;
}
