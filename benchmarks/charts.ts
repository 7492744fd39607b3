/** Maps of play by situation: gathered from episodes, and drawn for reports. */
import type { Chart, Reading, World } from "../agents/world.ts";
import type { Episode, Role } from "../src/core/index.ts";
import { worldOf } from "../src/worlds.ts";
import { text } from "./html.ts";
import { type BenchmarkScores, type ChartOf, type ChartScores, specOf, type SubjectScores } from "./scores.ts";
import { WATCH_PAGE, watchAddress } from "./watch-address.ts";

/** The readings of a subject's episodes so far, by chart: for each cell how often each answer was given, and the sum of losses. */
export type Readings = Map<string, { readonly counts: number[][][]; readonly losses: number[][] }>;

/** What some seats did in an episode, by the id of each chart that says something of it. */
export const readingsOf = (
  { charts = [] }: World,
  episode: Episode,
  subject: readonly Role[],
): Readonly<Record<string, readonly Reading[]>> =>
  Object.fromEntries(charts.map((chart) => [chart.id, chart.readings(episode, subject)] as const).filter(([, found]) => found.length > 0));

/** Adds the readings of an episode. */
export function gatherCharts(into: Readings, { charts = [] }: World, readings: Readonly<Record<string, readonly Reading[]>>): void {
  for (const chart of charts)
    for (const { row, column, answer, loss } of readings[chart.id] ?? []) {
      let of = into.get(chart.id);
      if (of === undefined) {
        const cells = <T>(make: () => T): T[][] => chart.rows.labels.map(() => chart.columns.labels.map(make));
        into.set(chart.id, (of = { counts: cells(() => chart.answers.map(() => 0)), losses: cells(() => 0) }));
      }
      of.counts[row]![column]![answer]!++;
      of.losses[row]![column]! += loss;
    }
}

const rounded = (value: number): number => Math.round(value * 1e5) / 1e5;

/** The maps of some subjects, by chart; undefined where no episode filled one. */
export function chartsOf({ charts = [] }: World, readings: ReadonlyMap<string, Readings>): BenchmarkScores["charts"] {
  const all = charts.flatMap((chart): readonly (readonly [string, ChartScores])[] => {
    const of = [...readings].flatMap(([subject, mine]) => {
      const found = mine.get(chart.id);
      return found === undefined ? [] : [[subject, mapOf(chart, found)] as const];
    });
    return of.length === 0 ? [] : [[chart.id, Object.fromEntries(of)]];
  });
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function mapOf(chart: Chart, { counts, losses }: { readonly counts: number[][][]; readonly losses: number[][] }): ChartOf {
  let [cells, wrong, weights, lost] = [0, 0, 0, 0];
  const times = counts.map((row) => row.map((of) => of.reduce((sum, one) => sum + one, 0)));
  const means = losses.map((row, r) => row.map((loss, c) => (times[r]![c] === 0 ? 0 : loss / times[r]![c]!)));
  for (const [r, row] of means.entries())
    for (const [c, loss] of row.entries()) {
      if (times[r]![c] === 0) continue;
      const weight = chart.weight(r, c);
      cells++;
      wrong += loss > 0 ? 1 : 0;
      weights += weight;
      lost += weight * loss;
    }
  return {
    answers: counts.map((row, r) => row.map((of, c) => (times[r]![c] === 0 ? -1 : of.indexOf(Math.max(...of))))),
    losses: means.map((row) => row.map(rounded)),
    mistakes: rounded(wrong / cells),
    loss: rounded(lost / weights),
  };
}

/** The size of a cell, and the room for labels, in CSS pixels. */
const CELL = { w: 15, h: 9 };
const LEFT = 62;
const TOP = 16;
/** The room between groups of rows. */
const GAP = 3;

/** A loss from which on a cell has its full colour. */
const FULL = 0.25;

const share = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** The maps of a benchmark as HTML: one for each subject, side by side, the best first. */
export function chartsHtml(benchmark: BenchmarkScores): string {
  const { charts = [] } = worldOf(benchmark.env, `benchmark ${benchmark.id}`);
  return charts
    .map((chart) => {
      const found = benchmark.charts?.[chart.id];
      if (found === undefined) return "";
      const order = Object.entries(found).sort(([, a], [, b]) => a.loss - b.loss);
      const maps = order.map(([subject, map]) => {
        const one = benchmark.subjects.find((of) => of.subject === subject)!;
        return `<figure><figcaption><strong>${text(subject)}</strong><br>${share(map.mistakes)} mistakes, loss ${map.loss.toFixed(4)}</figcaption>${svgOf(benchmark, chart, one, map)}</figure>`;
      });
      const answers = chart.answers.map((answer, i) => `<span><i class="cell answer-${i}"></i>${text(answer)}</span>`).join("");
      const wrong = [0.02, 0.1, FULL]
        .map((loss) => `<span><i class="cell wrong" style="opacity:${tint(loss)}"></i>loses ${loss}</span>`)
        .join("");
      return `<h3>${text(chart.title)}</h3>
<p class="soft">${text(chart.about)} Each cell links to an episode on the watch page, where <code>npm start</code> serves it.</p>
<p class="key">${answers}${wrong}</p>
<div class="maps">${maps.join("")}</div>`;
    })
    .join("");
}

/** How strong the colour of a loss is, from 0 to 1. */
const tint = (loss: number): string => (0.25 + 0.75 * Math.min(1, loss / FULL)).toFixed(2);

function svgOf(benchmark: BenchmarkScores, chart: Chart, subject: SubjectScores, { answers, losses }: ChartOf): string {
  const { rows, columns } = chart;
  const parts: string[] = [];
  columns.labels.forEach((label, c) =>
    parts.push(`<text x="${LEFT + (c + 0.5) * CELL.w}" y="${TOP - 4}" text-anchor="middle">${text(label)}</text>`),
  );
  let y = TOP;
  rows.labels.forEach((label, r) => {
    const begins = rows.groups[r] !== rows.groups[r - 1];
    if (begins && r > 0) y += GAP;
    if (begins) parts.push(`<text class="group" x="0" y="${y + CELL.h - 1}">${text(rows.groups[r])}</text>`);
    parts.push(`<text x="${LEFT - 4}" y="${y + CELL.h - 1}" text-anchor="end">${text(label)}</text>`);
    columns.labels.forEach((column, c) => {
      const answer = answers[r]![c]!;
      if (answer < 0) return;
      const loss = losses[r]![c]!;
      const at = `x="${LEFT + c * CELL.w}" y="${y}" width="${CELL.w - 1}" height="${CELL.h - 1}"`;
      const title = `${label}, ${columns.title} ${column}: ${chart.answers[answer]!}${loss > 0 ? `, loses ${loss.toFixed(3)}` : ""}`;
      const over = loss > 0 ? `<rect ${at} class="wrong" opacity="${tint(loss)}"/>` : "";
      parts.push(
        `<a href="${text(addressOf(benchmark, chart, subject, r, c))}"><title>${text(title)}</title><rect ${at} class="answer-${answer}"/>${over}</a>`,
      );
    });
    y += CELL.h;
  });
  const width = LEFT + CELL.w * columns.labels.length;
  return `<svg class="map" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" role="img" aria-label="${text(`${subject.subject}: ${rows.title} by ${columns.title}`)}">${parts.join("")}</svg>`;
}

/** The watch page with an episode of a cell, in which the subject plays. */
function addressOf(
  { env, preset, subject: word }: BenchmarkScores,
  chart: Chart,
  subject: SubjectScores,
  row: number,
  column: number,
): string {
  const game = { env, preset, params: chart.shows(row, column), subject: word, cast: {} };
  return `${WATCH_PAGE}#${watchAddress(game, { subject: specOf(subject), seed: 1 })}`;
}
