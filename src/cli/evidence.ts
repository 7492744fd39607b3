/**
 * `arena evidence`: does it hold? Plays the suite of a world's evidence with the committed students, measures every decision, and writes the
 * evidence, its page and the README's table. Every part goes on where it was stopped.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { bench } from "./bench.ts";
import { crossEnv } from "./cross-env.ts";
import { efficiency } from "./efficiency.ts";
import { joint } from "./joint.ts";
import { adoptStudent, MODELS } from "./distilling/adopted.ts";
import { type Distilled, distilled } from "./distilling/distilled.ts";
import { EVIDENCE } from "./distilling/found.ts";
import { interruptible } from "./interruption.ts";
import { RESULTS, ROOT } from "../core/package.node.mjs";
import { ArenaError, lookup } from "../core/index.ts";
import { readJson } from "../platform/disk.node.ts";
import type { Kind } from "../distill/recipe.ts";
import { parameterCount } from "../student/decoder.ts";
import { studentDigest, STUDENT_FILES, type StudentFile } from "../student/student.ts";
import type { TokenizerFile } from "../student/tokenizer.ts";
import { eachEpisode } from "../../benchmarks/each-episode.ts";
import { FILES, openJournal, writeWhole } from "../../benchmarks/journal.ts";
import { damaged } from "../../benchmarks/run.ts";
import { unscoredIn } from "../../benchmarks/scores.ts";
import { readScores } from "../../benchmarks/compare.ts";
import { type BenchmarkFound, benchmarksFound, type Evidence, type RunMade, type StudentMade } from "../../benchmarks/evidence/evidence.ts";
import { evidencePage } from "../../benchmarks/evidence/page.ts";
import { withTable } from "../../benchmarks/evidence/table.ts";
import { type EpisodeMeasured, measurementOf } from "../../benchmarks/evidence/measure.ts";
import { planned, type Run, runsOf } from "../../benchmarks/evidence/plan.ts";

/** Where students and runs of the evidence are kept, which are not committed. */
const HOME = join(RESULTS, "evidence");

const AS_WRITTEN = "expected it as it was written: remove it to have it made anew";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** What is worked on: a world, the plan of its evidence, and the runs in it. */
type Work = ReturnType<typeof planned> & { readonly runs: readonly Run[] };

/** The folder of a run. */
const folderOf = ({ id, recipe }: Run): string => join(HOME, recipe.env, id);

/** The summary of a run that was made here; undefined if it was not. */
function summaryOf(run: Run): Distilled | undefined {
  const path = join(folderOf(run), "distilled.json");
  return existsSync(path) ? (readJson(path, path, AS_WRITTEN) as Distilled) : undefined;
}

/** Trains the students of every run that has none yet. */
async function trainAll({ world, runs }: Work, signal: AbortSignal): Promise<void> {
  for (const [i, run] of runs.entries()) {
    say(`${run.id}, ${i + 1} of ${runs.length}: ${run.about}`);
    if (summaryOf(run) !== undefined) continue;
    await distilled({ world, recipe: run.recipe, folder: folderOf(run), size: availableParallelism(), signal, budget: undefined });
  }
}

/** The summaries of all runs that were made here; of those that were not, what `before` has of them. */
const madeHere = ({ runs }: Work, before: readonly RunMade[] = []): readonly RunMade[] =>
  runs.flatMap((run) => {
    const summary = summaryOf(run);
    return summary === undefined ? before.filter(({ id }) => id === run.id) : [runMade(run, folderOf(run), summary)];
  });

/** The runs of a list of ids. Throws `UnknownId`. */
function runsNamed(runs: readonly Run[], list: string): readonly Run[] {
  const known = Object.fromEntries(runs.map((run) => [run.id, run]));
  return list.split(",").map((id) => lookup(known, id.trim(), "arena evidence --runs", "training"));
}

function runMade({ id, about, committed }: Run, folder: string, summary: Distilled): RunMade {
  const { recipe, data, decisions, agreement, scores, machine } = summary;
  const [benchmark] = scores.benchmarks;
  return {
    id,
    about,
    recipe,
    data,
    decisions,
    students: Object.entries(summary.students).map(([kind, path]) =>
      studentMade(kind as Kind, join(folder, path), committed?.[kind as Kind]),
    ),
    agreement,
    validation: Object.fromEntries(
      benchmark!.subjects.flatMap(({ subject, scores: of }) => {
        const score = of["score_normalized"];
        return score == null ? [] : [[subject, score]];
      }),
    ),
    episodes: benchmark!.subjects[0]!.n,
    machine,
  };
}

function studentMade(kind: Kind, path: string, name: string | undefined): StudentMade {
  const file = join(path, STUDENT_FILES.student);
  const { decoder, origin } = readJson(file, file, AS_WRITTEN) as StudentFile;
  return {
    kind,
    name: name ?? null,
    digest: digestIn(path),
    parameters: parameterCount(decoder),
    bytes: statSync(join(path, STUDENT_FILES.weights)).size,
    seconds: Number(origin["seconds"]),
  };
}

/** The digest of the student in a folder. */
function digestIn(path: string): string {
  const read = (file: string): unknown => readJson(join(path, file), join(path, file), AS_WRITTEN);
  return studentDigest(read(STUDENT_FILES.student) as StudentFile, read(STUDENT_FILES.tokenizer) as TokenizerFile);
}

/** Names of those students that differ from the committed ones of the same name. */
const strangers = (students: Iterable<{ readonly name: string; readonly digest: string }>): readonly string[] => {
  const names = [...students].flatMap(({ name, digest }) => {
    const path = join(MODELS, name);
    return existsSync(join(path, STUDENT_FILES.student)) && digestIn(path) === digest ? [] : [name];
  });
  return [...new Set(names)];
};

/** The students of these runs that are to be committed. */
const named = (made: readonly RunMade[]) =>
  made.flatMap(({ students }) => students.flatMap(({ name, digest }) => (name === null ? [] : [{ name, digest }])));

/** The students that played a benchmark. */
const studentsIn = ({ subjects }: BenchmarkFound) => subjects.flatMap(({ measured }) => measured?.student ?? []);

/** Replaces the committed students by those that were made here. */
function adoptAll({ runs }: Work): void {
  for (const run of runs) {
    const { id, committed = {} } = run;
    for (const [kind, path] of Object.entries(summaryOf(run)?.students ?? {})) {
      const name = committed[kind as Kind];
      if (name === undefined) continue;
      adoptStudent(name, join(folderOf(run), path));
      say(`${name} is that of ${id}`);
    }
  }
}

/** Plays the suite, or goes on with it, and measures what its log says. */
async function playAll({ world, plan }: Work, made: readonly RunMade[]): Promise<Evidence> {
  const folder = join(HOME, plan.suite);
  const measured: EpisodeMeasured[] = [];
  // A run with scores is complete: scoring it again would take minutes.
  if (!existsSync(join(folder, FILES.scores))) {
    const begun = existsSync(join(folder, FILES.info));
    const options = { runtime: "node", json: false, ...(begun ? { resume: folder } : { out: HOME, name: plan.suite }) };
    await bench(begun ? undefined : plan.suite, options, (one) => measured.push(one));
  }
  const journal = await openJournal(folder);
  const { suite } = journal.info;
  journal.close();
  if (!journal.complete) throw new ArenaError("Stopped", `run ${folder}`, "it is not whole", "expected to go on with the same command");
  const scores = readScores(folder);
  const [unscored] = unscoredIn(scores);
  if (unscored !== undefined)
    throw new ArenaError(
      "ModelFailed",
      `run ${folder}`,
      unscored,
      "expected scores of all subjects: remove the folder to play the suite anew",
    );
  const total = scores.benchmarks.reduce((sum, { subjects }) => sum + subjects.reduce((all, { n }) => all + n, 0), 0);
  // A run that was scored just now was measured on the way.
  if (measured.length === 0) {
    say("Measuring decisions");
    for await (const { line, found, error } of eachEpisode(journal.log, { measure: { suite } })) {
      if (error !== undefined) throw damaged(error, journal.log, line);
      measured.push(found.measured!);
      if (measured.length % 1000 === 0) say(`${measured.length} of ${total} episodes measured`);
    }
  }
  const measurement = measurementOf(measured);
  const others = strangers(measurement.measured.flatMap(({ student }) => student ?? []));
  if (others.length > 0)
    throw new ArenaError(
      "BadInput",
      `run ${folder}`,
      `${others.join(", ")} differ from those in ${relative(ROOT, MODELS)}`,
      "expected the same: remove the folder to play the suite anew",
    );
  return {
    env: world.env.id,
    arena: scores.arena,
    suite: scores.suite,
    logDigest: scores.logDigest,
    inputs: scores.inputs,
    teacher: "expert",
    machine: scores.wall.machine,
    playedAt: scores.wall.startedAt,
    seconds: Math.round(scores.wall.seconds),
    hidden: plan.hidden,
    runs: made,
    benchmarks: benchmarksFound(suite, scores, measurement, plan),
  };
}

/** The files of a world's evidence in this folder. */
const filesOf = (env: string) => ({ data: `${env}.json`, page: `${env}.html` });

/** The flags of `arena evidence`. */
export type EvidenceOptions = {
  readonly train?: boolean;
  readonly runs?: string;
  readonly adopt?: boolean;
  readonly draw?: boolean;
  readonly crossEnv?: boolean;
  readonly joint?: boolean;
  readonly efficiency?: boolean;
};

/** What is measured with students of its own, by its flag. */
const APART = {
  "--cross-env": crossEnv,
  "--joint": (_: unknown, signal: AbortSignal, adopt: boolean) => joint(signal, adopt),
  "--efficiency": efficiency,
} as const;

/** The flag of what is measured apart, if one is given. Throws `BadInput` where others are given that do not go with it. */
function apart(env: string | undefined, options: EvidenceOptions): keyof typeof APART | undefined {
  const { crossEnv: elsewhere, joint: together, efficiency: few, train, runs, adopt, draw } = options;
  const given = { "--cross-env": elsewhere, "--joint": together, "--efficiency": few };
  const [flag, ...others] = (Object.keys(APART) as (keyof typeof APART)[]).filter((one) => given[one] === true);
  if (flag === undefined) return undefined;
  const where = `arena evidence ${flag}`;
  const joins = flag === "--joint";
  if (others.length > 0 || train === true || runs !== undefined || draw === true || (adopt === true && !joins))
    throw new ArenaError(
      "BadInput",
      where,
      "other flags with it",
      `expected it ${joins ? "with --adopt or " : ""}alone: it trains and plays students of its own`,
    );
  if (joins && env !== undefined) throw new ArenaError("BadInput", where, `"${env}"`, "expected no environment: it measures all of them");
  return flag;
}

/** Does what can be stopped; where it was, throws `Stopped`. */
async function stoppable(command: string, task: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const { signal, end } = interruptible();
  try {
    await task(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new ArenaError("Stopped", command, "stopped", `expected to go on with the same command: what was done is in ${RESULTS}`);
  } finally {
    end();
  }
}

/** Runs `arena evidence`; returns the exit code. */
export async function evidence(env: string | undefined, options: EvidenceOptions): Promise<number> {
  const { train = false, runs, adopt = false, draw = false } = options;
  const flag = apart(env, options);
  const chosen = planned(env);
  await chosen.world.env.prepare?.();
  if (flag !== undefined) {
    await stoppable(`arena evidence ${flag}`, (signal) => APART[flag](chosen, signal, adopt));
    return 0;
  }
  const work: Work = { ...chosen, runs: runsOf(chosen) };
  if (runs !== undefined && !train)
    throw new ArenaError("BadInput", "arena evidence --runs", "nothing is trained", "expected --train beside it");
  const wanted = runs === undefined ? work.runs : runsNamed(work.runs, runs);
  const path = join(EVIDENCE, filesOf(work.world.env.id).data);
  if (draw && !existsSync(path)) throw new ArenaError("BadInput", "arena evidence --draw", `no ${path}`, "expected `arena evidence` first");
  if (train) await stoppable("arena evidence --train", (signal) => trainAll({ ...work, runs: wanted }, signal));
  if (adopt) adoptAll(work);
  // Read after the long training, since the evidence may have changed in the meantime.
  const before = existsSync(path) ? (readJson(path, path, AS_WRITTEN) as Evidence) : undefined;
  const made = train || adopt ? madeHere(work, runs === undefined ? [] : before?.runs) : (before?.runs ?? madeHere(work));
  if (draw) {
    const played = new Map(before!.benchmarks.flatMap(studentsIn).map(({ name, digest }) => [name, digest]));
    const others = named(made).filter(({ name, digest }) => played.get(name) !== digest);
    if (others.length > 0)
      throw new ArenaError(
        "BadInput",
        "arena evidence --draw",
        `${others.map(({ name }) => name).join(", ")} did not play what is to be drawn`,
        "expected `arena evidence`, which plays the suite anew",
      );
    return written({ ...before!, runs: made });
  }
  const others = strangers(named(made));
  if (others.length > 0)
    say(`Not the committed students: ${others.join(", ")}. The suite is played by those in ${relative(ROOT, MODELS)}.`);
  const found = await playAll(work, made);
  if (before !== undefined)
    say(
      before.logDigest === found.logDigest
        ? "The log is the one that the committed evidence was made of: every choice is the same."
        : `Another log than that of the committed evidence: ${found.logDigest}, not ${before.logDigest}`,
    );
  return written(found);
}

/** Writes the evidence, its page and the README's table. */
function written(found: Evidence): number {
  const { data, page } = filesOf(found.env);
  writeWhole(EVIDENCE, data, `${JSON.stringify(found, null, 1)}\n`);
  writeWhole(EVIDENCE, page, evidencePage(found));
  writeWhole(ROOT, "README.md", withTable(readFileSync(join(ROOT, "README.md"), "utf8"), found));
  process.stdout.write(`benchmarks/evidence/${data}, benchmarks/evidence/${page}, README.md\n`);
  return 0;
}
