/** What students do in settings of the evidence, and the committed files that it is kept in. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { figure } from "../../../benchmarks/evidence/figures.ts";
import { writeWhole } from "../../../benchmarks/journal.ts";
import { NORMALIZED, type Score, unscoredIn } from "../../../benchmarks/scores.ts";
import { ArenaError, digest, type Json } from "../../core/index.ts";
import { ROOT, VERSION } from "../../core/package.node.mjs";
import { readJson } from "../../platform/disk.node.ts";
import { MACHINE, play, type Work } from "./work.ts";

/** Where evidence is committed. */
export const EVIDENCE = join(ROOT, "benchmarks", "evidence");

/** Normalised scores by setting and subject; null where a subject was not scored. */
export type Settings = Readonly<Record<string, Readonly<Record<string, Score | null>>>>;

/** What a suite was found to say. */
export type Found = {
  readonly suite: string;
  readonly log: string;
  /** Digests of all that played. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly settings: Settings;
  readonly machine: string;
};

/** Plays a suite in the folder of a work, or goes on with it. Throws `ModelFailed` where a subject has no scores. */
export async function foundIn(work: Work, suite: unknown): Promise<Found> {
  // A run that was begun with another suite is not gone on with.
  const { path, scores } = await play(work, `play-${digest(suite as Json).slice(0, 8)}`, suite);
  const [unscored] = unscoredIn(scores);
  if (unscored !== undefined)
    throw new ArenaError("ModelFailed", `run ${path}`, unscored, "expected scores of all subjects: remove the folder to play it anew");
  return {
    suite: scores.suite.digest,
    log: scores.logDigest,
    inputs: scores.inputs,
    settings: Object.fromEntries(
      scores.benchmarks.map(({ id, subjects }) => [
        id,
        Object.fromEntries(subjects.map(({ subject, scores: of }) => [subject, of[NORMALIZED.id] ?? null])),
      ]),
    ),
    machine: MACHINE,
  };
}

/** Puts what was found in an environment into a file of the evidence, under what was the same for all of them; of other environments the file says what it said. */
export function keepFound(file: string, head: Readonly<Record<string, Json>>, env: string, found: object): void {
  writeWhole(EVIDENCE, file, `${JSON.stringify({ arena: VERSION, ...head, worlds: { ...foundBefore(file), [env]: found } }, null, 1)}\n`);
}

/** What a file of the evidence says of each environment. */
export function foundBefore(file: string): Readonly<Record<string, unknown>> {
  const path = join(EVIDENCE, file);
  if (!existsSync(path)) return {};
  return (readJson(path, path, "expected it as it was written") as { readonly worlds: Readonly<Record<string, unknown>> }).worlds;
}

/** Tells the scores of each setting. */
export function tell(settings: Settings): void {
  for (const [setting, subjects] of Object.entries(settings))
    for (const [subject, score] of Object.entries(subjects))
      process.stdout.write(`${setting.padEnd(14)} ${subject.padEnd(30)} ${figure(score)}\n`);
}
