/** The plots of the evidence. */
import * as Plot from "@observablehq/plot";
import { colourOf } from "../colours.ts";
import { draw, intervals, type Interval } from "../report-plots.ts";
import { NORMALIZED, type Score } from "../scores.ts";
import type { Planned, SubjectFound } from "./evidence.ts";

/** Normalised scores of subjects, the best first. */
export function scoresPlot(title: string, subjects: readonly SubjectFound[]): string {
  const rows = subjects.flatMap(({ subject, scores }): readonly Interval[] => {
    const score = scores[NORMALIZED.id];
    return score == null ? [] : [{ name: subject, colour: colourOf(subject), ...score }];
  });
  return intervals(
    title,
    [...rows].sort((a, b) => b.mean - a.mean),
  );
}

/** Paired differences in units of expert - random. */
export const differencesPlot = (title: string, planned: readonly Planned[]): string =>
  intervals(
    title,
    planned.flatMap(({ a, b, normalised }): readonly Interval[] =>
      normalised === null ? [] : [{ name: `${a} - ${b}`, colour: colourOf(a), ...normalised }],
    ),
    true,
  );

/** The student by functions and the better imitation in each setting, one below the other. */
export const headlinePlot = (
  title: string,
  settings: readonly (readonly [setting: string, ld: Score | undefined, kd: Score | undefined])[],
): string =>
  intervals(
    title,
    settings.flatMap(([setting, ld, kd]): readonly Interval[] =>
      (
        [
          ["LD", "s-llm-ld", ld],
          ["KD", "s-llm-kd", kd],
        ] as const
      ).flatMap(([kind, subject, score]) =>
        score === undefined ? [] : [{ name: `${setting}, ${kind}`, colour: colourOf(subject), ...score }],
      ),
    ),
  );

/** Score by the milliseconds that a decision takes. */
export function latencyPlot(title: string, subjects: readonly SubjectFound[]): string {
  const rows = subjects.flatMap(({ subject, scores, latency, offline }) => {
    const score = scores[NORMALIZED.id];
    return score == null || latency === null || offline
      ? []
      : [{ subject, colour: colourOf(subject), ms: Math.max(0.01, latency.p50), mean: score.mean }];
  });
  // Variants of one subject (names with a ".") overlap: only their tooltips name them. Of two neighbours the lower is named below its dot.
  const named = rows.filter(({ subject }) => !subject.includes("."));
  const isLower = (row: (typeof rows)[number]) =>
    named.some(
      (other) => other !== row && other.mean >= row.mean && other.mean - row.mean < 0.08 && Math.abs(Math.log2(other.ms / row.ms)) < 1,
    );
  const names = { x: "ms", y: "mean", text: "subject", fontSize: 10, fill: "var(--soft)" } as const;
  return draw(title, 44, {
    height: 260,
    x: { type: "log", label: null, ticks: 4, tickFormat: (n: number) => `${n} ms` },
    y: { label: null, grid: true, zero: true, ticks: 6 },
    marks: [
      Plot.dot(rows, { x: "ms", y: "mean", fill: "colour", r: 5, title: "subject" }),
      Plot.text(named, { ...names, dy: -10, filter: (row: (typeof rows)[number]) => !isLower(row) }),
      Plot.text(named, { ...names, dy: 12, filter: isLower }),
    ],
  });
}
