/** How many of the teacher's decisions students need, in each environment: the figures, and their page. */
import * as Plot from "@observablehq/plot";
import type { Share } from "../../src/distill/agreement.ts";
import { VERSION } from "../../src/core/package.node.mjs";
import { worldOf } from "../../src/worlds.ts";
import { text } from "../html.ts";
import { draw } from "../report-plots.ts";
import { pageHtml } from "../report.ts";
import type { Score } from "../scores.ts";
import { figure, thousands } from "./figures.ts";

/** Who learns: by functions and what it reads of manuals, or by imitation. */
const LEARNERS = [
  { id: "purpose", title: "by functions, on purposes", colour: "var(--s2)" },
  { id: "conditions", title: "by functions, on conditions", colour: "var(--s3)" },
  { id: "names", title: "by functions, on their names alone", colour: "var(--s4)" },
  { id: "kd", title: "by imitation", colour: "var(--s1)" },
] as const;

/** A student that learned from so many decisions. */
export type Point = {
  readonly learner: (typeof LEARNERS)[number]["id"];
  /** The digest of the data. */
  readonly data: string;
  readonly decisions: number;
  /** The normalised score as in training, on seeds of validation. */
  readonly score: Score | null;
  /** In how many held-out decisions it selects or acts as the teacher. */
  readonly agrees: Share;
};

/** What was found in an environment. */
export type EfficiencyFound = { readonly points: readonly Point[]; readonly machine: string };

/** Score by decisions learned from, a line for each learner. */
function curves(title: string, points: readonly Point[]): string {
  const rows = points.flatMap(({ learner, decisions, score }) =>
    score === null ? [] : [{ learner, decisions, ...score, colour: LEARNERS.find(({ id }) => id === learner)!.colour }],
  );
  return draw(title, 44, {
    height: 260,
    x: { type: "log", label: null, domain: [20, 60_000], ticks: [30, 300, 3000, 30_000], tickFormat: thousands },
    y: {
      label: null,
      grid: true,
      domain: [Math.min(0, ...rows.map(({ low }) => low)), Math.max(1.05, ...rows.map(({ high }) => high))],
      ticks: 6,
    },
    marks: [
      ...LEARNERS.map(({ id, colour }) =>
        Plot.lineY(
          rows.filter(({ learner }) => learner === id),
          { x: "decisions", y: "mean", stroke: colour, strokeWidth: 2 },
        ),
      ),
      Plot.ruleX(rows, { x: "decisions", y1: "low", y2: "high", stroke: "colour", strokeWidth: 2 }),
      Plot.dot(rows, { x: "decisions", y: "mean", fill: "colour", r: 4 }),
    ],
  });
}

const legend = LEARNERS.map(
  ({ title, colour }) => `<span><span class="swatch" style="background:${colour}"></span>${text(title)}</span>`,
).join(" &nbsp; ");

/** The table of an environment: a row for each learner and number of decisions. */
const tableOf = ({ points }: EfficiencyFound): string =>
  `<div class="wide" tabindex="0"><table><thead><tr><th>learner</th><th>decisions</th><th>score</th><th>as the teacher</th><th>n</th></tr></thead><tbody>${LEARNERS.flatMap(
    ({ id, title }) =>
      points
        .filter(({ learner }) => learner === id)
        .map(
          ({ decisions, score, agrees: { right, of } }) =>
            `<tr><td>${text(title)}</td><td>${thousands(decisions)}</td><td>${figure(score ?? undefined)}</td><td>${((100 * right) / Math.max(1, of)).toFixed(1)} %</td><td>${score?.n ?? 0}</td></tr>`,
        ),
  ).join("")}</tbody></table></div>`;

/** The page: one figure of all environments, and the table of each. */
export function efficiencyPage(found: Readonly<Record<string, EfficiencyFound>>): string {
  const each = Object.entries(found).map(([env, one]) => ({ title: worldOf(env).env.title, one }));
  return pageHtml(
    "How many decisions are needed?",
    VERSION,
    `<h1>How many decisions are needed?</h1>
<p class="soft">Normalised score as in training (<code>random</code> is 0, the teacher 1; seeds of validation, 95 % intervals over episodes, one training each) by the number of the teacher's
decisions that a student learned from. All take the fast recipe and as many steps.</p>
<p>${legend}</p>
<div class="plots">${each.map(({ title, one }) => `<figure><figcaption>${text(title)}</figcaption>${curves(title, one.points)}</figure>`).join("")}</div>
${each.map(({ title, one }) => `<section><h2>${text(title)}</h2>${tableOf(one)}<p class="soft">${text(one.machine)}</p></section>`).join("\n")}
<p class="soft"><code>npm run evidence -- &lt;env&gt; --efficiency</code> measures an environment anew.</p>`,
  );
}
