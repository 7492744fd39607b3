/** Runs a suite from its first episode, or from where it stopped, to its report. */
import type { Loading } from "../agents/index.ts";
import { ArenaError } from "../src/core/index.ts";
import type { Known } from "../src/workers/protocol.ts";
import { eachEpisode } from "./each-episode.ts";
import type { EpisodeMeasured } from "./evidence/measure.ts";
import { FILES, type Journal, runAt, type RunInfo, writeWhole } from "./journal.ts";
import { playedAgain } from "./log-file.ts";
import type { Runner } from "./runners/runner.ts";
import { scoreFacts } from "./score.ts";
import type { Scores } from "./scores.ts";
import { jobsOf } from "./suite.ts";
import { scoresCsv } from "./table.ts";
import { endings, turnsInLines } from "./unscored.ts";

/** How far a run is. `remainingSeconds` is an estimate from the episodes of this session. */
export type Progress = {
  readonly phase: "play" | "score";
  readonly done: number;
  readonly total: number;
  readonly perSecond: number;
  readonly remainingSeconds: number;
};

/** Told of every episode what was measured of its decisions, while it is scored: one replay serves both. */
export type OnMeasured = (measured: EpisodeMeasured) => void;

/** Plays what is left of a run, scores it and writes its files; throws `Stopped` when the signal is aborted. */
export async function runSuite(
  journal: Journal,
  runner: Runner,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  { onLoading, onMeasured }: { readonly onLoading?: (loading: Loading) => void; readonly onMeasured?: OnMeasured | undefined } = {},
): Promise<Scores> {
  await playRest(journal, runner, signal, onProgress, onLoading);
  return scoreFolder(journal, onProgress, signal, onMeasured);
}

/** The students and models of a run, as workers are told of them. */
function knownIn({ players = {} }: RunInfo): Readonly<Record<string, Known>> | undefined {
  const known = Object.entries(players).map(([name, { digest, at, precision }]): readonly [string, Known] => [
    name,
    { digest, ...(at === undefined ? {} : { at }), ...(precision === undefined ? {} : { precision }) },
  ]);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

async function playRest(
  journal: Journal,
  runner: Runner,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void,
  onLoading: ((loading: Loading) => void) | undefined,
): Promise<void> {
  if (journal.complete) return;
  const jobs = jobsOf(journal.info.suite);
  const { take, wants } = endings(jobs);
  for (const { episode } of jobs) if (journal.done.has(episode)) take(episode, turnsInLines(journal.read(episode)));
  const known = knownIn(journal.info);
  const left = jobs
    .filter(({ episode }) => !journal.done.has(episode) && wants(episode))
    .map(({ benchmark: _, subject: __, ...request }) => ({ ...request, ...(known === undefined ? {} : { known }) }));
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
          take(episode, turnsInLines(lines));
          played++;
          tell();
        },
        signal,
        { wanted: wants, onLoading },
      );
  } finally {
    journal.spent((performance.now() - began) / 1000);
  }
  if (left.some(({ episode }) => wants(episode) && !journal.done.has(episode)))
    throw new ArenaError(
      "Stopped",
      `run ${journal.folder}`,
      `stopped after ${jobs.length - left.length + played} of ${jobs.length} episodes`,
      `expected to go on with: arena bench --resume ${journal.folder}`,
    );
  journal.finish(wants);
}

/** An error in the log of a finished run: where it stands, and how the run goes on. */
export function damaged(error: { readonly name: string; readonly message: string }, log: string, line: number): Error {
  const placed = error.message.startsWith(`${log} line `);
  if (error.name !== "Diverged" && !placed)
    return error instanceof Error ? error : Object.assign(new Error(error.message), { name: error.name });
  const message = placed ? error.message : `${log} line ${line}: ${error.message}`;
  return Object.assign(new Error(`${message}; damaged episodes can be ${playedAgain(log)}`), { name: error.name });
}

/** Scores the finished log of a run and writes scores and report. */
async function scoreFolder(
  { folder, info, log }: Journal,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
  onMeasured: OnMeasured | undefined,
): Promise<Scores> {
  const total = jobsOf(info.suite).length;
  let played = 0;
  async function* facts() {
    const { suite, prices } = info;
    for await (const { line, found, error } of eachEpisode(log, { score: { suite, prices }, ...(onMeasured && { measure: { suite } }) })) {
      if (error !== undefined) throw damaged(error, log, line);
      yield found.facts!;
      if (found.measured !== undefined) onMeasured?.(found.measured);
      played++;
      if (signal.aborted)
        throw new ArenaError(
          "Stopped",
          `run ${folder}`,
          `stopped after ${played} of ${total} episodes were scored`,
          `expected to score them all with: arena bench --resume ${folder}`,
        );
      onProgress({ phase: "score", done: played, total, perSecond: 0, remainingSeconds: 0 });
    }
  }
  const { latency, ...scored } = await scoreFacts(info.suite, facts());
  const scores: Scores = {
    arena: info.arena,
    ...scored,
    wall: {
      runtime: info.runtimes.join(", "),
      machine: info.machine,
      startedAt: info.startedAt,
      seconds: info.seconds,
      episodesPerSecond: info.seconds > 0 ? played / info.seconds : 0,
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
