/** What scoring needs of an episode, found by its replay: in the thread that asks, or in one of those that share a log. */
import {
  ArenaError,
  coveredText,
  decisionTimes,
  type Episode,
  type Event,
  type LoggedEpisode,
  replay,
  type StartEvent,
} from "../src/core/index.ts";
import type { Prices } from "../src/platform/prices.ts";
import { allTokens } from "../src/platform/usage.ts";
import { worldOf } from "../src/worlds.ts";
import { exchangesOf, metricsFor, TOLD } from "./metrics.ts";
import type { EpisodeScore } from "./scores.ts";
import { checkPlayed, type Job, jobsOf, subjectRoles, type Suite } from "./suite.ts";
import { distinctTurns, type Taken, turnsIn } from "./unscored.ts";

/** An episode of a log with its replay, which is made when it is first asked for, and once. */
export type Proved = LoggedEpisode & { replayed(): Promise<Episode> };

/** Takes an episode of a log to be replayed; `replayed` throws `Diverged` when it differs from the log. */
export function provable(logged: LoggedEpisode, where = `log line ${logged.firstLine}`): Proved {
  let episode: Promise<Episode> | undefined;
  const { env } = logged.events[0] as StartEvent;
  const begin = async () => replay(worldOf(env, where).env, logged.events);
  return { ...logged, replayed: () => (episode ??= begin()) };
}

/** What a check of a log counts of an episode. */
export type Proof = { readonly start: StartEvent; readonly steps: number; readonly faults: number; readonly turns: readonly Taken[] };

/** Proves an episode. */
export async function proofOf({ events, replayed }: Proved): Promise<Proof> {
  const { frames } = await replayed();
  return {
    start: events[0] as StartEvent,
    steps: frames.length - 1,
    faults: events.filter(({ type }) => type === "fault").length,
    turns: distinctTurns(turnsIn(events)),
  };
}

/** What scoring needs of an episode. */
export type EpisodeFacts = {
  readonly score: EpisodeScore;
  /** What played it: digests of functions and students, by their names. */
  readonly inputs: readonly (readonly [name: string, digest: string])[];
  readonly turns: readonly Taken[];
  /** The text of the last event, whose digest covers those before. */
  readonly end: string;
  /** Milliseconds of the subject's decisions. */
  readonly times: readonly number[];
  /** Codes of the subject's faults. */
  readonly faults: readonly string[];
  /** Language models that answered, by the names they gave. */
  readonly models: readonly string[];
  /** Metrics that this episode does not tell, and whether that is because an answer did not tell its usage. */
  readonly unknown: readonly string[];
  readonly untold: boolean;
};

/** Finds the facts of the episodes of a suite. Throws `BadLog` for an episode that is not the suite's or was played otherwise. */
export function factsIn(suite: Suite, prices?: Prices): (episode: Proved) => Promise<EpisodeFacts> {
  const jobs = new Map(jobsOf(suite).map((job) => [job.episode, job]));
  return (proved) => {
    const { episode } = proved.events[0] as StartEvent;
    const job = jobs.get(episode);
    if (job === undefined)
      throw new ArenaError("BadLog", `log line ${proved.firstLine}`, `episode "${episode}"`, "expected each episode of the suite once");
    return factsOf(suite, job, proved, prices);
  };
}

async function factsOf(suite: Suite, job: Job, { events, firstLine, replayed }: Proved, prices: Prices | undefined): Promise<EpisodeFacts> {
  const world = worldOf(job.env, `episode ${job.episode}`);
  const { env } = world;
  const start = events[0] as StartEvent;
  checkPlayed(job, start, `log line ${firstLine}`);
  const episode = await replayed();
  const [first, last] = [episode.frames[0]!.state, episode.frames.at(-1)!.state];
  const roles = subjectRoles(suite.benchmarks.find(({ id }) => id === job.benchmark)!.subject, env.roles(first));
  const faults = events.flatMap((event) => (event.type === "fault" && roles.includes(event.role) ? [event.code] : []));
  const questions = exchangesOf(episode, roles);
  const values = Object.fromEntries(metricsFor(world, prices).map((metric) => [metric.id, metric.of(episode, roles, env)]));
  return {
    score: {
      episode: job.episode,
      seed: job.seed,
      line: firstLine,
      values,
      success: episode.end.outcome.success,
      rounds: env.clock(last).round,
      faults: faults.length,
    },
    inputs: [...Object.entries(start.inputs ?? {}), ...studentsIn(events)],
    turns: distinctTurns(turnsIn(events)),
    end: coveredText(events.at(-1)!),
    times: [...decisionTimes(episode, roles)],
    faults,
    models: [...new Set(questions.flatMap(({ trace }) => (trace.model === "" ? [] : [trace.model])))],
    unknown: questions.length === 0 ? [] : TOLD.filter((one) => values[one] === null),
    untold: questions.some(({ trace }) => allTokens(trace.usage) === null),
  };
}

/** The digests of the students that played an episode, under the names that they have among its inputs. */
function studentsIn(events: readonly Event[]): readonly (readonly [string, string])[] {
  const found = new Map<string, readonly [string, string]>();
  for (const event of events) {
    if (event.type !== "trace" || event.trace.type !== "infer") continue;
    const one = [`student ${event.trace.student}`, event.trace.digest] as const;
    found.set(one.join(" "), one);
  }
  return [...found.values()];
}
