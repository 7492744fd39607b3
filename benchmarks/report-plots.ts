/** The plots of a report, as SVG text whose colours are the report's CSS variables. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { colourOf, dashesOf } from "./colours.ts";
import type { BenchmarkScores } from "./scores.ts";
import { measureTitle, ranked } from "./table.ts";

/** Width of a plot in CSS pixels: three stand side by side on a desk, one fits a telephone. */
const WIDTH = 380;
const ROW = 26;

/** A plot as SVG text; the title is its label for screen readers. */
export function draw(title: string, marginLeft: number, options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const svg = Plot.plot({
    document,
    width: WIDTH,
    marginLeft,
    marginTop: 8,
    marginBottom: 24,
    className: "plot",
    style: { fontSize: "12px" },
    ...options,
  });
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  // Plot labels its groups by what they are drawn with, which says nothing to who listens.
  for (const group of svg.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  return svg.outerHTML.replace(/<style>.*?<\/style>/s, "").replace(/ (width|height)="[\d.]+"(?=[^>]*class="plot")/g, "");
}

/** The left margin, in pixels, that the longest label needs. */
const room = (labels: readonly string[]): number => 16 + 6.6 * Math.max(0, ...labels.map((label) => label.length));

/** A row of a plot: a mean with its interval. */
export type Interval = {
  readonly name: string;
  readonly colour: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
};

/** Means with their intervals, a row each; `zero` marks where there is no difference. */
export function intervals(title: string, rows: readonly Interval[], zero = false): string {
  const order = rows.map(({ name }) => name);
  return draw(title, room(order), {
    height: 32 + ROW * rows.length,
    x: { label: null, grid: true, nice: true, zero, ticks: 5 },
    y: { label: null, domain: order },
    marks: [
      ...(zero ? [Plot.ruleX([0], { stroke: "var(--ink)", strokeDasharray: "3,3" })] : []),
      Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: "colour", strokeWidth: 3 }),
      Plot.dot(rows, { y: "name", x: "mean", fill: "colour", r: 5 }),
    ],
  });
}

/** The mean of the measure for every subject with its 95 % interval. */
export const measurePlot = (benchmark: BenchmarkScores): string =>
  intervals(
    `Mean ${measureTitle(benchmark)} with 95 % interval: ${benchmark.title}`,
    ranked(benchmark).flatMap(({ subject, agent, scores }) => {
      const score = scores[benchmark.measure];
      return score == null ? [] : [{ name: subject, colour: colourOf(agent), ...score }];
    }),
  );

/** The share of episodes that have reached the goal by each round. */
export function successPlot(benchmark: BenchmarkScores): string {
  const horizon = Math.max(1, ...benchmark.subjects.flatMap(({ episodes }) => episodes.map(({ rounds }) => rounds)));
  const rows = benchmark.subjects.flatMap(({ subject, episodes }) =>
    Array.from({ length: horizon + 1 }, (_, round) => ({
      subject,
      round,
      share: episodes.filter((one) => one.success && one.rounds <= round).length / episodes.length,
    })),
  );
  const colours = benchmark.subjects.map(({ agent }) => colourOf(agent));
  const dashes = dashesOf(colours);
  return draw(`Share of episodes that reached the goal by each round: ${benchmark.title}`, 44, {
    height: 32 + ROW * Math.max(6, colours.length),
    x: { label: null, domain: [0, horizon], ticks: 5 },
    y: { label: null, domain: [0, 1], grid: true, ticks: 5, tickFormat: ".0%" },
    marks: benchmark.subjects.map(({ subject: name }, i) =>
      Plot.lineY(
        rows.filter(({ subject }) => subject === name),
        {
          x: "round",
          y: "share",
          z: "subject",
          title: "subject",
          curve: "step-after",
          stroke: colours[i]!,
          strokeWidth: 2,
          strokeDasharray: dashes[i]!,
        },
      ),
    ),
  });
}

/** The paired difference of every two subjects, with its corrected interval. */
export function differencesPlot(benchmark: BenchmarkScores): string {
  const rows = benchmark.comparisons.map(({ a, b, difference, low, high, tied }) => {
    const [x, y, d, l, h] = difference < 0 ? [b, a, -difference, -high, -low] : [a, b, difference, low, high];
    return { pair: `${x} - ${y}`, difference: d, low: l, high: h, colour: tied ? "var(--faint)" : "var(--ink)" };
  });
  const order = [...rows].sort((p, q) => q.difference - p.difference).map(({ pair }) => pair);
  return draw(`Paired differences of ${measureTitle(benchmark)}: ${benchmark.title}`, room(order), {
    height: 32 + ROW * rows.length,
    x: { label: null, grid: true, nice: true, zero: true, ticks: 4 },
    y: { label: null, domain: order },
    marks: [
      Plot.ruleX([0], { stroke: "var(--ink)", strokeDasharray: "3,3" }),
      Plot.ruleY(rows, { y: "pair", x1: "low", x2: "high", stroke: "colour", strokeWidth: 3 }),
      Plot.dot(rows, { y: "pair", x: "difference", fill: "colour", r: 4.5 }),
    ],
  });
}
