/**
 * `npm run perf -- [section...]`: how fast the arena is on this machine, beside an earlier commit of it and beside other programs, and how its
 * costs grow. All sections are measured unless some are named. It prints the table, and writes it as JSON and as a page.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lookup, messageOf } from "../src/core/index.ts";
import { ROOT, VERSION } from "../src/core/package.node.mjs";
import { arena } from "./perf/arena.ts";
import { bench } from "./perf/bench.ts";
import { gpu } from "./perf/gpu.ts";
import { distil } from "./perf/distil.ts";
import { logs } from "./perf/logs.ts";
import { growth } from "./perf/growth.ts";
import { machinery } from "./perf/machinery.ts";
import { memory } from "./perf/memory.ts";
import { type Measured, markdown, perfPage, type Report } from "./perf/report.ts";
import { physics } from "./perf/physics.ts";
import type { Section } from "./perf/section.ts";
import { stepping } from "./perf/stepping.ts";
import { students } from "./perf/students.ts";
import { tab } from "./perf/tab.ts";
import { worlds } from "./perf/worlds.ts";

/** The commit at which the work on speed began. */
const BEGINNING = "5cc5466";

/** Everything that is measured, by the name that chooses it. */
const SECTIONS: Readonly<Record<string, Section>> = {
  stepping,
  worlds,
  physics,
  arena,
  logs,
  machinery,
  tab,
  students,
  distil,
  gpu,
  growth,
  memory,
  bench,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    against: { type: "string", default: BEGINNING },
    out: { type: "string", default: join(ROOT, "benchmarks", "results", "perf") },
  },
});
const say = (line: string) => void process.stderr.write(`${line}\n`);

const sections: Measured[] = [];
const chosen = positionals.length === 0 ? Object.keys(SECTIONS) : positionals;
for (const name of chosen) lookup(SECTIONS, name, "perf", "section");
for (const name of chosen) {
  const { title, measure } = SECTIONS[name]!;
  say(`${title} ...`);
  try {
    const { rows = [], curves = [], open = [] } = await measure({ say, commit: values.against });
    sections.push({ title, rows, curves, open });
  } catch (error) {
    // One part that cannot be measured here does not take the others with it.
    process.exitCode = 1;
    sections.push({ title, rows: [], curves: [], open: [messageOf(error)] });
  }
}

const git = (...args: readonly string[]) => {
  try {
    return execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "";
  }
};
const report: Report = {
  machine: `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}`,
  versions: `Node ${process.versions.node}`,
  date: new Date().toISOString().slice(0, 16).replace("T", " "),
  commit: `${git("rev-parse", "--short", "HEAD") || "unknown"}${git("status", "--porcelain") === "" ? "" : " with changes"}`,
  against: values.against,
  arena: VERSION,
  sections,
};
mkdirSync(values.out, { recursive: true });
writeFileSync(join(values.out, "perf.json"), `${JSON.stringify(report, null, 1)}\n`);
writeFileSync(join(values.out, "perf.html"), perfPage(report));
process.stdout.write(`${markdown(report)}\n${join(values.out, "perf.html")}\n`);
process.exit();
