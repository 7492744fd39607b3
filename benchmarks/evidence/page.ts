/** The page of the evidence: one HTML file without scripts, drawn from the committed figures. */
import { worldOf, worlds } from "../../src/worlds.ts";
import { text } from "../html.ts";
import { factsHtml, pageHtml } from "../report.ts";
import type { Column } from "../../agents/world.ts";
import { NORMALIZED, specOf } from "../scores.ts";
import { watchAddress } from "../watch-address.ts";
import type { BenchmarkFound, Evidence, RunMade, SubjectFound } from "./evidence.ts";
import {
  aimsOf,
  benchmarkOf,
  emergenciesIn,
  figure,
  fixed,
  percent,
  plannedIn,
  planOf,
  ranged,
  thousands,
  titleOf,
  wayOf,
  wordingsIn,
} from "./figures.ts";
import { normalisedOf, subjectOf } from "./lookups.ts";
import { colourOf } from "../colours.ts";
import { differencesPlot, headlinePlot, latencyPlot, scoresPlot } from "./plots.ts";
import { headline, headlineTable } from "./table.ts";

type Cell = string | number;

/** A table; cells are HTML. */
const table = (caption: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `<div class="wide" tabindex="0"><table><caption>${caption}</caption><thead><tr>${head.map((title) => `<th>${title}</th>`).join("")}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join("")}</tr>`)
    .join("")}</tbody></table></div>`;

const swatch = (subject: string): string => `<span class="swatch" style="background:${colourOf(subject)}"></span>${text(subject)}`;
const plot = (caption: string, svg: string): string => `<figure><figcaption>${caption}</figcaption>${svg}</figure>`;
const section = (id: string, title: string, ...parts: readonly string[]): string =>
  `<section id="${id}">\n<h2>${title}</h2>\n${parts.join("\n")}\n</section>`;
const soft = (words: string): string => `<p class="soft">${words}</p>`;
/** Code between backticks. */
const coded = (words: string): string => text(words).replace(/`([^`]+)`/g, "<code>$1</code>");

/** The whole page. */
export function evidencePage(evidence: Evidence): string {
  const { suite, logDigest, machine, playedAt, teacher } = evidence;
  const facts: readonly (readonly [string, string])[] = [
    ["Suite", `${suite.id}@${suite.version}, digest ${suite.digest}`],
    ["Log", logDigest],
    ["Teacher", teacher],
    ...Object.entries(evidence.inputs),
    ["Machine", machine],
    ["Played", `${playedAt.slice(0, 10)}, ${thousands(evidence.seconds)} s`],
  ];
  const parts = [aims, gain, onTest, shift, emergencies, words, unseen, spread, speed, decisions, failures, students]
    .map((part) => part(evidence))
    .filter((part) => part !== "")
    .join("\n");
  return pageHtml(
    "Does it hold?",
    evidence.arena,
    `${pagesOf(evidence)}
<h1>Does it hold? Imitation against Logic Distillation on ${worldOf(evidence.env).env.title.toLowerCase()}</h1>
<p class="soft">Two students of the same size learn from the same decisions of the same teacher: one its actions (imitation, KD), the other the functions it
selects (Logic Distillation, LD). Scores are normalised: <code>random</code> is 0, the teacher 1 on the same seeds. Intervals have 95 %. Scores in the tables of settings lead to the episode that is nearest to
them, beside the teacher's, where <code>npm start</code> serves this page.</p>
${found(evidence)}
<nav class="contents" aria-label="Contents">${contentsOf(parts)}</nav>
${parts}
${section(
  "again",
  "How to have it again",
  `<p><code>npm run evidence -- ${evidence.env}</code> plays the suite with the committed students, measures every decision and draws this page; the log's digest tells whether it
is the same. <code>npm run evidence -- ${evidence.env} --train</code> makes every student anew first. Links to episodes open where <code>npm start</code> serves this page.</p>`,
  factsHtml(facts),
)}`,
  );
}

/** The way to the watch page, and to the evidence on other games. */
function pagesOf({ env: here }: Evidence): string {
  const others = Object.values(worlds).flatMap(({ env, plan }) => (plan.evidence === undefined ? [] : [env]));
  const link = ({ id, title }: { readonly id: string; readonly title: string }) =>
    id === here ? `<span aria-current="page">${text(title)}</span>` : `<a href="${id}.html">${text(title)}</a>`;
  return `<nav class="pages" aria-label="Pages"><a href="../index.html#env=${here}">Watch</a>${others.map(link).join("")}</nav>`;
}

/** The headline: a picture of the two students in every setting, and the README's table. */
function found(evidence: Evidence): string {
  const { head, rows } = headlineTable(evidence);
  const all = aimsOf(evidence);
  const reached = all.filter((aim) => aim.reached).length;
  return section(
    "found",
    "What was found",
    plot(
      "The student by functions (LD, blue) and the better imitation (KD, orange) in each setting; the teacher is 1, random play 0",
      headlinePlot(
        "LD and KD in every setting",
        headline(evidence).map(({ benchmark, ld, better }) => [benchmark.id, normalisedOf(benchmark, ld), normalisedOf(benchmark, better)]),
      ),
    ),
    table(
      `Of ${all.length} aims set before, ${reached} are reached`,
      head,
      // Intervals stand below their means.
      rows.map((row) => row.map((cell) => text(cell).replace(/ (\[[^\]]+\])/, "<small>$1</small>"))),
    ),
  );
}

/** Links to the sections of a page. */
const contentsOf = (html: string): string =>
  [...html.matchAll(/<section id="([^"]+)">\n<h2>(.*?)<\/h2>/g)].map(([, id, title]) => `<a href="#${id!}">${title!}</a>`).join("");

function aims(evidence: Evidence): string {
  return section(
    "aims",
    "What was aimed at",
    table(
      planOf(evidence).notes.aims,
      ["where", "aim", "found", "reached?"],
      aimsOf(evidence).map(({ where, aim, found, reached }) => [
        text(where),
        coded(aim),
        text(found),
        reached ? "reached" : "<strong>missed</strong>",
      ]),
    ),
  );
}

const PARTS = [
  ["functions, selected at random", "functions-random", "random"],
  ["retrieving them by their manuals", "functions-top1", "functions-random"],
  ["choosing by the state, by rules", "expert", "functions-fixed"],
  ["choosing by the state, by a student", "s-llm-ld", "functions-top1"],
  ["a model instead of matched words", "s-llm-ld", "functions-matched"],
  ["purposes instead of conditions", "s-llm-ld", "s-llm-ld.conditions"],
  ["the student beside the best blind choice", "s-llm-ld", "functions-fixed"],
  ["what distillation loses", "s-llm-ld", "expert"],
  ["logic instead of actions", "s-llm-ld", "s-llm-kd-legal"],
  ["the same agent under another name", "null", "expert"],
] as const;

function gain(evidence: Evidence): string {
  const shown = planOf(evidence).gain.flatMap((id) => benchmarkOf(evidence, id) ?? []);
  const rows = PARTS.filter(([, a, b]) => shown.some((benchmark) => plannedIn(benchmark, a, b) !== undefined)).map(([what, a, b]) => [
    text(what),
    `<code>${a}</code> - <code>${b}</code>`,
    ...shown.map((benchmark) => {
      const pair = plannedIn(benchmark, a, b);
      return pair === undefined ? "-" : `${figure(pair.normalised)}${pair.tied ? "<small>tied</small>" : ""}`;
    }),
  ]);
  return section(
    "gain",
    "Where the gain comes from",
    soft(
      "Paired differences in units of teacher - random; <em>tied</em> when the Holm-corrected interval of the difference of returns holds 0.",
    ),
    table("", ["what adds", "difference", ...shown.map(({ title }) => text(title))], rows),
    `<div class="plots">${shown.map((benchmark) => plot(text(titleOf(evidence, benchmark)), differencesPlot(`Differences: ${titleOf(evidence, benchmark)}`, benchmark.planned))).join("")}</div>`,
  );
}

/** What is shown of a game beside the normalised score: its measure, then what its tables show. */
const columnsOf = ({ env }: Evidence): readonly Column[] => {
  const { measure, title, columns } = worldOf(env).benchmark;
  return [{ metric: measure, title }, ...columns];
};

const scoreRow = (benchmark: BenchmarkFound, one: SubjectFound, columns: readonly Column[]): readonly Cell[] => [
  swatch(one.subject),
  one.n,
  watching(benchmark, one, figure(one.scores[NORMALIZED.id])),
  ...columns.map(({ metric }) => ranged(one.scores[metric])),
  one.faults,
  one.latency === null ? "-" : `${one.latency.p50.toFixed(2)}<small>p95 ${one.latency.p95.toFixed(2)}</small>`,
];

const specIn = ({ agent, params }: Pick<SubjectFound, "agent" | "params">) => specOf({ agent, agentParams: params ?? undefined });

/** A figure of a subject that leads to the episode nearest to its mean, beside the teacher, where they part. */
function watching({ game, subjects }: BenchmarkFound, { subject, agent, params, typical }: SubjectFound, content: string): string {
  if (game === undefined || typical === undefined) return content;
  const teacher = subjects.find((one) => one.subject === "expert" && one.subject !== subject);
  const address = watchAddress(game, {
    subject: specIn({ agent, params }),
    seed: typical,
    ...(teacher === undefined ? {} : { beside: specIn(teacher), t: "parting" }),
  });
  return `<a href="../index.html#${text(address)}" title="Seed ${typical}, the episode nearest to the mean">${content}</a>`;
}

/** The mean of a subject's measure. */
const measureIn = ({ env }: Evidence, { scores }: SubjectFound): number => scores[worldOf(env).benchmark.measure]?.mean ?? 0;

const scoresTable = (evidence: Evidence, benchmark: BenchmarkFound): string =>
  table(
    `${text(titleOf(evidence, benchmark))}: split ${benchmark.split}`,
    ["subject", "n", "normalised", ...columnsOf(evidence).map(({ title }) => text(title)), "faults", "ms a decision"],
    [...benchmark.subjects]
      .sort((a, b) => Number(a.offline) - Number(b.offline) || measureIn(evidence, b) - measureIn(evidence, a))
      .map((one) => {
        const row = scoreRow(benchmark, one, columnsOf(evidence));
        return one.offline ? [`${swatch(one.subject)}<small>offline teacher, not ranked</small>`, ...row.slice(1)] : row;
      }),
  ) +
  Object.entries(benchmark.absent)
    .map(([subject, why]) => soft(`<strong>${text(subject)}</strong> is absent: ${text(why)}.`))
    .join("");

function benchmarks(evidence: Evidence, id: string, title: string, about: string, ids: readonly string[]): string {
  const found = ids.flatMap((one) => benchmarkOf(evidence, one) ?? []);
  return section(
    id,
    title,
    soft(about),
    `<div class="plots">${found.map((one) => plot(text(titleOf(evidence, one)), scoresPlot(titleOf(evidence, one), one.subjects))).join("")}</div>`,
    ...found.map((one) => scoresTable(evidence, one)),
  );
}

const onTest = (evidence: Evidence) =>
  benchmarks(
    evidence,
    "test",
    "As in training, on other seeds",
    planOf(evidence).notes.test,
    evidence.benchmarks.filter(({ split }) => split === "test").map(({ id }) => id),
  );

const shift = (evidence: Evidence) =>
  benchmarks(evidence, "shift", planOf(evidence).notes.shiftTitle, planOf(evidence).notes.shift, planOf(evidence).shifts);

function emergencies(evidence: Evidence): string {
  const all = emergenciesIn(evidence);
  const twice = [benchmarkOf(evidence, planOf(evidence).twice)].filter((one) => one !== undefined);
  const rows = all.flatMap((benchmark) =>
    ["s-llm-ld", "s-llm-ld.answers", "s-llm-ld.distractors", "s-llm-ld.none", "s-llm-ld.conditions", "functions-matched"].flatMap(
      (name) => {
        const one = subjectOf(benchmark, name);
        if (one === undefined) return [];
        const { answered, foreign } = one.measured ?? {};
        const absent = name.endsWith(".distractors") || name.endsWith(".none");
        return [
          [
            name === "s-llm-ld" ? text(titleOf(evidence, benchmark)) : "",
            swatch(name),
            watching(benchmark, one, figure(normalisedOf(benchmark, name))),
            absent ? "-" : percent(answered),
            percent(foreign),
          ],
        ];
      },
    ),
  );
  return section(
    "emergencies",
    "Rules that change in mid-game",
    soft(planOf(evidence).notes.emergencies),
    table("Decisions", ["setting", "subject", "normalised", "takes the right answer", "takes one to another notice"], rows),
    `<div class="plots">${[...all, ...twice].map((one) => plot(text(titleOf(evidence, one)), scoresPlot(titleOf(evidence, one), one.subjects))).join("")}</div>`,
    ...all.map((one) => scoresTable(evidence, one)),
    ...twice.map((one) => scoresTable(evidence, one)),
  );
}

/** What each arm of a setting in other words is. */
const ARMS: Readonly<Record<string, string>> = {
  "s-llm-ld": "the student, manuals as committed",
  "s-llm-ld.reworded": "in other words",
  "s-llm-ld.short": "one short sentence each",
  "s-llm-ld.shuffled": "each with the purpose of another",
  "s-llm-ld.notices": "rule changes announced in other words",
  "s-llm-ld.all": "every function of the stage a candidate",
  "functions-top1.trained": "the first that its retriever finds, without the student",
  "functions-top1.reworded": "the same, in other words",
  "functions-matched": "words matched, no model",
  expert: "the teacher",
};

function words(evidence: Evidence): string {
  const all = wordingsIn(evidence);
  const controls = evidence.runs.filter(({ id }) => planOf(evidence).controls?.some((control) => control === id));
  if (all.length === 0 && controls.length === 0) return "";
  // A table for each setting: beside the titles of all of them, figures would stand outside of narrow screens.
  const tables = all.map((benchmark) =>
    table(
      text(titleOf(evidence, benchmark)),
      ["subject", "n", "normalised", "what it loses", "selects as the teacher", "retrieves the teacher's"],
      Object.entries(ARMS).flatMap(([subject, about]) => {
        const one = subjectOf(benchmark, subject);
        if (one === undefined) return [];
        const { selection, retrieval } = one.measured ?? {};
        return [
          [
            `${swatch(subject)}<small>${text(about)}</small>`,
            one.n,
            watching(benchmark, one, figure(normalisedOf(benchmark, subject))),
            figure(plannedIn(benchmark, "s-llm-ld", subject)?.normalised),
            percent(selection?.["all"]),
            percent(retrieval),
          ],
        ];
      }),
    ),
  );
  return section(
    "words",
    "In other words",
    soft(
      "Manuals said by others, who saw neither states nor the teacher's table: does a student read, or does it know sentences by heart? Where every function has the purpose of another, whoever reads must fail.",
    ),
    ...tables,
    controls.length === 0
      ? ""
      : table(
          "Students that lack something, on seeds of validation",
          ["student", "n", "normalised", "selects as the teacher"],
          evidence.runs
            .filter(({ id }) => id === "seed-1" || controls.some((control) => control.id === id))
            .map((run) => [text(run.about), run.episodes, figure(run.validation["s-llm-ld"]), selected(run)]),
        ),
  );
}

function unseen(evidence: Evidence): string {
  const benchmark = benchmarkOf(evidence, "unseen-functions");
  const way = wayOf(evidence);
  if (benchmark === undefined || way === undefined) return "";
  const subjects = ["functions-random", "functions-top1", "s-llm-ld-hidden", "s-llm-ld"];
  return section(
    "unseen",
    "Functions never seen in training",
    soft(
      `${evidence.hidden.map((name) => `<code>${text(name)}</code>`).join(", ")} were hidden from the training data and from the teacher that made it, and are there in play. Where the teacher takes one of them, the student takes it too in ${(100 * way.hidden).toFixed(1)} % of ${thousands(way.of)} stages; random selection in ${(100 * way.random).toFixed(1)} %; among known functions it selects as the teacher in ${(100 * way.known).toFixed(1)} %. That is ${way.way.toFixed(2)} of the way. ${planOf(evidence).notes.unseen}`,
    ),
    table(
      "Selections where the teacher takes a hidden function (share, and of how many stages)",
      ["function", ...subjects.map(swatch)],
      evidence.hidden.map((name) => [
        `<code>${text(name)}</code>`,
        ...subjects.map((subject) => {
          const share = subjectOf(benchmark, subject)?.measured?.byFunction[name];
          return share === undefined ? "-" : `${percent(share)}<small>${share.of}</small>`;
        }),
      ]),
    ),
    scoresTable(evidence, benchmark),
  );
}

function spread(evidence: Evidence): string {
  const trained = evidence.runs.filter(({ id }) => id.startsWith("seed-"));
  const validation = ["s-llm-ld", "s-llm-kd-legal"].map((kind) => [
    swatch(kind),
    ...trained.map((run) => `${figure(run.validation[kind])}${kind === "s-llm-ld" ? `<small>${selected(run)}</small>` : ""}`),
  ]);
  return section(
    "spread",
    "Three training seeds",
    soft(
      "What differs between them is where the weights begin and which examples come when. The spread stands beside the intervals, which are over episodes alone.",
    ),
    table(
      "On seeds of validation: normalised scores, and the share of held-out selections that are the teacher's",
      ["student", ...trained.map(({ about }) => text(about))],
      validation,
    ),
  );
}

/** The share of held-out selections that are the teacher's. */
const selected = ({ agreement: { selection } }: Pick<RunMade, "agreement">): string =>
  `${((100 * selection.right) / Math.max(1, selection.of)).toFixed(1)} % of selections`;

function speed(evidence: Evidence): string {
  const arms = benchmarkOf(evidence, "test-arms");
  const test = benchmarkOf(evidence, "test");
  if (arms === undefined || test === undefined) return "";
  const subjects = [...test.subjects, ...arms.subjects.filter(({ subject }) => subjectOf(test, subject) === undefined)];
  return section(
    "speed",
    "What a decision costs",
    soft(
      "Milliseconds of a decision in the median, on this machine, in Node with one thread a worker; states that came before are remembered by students. Parameters are those of the students' files. Scores of validation are normalised by the teacher of the same run, which for the hidden functions is one without them.",
    ),
    `<div class="plots">${plot("Normalised score by milliseconds a decision takes", latencyPlot("Score by latency", subjects))}</div>`,
    table(
      "Students by size",
      ["run", "kind", "parameters", "MB", "trained, s", "normalised, validation", "digest"],
      evidence.runs.flatMap(({ about, students: made, validation }) =>
        made.map(({ kind, parameters, bytes, seconds, digest }) => [
          text(about),
          kind.toUpperCase(),
          thousands(parameters),
          (bytes / 1e6).toFixed(2),
          thousands(seconds),
          figure(validation[kind === "ld" ? "s-llm-ld" : "s-llm-kd-legal"]),
          `<code>${digest.slice(0, 12)}</code>`,
        ]),
      ),
    ),
  );
}

const four = (value: number): string => fixed(value, 4);

function decisions(evidence: Evidence): string {
  const stages = [
    ...new Set(evidence.benchmarks.flatMap(({ subjects }) => subjects.flatMap(({ measured }) => Object.keys(measured?.selection ?? {})))),
  ].filter((id) => id !== "all");
  const rows = evidence.benchmarks.flatMap((benchmark) =>
    [
      "s-llm-ld",
      "s-llm-ld.conditions",
      "s-llm-ld-hidden",
      "s-llm-kd-legal",
      "s-llm-kd-legal-augmented",
      "functions-matched",
      "functions-top1",
      "functions-fixed",
    ].flatMap((name) => {
      const measured = subjectOf(benchmark, name)?.measured;
      if (measured == null) return [];
      return [
        [
          text(titleOf(evidence, benchmark)),
          swatch(name),
          ...stages.map((id) => percent(measured.selection[id])),
          percent(measured.selection["all"]),
          percent(measured.retrieval),
          percent(measured.moves),
          `${four(measured.valueLoss.share)}<small>[${four(measured.valueLoss.low)}, ${four(measured.valueLoss.high)}]</small>`,
        ],
      ];
    }),
  );
  return section(
    "decisions",
    "Decision by decision",
    soft(
      "In the states that each comes to: how often it selects as its teacher would, by stage; how often the teacher's function is among those retrieved; how often its move is the teacher's; and how much of the measure a decision loses, by playing on with the teacher after either move on the same draws (two decisions an episode, four draws). Episode scores forgive wrong choices; these do not.",
    ),
    table("", ["setting", "subject", ...stages, "all stages", "retrieved", "moves", "lost by a decision"], rows),
  );
}

function failures(evidence: Evidence): string {
  const parts = evidence.benchmarks.flatMap((benchmark) =>
    benchmark.failures
      .filter(({ worse }) => worse > 0)
      .map(
        ({
          subject,
          worse,
          of,
          causes,
          worst,
        }) => `<details><summary>${text(titleOf(evidence, benchmark))}, ${swatch(subject)}: ${worse} of ${of} episodes worse than the teacher's by more than ${planOf(evidence).worse}</summary>
${table(
  "What went wrong first",
  ["first selection that is not the teacher's", "episodes"],
  Object.entries(causes)
    .slice(0, 8)
    .map(([cause, count]) => [text(cause), count]),
)}
${table(
  "The worst",
  ["seed", "student", "teacher", "first slip", "watch"],
  worst.map(({ seed, student, teacher, slip, address }) => [
    seed,
    student.toFixed(2),
    teacher.toFixed(2),
    slip === null
      ? "-"
      : `step ${slip.t + 1}, ${text(slip.role)}, ${text(slip.stage)}: <code>${text(slip.taken)}</code> for <code>${text(slip.right)}</code>${slip.retrieved ? "" : ", which was not retrieved"}`,
    `<a href="../index.html#${text(address)}">watch beside the teacher</a>`,
  ]),
)}</details>`,
      ),
  );
  return section(
    "failures",
    "Where it fails, and why",
    soft(
      "Episodes of the student by functions that are worse than its teacher's on the same seed, by the measure. Links open both on the watch page, in the first step in which they act differently.",
    ),
    ...parts,
  );
}

function students(evidence: Evidence): string {
  return section(
    "students",
    "Students",
    table(
      "",
      ["committed as", "run", "kind", "decisions", "data", "weights"],
      evidence.runs.flatMap(({ about, decisions: count, data, students: made }) =>
        made.flatMap(({ name, kind, digest }) =>
          name === null
            ? []
            : [
                [
                  `<code>${text(name)}</code>`,
                  text(about),
                  kind.toUpperCase(),
                  thousands(count),
                  `<code>${data}</code>`,
                  `<code>${digest}</code>`,
                ],
              ],
        ),
      ),
    ),
  );
}
