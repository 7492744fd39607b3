/** Scores a run: replays every episode of its log, folds the metrics over it, and compares the subjects. */
import { worldOf } from "../src/worlds.ts";
import {
  ArenaError,
  bootstrap,
  bootstrapMean,
  foldName,
  keyOf,
  lineHash,
  type LoggedEpisode,
  mean,
  normalQuantile,
  pairedFamily,
  quantile,
  wilson,
} from "../src/core/index.ts";
import { type Column, metricsIn, type World } from "../agents/world.ts";
import type { Prices } from "../src/platform/prices.ts";
import { isTeacher } from "../src/platform/teacher.ts";
import { chartsOf, gatherCharts, type Readings } from "./charts.ts";
import { type EpisodeFacts, factsIn, provable } from "./facts.ts";
import { metricsFor } from "./metrics.ts";
import { NORMALIZED, type BenchmarkScores, type EpisodeScore, type Score, type Scores, type SubjectScores } from "./scores.ts";
import { hearing } from "./unscored.ts";
import { absentOf, type Benchmark, jobsOf, measureOf, opponentsOf, playersOf, scaleOf, type Suite, suiteDigest } from "./suite.ts";

/** The least difference between the subjects at 1 and 0 for which a normalised score means something, in units of the measure. */
const MIN_GAP = 0.1;

/** The scores that follow from a run's log alone, and how long its decisions took on the machine that played it. */
export type ScoredRun = Omit<Scores, "arena" | "wall"> & { readonly latency: Scores["wall"]["latency"] };

/** The scored episodes of one subject, as they are gathered. */
type Gathered = {
  readonly episodes: EpisodeScore[];
  readonly times: number[];
  readonly faults: Record<string, number>;
  /** What the game's maps show of it. */
  readonly charts: Readings;
  /** Language models that answered, by the names they gave. */
  readonly models: Set<string>;
  /** Metrics that some episode does not tell: a mean over the other episodes would be of another thing. */
  readonly unknown: Set<string>;
  /** Those of them that an answer did not tell. */
  readonly untold: Set<string>;
};

/**
 * Verifies and scores the log of a finished run. Intervals are 95 % and seeded, so the same log always gives the same scores; costs are
 * computed from the prices given.
 *
 * Throws `Diverged` when the replay of an episode differs from the log, `BadLog` when the log is not the suite's.
 */
export function scoreRun(suite: Suite, log: AsyncIterable<LoggedEpisode>, prices?: Prices): Promise<ScoredRun> {
  const factsOf = factsIn(suite, prices);
  return scoreFacts(
    suite,
    (async function* () {
      for await (const episode of log) yield await factsOf(provable(episode));
    })(),
  );
}

/** Scores a run from the facts of its episodes, in the order of its log; throws `BadLog` when they are not the suite's. */
export async function scoreFacts(suite: Suite, log: AsyncIterable<EpisodeFacts>): Promise<ScoredRun> {
  const jobs = new Map(jobsOf(suite).map((job) => [job.episode, job]));
  const gathered = new Map<string, Gathered>();
  const hash = lineHash();
  const inputs: Record<string, string> = {};
  const heard = new Map<string, ReturnType<typeof hearing>>();
  for await (const facts of log) {
    const { episode, line } = facts.score;
    const job = jobs.get(episode);
    if (job === undefined)
      throw new ArenaError("BadLog", `log line ${line}`, `episode "${episode}"`, "expected each episode of the suite once");
    jobs.delete(episode);
    for (const [name, digest] of facts.inputs)
      if ((inputs[name] ??= digest) !== digest)
        throw new ArenaError(
          "BadLog",
          `log line ${line}`,
          `${name} is ${digest}, and ${inputs[name]} in episodes before`,
          "expected one throughout: play the suite anew",
        );
    const key = `${job.benchmark}/${job.subject}`;
    const hears = heard.get(key) ?? hearing();
    heard.set(key, hears);
    hears.take(facts.turns);
    gather(gathered, key, worldOf(job.env, `episode ${episode}`), facts);
    hash.add(facts.end);
  }
  // Of a subject that ended, no further episodes were played.
  const missing = [...jobs.values()].filter(({ benchmark, subject }) => heard.get(`${benchmark}/${subject}`)?.ended === undefined);
  if (missing.length > 0)
    throw new ArenaError(
      "BadLog",
      "log",
      `${missing.length} episodes are missing, ${missing[0]!.episode} the first`,
      "expected each episode of the suite once",
    );
  const latency: Record<string, Record<string, { p50: number; p95: number; n: number }>> = {};
  const benchmarks = suite.benchmarks.map((benchmark) => {
    const of = (subject: string) => gathered.get(`${benchmark.id}/${subject}`)!;
    latency[benchmark.id] = Object.fromEntries(
      Object.keys(playersOf(benchmark)).flatMap((subject) => {
        const { times } = of(subject);
        return times.length === 0 ? [] : [[subject, { p50: quantile(times, 0.5), p95: quantile(times, 0.95), n: times.length }]];
      }),
    );
    const unscored = Object.fromEntries(
      Object.keys(playersOf(benchmark)).flatMap((subject) => {
        const reason = heard.get(`${benchmark.id}/${subject}`)?.reason;
        return reason === undefined ? [] : [[subject, reason]];
      }),
    );
    return scoreBenchmark(benchmark, of, unscored);
  });
  return {
    suite: { id: suite.id, version: suite.version, title: suite.title, digest: suiteDigest(suite) },
    logDigest: hash.hex(),
    inputs,
    benchmarks,
    latency,
  };
}

/** Adds the facts of an episode to its subject's. */
function gather(
  gathered: Map<string, Gathered>,
  key: string,
  world: World,
  { score, times, faults, models, unknown, untold, readings }: EpisodeFacts,
): void {
  const into = gathered.get(key) ?? {
    episodes: [],
    times: [],
    faults: {},
    charts: new Map() as Readings,
    models: new Set<string>(),
    unknown: new Set<string>(),
    untold: new Set<string>(),
  };
  gathered.set(key, into);
  into.episodes.push(score);
  for (const ms of times) into.times.push(ms);
  for (const code of faults) into.faults[code] = (into.faults[code] ?? 0) + 1;
  gatherCharts(into.charts, world, readings);
  for (const model of models) into.models.add(model);
  for (const id of unknown) {
    into.unknown.add(id);
    if (untold) into.untold.add(id);
  }
}

function scoreBenchmark(
  benchmark: Benchmark,
  of: (subject: string) => Gathered,
  unscored: Readonly<Record<string, string>>,
): BenchmarkScores {
  const world = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
  const { env } = world;
  const { id: measure } = measureOf(benchmark);
  const key = foldName(keyOf(0), `score/${benchmark.id}`);
  const players = Object.fromEntries(Object.entries(playersOf(benchmark)).filter(([name]) => unscored[name] === undefined));
  const absent = absentOf(benchmark);
  const names = Object.keys(players);
  const returns = new Map(names.map((name) => [name, of(name).episodes.map(({ values }) => values[measure] ?? 0)]));
  const all = metricsFor(world).map(({ id, title, better, kind }) => ({ id, title, better, kind }));
  const columns = columnsOf(world, measure);
  // Of the environment's metrics only those are shown that the game names as columns; a metric that applies to no subject gets no column.
  const shown = [...columns.map(({ metric }) => metric), ...all.slice(metricsIn(world).length).map(({ id }) => id), ...ALWAYS];
  const metrics = [...new Set(shown)]
    .map((id) => all.find((one) => one.id === id)!)
    .filter(({ id }) =>
      names.some((name) => of(name).untold.has(id) || of(name).episodes.some(({ values }) => (values[id] ?? null) !== null)),
    );
  const charts = chartsOf(world, new Map(names.map((name) => [name, of(name).charts])));
  const normalized = normalizer(benchmark, returns);

  const subjects = Object.entries(players).map(([subject, { agent, params }]): SubjectScores => {
    const { episodes, faults, models, unknown, untold } = of(subject);
    const scores: Record<string, Score | null> = {};
    for (const { id, kind } of all) {
      const values = episodes.flatMap(({ values }) => values[id] ?? []);
      const interval = () =>
        kind === "rate"
          ? wilson(values.filter((x) => x === 1).length, values.length)
          : bootstrapMean(values, foldName(key, `${subject}/${id}`));
      scores[id] = values.length === 0 || unknown.has(id) ? null : { n: values.length, mean: mean(values), ...interval() };
    }
    if (normalized !== undefined) scores[NORMALIZED.id] = normalized(subject);
    return {
      subject,
      agent,
      ...(params === undefined ? {} : { agentParams: params }),
      ...(models.size === 0 ? {} : { models: [...models].sort(), offline: isOffline(of(subject)) }),
      n: episodes.length,
      scores,
      ...(untold.size === 0 ? {} : { untold: [...untold] }),
      faults,
      episodes,
    };
  });

  // The offline teacher is no language model: it is shown, but not compared with the others.
  const compared = names.filter((name) => !isOffline(of(name)));
  // On a single seed nothing can be told apart.
  const pairs = benchmark.seeds.count < 2 ? [] : compared.flatMap((a, i) => compared.slice(i + 1).map((b) => ({ a, b })));
  const family = pairedFamily(
    pairs.map(({ a, b }) => ({ a: returns.get(a)!, b: returns.get(b)! })),
    foldName(key, "comparisons"),
  );
  return {
    id: benchmark.id,
    title: benchmark.title,
    env: benchmark.env,
    envVersion: env.version,
    preset: benchmark.preset,
    split: benchmark.seeds.split,
    subject: benchmark.subject,
    params: benchmark.params,
    opponents: opponentsOf(benchmark),
    measure,
    columns,
    scale: scaleOf(benchmark),
    metrics: normalized === undefined ? metrics : [metrics[0]!, NORMALIZED, ...metrics.slice(1)],
    subjects,
    ...(Object.keys(absent).length === 0 ? {} : { absent }),
    ...(Object.keys(unscored).length === 0 ? {} : { unscored }),
    ...(charts === undefined ? {} : { charts }),
    comparisons: pairs.map(({ a, b }, i) => {
      const { n, difference, corrected, p, pHolm, tied } = family[i]!;
      const seedsNeeded = seedsToTell(returns.get(a)!, returns.get(b)!, pairs.length);
      return { metric: measure, a, b, n, difference, low: corrected.low, high: corrected.high, p, pHolm, tied, seedsNeeded };
    }),
  };
}

/** Whether a subject asked the offline teacher in place of a language model. */
const isOffline = ({ models }: Gathered): boolean => [...models].some(isTeacher);

/** Metrics that tables show in every game. */
const ALWAYS = ["fault_rate", "invalid_action_rate"];

/** What tables show of a game: the measure, the subject's own return where the measure is everybody's, and what the game names. */
function columnsOf({ benchmark: { measure, title, scope, columns } }: World, of: string): readonly Column[] {
  const first = { metric: of, title: of === measure ? title : of.replaceAll("_", " ") };
  const own = scope === "everybody" ? [{ metric: "episode_return", title: "own return" }] : [];
  const all = [first, ...own, ...columns];
  return all.filter(({ metric }, i) => all.findIndex((one) => one.metric === metric) === i);
}

/** The significance level of the comparisons. */
const LEVEL = 0.05;

/**
 * Roughly the number of seeds needed to tell two subjects apart whose paired values differ as these do: (z s / d)^2 with the mean d and the
 * standard deviation s of the differences, and z for a power of 80 % (Cohen 1988) and a two-sided level of 5 % divided among the pairs of the
 * family (Bonferroni: Holm asks for no more); at least as many as a sign-flip test needs to come below that level. Null where d is 0.
 */
export function seedsToTell(a: readonly number[], b: readonly number[], pairs = 1): number | null {
  const differences = a.map((x, i) => x - b[i]!);
  const centre = mean(differences);
  if (Math.abs(centre) < 1e-12 || differences.length < 2) return null;
  const variance = differences.reduce((sum, d) => sum + (d - centre) * (d - centre), 0) / (differences.length - 1);
  const z = normalQuantile(1 - LEVEL / (2 * pairs)) + normalQuantile(0.8);
  const least = Math.ceil(1 + Math.log2(pairs / LEVEL));
  return Math.max(least, Math.ceil((z * z * variance) / (centre * centre)));
}

/**
 * (x - zero) / (one - zero) on common seeds, with the interval of the whole ratio; undefined where
 * the suite lacks one of the two, or they are less than `MIN_GAP` apart.
 */
function normalizer(benchmark: Benchmark, returns: ReadonlyMap<string, readonly number[]>): ((subject: string) => Score) | undefined {
  const scale = scaleOf(benchmark);
  const [zero, one] = [returns.get(scale.zero), returns.get(scale.one)];
  if (zero === undefined || one === undefined || Math.abs(mean(one) - mean(zero)) < MIN_GAP) return undefined;
  return (subject) => {
    const xs = returns.get(subject)!;
    const ratio = (indices: Uint32Array): number => {
      let [x, r, e] = [0, 0, 0];
      for (const i of indices) {
        x += xs[i]!;
        r += zero[i]!;
        e += one[i]!;
      }
      return (x - r) / (e - r);
    };
    const key = foldName(keyOf(0), `score/${benchmark.id}/${subject}/${NORMALIZED.id}`);
    return { n: xs.length, mean: ratio(Uint32Array.from(xs.keys())), ...bootstrap(xs.length, ratio, key) };
  };
}
