/** Plays suites in web workers of the page, and reads the teacher's decisions from their logs. */
import { jobsOf, parseSuite, subjectRoles } from "../../../benchmarks/suite.ts";
import { worldOf } from "../../worlds.ts";
import { ArenaError, type EndEvent, type Event, parseLine } from "../../core/index.ts";
import { type Dataset, type DatasetOptions, decisionsIn, merged } from "../../distill/dataset.ts";
import { playEpisodes } from "../../workers/pool.ts";
import { spawnWorker } from "../../workers/spawn.browser.ts";

/** Progress: how many of all are done. */
export type Count = { readonly done: number; readonly total: number };

/** How episodes are played: the number of workers (`size`), the signal that stops them, and a callback for progress. */
export type Playing = { readonly size: number; readonly signal: AbortSignal; readonly tell?: (count: Count) => void };

/** An episode that was played. */
export type Played = {
  readonly subject: string;
  readonly seed: number;
  readonly events: readonly Event[];
  /** The mean return of the subject's seats. */
  readonly value: number;
  readonly success: boolean;
};

/** Cores of this machine, as far as the browser says. */
export const cores = (): number => navigator.hardwareConcurrency || 1;

/** Plays the episodes of a suite that `wanted` selects (all if absent), and passes each to `take` as it ends. Throws `Stopped`. */
export async function playSuite(
  suite: unknown,
  { size, signal, tell }: Playing,
  take: (played: Played, index: number) => void | Promise<void>,
  wanted: (subject: string, seed: number) => boolean = () => true,
): Promise<void> {
  const parsed = parseSuite(suite, "distil");
  const words = new Map(parsed.benchmarks.map(({ id, subject }) => [id, subject]));
  const jobs = jobsOf(parsed).filter(({ subject, seed }) => wanted(subject, seed));
  const places = new Map(jobs.map(({ episode }, i) => [episode, i]));
  let done = 0;
  tell?.({ done, total: jobs.length });
  await playEpisodes(
    jobs.map(({ benchmark: _, subject: __, ...request }) => request),
    async ({ episode, lines }) => {
      const index = places.get(episode)!;
      const { subject, seed, benchmark } = jobs[index]!;
      const events = lines.map((line, i) => parseLine(line, i + 1, episode));
      const { returns, outcome } = events.at(-1) as EndEvent;
      const values = subjectRoles(words.get(benchmark)!, Object.keys(returns)).map((role) => returns[role]!);
      const value = values.reduce((sum, one) => sum + one, 0) / values.length;
      await take({ subject, seed, events, value, success: outcome.success }, index);
      done++;
      tell?.({ done, total: jobs.length });
    },
    { spawn: spawnWorker, size },
    signal,
  );
  if (done < jobs.length)
    throw new ArenaError("Stopped", "distil", `stopped after ${done} of ${jobs.length} episodes`, "expected to go on");
}

/** The teacher's decisions in the episodes of a suite, in the suite's order. */
export async function decisionsOf(id: string, suite: unknown, playing: Playing, options: DatasetOptions = {}): Promise<Dataset> {
  const world = worldOf(id, "distil");
  const parts: Dataset[] = [];
  await playSuite(suite, playing, async ({ events }, index) => void (parts[index] = await decisionsIn(world, events, options)));
  return merged(parts);
}
