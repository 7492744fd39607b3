/** Writes the table of a world's evidence into the README, between two markers. */
import { ArenaError } from "../../src/core/index.ts";
import { worldOf } from "../../src/worlds.ts";
import { capital } from "../report.ts";
import type { Evidence, SubjectFound } from "./evidence.ts";
import { aimsOf, benchmarkOf, emergenciesIn, figure, percent, planOf, plannedIn, thousands, titleOf } from "./figures.ts";
import { imitationIn, KD, normalisedOf, subjectOf, testsIn } from "./lookups.ts";

/** What stands before and after the table of a world. */
const marksOf = (env: string) => [`<!-- evidence ${env} -->`, `<!-- /evidence ${env} -->`] as const;

/** The text with the evidence between its markers; throws `BadInput` if it has no markers. */
export function withTable(text: string, evidence: Evidence): string {
  const [begin, end] = marksOf(evidence.env);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new ArenaError("BadInput", "README.md", "no place for the evidence", `expected ${begin} and ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${tableOf(evidence)}\n\n${text.slice(to)}`;
}

/** Rows of a table in Markdown, its columns as wide as they have to be. */
function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, c) => Math.max(title.length, 3, ...rows.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, c) => cell.padEnd(widths[c]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The settings of the headline, each with the arm of imitation that did better there. */
export function headline(evidence: Evidence) {
  const rest = [...planOf(evidence).shifts, ...emergenciesIn(evidence).map(({ id }) => id), "unseen-functions"];
  return [...testsIn(evidence), ...rest.flatMap((id) => benchmarkOf(evidence, id) ?? [])].map((benchmark) => {
    return { benchmark, ld: benchmark.id === "unseen-functions" ? "s-llm-ld-hidden" : "s-llm-ld", ...imitationIn(benchmark) };
  });
}

/** The headline table as text: what its columns are called, and its rows. */
export function headlineTable(evidence: Evidence): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const found = headline(evidence);
  // Arms that some suites lack have a column where they were played.
  const more = MORE.filter(([, subject]) => found.some(({ benchmark }) => subjectOf(benchmark, subject) !== undefined));
  return {
    head: [
      "setting",
      "n",
      "by functions (LD)",
      ...more.map(([title]) => title),
      "imitation (KD)",
      "KD, another arm",
      "LD - the better KD",
      "LD selects as the teacher",
    ],
    rows: found.map(({ benchmark, ld, arm, better }) => [
      titleOf(evidence, benchmark),
      String(subjectOf(benchmark, ld)?.n ?? 0),
      figure(normalisedOf(benchmark, ld)),
      ...more.map(([, subject]) => figure(normalisedOf(benchmark, subject))),
      figure(normalisedOf(benchmark, KD)),
      arm === undefined ? "-" : `${figure(normalisedOf(benchmark, arm))} ${arm.slice(KD.length + 1)}`,
      figure(plannedIn(benchmark, "s-llm-ld", better)?.normalised),
      percent(selectionOf(subjectOf(benchmark, ld))),
    ]),
  };
}

/** The headline table in Markdown: n, intervals, teacher, size and hardware. */
export function tableOf(evidence: Evidence): string {
  const { suite, logDigest, machine, teacher, runs } = evidence;
  const { head, rows } = headlineTable(evidence);
  const student = runs[0]?.students.find(({ kind }) => kind === "ld");
  const decisionsOf = (run: string): number => runs.find(({ id }) => id === run)?.decisions ?? 0;
  const aims = aimsOf(evidence);
  const reached = aims.filter((aim) => aim.reached).length;
  return [
    markdown(head, rows),
    "",
    `${capital(worldOf(evidence.env).benchmark.title)} normalised: \`random\` is 0, the teacher (\`${teacher}\`) 1 on the same seeds; 95 % intervals over n seeds. \`augmented\` learned from ${planOf(evidence).notes.augmented} too`,
    `(${thousands(decisionsOf("augmented"))} decisions); \`untold\` is not told the notice, whose words it never learned. In the last row LD never saw ${evidence.hidden.map((name) => `\`${name}\``).join(", ")}`,
    `in training, nor did its teacher (${thousands(decisionsOf("hidden"))} decisions). Students: ${((student?.parameters ?? 0) / 1e6).toFixed(2)} M parameters, ${((student?.bytes ?? 0) / 1e6).toFixed(1)} MB, trained in ${Math.round((student?.seconds ?? 0) / 60)} minutes on ${thousands(runs[0]?.decisions ?? 0)} decisions.`,
    `Machine: ${machine}. Suite \`${suite.id}@${suite.version}\` (${suite.digest}), log \`${logDigest.slice(0, 16)}\`. Of ${aims.length} aims set before, ${reached} are reached.`,
  ].join("\n");
}

/** Further arms that have a column: what it is called, and the subject. */
const MORE = [
  ["words matched, no model", "functions-matched"],
  ["its retriever alone", "functions-top1.trained"],
  ["LD that reads conditions", "s-llm-ld.conditions"],
] as const;

const selectionOf = (subject: SubjectFound | undefined) => subject?.measured?.selection["all"];
