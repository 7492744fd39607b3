/** The table and the page of `npm run perf`. */
import * as Plot from "@observablehq/plot";
import { draw } from "../report-plots.ts";
import { text } from "../html.ts";
import { factsHtml, pageHtml } from "../report.ts";
import { exponentOf, shown } from "./measure.ts";
import { type Curve, isReached, type Row, timesOf } from "./section.ts";

/** What a section found, under its title. */
export type Measured = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
  readonly open: readonly string[];
};

/** All that one run of the command measured, and where. */
export type Report = {
  readonly machine: string;
  readonly versions: string;
  readonly date: string;
  readonly commit: string;
  readonly against: string;
  readonly arena: string;
  readonly sections: readonly Measured[];
};

/** A cost that grows by more than this exponent of its work grows faster than its work. */
const FASTEST = 1.1;

const HEADINGS = ["what", "unit", "before", "now", "times", "aim", "reached", "note"] as const;

/** The cells of a row, by `HEADINGS`. */
function cellsOf(row: Row): readonly string[] {
  const { what, unit, before, now, aim, note = "" } = row;
  const times = timesOf(row);
  const reached = isReached(row);
  return [
    what,
    unit,
    before === undefined ? "" : `${shown(before.value)} (${before.what})`,
    shown(now),
    times === undefined ? "" : times >= 100 ? times.toFixed(0) : times.toFixed(1),
    aim === undefined ? "" : "times" in aim ? `${aim.times} times` : `${row.better === "higher" ? "at least" : "at most"} ${aim.value}`,
    reached === undefined ? "" : reached ? "yes" : "no",
    note,
  ];
}

/** The cells of a curve: how much it grows from its first point to its last, and its exponent. */
function growthOf({ what, size, unit, points, note = "" }: Curve): readonly string[] {
  const [first, last] = [points[0]!, points.at(-1)!];
  const exponent = exponentOf(points);
  const cost = (value: number) => `${shown(value)} ${unit}`;
  return [
    what,
    `${shown(first.size)} to ${shown(last.size)} ${size}`,
    `${cost(first.cost)} to ${cost(last.cost)}`,
    exponent.toFixed(2),
    exponent > FASTEST ? "yes" : "no",
    note,
  ];
}

const GROWTH = ["what", "size", "cost", "exponent by work", "faster than its work", "note"] as const;

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;

/** A table in Markdown. */
const markdownTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  line(headings) + line(headings.map(() => "---")) + rows.map(line).join("");

/** All tables, in Markdown. */
export function markdown({ machine, versions, date, commit, against, sections }: Report): string {
  const parts = sections.map(({ title, rows, curves, open }) =>
    [
      `${title}:\n`,
      ...(rows.length === 0 ? [] : [markdownTable(HEADINGS, rows.map(cellsOf))]),
      ...(curves.length === 0 ? [] : [markdownTable(GROWTH, curves.map(growthOf))]),
      ...open.map((one) => `- Open: ${one}\n`),
    ].join("\n"),
  );
  return `${machine}; ${versions}; ${date}; commit ${commit}, beside ${against}\n\n${parts.join("\n")}`;
}

/** A number on an axis; between powers of ten only 2 and 5 are written. */
const tick = (value: number): string => (/^[125]/.test(value.toExponential()) ? String(Number(value.toPrecision(2))) : "");

/** A curve as a picture: points of cost by size, both on logarithmic axes, and the line of its work. */
function curvePlot(curve: Curve): string {
  const { what, size, unit, points } = curve;
  const first = points[0]!;
  const work = points.map((one) => ({ size: one.size, cost: (first.cost * (one.work ?? one.size)) / (first.work ?? first.size) }));
  return draw(`${what}: ${unit} by ${size}`, 64, {
    height: 220,
    marginBottom: 40,
    x: { type: "log", label: size, ticks: 4, tickFormat: tick },
    y: { type: "log", label: unit, grid: true, ticks: 4, tickFormat: tick },
    marks: [
      Plot.line(work, { x: "size", y: "cost", stroke: "var(--faint)", strokeDasharray: "3,3" }),
      Plot.line(points, { x: "size", y: "cost", stroke: "var(--s2)", strokeWidth: 2 }),
      Plot.dot(points, { x: "size", y: "cost", fill: "var(--s2)", r: 4 }),
    ],
  });
}

function tableHtml(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const classes: Readonly<Record<string, string>> = { what: ' class="wrap" style="min-width: 150px"', note: ' class="wrap"' };
  const cell = (content: string, i: number) => `<td${classes[headings[i]!] ?? ""}>${text(content)}</td>`;
  return `<div class="wide"><table><thead><tr>${headings.map((one) => `<th>${text(one)}</th>`).join("")}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("\n")}</tbody></table></div>`;
}

function sectionHtml({ title, rows, curves, open }: Measured): string {
  const figures = curves.map(
    (curve) =>
      `<figure><figcaption>${text(`${curve.what}, by ${curve.size} (exponent ${exponentOf(curve.points).toFixed(2)})`)}</figcaption>${curvePlot(curve)}</figure>`,
  );
  return `<section>
<h2>${text(title)}</h2>
${rows.length === 0 ? "" : tableHtml(HEADINGS, rows.map(cellsOf))}
${curves.length === 0 ? "" : `<p class="soft">Blue: what was measured. Dashed: what it would be if it grew as its work does.</p><div class="plots">${figures.join("")}</div>${tableHtml(GROWTH, curves.map(growthOf))}`}
${open.map((one) => `<p><strong>Open:</strong> ${text(one)}</p>`).join("\n")}
</section>`;
}

/** The page. */
export const perfPage = (report: Report): string =>
  pageHtml(
    "Speed",
    report.arena,
    `<h1>Speed of the arena</h1>
<p class="soft">Everything was measured in one run on one machine, what stands side by side in turns; the best of several rounds counts.</p>
${factsHtml([
  ["Machine", report.machine],
  ["Versions", report.versions],
  ["Date", report.date],
  ["Commit", report.commit],
  ["Beside", report.against],
])}
${report.sections.map(sectionHtml).join("\n")}`,
  );
