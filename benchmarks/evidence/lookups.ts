/** Lookups in the evidence that need no world: the build of the pages makes them, too. */
import { NORMALIZED, type Score } from "../scores.ts";
import type { BenchmarkFound, Evidence, SubjectFound } from "./evidence.ts";

/** A subject of a benchmark. */
export const subjectOf = (benchmark: BenchmarkFound | undefined, subject: string): SubjectFound | undefined =>
  benchmark?.subjects.find((one) => one.subject === subject);

/** The normalised score of a subject. */
export const normalisedOf = (benchmark: BenchmarkFound | undefined, subject: string): Score | undefined =>
  subjectOf(benchmark, subject)?.scores[NORMALIZED.id] ?? undefined;

/** Whether a benchmark is as in training, called `test` or `test-...`: neither arms of search and language models, nor students of other training seeds. */
export const isTest = ({ id }: { readonly id: string }): boolean =>
  id === "test" || (id.startsWith("test-") && id !== "test-arms" && id !== "test-seeds");

/** The benchmarks as in training. */
export const testsIn = ({ benchmarks }: Evidence): readonly BenchmarkFound[] => benchmarks.filter(isTest);

/** The subject that imitates, and its other arms, of which a setting has one at most. */
export const KD = "s-llm-kd-legal";
const KD_ARMS = [`${KD}-augmented`, `${KD}.untold`] as const;

/** The other arm of imitation in a setting, and the one of both that did better there. */
export function imitationIn(benchmark: BenchmarkFound): { readonly arm: string | undefined; readonly better: string } {
  const arm = KD_ARMS.find((kd) => subjectOf(benchmark, kd) !== undefined);
  const meanOf = (subject: string) => normalisedOf(benchmark, subject)?.mean ?? -Infinity;
  return { arm, better: arm !== undefined && meanOf(arm) > meanOf(KD) ? arm : KD };
}
