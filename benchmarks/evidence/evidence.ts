/** The evidence on a world as it is committed: what its page and the README are drawn from. */
import type { EvidencePlan } from "../../agents/world.ts";
import { bootstrap, foldName, keyOf, mean, pairedFamily } from "../../src/core/index.ts";
import type { Agreement } from "../../src/distill/agreement.ts";
import type { Kind } from "../../src/distill/recipe.ts";
import { type BenchmarkScores, type Comparison, nearestTo, type Score, type Scores, type SubjectScores } from "../scores.ts";
import { opponentsOf, type Suite } from "../suite.ts";
import { type Game, watchAddress } from "../watch-address.ts";
import type { Measured, Measurement, Slip } from "./measure.ts";

/** A trained student. */
export type StudentMade = {
  readonly kind: Kind;
  /** The name under which it is committed; null for a student that is trained again when it is needed. */
  readonly name: string | null;
  readonly digest: string;
  readonly parameters: number;
  /** Bytes of its weights. */
  readonly bytes: number;
  readonly seconds: number;
};

/** A distillation run: its data, its students, and their results on validation seeds. */
export type RunMade = {
  readonly id: string;
  readonly about: string;
  readonly recipe: unknown;
  readonly data: string;
  readonly decisions: number;
  readonly students: readonly StudentMade[];
  readonly agreement: Agreement;
  /** Normalised return on validation seeds, by agent. */
  readonly validation: Readonly<Record<string, Score>>;
  readonly episodes: number;
  readonly machine: string;
};

/** A planned comparison: of returns, Holm-corrected within the benchmark; `normalised` is in units of expert - random, with a 95 % interval. */
export type Planned = Omit<Comparison, "metric" | "p" | "seedsNeeded"> & { readonly normalised: Omit<Score, "n"> | null };

/** A subject of a benchmark. */
export type SubjectFound = {
  readonly subject: string;
  readonly agent: string;
  readonly params: unknown;
  readonly n: number;
  readonly scores: Readonly<Record<string, Score | null>>;
  readonly faults: number;
  /** Whether the offline teacher answered in place of a language model: such a subject is not ranked. */
  readonly offline: boolean;
  readonly measured: Omit<Measured, "benchmark" | "subject" | "episodes"> | null;
  readonly latency: { readonly p50: number; readonly p95: number } | null;
  /** The seed of the episode that is nearest to the mean of the measure. */
  readonly typical?: number;
};

/** An episode in which a student did worse than its teacher: the measure of both, the first slip, and the watch page's address for it. */
export type Failure = {
  readonly seed: number;
  readonly student: number;
  readonly teacher: number;
  readonly slip: Slip | null;
  readonly address: string;
};

/** Why a student's episodes were worse than its teacher's: the causes that came first, each with its number of episodes. */
export type Failures = {
  readonly subject: string;
  /** How many episodes were worse than the teacher's by more than the plan says. */
  readonly worse: number;
  readonly of: number;
  readonly causes: Readonly<Record<string, number>>;
  readonly worst: readonly Failure[];
};

/** A benchmark of the suite. */
export type BenchmarkFound = {
  readonly id: string;
  readonly title: string;
  readonly split: string;
  /** The game that subjects play, for the watch page. */
  readonly game?: Game;
  readonly subjects: readonly SubjectFound[];
  readonly absent: Readonly<Record<string, string>>;
  readonly planned: readonly Planned[];
  readonly failures: readonly Failures[];
};

/** All evidence on a world. */
export type Evidence = {
  readonly env: string;
  readonly arena: string;
  readonly suite: Scores["suite"];
  readonly logDigest: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly teacher: string;
  readonly machine: string;
  readonly playedAt: string;
  readonly seconds: number;
  readonly hidden: readonly string[];
  readonly runs: readonly RunMade[];
  readonly benchmarks: readonly BenchmarkFound[];
};

/** Pairs of subjects that are compared, where a benchmark has both. */
const PAIRS: readonly (readonly [string, string])[] = [
  ["s-llm-ld", "expert"],
  ["s-llm-ld", "functions-matched"],
  ["s-llm-ld", "s-llm-ld.conditions"],
  ["s-llm-ld", "functions-top1"],
  ["s-llm-ld", "functions-fixed"],
  ["s-llm-ld", "s-llm-kd-legal"],
  ["s-llm-ld", "s-llm-kd-legal-augmented"],
  ["s-llm-ld", "s-llm-kd-legal.untold"],
  ["s-llm-ld", "s-llm-ld.none"],
  ["s-llm-ld", "search-functions"],
  ["s-llm-ld-hidden", "s-llm-ld-hidden.without"],
  ["s-llm-ld-hidden", "s-llm-ld"],
  ["s-llm-ld", "s-llm-ld.reworded"],
  ["s-llm-ld", "s-llm-ld.short"],
  ["s-llm-ld", "s-llm-ld.shuffled"],
  ["s-llm-ld", "s-llm-ld.all"],
  ["s-llm-ld", "functions-top1.trained"],
  ["functions-random", "random"],
  ["functions-top1", "functions-random"],
  ["expert", "functions-fixed"],
  ["null", "expert"],
];

/** Subjects whose failures are listed, and the most that are listed. */
const [FAILING, LISTED] = [["s-llm-ld", "s-llm-ld-hidden"], 6] as const;

/** The benchmarks of a run as evidence holds them; an episode that is `worse` than the teacher's by more than this is a failure. */
export function benchmarksFound(
  suite: Suite,
  scores: Scores,
  { measured, slips }: Measurement,
  { worse }: Pick<EvidencePlan, "worse">,
): readonly BenchmarkFound[] {
  return scores.benchmarks.map((benchmark) => ({
    id: benchmark.id,
    title: benchmark.title,
    split: benchmark.split,
    game: gameOf(benchmark),
    subjects: benchmark.subjects.map((one): SubjectFound => {
      const mine = measured.find((other) => other.benchmark === benchmark.id && other.subject === one.subject);
      const { p50, p95 } = scores.wall.latency[benchmark.id]?.[one.subject] ?? {};
      return {
        subject: one.subject,
        agent: one.agent,
        params: one.agentParams ?? null,
        n: one.n,
        scores: one.scores,
        faults: Object.values(one.faults).reduce((sum, count) => sum + count, 0),
        offline: one.offline === true,
        measured: mine === undefined ? null : withoutPlace(mine),
        latency: p50 === undefined || p95 === undefined ? null : { p50, p95 },
        ...typicalOf(one, benchmark.measure),
      };
    }),
    absent: benchmark.absent ?? {},
    planned: plannedOf(benchmark),
    failures: FAILING.flatMap((subject) => failuresOf(suite, benchmark, subject, slips, worse)),
  }));
}

function withoutPlace({ benchmark: _, subject: __, episodes: ___, ...rest }: Measured) {
  return rest;
}

const gameOf = ({ env, preset, params, subject, opponents }: BenchmarkScores): Game => ({ env, preset, params, subject, cast: opponents });

function typicalOf(of: SubjectScores, measure: string): { readonly typical?: number } {
  const nearest = nearestTo(of, measure);
  return nearest === undefined ? {} : { typical: nearest.seed };
}

/** The measure of a subject's episodes. */
const returnsOf = ({ subjects, measure }: BenchmarkScores, subject: string): readonly number[] | undefined =>
  subjects.find((one) => one.subject === subject)?.episodes.map(({ values }) => values[measure] ?? 0);

/** The planned comparisons of a benchmark. */
export function plannedOf(benchmark: BenchmarkScores): readonly Planned[] {
  const of = (subject: string) => returnsOf(benchmark, subject);
  const pairs = PAIRS.filter(([a, b]) => of(a) !== undefined && of(b) !== undefined);
  if (pairs.length === 0) return [];
  const key = foldName(keyOf(0), `evidence/${benchmark.id}`);
  const family = pairedFamily(
    pairs.map(([a, b]) => ({ a: of(a)!, b: of(b)! })),
    key,
  );
  const [zero, one] = [of("random"), of("expert")];
  const gap = zero === undefined || one === undefined ? 0 : mean(one) - mean(zero);
  return pairs.map(([a, b], i) => {
    const { n, difference, corrected, pHolm, tied } = family[i]!;
    const [xs, ys] = [of(a)!, of(b)!];
    const ratio = (indices: Uint32Array): number => {
      let [above, below] = [0, 0];
      for (const j of indices) {
        above += xs[j]! - ys[j]!;
        below += one![j]! - zero![j]!;
      }
      return above / below;
    };
    const normalised =
      gap < 0.1 ? null : { mean: ratio(Uint32Array.from(xs.keys())), ...bootstrap(n, ratio, foldName(key, `${a} - ${b}`)) };
    return { a, b, n, difference, ...corrected, pHolm, tied, normalised };
  });
}

function failuresOf(
  suite: Suite,
  benchmark: BenchmarkScores,
  subject: string,
  slips: ReadonlyMap<string, Slip>,
  least: number,
): readonly Failures[] {
  const student = benchmark.subjects.find((one) => one.subject === subject);
  const teacher = benchmark.subjects.find((one) => one.subject === "expert");
  const played = suite.benchmarks.find(({ id }) => id === benchmark.id)!;
  if (student === undefined || teacher === undefined) return [];
  const rows = student.episodes.map(({ episode, seed, values }, i) => ({
    seed,
    student: values[benchmark.measure] ?? 0,
    teacher: teacher.episodes[i]!.values[benchmark.measure] ?? 0,
    slip: slips.get(episode) ?? null,
  }));
  const worse = rows.filter((row) => row.teacher - row.student > least);
  const causes: Record<string, number> = {};
  for (const { slip } of worse) {
    const cause =
      slip === null
        ? "no selection differs: ties of moves"
        : slip.retrieved
          ? `${slip.stage}: ${slip.taken} for ${slip.right}`
          : `${slip.stage}: ${slip.right} was not retrieved`;
    causes[cause] = (causes[cause] ?? 0) + 1;
  }
  const worst = [...worse].sort((a, b) => b.teacher - b.student - (a.teacher - a.student) || a.seed - b.seed).slice(0, LISTED);
  return [
    {
      subject,
      worse: worse.length,
      of: rows.length,
      causes: Object.fromEntries(Object.entries(causes).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))),
      worst: worst.map((row) => ({ ...row, address: addressOf(played, subject, row.seed) })),
    },
  ];
}

/** The address of the watch page that shows a student's episode beside its teacher's, where they part. */
const addressOf = (benchmark: Suite["benchmarks"][number], subject: string, seed: number): string =>
  watchAddress(
    { ...benchmark, cast: opponentsOf(benchmark) },
    { subject: benchmark.subjects[subject]!, beside: benchmark.subjects["expert"]!, seed, t: "parting" },
  );
