/** The plots of the evidence. */
import * as Plot from "@observablehq/plot";
import { draw, intervals, type Interval } from "../report-plots.ts";
import { NORMALIZED, type Score } from "../scores.ts";
import type { Evidence, Planned, SubjectFound } from "./evidence.ts";
import { thousands } from "./figures.ts";

/** The colour of a subject: students by functions blue, by imitation orange, the teacher green, controls grey. */
export const colourOf = (subject: string): string =>
  subject.startsWith("s-llm-ld")
    ? "var(--s2)"
    : subject.startsWith("s-llm-kd")
      ? "var(--s1)"
      : subject.startsWith("expert")
        ? "var(--s3)"
        : "var(--s0)";

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

/** Score by decisions learned from. */
export function curvePlot(title: string, { runs }: Evidence, onCurve: (id: string) => boolean): string {
  const rows = runs
    .filter(({ id }) => onCurve(id))
    .flatMap(({ decisions, validation }) =>
      ["s-llm-ld", "s-llm-kd-legal"].flatMap((subject) => {
        const score = validation[subject];
        return score === undefined ? [] : [{ decisions, subject, colour: colourOf(subject), ...score }];
      }),
    )
    .sort((a, b) => a.decisions - b.decisions);
  return draw(title, 44, {
    height: 260,
    x: {
      type: "log",
      label: null,
      ticks: [300, 1000, 3000, 10000, 30000],
      tickFormat: thousands,
    },
    y: { label: null, grid: true, domain: [Math.min(0, ...rows.map(({ low }) => low)), 1.05], ticks: 6 },
    marks: [
      ...["s-llm-ld", "s-llm-kd-legal"].map((subject) =>
        Plot.lineY(
          rows.filter((row) => row.subject === subject),
          { x: "decisions", y: "mean", stroke: colourOf(subject), strokeWidth: 2 },
        ),
      ),
      Plot.ruleX(rows, { x: "decisions", y1: "low", y2: "high", stroke: "colour", strokeWidth: 2 }),
      Plot.dot(rows, { x: "decisions", y: "mean", fill: "colour", r: 4 }),
    ],
  });
}

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
