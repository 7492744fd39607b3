/** `arena compare`: the paired difference of two runs. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { compareRuns, readScores } from "../../benchmarks/compare.ts";
import { FILES } from "../../benchmarks/journal.ts";
import { RESULTS } from "../core/package.node.mjs";

/** Runs `arena compare`; returns the exit code. */
export function compare(
  first: string,
  second: string,
  options: { readonly metric: string; readonly subject?: string; readonly versus?: string; readonly json?: boolean },
): number {
  const folder = (run: string) => (existsSync(join(run, FILES.scores)) ? run : existsSync(run) ? run : resolve(RESULTS, run));
  const rows = compareRuns(readScores(folder(first)), readScores(folder(second)), {
    metric: options.metric,
    a: options.subject,
    b: options.versus ?? options.subject,
  });
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const number = (value: number) => value.toFixed(3).padStart(8);
  const lines = [
    `${options.metric}, second minus first, paired on common seeds, 95 % intervals, Holm-corrected p`,
    `${"benchmark".padEnd(24)}${"first".padEnd(18)}${"second".padEnd(18)}${"n".padStart(6)}${"first".padStart(9)}${"second".padStart(9)}${"diff".padStart(9)}  interval            p`,
    ...rows.map(
      (row) =>
        `${row.benchmark.padEnd(24)}${row.a.padEnd(18)}${row.b.padEnd(18)}${String(row.n).padStart(6)} ${number(row.meanA)} ${number(row.meanB)} ${number(row.difference)}  [${number(row.low)},${number(row.high)}]  ${row.pHolm.toFixed(4)}${row.tied ? "  tied" : ""}`,
    ),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}
