/** What both the page and the README say of the evidence: lookups, aims and whether they are reached. */
import type { EvidencePlan } from "../../agents/world.ts";
import type { BenchmarkFound, Evidence, Planned } from "./evidence.ts";
import { imitationIn, normalisedOf, subjectOf } from "./lookups.ts";
import type { Share } from "./measure.ts";
import { planned } from "./plan.ts";

/** A figure with its interval. */
type Figure = { readonly mean: number; readonly low: number; readonly high: number };

/** An aim, what was found, and whether it is reached. */
export type Aim = { readonly where: string; readonly aim: string; readonly found: string; readonly reached: boolean };

/** A benchmark by its id; undefined where the suite had none. */
export const benchmarkOf = ({ benchmarks }: Evidence, id: string): BenchmarkFound | undefined => benchmarks.find((one) => one.id === id);

/** A planned comparison of a benchmark. */
export const plannedIn = (benchmark: BenchmarkFound | undefined, a: string, b: string): Planned | undefined =>
  benchmark?.planned.find((one) => one.a === a && one.b === b);

/** A figure with two digits and its interval. */
export const figure = (one: Figure | null | undefined): string =>
  one == null ? "-" : `${two(one.mean)} [${two(one.low)}, ${two(one.high)}]`;

/** A figure with its interval, with as many digits as it takes to tell the two apart: small ones have more. */
export function ranged(one: Figure | null | undefined): string {
  if (one == null) return "-";
  const digits = Math.max(Math.abs(one.mean), Math.abs(one.low), Math.abs(one.high)) >= 10 ? 1 : one.high - one.low < 0.02 ? 3 : 2;
  const said = (value: number) => fixed(value, digits);
  return `${said(one.mean)} [${said(one.low)}, ${said(one.high)}]`;
}

/** A share in per cent. */
export const percent = (share: Share | undefined): string => (share === undefined ? "-" : `${(100 * share.share).toFixed(1)} %`);

/** A whole number with spaces between thousands. */
export const thousands = (n: number): string => n.toLocaleString("en").replaceAll(",", " ");

/** A number with `digits` decimals; a negative number that rounds to 0 loses its sign. */
export const fixed = (value: number, digits: number): string => value.toFixed(digits).replace(/^-(0\.0+)$/, "$1");

const two = (value: number): string => fixed(value, 2);

/** What is planned for the evidence of its world. */
export const planOf = ({ env }: Evidence): EvidencePlan => planned(env).plan;

/** A benchmark's title, with "(used in design)" where it was: a suite's own titles say so only where that was known when it was written. */
export const titleOf = (evidence: Evidence, { id, title }: Pick<BenchmarkFound, "id" | "title">): string =>
  planOf(evidence).design.includes(id) && !title.includes("used in design") ? `${title} (used in design)` : title;

/** The emergencies of the evidence. */
export const emergenciesIn = (evidence: Evidence): readonly BenchmarkFound[] =>
  evidence.benchmarks.filter(({ split, id }) => split === "emergency" && id !== planOf(evidence).twice);

/** The settings in which manuals or notices are said in other words. */
export const wordingsIn = ({ benchmarks }: Evidence): readonly BenchmarkFound[] => benchmarks.filter(({ split }) => split === "wording");

/** The most that a student may lose where its manuals are said in other words. */
const LOST = 0.05;

/** How far a student comes on the way from random selection (0) to selection among known functions (1), where the teacher takes a hidden one. */
export function wayOf(
  evidence: Evidence,
): { readonly hidden: number; readonly known: number; readonly random: number; readonly way: number; readonly of: number } | undefined {
  const benchmark = benchmarkOf(evidence, "unseen-functions");
  const accuracy = (subject: string, hidden: boolean) => {
    const all = Object.entries(subjectOf(benchmark, subject)?.measured?.byFunction ?? {}).filter(
      ([name]) => evidence.hidden.includes(name) === hidden,
    );
    const of = all.reduce((sum, [, share]) => sum + share.of, 0);
    return { of, share: all.reduce((sum, [, share]) => sum + share.share * share.of, 0) / Math.max(1, of) };
  };
  const { share: hidden, of } = accuracy("s-llm-ld-hidden", true);
  const known = accuracy("s-llm-ld-hidden", false).share;
  const random = accuracy("functions-random", true).share;
  return of === 0 ? undefined : { hidden, known, random, of, way: (hidden - random) / (known - random) };
}

/** Every aim of the experiment, and what was found. */
export function aimsOf(evidence: Evidence): readonly Aim[] {
  const aims: Aim[] = [];
  const add = (where: string, aim: string, found: string, reached: boolean) => void aims.push({ where, aim, found, reached });
  const test = benchmarkOf(evidence, "test");
  const score = normalisedOf(test, "s-llm-ld");
  // More is asked for where manuals are said in other words, too: those students read purposes in many wordings.
  const said = wordingsIn(evidence).length > 0;
  const { loss, keeps } = said ? { loss: 0.02, keeps: 0.95 } : { loss: 0.05, keeps: 0.9 };
  for (const [b, least] of [
    ["expert", -loss],
    ["functions-top1", 0],
    ["functions-fixed", 0],
    ...(said ? ([["functions-matched", 0.3]] as const) : []),
  ] as const) {
    const pair = plannedIn(test, "s-llm-ld", b)?.normalised;
    if (pair != null) add("test", `\`s-llm-ld\` - \`${b}\` above ${least}, lower end`, figure(pair), pair.low > least);
  }
  for (const id of planOf(evidence).shifts) {
    const benchmark = benchmarkOf(evidence, id);
    const there = normalisedOf(benchmark, "s-llm-ld");
    if (score !== undefined && there !== undefined)
      add(id, `\`s-llm-ld\` keeps ${keeps} of its \`test\` score`, two(there.mean / score.mean), there.mean / score.mean >= keeps);
    const ahead = benchmark === undefined ? undefined : plannedIn(benchmark, "s-llm-ld", imitationIn(benchmark).better)?.normalised;
    if (said && ahead != null) add(id, "`s-llm-ld` is better than the better imitation by 0.1", figure(ahead), ahead.mean >= 0.1);
  }
  for (const benchmark of emergenciesIn(evidence)) {
    const with_ = subjectOf(benchmark, "s-llm-ld");
    const without = subjectOf(benchmark, "s-llm-ld.distractors")?.measured?.foreign;
    const answered = with_?.measured?.answered;
    const there = normalisedOf(benchmark, "s-llm-ld");
    if (answered !== undefined)
      add(
        benchmark.id,
        "takes the right answer to a notice in 0.9 of the decisions where the teacher does",
        percent(answered),
        answered.share >= 0.9,
      );
    if (without !== undefined)
      add(benchmark.id, "takes a foreign one in at most 0.1 where the right one is absent", percent(without), without.share <= 0.1);
    if (score !== undefined && there !== undefined)
      add(benchmark.id, `keeps ${keeps} of its \`test\` score`, two(there.mean / score.mean), there.mean / score.mean >= keeps);
  }
  for (const benchmark of wordingsIn(evidence)) {
    const pair = plannedIn(benchmark, "s-llm-ld", "s-llm-ld.reworded")?.normalised;
    if (pair != null)
      add(benchmark.id, `loses less than ${LOST} where all is said in other words, upper end`, figure(pair), pair.high < LOST);
  }
  const [usual, renamed] = ["seed-1", "renamed"].map((run) => evidence.runs.find(({ id }) => id === run)?.validation["s-llm-ld"]);
  if (usual !== undefined && renamed !== undefined)
    add(
      "validation",
      `loses at most ${LOST} where all words are invented ones`,
      two(usual.mean - renamed.mean),
      usual.mean - renamed.mean <= LOST,
    );
  const way = wayOf(evidence);
  if (way !== undefined)
    add("unseen-functions", "0.7 of the way from random selection to selection among known functions", two(way.way), way.way >= 0.7);
  return aims;
}
