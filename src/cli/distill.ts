/** `arena distill`: a teacher's decisions, students trained on them, and how these play; every stage can be stopped and goes on. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, relative, resolve } from "node:path";
import { createJournal, FILES, openJournal, writeWhole } from "../../benchmarks/journal.ts";
import { nodeRunner } from "../../benchmarks/runners/node.ts";
import { runSuite } from "../../benchmarks/run.ts";
import type { Scores } from "../../benchmarks/scores.ts";
import { parseSuite, suiteDigest } from "../../benchmarks/suite.ts";
import { scoreTable } from "../../benchmarks/table.ts";
import { worldOf } from "../worlds.ts";
import type { World } from "../../agents/world.ts";
import { ArenaError, digest, type Json } from "../core/index.ts";
import { decoderFor, exportFiles, tokenizerFor, type Trained, trainingFor } from "../distill/assembly.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../distill/checkpoint.ts";
import { type Dataset, datasetDigest, merged } from "../distill/dataset.ts";
import { agreement, type Agreement } from "../distill/agreement.ts";
import { type Kind, type Recipe, recipeFor, RECIPES, recipeSchema } from "../distill/recipe.ts";
import { decisionsSuite, evaluationSuite, heldOutSuite, type Models } from "../distill/suites.ts";
import { nodeRuntime } from "../platform/ort.node.ts";
import { type Decoder, parameterCount } from "../student/decoder.ts";
import { openStudent, STUDENT_FILES } from "../student/student.ts";
import type { TokenizerFile } from "../student/tokenizer.ts";
import type { TrainingState } from "../student/trainer.ts";
import { spawnTrainingThread } from "../workers/spawn.node.ts";
import { type TrainingProgress, trainRemotely } from "../workers/training.ts";
import { MANIFEST, type Read, readData, writeData } from "./data-files.ts";
import { suiteAsksModel } from "./dry-run.ts";
import { budgetOf, openModelForRun, spendingText } from "./model.ts";
import { duration, progressLine } from "./progress.ts";
import { ROOT, VERSION } from "./site.ts";

/** The flags of `arena distill`. */
export type DistillOptions = {
  readonly quick?: boolean;
  readonly recipe?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly workers?: string;
  readonly budget?: string;
};

/** Milliseconds between checkpoints. */
const KEEP_MS = 10_000;

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Runs `arena distill`; returns the exit code. */
export async function distill(id: string, options: DistillOptions): Promise<number> {
  const world = worldOf(id, "arena distill");
  const recipe = recipeOf(world, options);
  const size = whole("--workers", options.workers) ?? availableParallelism();
  const folder = resolve(options.out ?? join(ROOT, "benchmarks", "results", `distill-${id}${options.quick === true ? "-quick" : ""}`));
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const { summary } = await distilled({
      world,
      recipe,
      folder,
      size,
      signal: abort.signal,
      budget: budgetOf("arena distill", options.budget),
    });
    process.stdout.write(reportText(folder, summary));
    return 0;
  } catch (error) {
    if (abort.signal.aborted)
      throw new ArenaError(
        "Stopped",
        `arena distill ${id}`,
        "stopped",
        `expected to go on with the same command: what was done is in ${folder}`,
      );
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** Makes the students of a recipe in a folder, or goes on with it there; gives their folders, and what `distilled.json` holds. */
export async function distilled(work: Work): Promise<{ readonly made: Models; readonly summary: Distilled }> {
  const { recipe, folder } = work;
  const began = performance.now();
  claim(folder, recipe);
  const held = await heldOut(work);
  let taught: Read = { data: merged([]), sources: [] };
  let made: Models | undefined;
  for (let round = 0; round <= recipe.rounds; round++) {
    const more = await teach(work, round, made);
    taught = { data: merged([taught.data, more.data]), sources: [...taught.sources, ...more.sources] };
    made = await makeStudents(work, round, taught, held);
  }
  const agreements = await agreementsOf(work, made!, held.data);
  const scores = await evaluate(work, made!);
  const summary = summaryOf(work, taught.data, made!, agreements, scores, (performance.now() - began) / 1000);
  writeWhole(folder, "distilled.json", `${JSON.stringify(summary, null, 2)}\n`);
  return { made: made!, summary };
}

/** A distillation under way: whose, where, with how many workers. */
export type Work = {
  readonly world: World;
  readonly recipe: Recipe;
  readonly folder: string;
  readonly size: number;
  readonly signal: AbortSignal;
  readonly budget: number | undefined;
};

function recipeOf(world: World, { quick = false, recipe: path, seed }: DistillOptions): Recipe {
  const named = RECIPES.find((name) => name === path);
  const usual = recipeFor(world, named ?? (quick ? "quick" : "default"));
  const base = seed === undefined ? usual : { ...usual, seed: whole("--seed", seed)! };
  if (path === undefined || named !== undefined) return base;
  let own: unknown;
  try {
    own = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw new ArenaError("BadInput", `recipe ${path}`, "it cannot be read", `expected ${RECIPES.join(", ")}, or a file of JSON`);
  }
  const parsed = recipeSchema.safeParse({ ...base, ...(own as object) });
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw new ArenaError(
    "BadInput",
    `recipe ${path}`,
    `${at.join(".") || "recipe"}: ${message}`,
    `expected the fields ${Object.keys(base).join(", ")}`,
  );
}

/** Takes a folder for a recipe; throws `BadInput` when it belongs to another one. */
function claim(folder: string, recipe: Recipe): void {
  const path = join(folder, "recipe.json");
  if (existsSync(path)) {
    if (digest(JSON.parse(readFileSync(path, "utf8")) as Json) === digest(recipe)) return;
    throw new ArenaError("BadInput", `arena distill --out ${folder}`, "it holds students of another recipe", "expected another folder");
  }
  mkdirSync(folder, { recursive: true });
  writeWhole(folder, "recipe.json", `${JSON.stringify(recipe, null, 2)}\n`);
}

/** Plays a suite in a folder, or goes on with it. */
async function play(
  { folder, size, signal, budget }: Work,
  name: string,
  suite: unknown,
): Promise<{ readonly path: string; readonly scores: Scores }> {
  const path = join(folder, name);
  const parsed = parseSuite(suite, name);
  const journal = existsSync(join(path, FILES.info))
    ? await openJournal(path)
    : await createJournal(path, {
        arena: VERSION,
        suite: parsed,
        suiteDigest: suiteDigest(parsed),
        runtimes: ["node"],
        machine: MACHINE,
        startedAt: new Date().toISOString(),
        seconds: 0,
      });
  const progress = progressLine(process.stderr, false);
  const halt = new AbortController();
  const asks = suiteAsksModel(parsed) && !journal.complete;
  const model = asks ? await openModelForRun(path, (reason) => halt.abort(reason), budget) : undefined;
  if (model !== undefined) say(model.offline ? `The offline teacher answers as ${model.model}` : `Asking ${model.model}`);
  try {
    const either = AbortSignal.any([signal, halt.signal]);
    return { path, scores: await runSuite(journal, nodeRunner(size), either, (step) => progress.show(step)) };
  } catch (error) {
    const { reason } = halt.signal as { readonly reason?: ArenaError };
    throw reason === undefined ? error : new ArenaError("Stopped", `run ${path}`, reason.message, "then go on with the same command");
  } finally {
    await model?.close();
    if (model !== undefined) say(spendingText(model.gateway.spending()));
    progress.end();
    journal.close();
  }
}

const MACHINE = `${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}, Node ${process.versions.node}`;

/** The teacher's decisions of a round. */
async function teach(work: Work, round: number, students: Models | undefined): Promise<Read> {
  const { world, recipe } = work;
  say(
    round === 0
      ? `The teacher, ${recipe.teacher}, decides`
      : `The teacher says what it would do where the students come to, round ${round}`,
  );
  const { path } = await play(work, `decisions-${round}`, decisionsSuite(world, recipe, round, students));
  return readData(world, [join(path, FILES.log)], recipe);
}

/** Decisions on seeds that no student learned from. */
async function heldOut(work: Work): Promise<Read> {
  say("Decisions that no student has seen");
  return readData(work.world, [join((await play(work, "held-out", heldOutSuite(work.world, work.recipe))).path, FILES.log)]);
}

/** Trains both kinds of student on the same states, at the same time where there are cores for it; gives their folders. */
async function makeStudents(work: Work, round: number, taught: Read, held: Read): Promise<Models> {
  const { data } = taught;
  const { world, recipe, folder, size } = work;
  const home = join(folder, `students-${round}`);
  mkdirSync(home, { recursive: true });
  const tokenizerPath = join(home, STUDENT_FILES.tokenizer);
  if (!existsSync(tokenizerPath)) writeWhole(home, STUDENT_FILES.tokenizer, JSON.stringify(tokenizerFor(world, recipe, data)));
  const tokenizer = JSON.parse(readFileSync(tokenizerPath, "utf8")) as TokenizerFile;
  const decoder = decoderFor(recipe, tokenizer);
  if (!existsSync(join(home, MANIFEST))) {
    const [all, sources] = [merged([data, held.data]), [...taught.sources, ...held.sources]];
    await writeData(home, { arena: VERSION, world, teacher: recipe.teacher, recipe, data: all, sources });
  }
  const { kinds } = recipe;
  const together = size > 1 && kinds.length > 1;
  say(
    `Training ${recipe.kinds.join(" and ")} of ${parameterCount(decoder)} parameters on ${data.moves.length} decisions (${data.choices.length} choices)`,
  );
  const lines = new Map<Kind, TrainingProgress>();
  const show = trainingLine(lines);
  const one = (kind: Kind) =>
    makeStudent(
      work,
      { kind, home, round, data, tokenizer, decoder, threads: Math.max(1, Math.floor(size / (together ? kinds.length : 1))) },
      (progress) => {
        lines.set(kind, progress);
        show(false);
      },
    );
  const made: Partial<Record<Kind, string>> = {};
  const making = kinds.map((kind) => async () => void (made[kind] = await one(kind)));
  if (together) await Promise.all(making.map((make) => make()));
  else for (const make of making) await make();
  show(true);
  return made;
}

type Making = {
  readonly kind: Kind;
  readonly home: string;
  readonly round: number;
  readonly data: Dataset;
  readonly tokenizer: TokenizerFile;
  readonly decoder: Decoder;
  readonly threads: number;
};

/** Trains one student, or goes on with it, and writes its folder. */
async function makeStudent(work: Work, making: Making, told: (progress: TrainingProgress) => void): Promise<string> {
  const { world, recipe, signal } = work;
  const { kind, home, data, tokenizer, decoder, threads } = making;
  const path = join(home, `${world.env.id}-${kind}`);
  if (existsSync(join(path, STUDENT_FILES.student))) return path;
  const { of, lessons, settings } = trainingFor(world, recipe, kind, making.round, data);
  const checkpoint = `${kind}.checkpoint`;
  const keep = (state: TrainingState) => writeWhole(home, checkpoint, encodeCheckpoint(of, state));
  const from = existsSync(join(home, checkpoint)) ? decodeCheckpoint(readFileSync(join(home, checkpoint)), of) : undefined;
  const began = performance.now();
  const state = await trainRemotely(
    spawnTrainingThread(threads),
    { decoder, tokenizer, lessons, settings, keepMs: KEEP_MS, ...(from === undefined ? {} : { from }) },
    { told, keep },
    signal,
  );
  keep(state);
  if (state.step < settings.steps) throw new ArenaError("Stopped", `student ${kind}`, `stopped at step ${state.step}`, "expected to go on");
  const wall = { arena: VERSION, seconds: Math.round((performance.now() - began) / 1000), machine: MACHINE };
  const trained: Trained = { kind, recipe, data, lessons, tokenizer, decoder, parameters: state.parameters, steps: settings.steps, wall };
  mkdirSync(join(path, "onnx"), { recursive: true });
  for (const [name, contents] of exportFiles(trained)) writeWhole(path, name, contents);
  rmSync(join(home, checkpoint), { force: true });
  return path;
}

/** A line of progress for students that are trained side by side. */
function trainingLine(lines: ReadonlyMap<Kind, TrainingProgress>): (end: boolean) => void {
  const live = process.stderr.isTTY;
  let shownAt = -Infinity;
  return (end) => {
    const now = performance.now();
    if (lines.size === 0 || (!end && now - shownAt < (live ? 200 : 5_000))) return;
    shownAt = now;
    const text = [...lines]
      .map(
        ([kind, { step, steps, loss, accuracy, tokensPerSecond, secondsLeft }]) =>
          `${kind} ${step}/${steps} loss ${loss.toFixed(3)} right ${(100 * accuracy).toFixed(1)} %, ${Math.round(tokensPerSecond / 100) / 10} k tokens/s, ${duration(secondsLeft)} left`,
      )
      .join("; ");
    process.stderr.write(live ? `\r\x1b[K${text}${end ? "\n" : ""}` : `${text}\n`);
  };
}

/** How often students agree with the teacher on decisions that they never saw. */
async function agreementsOf({ world, recipe, size }: Work, made: Models, held: Dataset): Promise<Agreement> {
  say("Comparing with the teacher");
  const runtime = nodeRuntime(size);
  const open = (path: string) => {
    const text = (file: string) => readFileSync(join(path, file), "utf8");
    return openStudent(
      path,
      {
        student: text(STUDENT_FILES.student),
        tokenizer: text(STUDENT_FILES.tokenizer),
        weights: readFileSync(join(path, STUDENT_FILES.weights)),
      },
      runtime,
    );
  };
  const students = Object.fromEntries(Object.entries(made).map(([kind, path]) => [kind, open(path)]));
  try {
    return await agreement(world, held, { ...students, hide: recipe.hide });
  } finally {
    for (const student of Object.values(students)) await student.dispose();
  }
}

/** Plays the students beside the controls. */
async function evaluate(work: Work, made: Models): Promise<Scores> {
  say("Playing the students beside the controls");
  return (await play(work, "evaluation", evaluationSuite(work.world, work.recipe, made))).scores;
}

/** What became of a recipe. */
export type Distilled = {
  readonly arena: string;
  readonly recipe: Recipe;
  /** The digest of the data, and what it holds. */
  readonly data: string;
  readonly decisions: number;
  readonly choices: number;
  /** Folders within that of the recipe. */
  readonly students: Models;
  readonly agreement: Agreement;
  readonly scores: Scores;
  readonly machine: string;
  readonly seconds: number;
};

function summaryOf(
  { folder, recipe }: Work,
  data: Dataset,
  made: Models,
  agreements: Agreement,
  scores: Scores,
  seconds: number,
): Distilled {
  return {
    arena: VERSION,
    recipe,
    data: datasetDigest(data),
    decisions: data.moves.length,
    choices: data.choices.length,
    students: Object.fromEntries(Object.entries(made).map(([kind, path]) => [kind, relative(folder, path)])),
    agreement: agreements,
    scores,
    machine: MACHINE,
    seconds: Math.round(seconds),
  };
}

function reportText(folder: string, { agreement: agreements, scores, seconds, students }: Distilled): string {
  const share = (part: { readonly right: number; readonly of: number }) =>
    `${((100 * part.right) / Math.max(1, part.of)).toFixed(1)} % of ${part.of}`;
  const stages = Object.entries(agreements.stages).map(([stage, part]) => `${stage} ${share(part)}`);
  return [
    "",
    scoreTable(scores, { colour: process.stdout.isTTY === true }),
    ...(students.ld === undefined
      ? []
      : [
          `Decisions never seen: the LD student selects the teacher's function in ${share(agreements.selection)} where it is retrieved`,
          `  (${stages.join(", ")}); it is retrieved in ${share(agreements.retrieval)}.`,
        ]),
    ...(students.kd === undefined
      ? []
      : [`Decisions never seen: the KD student takes the teacher's action in ${share(agreements.moves)}.`]),
    "",
    ...Object.values(students).map((path) => `Student: ${relative(process.cwd(), join(folder, path))}`),
    `Report: ${relative(process.cwd(), join(folder, "evaluation", FILES.report))}`,
    `Took ${duration(seconds)} in this session.`,
    "",
  ].join("\n");
}

function whole(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new ArenaError("BadInput", `arena distill ${flag}`, `"${text}"`, "expected a whole number from 1");
  return value;
}
