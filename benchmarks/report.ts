/** The report of a run: one HTML file that needs nothing else, no script and no network. */
import { chartsHtml } from "./charts.ts";
import { contributionsOf } from "./contributions.ts";
import { text } from "./html.ts";
import { canonical } from "../src/core/index.ts";
import { colourOf, dashesOf } from "./colours.ts";
import { differencesPlot, measurePlot, successPlot } from "./report-plots.ts";
import { reportStyle } from "./report-style.ts";
import { type BenchmarkScores, type EpisodeScore, nameOf, nearestTo, type Scores, specOf, type SubjectScores } from "./scores.ts";
import { measureTitle, number, ranked, seedsText, setting, tiedWith } from "./table.ts";
import { WATCH_PAGE, watchAddress } from "./watch-address.ts";

/** Episodes listed for each subject; `scores.json` holds all. */
const MAX_LISTED = 200;

/** A link to the watch page with a seed of a benchmark, played by one subject, or by two beside each other, from where they part. */
function watching(
  benchmark: BenchmarkScores,
  seed: number,
  [one, other]: readonly SubjectScores[],
  title: string,
  content = String(seed),
): string {
  const address = watchAddress(
    { ...benchmark, cast: benchmark.opponents },
    { subject: specOf(one!), seed, ...(other === undefined ? {} : { beside: specOf(other), t: "parting" }) },
  );
  return `<a href="${text(`${WATCH_PAGE}#${address}`)}" title="${text(title)}">${content}</a>`;
}

/** Beside whom a subject is shown: the one whose mean is 1 of the normalised score. */
const besideOf = ({ subjects, scale }: BenchmarkScores, { subject }: SubjectScores): readonly SubjectScores[] =>
  subjects.filter((one) => one.subject === scale.one && one.subject !== subject);

/** The anchor of a subject's episodes. */
const anchor = (benchmark: BenchmarkScores, subject: string): string => text(`episodes-${benchmark.id}-${subject}`);

const swatch = ({ subject, agent }: SubjectScores) => `<span class="swatch" style="background:${colourOf(agent)}"></span>${text(subject)}`;

/** A page of one file, in the look of reports: `main` is HTML. */
export const pageHtml = (title: string, arena: string, main: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Logic Arena ${text(arena)}">
<title>${text(title)} - Logic Arena</title>
<link rel="icon" href="data:,">
<style>${reportStyle}</style>
</head>
<body>
<main>
${main}
</main>
</body>
</html>
`;

/** The facts at the head of a report, each with its name. */
export const factsHtml = (facts: readonly (readonly [name: string, value: string])[]): string =>
  `<dl class="facts">${facts.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`).join("")}</dl>`;

/** Words with a capital at their beginning. */
export const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** The whole report. */
export function reportHtml(scores: Scores): string {
  const { suite, wall } = scores;
  const facts: readonly (readonly [string, string])[] = [
    ["Suite", `${suite.id}@${suite.version}, digest ${suite.digest}`],
    ["Log", scores.logDigest],
    ["Arena", scores.arena],
    ...Object.entries(scores.inputs),
    [
      "Played",
      `${wall.startedAt.slice(0, 16).replace("T", " ")} UTC, ${wall.seconds.toFixed(0)} s, ${wall.episodesPerSecond.toFixed(1)} episodes a second`,
    ],
    ["Runtime", wall.runtime],
    ["Machine", wall.machine],
  ];
  return pageHtml(
    suite.title,
    scores.arena,
    `<h1>${text(suite.title)}</h1>
<p class="soft">Every number is computed from the run's log; every episode of it was verified by replay. Intervals are 95 %. Each subject links to its
episodes; each figure to the episode that is nearest to it, and each seed to its own, on the watch page, where <code>npm start</code> serves it: beside the expert, at the
step in which they part.</p>
${factsHtml(facts)}
${scores.benchmarks.map((benchmark) => section(scores, benchmark)).join("\n")}
<section>
<h2>How to read this</h2>
<p>Subjects play the same seeds, so they are compared pair by pair. The interval of a difference comes from a bootstrap over seeds, its p value from
flipping signs; both are corrected (Holm) for the number of pairs in the benchmark. Two subjects are <em>tied</em> when the corrected interval holds 0 or the corrected p is above 0.05.
Rates have Wilson intervals, means bootstrap intervals, all seeded: the same log gives the same digits.</p>
<p>Check the run: <code>arena replay &lt;folder of this report&gt;</code>. Play it again: <code>arena bench ${text(suite.id)}</code> and compare the log's digest.</p>
</section>`,
  );
}

function section(scores: Scores, benchmark: BenchmarkScores): string {
  // Where nobody is scored there is nothing to draw.
  const plots = (benchmark.subjects.length === 0 ? [] : drawn(benchmark)).map(
    ([svg, caption]) => `<figure><figcaption>${text(caption)}</figcaption>${svg}</figure>`,
  );
  return `<section id="${text(benchmark.id)}">
<h2>${text(benchmark.title)}</h2>
<p class="soft">${text(setting(benchmark))}</p>
${scoresTable(scores, benchmark)}
${Object.entries(benchmark.unscored ?? {})
  .map(([subject, why]) => `<p><strong>${text(subject)}</strong> is unscored: ${text(why)}.</p>`)
  .join("")}
${Object.entries(benchmark.absent ?? {})
  .map(([subject, why]) => `<p class="soft"><strong>${text(subject)}</strong> is absent: ${text(why)}.</p>`)
  .join("")}
<div class="plots">${plots.join("")}</div>
<p class="key">${keyOf(benchmark)}</p>
${chartsHtml(benchmark)}
${contributionsTable(benchmark)}
${benchmark.comparisons.length === 0 ? "" : `<div class="wide" tabindex="0">${differencesTable(benchmark)}</div>`}
${benchmark.subjects.map((subject) => episodesList(benchmark, subject)).join("\n")}
</section>`;
}

/** The lines of subjects, as the plot over rounds has them. */
function keyOf({ subjects }: BenchmarkScores): string {
  const dashes = dashesOf(subjects.map(({ agent }) => colourOf(agent)));
  const line = (agent: string, i: number) =>
    `<svg class="line" viewBox="0 0 26 8" aria-hidden="true"><line x2="26" y1="4" y2="4" stroke="${colourOf(agent)}" stroke-width="3" stroke-dasharray="${dashes[i]!}"/></svg>`;
  return subjects.map(({ subject, agent }, i) => `<span>${line(agent, i)}${text(subject)}</span>`).join("");
}

/** The plots of a benchmark, each with its caption. */
const drawn = (benchmark: BenchmarkScores) =>
  [
    [measurePlot(benchmark), `${capital(measureTitle(benchmark))}: mean and 95 % interval`],
    ...(benchmark.comparisons.length > 0
      ? [[differencesPlot(benchmark), `Paired differences of ${measureTitle(benchmark)} (faint: tied)`] as const]
      : []),
    [successPlot(benchmark), "Share of episodes that reached the goal, by round"],
  ] as const;

function scoresTable(scores: Scores, benchmark: BenchmarkScores): string {
  const latency = scores.wall.latency[benchmark.id] ?? {};
  const { columns, same } = columnsOf(benchmark);
  const rows = ranked(benchmark).map((one) => {
    const link = (content: string) => `<a href="#${anchor(benchmark, one.subject)}">${content}</a>`;
    const cells = columns.map(({ id }) => `<td>${one.untold?.includes(id) === true ? "not told" : cell(benchmark, one, id)}</td>`);
    const ms = latency[one.subject];
    const ties = tiedWith(benchmark, one.subject).length;
    return `<tr><td>${link(swatch(one))}${params(one)}${modelsOf(one, scores)}</td>${cells.join("")}<td>${
      ms === undefined ? "-" : `${ms.p50.toFixed(2)}<small>p95 ${ms.p95.toFixed(2)}</small>`
    }</td><td>${one.offline === true ? "not ranked" : ties === 0 ? "none" : ties}</td></tr>`;
  });
  const titles = columns.map(({ id, title }) => `<th title="${text(title)}">${text(words(id))}</th>`);
  return `<div class="wide" tabindex="0"><table><caption>Mean over ${benchmark.subjects[0]?.n ?? 0} episodes, 95 % interval below</caption>
<thead><tr><th>subject</th>${titles.join("")}<th title="Milliseconds a decision took: median and 95th percentile">ms a decision</th><th title="How many subjects this one is tied with">tied with</th></tr></thead>
<tbody>${rows.join("")}</tbody></table></div>
${same.length === 0 ? "" : `<p class="soft">For all subjects alike: ${text(same.join("; "))}.</p>`}${tiesOf(benchmark)}`;
}

/** The metrics that have a column: of those that have one value for all subjects, or those of another column, it is said in words. */
function columnsOf({ metrics, subjects, measure }: BenchmarkScores): {
  readonly columns: BenchmarkScores["metrics"];
  readonly same: readonly string[];
} {
  const valuesOf = (id: string) =>
    subjects.map(({ scores, untold }) => (untold?.includes(id) === true ? "not told" : (scores[id]?.mean ?? null)));
  const columns: BenchmarkScores["metrics"][number][] = [];
  const same: string[] = [];
  for (const metric of metrics) {
    const { id } = metric;
    const values = valuesOf(id);
    const [first] = values;
    // What is not told is no value that another column could have as well.
    const told = values.some((value) => typeof value === "number");
    const twin = told ? columns.find((other) => canonical(valuesOf(other.id)) === canonical(values)) : undefined;
    const alike = values.every((value) => value === first);
    if (subjects.length < 2 || id === measure || (!alike && twin === undefined)) columns.push(metric);
    else if (!alike) same.push(`${words(id)} is ${words(twin!.id)}`);
    else if (first !== null) same.push(`${words(id)} ${typeof first === "number" ? number(first) : first}`);
  }
  return { columns, same };
}

const words = (id: string): string => id.replaceAll("_", " ");

/** Who is tied with whom, folded. */
function tiesOf(benchmark: BenchmarkScores): string {
  const rows = ranked(benchmark).flatMap(({ subject }) => {
    const ties = tiedWith(benchmark, subject);
    return ties.length === 0 ? [] : [`<li>${text(subject)}: ${text(ties.join(", "))}</li>`];
  });
  return rows.length === 0 ? "" : `<details><summary>Who is tied with whom</summary><ul>${rows.join("")}</ul></details>`;
}

/** Who answered in place of, or as, a language model. */
const modelsOf = (one: SubjectScores, scores: Scores): string =>
  one.models === undefined ? "" : `<small>${text(nameOf(one, scores).slice(one.subject.length + 1))}</small>`;

const params = ({ subject, agent, agentParams }: SubjectScores): string =>
  agentParams === undefined && agent === subject
    ? ""
    : `<small>${agent === subject ? "" : text(agent)}${agentParams === undefined ? "" : ` ${text(settings(agentParams))}`}</small>`;

/** Parameters as words: "simulations 30, depth 8". */
const settings = (agentParams: unknown): string =>
  Object.entries(agentParams as Record<string, unknown>)
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

/** The mean of a metric, which leads to the episode that is nearest to it, and its interval. */
function cell(benchmark: BenchmarkScores, of: SubjectScores, metric: string): string {
  const score = of.scores[metric];
  if (score == null) return "-";
  const nearest = nearestTo(of, metric);
  const mean = number(score.mean);
  const shown =
    nearest === undefined
      ? mean
      : watching(benchmark, nearest.seed, [of, ...besideOf(benchmark, of)], `Seed ${nearest.seed}, the episode nearest to this mean`, mean);
  return `${shown}<small>${number(score.low)} to ${number(score.high)}</small>`;
}

function differencesTable(benchmark: BenchmarkScores): string {
  const rows = benchmark.comparisons.map(
    ({ a, b, n, difference, low, high, p, pHolm, tied, seedsNeeded }) =>
      `<tr><td>${text(a)} - ${text(b)}</td><td>${number(difference)}</td><td>${number(low)} to ${number(high)}</td><td>${p.toPrecision(2)}</td><td>${pHolm.toPrecision(2)}</td><td>${n}</td><td>${tied ? `tied (${seedsText({ n, seedsNeeded })})` : difference > 0 ? `${text(a)} is ahead` : `${text(b)} is ahead`}</td><td>${furthestApart(benchmark, a, b)}</td></tr>`,
  );
  return `<table><caption>${text(capital(measureTitle(benchmark)))}, paired on seeds</caption>
<thead><tr><th>difference</th><th>mean</th><th>corrected interval</th><th>p</th><th>p (Holm)</th><th>n</th><th>verdict</th><th>furthest apart on</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

/** Links to the seeds on which two subjects are furthest apart in either direction, with the difference there; they open both beside each other. */
function furthestApart(benchmark: BenchmarkScores, a: string, b: string): string {
  const both = [a, b].map((name) => benchmark.subjects.find(({ subject }) => subject === name)!);
  const [one, other] = both.map(({ episodes }) => episodes.map(({ values }) => values[benchmark.measure] ?? 0));
  const apart = both[0]!.episodes
    .map(({ seed }, i) => ({ seed, by: one![i]! - other![i]! }))
    .sort((x, y) => x.by - y.by || x.seed - y.seed);
  const ends = [apart[0]!, apart.at(-1)!].filter(({ by }, i) => (i === 0 ? by < 0 : by > 0));
  return ends.map(({ seed, by }) => `${watching(benchmark, seed, both, `${a} beside ${b}`)} ${number(by)}`).join(", ") || "-";
}

/** What code, retrieval and choosing add, as far as the benchmark has the subjects to show it. */
function contributionsTable(benchmark: BenchmarkScores): string {
  const rows = contributionsOf(benchmark).map(
    ({ what, a, b, difference, low, high, share, tied }) =>
      `<tr><td>${what}</td><td>${text(a)} - ${text(b)}</td><td>${number(difference)}</td><td>${number(low)} to ${number(high)}</td><td>${share === null ? "-" : number(share)}</td><td>${tied ? "tied" : ""}</td></tr>`,
  );
  if (rows.length === 0) return "";
  return `<div class="wide" tabindex="0"><table><caption>What each part adds (${text(measureTitle(benchmark))})</caption>
<thead><tr><th>part</th><th>difference</th><th>mean</th><th>corrected interval</th><th title="In units of ${text(benchmark.scale.one)} - ${text(benchmark.scale.zero)}">normalised</th><th></th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

/** The episodes of a subject, folded away until a figure leads to them. */
function episodesList(benchmark: BenchmarkScores, of: SubjectScores): string {
  const { subject, episodes, faults } = of;
  const shown = episodes.slice(0, MAX_LISTED);
  const beside = besideOf(benchmark, of);
  const title = [subject, ...beside.map((one) => one.subject)].join(" beside ");
  const row = (one: EpisodeScore) =>
    `<tr><td>${watching(benchmark, one.seed, [of, ...beside], title)}</td><td>${number(one.values[benchmark.measure] ?? 0)}</td><td>${one.success ? "yes" : "no"}</td><td>${one.rounds}</td><td>${one.faults}</td><td>${one.line}</td></tr>`;
  const causes = Object.entries(faults).map(([code, n]) => `${n} ${code}`);
  return `<details><summary>${swatch(of)}: ${episodes.length} episodes${causes.length === 0 ? "" : `, faults: ${text(causes.join(", "))}`}</summary>
<div id="${anchor(benchmark, subject)}" class="wide" tabindex="0"><p class="soft">Named <code>${text(`${benchmark.id}/${subject}/`)}&lt;seed&gt;</code> in the log of the run; the last column is the line where each begins.${
    shown.length < episodes.length ? ` The first ${shown.length} are listed; <code>scores.json</code> has all.` : ""
  }</p>
<table><thead><tr><th>seed</th><th>${text(measureTitle(benchmark))}</th><th>goal</th><th>rounds</th><th>faults</th><th>line</th></tr></thead><tbody>${shown.map(row).join("")}</tbody></table></div></details>`;
}
