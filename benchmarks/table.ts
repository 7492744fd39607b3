/** The scores of a run as a table for terminals, and as CSV. */
import { agents } from "../agents/index.ts";
import { contributionsOf } from "./contributions.ts";
import { type BenchmarkScores, type Comparison, nameOf, NORMALIZED, type Score, type Scores, type SubjectScores } from "./scores.ts";

/** The subjects of a benchmark, the best measure first, those that are not ranked last. */
export const ranked = (benchmark: BenchmarkScores): readonly SubjectScores[] =>
  [...benchmark.subjects].sort(
    (a, b) =>
      Number(a.offline ?? false) - Number(b.offline ?? false) ||
      ((b.scores[benchmark.measure]?.mean ?? 0) - (a.scores[benchmark.measure]?.mean ?? 0)) *
        (metricOf(benchmark, benchmark.measure)?.better === "lower" ? -1 : 1),
  );

const metricOf = ({ metrics }: BenchmarkScores, id: string) => metrics.find((one) => one.id === id);

/** The title of the measure: "return". */
export const measureTitle = ({ columns }: BenchmarkScores): string => columns[0]!.title;

/** The subjects that this one is tied with. */
export const tiedWith = (benchmark: BenchmarkScores, subject: string): readonly string[] =>
  benchmark.comparisons.flatMap(({ a, b, tied }) => (!tied ? [] : a === subject ? [b] : b === subject ? [a] : []));

/** A number as all tables show it: three digits after the point, one from 10 on. */
export const number = (value: number): string => (Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(3)).replace(/^-(0\.?0*)$/, "$1");

/** The parts of a benchmark's setting that a reader must know: "go@1 default, black-0 against white = cautious". */
export function setting(benchmark: BenchmarkScores): string {
  const { env, envVersion, preset, split, subject, opponents, subjects } = benchmark;
  const against = Object.entries(opponents).map(([role, { agent }]) => `${role} = ${agent}`);
  return `${env}@${envVersion} ${preset}, ${subject}${against.length === 0 ? "" : ` against ${against.join(", ")}`}, ${subjects[0]?.n ?? 0} ${split} seeds`;
}

const shown = (score: Score | null | undefined): string => (score == null ? "-" : number(score.mean));

const spread = (score: Score | null | undefined): string =>
  score == null ? "-" : `${number(score.mean)} [${number(score.low)}, ${number(score.high)}]`;

/** The scores as a table of at most 110 columns; with `colour`, for a terminal. */
export function scoreTable(scores: Scores, { colour = false }: { readonly colour?: boolean } = {}): string {
  const bold = (text: string) => (colour ? `\x1b[1m${text}\x1b[22m` : text);
  const dim = (text: string) => (colour ? `\x1b[2m${text}\x1b[22m` : text);
  const parts = scores.benchmarks.map((benchmark) => {
    const hasNormalized = benchmark.metrics.some(({ id }) => id === NORMALIZED.id);
    const [measure, ...others] = benchmark.columns;
    const head = [
      "subject",
      measure!.title,
      ...(hasNormalized ? ["normalised"] : []),
      ...others.map(({ title }) => title),
      "faults",
      "ms p95",
    ];
    const rows = ranked(benchmark).map((one) => [
      one.subject,
      spread(one.scores[measure!.metric]),
      ...(hasNormalized ? [one.scores[NORMALIZED.id]?.mean.toFixed(2) ?? "-"] : []),
      ...others.map(({ metric }) =>
        metricOf(benchmark, metric)?.kind === "rate" ? spread(one.scores[metric]) : shown(one.scores[metric]),
      ),
      `${(100 * (one.scores["fault_rate"]?.mean ?? 0)).toFixed(1)} %`,
      scores.wall.latency[benchmark.id]?.[one.subject]?.p95.toFixed(1) ?? "-",
    ]);
    const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
    const line = (cells: readonly string[]) =>
      `  ${cells.map((cell, c) => (c === 0 || cell.includes("[") ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join("  ")}`.trimEnd();
    const ties = benchmark.comparisons.filter(({ tied }) => tied).map((pair) => `${pair.a} and ${pair.b} (${seedsText(pair)})`);
    return [
      bold(benchmark.title),
      dim(setting(benchmark)),
      dim(line(head.map((title, c) => (rows[0]?.[c]?.includes("[") === true ? title.padEnd(widths[c]!) : title)))),
      ...rows.map(line),
      ...unscored(benchmark),
      ...absent(benchmark).map(dim),
      ...named(benchmark, scores).map(dim),
      ...contributions(benchmark).map(dim),
      ...(benchmark.comparisons.length === 0
        ? []
        : ties.length === 0
          ? [dim("No two are tied: every paired difference excludes 0, Holm-corrected.")]
          : wrapped("Tied (the paired difference does not exclude 0, Holm-corrected; in brackets what would tell them apart):", ties).map(
              dim,
            )),
    ].join("\n");
  });
  const { suite, wall } = scores;
  const foot = dim(
    `Means with 95 % intervals. Suite ${suite.id}@${suite.version} (${suite.digest}), log ${scores.logDigest.slice(0, 16)},\n` +
      `played in ${wall.runtime} in ${wall.seconds.toFixed(0)} s, ${wall.episodesPerSecond.toFixed(1)} episodes a second.`,
  );
  return `${[...parts, foot].join("\n\n")}\n`;
}

/** How many seeds would tell a tied pair apart. */
export const seedsText = ({ n, seedsNeeded }: Pick<Comparison, "n" | "seedsNeeded">): string =>
  seedsNeeded === null ? "equal" : seedsNeeded > MANY * n ? `over ${MANY * n} seeds` : `about ${seedsNeeded} seeds`;

/** The multiple of the seeds played beyond which an estimate of the seeds needed says nothing. */
const MANY = 100;

/** Whether the model that answered ran where the suite was played. */
const isLocal = ({ agent }: SubjectScores): boolean => agents[agent]?.lacks !== undefined;

/** Who did not play, and why. */
const absent = (benchmark: BenchmarkScores): string[] =>
  Object.entries(benchmark.absent ?? {}).flatMap(([subject, why]) => folded(`${subject} is absent: ${why}.`));

/** Who played and is not scored, and why. */
const unscored = (benchmark: BenchmarkScores): string[] =>
  Object.entries(benchmark.unscored ?? {}).flatMap(([subject, why]) => folded(`${subject} is unscored: ${why}.`));

/** For each subject that asked language models: which ones, tokens and cost, useless answers, and whether it is not ranked. */
function named(benchmark: BenchmarkScores, scores: Scores): string[] {
  return benchmark.subjects.flatMap((one) => {
    if (one.models === undefined) return [];
    const [tokens, dollars, bad] = ["tokens", "cost_usd", "bad_answers"].map((id) => one.scores[id]?.mean);
    const cost = one.untold?.includes("cost_usd") === true ? "cost not told" : isLocal(one) ? "on this machine" : "no price known";
    const parts = [
      tokens === undefined ? "tokens not told" : `${number(tokens)} tokens a decision`,
      dollars === undefined ? cost : dollars === 0 ? "free" : `${dollars.toFixed(6)} $`,
      `${number(bad ?? 0)} answers of no use`,
      ...(one.offline === true ? ["not ranked"] : []),
    ];
    return wrapped(`${nameOf(one, scores)}:`, parts);
  });
}

/** What code, retrieval and choosing add, as far as the benchmark has the subjects to show it. */
function contributions(benchmark: BenchmarkScores): string[] {
  const items = contributionsOf(benchmark).map(
    ({ what, a, b, difference, low, high, tied }) =>
      `${what} ${signed(difference)} [${number(low)}, ${number(high)}] (${a} - ${b}${tied ? ", tied" : ""})`,
  );
  return items.length === 0 ? [] : wrapped(`What each part adds (${measureTitle(benchmark)}):`, items);
}

const signed = (value: number): string => `${value >= 0 ? "+" : ""}${number(value)}`;

/** A list in lines of at most 110 columns. */
function wrapped(head: string, items: readonly string[]): string[] {
  const lines = [head];
  for (const [i, item] of items.entries()) {
    const part = ` ${item}${i === items.length - 1 ? "." : ";"}`;
    if (lines.at(-1)!.length + part.length > 110) lines.push(` ${part}`);
    else lines[lines.length - 1] += part;
  }
  return lines;
}

/** A text in lines of at most 110 columns. */
function folded(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1)!.length + word.length > 109) lines.push(` ${word}`);
    else lines[lines.length - 1] += lines.at(-1) === "" ? word : ` ${word}`;
  }
  return lines;
}

/** The scores as CSV (RFC 4180), a row for each benchmark, subject and metric. */
export function scoresCsv(scores: Scores): string {
  const head = ["suite", "benchmark", "subject", "agent", "metric", "n", "mean", "low", "high"];
  const rows = scores.benchmarks.flatMap((benchmark) =>
    benchmark.subjects.flatMap((one) =>
      benchmark.metrics.map(({ id }) => {
        const score = one.scores[id];
        const values = score == null ? ["", "", "", ""] : [score.n, score.mean, score.low, score.high];
        return [`${scores.suite.id}@${scores.suite.version}`, benchmark.id, one.subject, one.agent, id, ...values];
      }),
    ),
  );
  return [head, ...rows].map((row) => `${row.map((field) => quoted(String(field))).join(",")}\r\n`).join("");
}

const quoted = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
