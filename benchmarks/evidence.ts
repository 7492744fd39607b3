/**
 * `npm run evidence`: does it hold? Plays the suite `pursuit-evidence` with the committed students, measures every decision, and writes
 * the evidence, its page and the README's table. With `--train` all students are made anew first (about an hour and a half on two cores);
 * with `--draw` the page and the table alone are drawn again from the committed evidence.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../src/cli/site.ts";
import { isArenaError } from "../src/cli/failure.ts";
import type { Evidence } from "./evidence/evidence.ts";
import { madeHere, playAll, strangers, trainAll } from "./evidence/make.ts";
import { evidencePage } from "./evidence/page.ts";
import { withTable } from "./evidence/table.ts";
import { writeWhole } from "./journal.ts";

const FOLDER = join(ROOT, "benchmarks", "evidence");
const FILE = "pursuit.json";

const committed = (): Evidence | undefined =>
  existsSync(join(FOLDER, FILE)) ? (JSON.parse(readFileSync(join(FOLDER, FILE), "utf8")) as Evidence) : undefined;

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { train: { type: "boolean" }, draw: { type: "boolean" } } });
  const before = committed();
  if (values.draw === true) {
    if (before === undefined) throw new Error(`no ${FILE} to draw from, expected \`npm run evidence\` first`);
    return draw(before);
  }
  const abort = new AbortController();
  process.once("SIGINT", () => abort.abort()).once("SIGTERM", () => abort.abort());
  const made = values.train === true ? await trainAll(abort.signal) : (before?.runs ?? madeHere());
  const others = strangers(made);
  if (others.length > 0)
    say(`Not the committed students: ${others.join(", ")}. The suite is played with those that are committed in agents/student/models.`);
  const evidence = await playAll(made);
  if (before !== undefined)
    say(
      before.logDigest === evidence.logDigest
        ? "The log is the one that the committed evidence was made of."
        : `Another log than that of the committed evidence: ${evidence.logDigest}, not ${before.logDigest}`,
    );
  writeWhole(FOLDER, FILE, `${JSON.stringify(evidence, null, 1)}\n`);
  draw(evidence);
}

function draw(evidence: Evidence): void {
  writeWhole(FOLDER, "pursuit.html", evidencePage(evidence));
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  writeWhole(ROOT, "README.md", withTable(readme, evidence));
  process.stdout.write(`benchmarks/evidence/${FILE}, benchmarks/evidence/pursuit.html, README.md\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    isArenaError(error) ? `${error.message}\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
