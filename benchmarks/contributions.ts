/** What code, retrieval and choosing contribute: paired differences between the arms that differ in one of them. */
import type { BenchmarkScores } from "./scores.ts";

/** What one part of deciding by functions gains; `share` is the difference on the scale of the normalised score. */
export type Contribution = {
  readonly what: string;
  readonly a: string;
  readonly b: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  readonly share: number | null;
  readonly tied: boolean;
};

const PARTS = [
  { what: "functions", a: "functions-random", b: "random" },
  { what: "retrieval", a: "functions-top1", b: "functions-random" },
  { what: "choosing, by rules", a: "expert", b: "functions-fixed" },
  { what: "choosing, by search", a: "search-functions", b: "functions-fixed" },
  { what: "choosing, by exact words", a: "functions-matched", b: "functions-top1" },
  { what: "reading beyond exact words", a: "s-llm-ld", b: "functions-matched" },
  { what: "choosing, by a student", a: "s-llm-ld", b: "functions-top1" },
  { what: "logic instead of actions", a: "s-llm-ld", b: "s-llm-kd-legal" },
] as const;

/** The contributions for which a benchmark has both subjects, found by the ids of their agents. */
export function contributionsOf({ subjects, comparisons, measure, scale }: BenchmarkScores): readonly Contribution[] {
  const nameOf = (agent: string) => subjects.find((one) => one.agent === agent)?.subject;
  const meanOf = (subject: string) => subjects.find((one) => one.subject === subject)?.scores[measure]?.mean;
  const [zero, one] = [meanOf(scale.zero), meanOf(scale.one)];
  const unit = zero !== undefined && one !== undefined && Math.abs(one - zero) >= 0.1 ? one - zero : undefined;
  return PARTS.flatMap(({ what, a, b }): readonly Contribution[] => {
    const [first, second] = [nameOf(a), nameOf(b)];
    const found = comparisons.find((pair) => (pair.a === first && pair.b === second) || (pair.a === second && pair.b === first));
    if (found === undefined) return [];
    const sign = found.a === first ? 1 : -1;
    const [low, high] = sign === 1 ? [found.low, found.high] : [-found.high, -found.low];
    const difference = sign * found.difference;
    return [{ what, a: first!, b: second!, difference, low, high, share: unit === undefined ? null : difference / unit, tied: found.tied }];
  });
}
