/** `arena replay`: verifies a log, episode by episode. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FILES, logPath, readEpisodes, readInfo } from "../../benchmarks/journal.ts";
import { type Job, jobsOf } from "../../benchmarks/suite.ts";
import { worldOf } from "../worlds.ts";
import { ArenaError, canonical, messageOf, parseParams, replay, type StartEvent, type Torn } from "../core/index.ts";

/** Runs `arena replay`; returns the exit code: 0 when every episode proves itself and a run has all of its suite's. */
export async function replayLog(path: string, options: { readonly json?: boolean }): Promise<number> {
  const log = logPath(path);
  const jobs =
    log !== path && existsSync(join(path, FILES.info)) ? new Map(jobsOf(readInfo(path).suite).map((job) => [job.episode, job])) : undefined;
  let torn: Torn | undefined;
  let episodes = 0;
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
  for await (const { events, firstLine } of readEpisodes(log, (what) => (torn = what))) {
    episodes++;
    try {
      const start = events[0] as StartEvent;
      const { frames } = await replay(worldOf(start.env, `${log} line ${firstLine}`).env, events);
      if (jobs !== undefined) checkJob(jobs, start);
      else {
        const before = places.get(start.episode);
        if (before !== undefined)
          throw new ArenaError(
            "BadLog",
            `episode ${start.episode}`,
            `it begins at line ${before} already`,
            "expected each episode of a log once: take one of them out",
          );
        places.set(start.episode, firstLine);
      }
      steps += frames.length - 1;
      faults += frames.reduce((sum, frame) => sum + frame.events.filter(({ type }) => type === "fault").length, 0);
    } catch (error) {
      fail(`line ${firstLine}: ${messageOf(error)}`);
    }
  }
  const proved = episodes - failures.length;
  if (jobs !== undefined && jobs.size > 0 && !log.endsWith(FILES.partial))
    fail(`${log}: ${jobs.size} episodes of the suite are missing, expected each once (the first is ${[...jobs.keys()][0]})`);
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
  return failures.length === 0 ? 0 : 1;
}

/** Crosses an episode off the jobs of its run; throws `BadLog` when it is not among them, or was played otherwise. */
function checkJob(jobs: Map<string, Job>, { episode, env, params, seed, cast }: StartEvent): void {
  const where = `episode ${episode}`;
  const job = jobs.get(episode);
  if (job === undefined) throw new ArenaError("BadLog", where, "not left in the run's suite", "expected each of its episodes once");
  jobs.delete(episode);
  const asked = canonical({
    env: job.env,
    params: parseParams(worldOf(job.env, where).env, job.params),
    seed: job.seed,
    cast: job.cast,
  });
  const found = canonical({ env, params, seed, cast });
  if (found !== asked) throw new ArenaError("BadLog", where, `played as ${found}`, `expected ${asked} as the run's suite asks`);
}

const MAX_SHOWN = 20;
