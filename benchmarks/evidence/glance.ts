/** The evidence on a game at a glance: the few numbers of it that the pages are built with. */
import type { BenchmarkFound, Evidence } from "./evidence.ts";
import { imitationIn, normalisedOf, testsIn } from "./lookups.ts";

/** Normalised scores, random 0 and the teacher 1: the student by functions, and the better imitation; each the mean over some settings. */
export type Pair = { readonly ld: number; readonly kd: number };

/** How the students do in the settings that they were trained for, and in those where a rule changes in mid-game. */
export type Glance = { readonly trained: Pair; readonly changed: Pair };

/** The numbers of a game, from its evidence. */
export const glanceAt = (evidence: Evidence): Glance => ({
  trained: meanOf(testsIn(evidence)),
  changed: meanOf(evidence.benchmarks.filter(({ split }) => split === "emergency")),
});

function meanOf(settings: readonly BenchmarkFound[]): Pair {
  const mean = (subjectIn: (setting: BenchmarkFound) => string): number =>
    settings.reduce((sum, setting) => sum + normalisedOf(setting, subjectIn(setting))!.mean, 0) / settings.length;
  return { ld: mean(() => "s-llm-ld"), kd: mean((setting) => imitationIn(setting).better) };
}
