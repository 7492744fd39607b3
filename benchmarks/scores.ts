/** The results of a run, as `scores.json` holds them and reports read them: scores with intervals, and paired comparisons. */
import type { AgentSpec, Cast, Json } from "../src/core/index.ts";

/** The scores of a run, as `scores.json` holds them. */
export type Scores = {
  readonly suite: { readonly id: string; readonly version: number; readonly title: string; readonly digest: string };
  readonly arena: string;
  /** Digest of the whole log without `wall`: two runs that agree in it are the same. */
  readonly logDigest: string;
  /** Digests of the data that agents decided by, by name: `functions/<environment>`. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly benchmarks: readonly BenchmarkScores[];
  /** What depends on the machine. */
  readonly wall: {
    readonly runtime: string;
    readonly machine: string;
    readonly startedAt: string;
    readonly seconds: number;
    readonly episodesPerSecond: number;
    /** Milliseconds a decision of the subject took, by benchmark and subject. */
    readonly latency: Readonly<
      Record<string, Readonly<Record<string, { readonly p50: number; readonly p95: number; readonly n: number }>>>
    >;
  };
};

/** The scores of one benchmark. */
export type BenchmarkScores = {
  readonly id: string;
  readonly title: string;
  readonly env: string;
  readonly envVersion: number;
  readonly preset: string;
  readonly split: string;
  readonly subject: string;
  /** The game's parameters that differ from the preset's. */
  readonly params: Readonly<Record<string, Json>>;
  /** The fixed agents, by role or role word. */
  readonly opponents: Cast;
  /** The metric that subjects are compared and normalised on. */
  readonly measure: string;
  /** Metrics with a title of a word or two: the measure first, then what this game shows beside it. */
  readonly columns: readonly { readonly metric: string; readonly title: string }[];
  /** The subjects that are 0 and 1 of the normalised score. */
  readonly scale: { readonly zero: string; readonly one: string };
  /** What tables and reports show: the measure first, then this game's metrics, then those of faults, functions and models. */
  readonly metrics: readonly {
    readonly id: string;
    readonly title: string;
    readonly better: "higher" | "lower";
    readonly kind: "mean" | "rate";
  }[];
  /** In the order of the suite. */
  readonly subjects: readonly SubjectScores[];
  /** Subjects of the suite that did not play, and why. */
  readonly absent?: Readonly<Record<string, string>>;
  /** Subjects that played and are not scored, since a player in their games gave no answer; and why. */
  readonly unscored?: Readonly<Record<string, string>>;
  /** Maps of play by situation, by the id of the chart. */
  readonly charts?: Readonly<Record<string, ChartScores>>;
  /** Every pair of subjects on the benchmark's main metric, a - b, Holm-corrected within the benchmark. */
  readonly comparisons: readonly Comparison[];
};

/** A map of play by situation: for each subject that filled it, its cells by row and column. */
export type ChartScores = Readonly<Record<string, ChartOf>>;

/** A subject's map: what it did in each cell (the commonest answer by its index, -1 where it never came there), and what it lost by it. */
export type ChartOf = {
  readonly answers: readonly (readonly number[])[];
  readonly losses: readonly (readonly number[])[];
  /** The share of its cells in which something is lost. */
  readonly mistakes: number;
  /** The mean loss, each cell as often as it comes in play. */
  readonly loss: number;
};

/** The scores of one subject. */
export type SubjectScores = {
  readonly subject: string;
  readonly agent: string;
  readonly agentParams?: unknown;
  /** The language models that answered it, by the names they gave. */
  readonly models?: readonly string[];
  /** Whether it asked the offline teacher in place of a language model: such a subject is neither ranked nor compared. */
  readonly offline?: boolean;
  readonly n: number;
  /** By metric id; null where the metric does not apply or is not known. `score_normalized` is among them where it is defined. */
  readonly scores: Readonly<Record<string, Score | null>>;
  /** The metrics that are not known since an answer of a language model did not tell its tokens. */
  readonly untold?: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  readonly episodes: readonly EpisodeScore[];
};

/** The agent of a subject, with its parameters. */
export const specOf = ({ agent, agentParams }: Pick<SubjectScores, "agent" | "agentParams">): AgentSpec =>
  agentParams === undefined ? { agent } : { agent, params: agentParams as Json };

/** The episode of a subject whose value of a metric is nearest to its mean; undefined where it has none. */
export function nearestTo({ scores, episodes }: Pick<SubjectScores, "scores" | "episodes">, metric: string): EpisodeScore | undefined {
  const mean = scores[metric]?.mean;
  if (mean === undefined) return undefined;
  const gap = ({ values }: EpisodeScore) => Math.abs((values[metric] ?? Infinity) - mean);
  return episodes.reduce<EpisodeScore | undefined>((best, one) => (best !== undefined && gap(best) <= gap(one) ? best : one), undefined);
}

/** The measure relative to two subjects, 0 and 1, on the same seeds. */
export const NORMALIZED = {
  id: "score_normalized",
  title: "The measure on a scale from one subject (0) to another (1): random and expert unless the suite names others",
  better: "higher",
  kind: "mean",
} as const;

/** A mean with its 95 % interval. */
export type Score = { readonly n: number; readonly mean: number; readonly low: number; readonly high: number };

/** One episode: its name, the line of the log where it starts, and its value by metric. */
export type EpisodeScore = {
  readonly episode: string;
  readonly seed: number;
  readonly line: number;
  readonly values: Readonly<Record<string, number | null>>;
  readonly success: boolean;
  readonly rounds: number;
  readonly faults: number;
};

/** A paired difference of two subjects on common seeds. */
export type Comparison = {
  readonly metric: string;
  readonly a: string;
  readonly b: string;
  readonly n: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  readonly pHolm: number;
  /** Whether `low` to `high`, the Holm-corrected interval of the difference, contains 0, or `pHolm` is above 0.05. */
  readonly tied: boolean;
  /** Roughly how many seeds would tell the two apart if they go on to differ as here; null where they do not differ. */
  readonly seedsNeeded: number | null;
};

/** The subjects of a run that are not scored, each with its benchmark and the reason. */
export const unscoredIn = ({ benchmarks }: Pick<Scores, "benchmarks">): readonly string[] =>
  benchmarks.flatMap(({ id, unscored = {} }) => Object.entries(unscored).map(([subject, why]) => `${id}, ${subject} is unscored: ${why}`));

/** A subject's name, with the language models that answered it and the day of the run, or a remark that they were offline. */
export function nameOf({ subject, models, offline }: SubjectScores, { wall }: Pick<Scores, "wall">): string {
  if (models === undefined) return subject;
  return offline === true
    ? `${subject} (offline: ${models.join(", ")})`
    : `${subject} (${models.join(", ")}, ${wall.startedAt.slice(0, 10)})`;
}
