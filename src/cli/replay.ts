/** `arena replay`: verifies a log, episode by episode. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FILES, readInfo } from "../../benchmarks/journal.ts";
import { eachEpisode } from "../../benchmarks/each-episode.ts";
import { isPartial, logPath, playedAgain } from "../../benchmarks/log-file.ts";
import { checkPlayed, type Job, jobsOf } from "../../benchmarks/suite.ts";
import { endings } from "../../benchmarks/unscored.ts";
import { ArenaError, messageOf, type StartEvent, type Torn } from "../core/index.ts";

/** Runs `arena replay`; returns the exit code: 0 when every episode proves itself and a run has all of its suite's. */
export async function replayLog(path: string, options: { readonly json?: boolean }): Promise<number> {
  const log = logPath(path);
  const jobs =
    log !== path && existsSync(join(path, FILES.info)) ? new Map(jobsOf(readInfo(path).suite).map((job) => [job.episode, job])) : undefined;
  const subjects = endings([...(jobs?.values() ?? [])]);
  let torn: Torn | undefined;
  let episodes = 0;
  let proved = 0;
  let steps = 0;
  let faults = 0;
  const failures: string[] = [];
  /** Where each episode of a bare log begins. */
  const places = new Map<string, number>();
  const fail = (failure: string) => {
    failures.push(failure);
    if (options.json !== true && failures.length <= MAX_SHOWN) process.stderr.write(`FAILED ${failure}\n`);
  };
  const began = performance.now();
  const again = () => {
    if (jobs !== undefined && options.json !== true) process.stdout.write(`Damaged episodes can be ${playedAgain(log)}\n`);
  };
  try {
    for await (const { line, found, error } of eachEpisode(log, { proof: true }, { onTorn: (what) => (torn = what) })) {
      episodes++;
      if (error !== undefined) {
        fail(error.damage ? error.message : `${log} line ${line}: ${error.message}`);
        continue;
      }
      const { start, ...counted } = found.proof!;
      try {
        if (jobs !== undefined) {
          checkJob(jobs, start);
          subjects.take(start.episode, counted.turns);
        } else {
          const before = places.get(start.episode);
          if (before !== undefined)
            throw new ArenaError(
              "BadLog",
              `episode ${start.episode}`,
              `it begins at line ${before} already`,
              "expected each episode of a log once: take one of them out",
            );
          places.set(start.episode, line);
        }
        steps += counted.steps;
        faults += counted.faults;
        proved++;
      } catch (error) {
        fail(`${log} line ${line}: ${messageOf(error)}`);
      }
    }
  } catch (error) {
    if (messageOf(error).startsWith(`${log} line `)) again(); // a line that cannot be read
    throw error;
  }
  // Of a subject that ended without a score, no further episodes were played.
  const missing = [...(jobs?.keys() ?? [])].filter(subjects.wants);
  if (missing.length > 0 && !isPartial(log))
    fail(`${log}: ${missing.length} episodes of the suite are missing, expected each once (the first is ${missing[0]})`);
  const seconds = (performance.now() - began) / 1000;
  if (options.json === true) process.stdout.write(`${JSON.stringify({ log, episodes, steps, faults, failures, torn: torn ?? null })}\n`);
  else {
    if (failures.length > MAX_SHOWN) process.stderr.write(`... and ${failures.length - MAX_SHOWN} more\n`);
    process.stdout.write(
      `${log}: ${proved} of ${episodes} episodes proved themselves (${steps} steps, ${faults} faults, ${seconds.toFixed(1)} s)\n`,
    );
  }
  if (torn !== undefined)
    throw new ArenaError(
      "BadLog",
      `${log} line ${torn.line}`,
      `${torn.reason}: the log was cut off`,
      `expected whole episodes; ${episodes} before it were checked, and \`arena bench --resume\` plays the lost one of a run again`,
    );
  if (episodes === 0) throw new ArenaError("BadLog", log, "no whole episode", "expected at least one");
  if (failures.length > 0) again();
  return failures.length === 0 ? 0 : 1;
}

/** Crosses an episode off the jobs of its run; throws `BadLog` when it is not among them, or was played otherwise. */
function checkJob(jobs: Map<string, Job>, start: StartEvent): void {
  const { episode } = start;
  const where = `episode ${episode}`;
  const job = jobs.get(episode);
  if (job === undefined) throw new ArenaError("BadLog", where, "not left in the run's suite", "expected each of its episodes once");
  jobs.delete(episode);
  checkPlayed(job, start, where);
}

const MAX_SHOWN = 20;
