/** The paired difference of two runs on the seeds they share. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ArenaError, foldName, keyOf, lookup, pairedFamily } from "../src/core/index.ts";
import { readJson } from "../src/platform/disk.node.ts";
import { FILES } from "./journal.ts";
import type { BenchmarkScores, Comparison, Scores } from "./scores.ts";

/** One compared pair, b - a: negative when the first run is better. */
export type Compared = Omit<Comparison, "metric" | "seedsNeeded"> & {
  readonly benchmark: string;
  readonly meanA: number;
  readonly meanB: number;
};

/** Which subjects to compare; the same ones in both runs by default. */
export type CompareOptions = { readonly metric: string; readonly a?: string | undefined; readonly b?: string | undefined };

/** Reads the scores of a run; throws `BadInput` when there are none. */
export function readScores(folder: string): Scores {
  const path = join(folder, FILES.scores);
  if (!existsSync(path))
    throw new ArenaError(
      "BadInput",
      `run ${folder}`,
      `no ${FILES.scores} in it`,
      `expected a finished run: \`arena bench --resume ${folder}\` finishes one`,
    );
  const expected = `expected the JSON that \`arena bench\` wrote: \`arena bench --resume ${folder}\` writes it again`;
  const data = readJson(path, path, expected);
  const parsed = readable.safeParse(data);
  if (!parsed.success)
    throw new ArenaError("BadInput", path, `"${parsed.error.issues[0]!.path.join(".")}": ${parsed.error.issues[0]!.message}`, expected);
  return data as Scores;
}

/** The fields of the scores that a comparison reads. */
const readable = z.looseObject({
  benchmarks: z.array(
    z.looseObject({
      id: z.string(),
      env: z.string(),
      envVersion: z.number(),
      subjects: z.array(
        z.looseObject({
          subject: z.string(),
          untold: z.array(z.string()).optional(),
          episodes: z.array(z.looseObject({ seed: z.number(), values: z.record(z.string(), z.number().nullable()) })),
        }),
      ),
    }),
  ),
});

/**
 * Compares two runs, second minus first, benchmark by benchmark, paired on common seeds and
 * Holm-corrected over all pairs. Throws `UnknownId` for a metric or a subject that neither or one of them has, `BadInput` when they have
 * nothing in common, or a subject's metric is not known.
 */
export function compareRuns(first: Scores, second: Scores, { metric, a, b }: CompareOptions): readonly Compared[] {
  const subjectsOf = ({ benchmarks }: Scores) => benchmarks.flatMap(({ subjects }) => subjects);
  const among = (names: readonly string[], name: string, where: string, noun: string) =>
    lookup(Object.fromEntries(names.map((one) => [one, one])), name, `compare: ${where}`, noun);
  const episodes = [first, second].flatMap((run) => subjectsOf(run).flatMap((one) => one.episodes));
  among([...new Set(episodes.flatMap(({ values }) => Object.keys(values)))], metric, "both runs", "metric");
  for (const [run, name, where] of [[first, a ?? b, "first run"] as const, [second, b ?? a, "second run"] as const])
    if (name !== undefined) among([...new Set(subjectsOf(run).map(({ subject }) => subject))], name, where, "subject");
  const pairs = first.benchmarks.flatMap((one) => {
    const other = second.benchmarks.find(({ id }) => id === one.id);
    if (other === undefined || other.env !== one.env || other.envVersion !== one.envVersion) return [];
    const names =
      a === undefined && b === undefined ? one.subjects.map(({ subject }) => [subject, subject] as const) : [[a ?? b!, b ?? a!] as const];
    return names.flatMap(([left, right]) => {
      for (const [benchmark, name] of [[one, left] as const, [other, right] as const])
        if (benchmark.subjects.find(({ subject }) => subject === name)?.untold?.includes(metric) === true)
          throw new ArenaError(
            "BadInput",
            "compare",
            `the "${metric}" of ${name} in ${benchmark.id} is not known: an answer did not tell its tokens`,
            "expected another metric",
          );
      const values = common(valuesOf(one, left, metric), valuesOf(other, right, metric));
      return values.a.length === 0 ? [] : [{ benchmark: one.id, left, right, ...values }];
    });
  });
  if (pairs.length === 0)
    throw new ArenaError(
      "BadInput",
      "compare",
      `no common seed of a common benchmark and subject with a "${metric}"`,
      `expected two runs that share some; the first has ${shape(first)}, the second ${shape(second)}`,
    );
  const results = pairedFamily(
    pairs.map((pair) => ({ a: pair.b, b: pair.a })),
    foldName(keyOf(0), `compare/${metric}`),
  );
  return pairs.map(({ benchmark, left, right, a: x, b: y }, i) => {
    const { difference, corrected, p, pHolm, tied } = results[i]!;
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    return {
      benchmark,
      a: left,
      b: right,
      n: x.length,
      meanA: mean(x),
      meanB: mean(y),
      difference,
      low: corrected.low,
      high: corrected.high,
      p,
      pHolm,
      tied,
    };
  });
}

const valuesOf = (benchmark: BenchmarkScores, subject: string, metric: string): ReadonlyMap<number, number> =>
  new Map(
    benchmark.subjects
      .find((one) => one.subject === subject)
      ?.episodes.flatMap(({ seed, values }) => (typeof values[metric] === "number" ? [[seed, values[metric]] as const] : [])) ?? [],
  );

function common(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): { a: number[]; b: number[] } {
  const seeds = [...a.keys()].filter((seed) => b.has(seed));
  return { a: seeds.map((seed) => a.get(seed)!), b: seeds.map((seed) => b.get(seed)!) };
}

const shape = (scores: Scores) =>
  scores.benchmarks.map(({ id, subjects }) => `${id} (${subjects.map(({ subject }) => subject).join(", ")})`).join("; ");
