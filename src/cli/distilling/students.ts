/** The students of a distillation: their training, which goes on where it was stopped, and how often they agree with the teacher. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { writeWhole } from "../../../benchmarks/journal.ts";
import { ArenaError } from "../../core/index.ts";
import { agreement, type Agreement } from "../../distill/agreement.ts";
import { decoderFor, exportFiles, sizesOf, tokenizerFor, towersFor, type Trained, trainingFor } from "../../distill/assembly.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../distill/checkpoint.ts";
import { amountOf, type Dataset, type ManualsRead, manualsRead, merged, type Taught } from "../../distill/dataset.ts";
import { type Recall, recallOf } from "../../distill/recall.ts";
import type { Kind } from "../../distill/recipe.ts";
import type { Models } from "../../distill/suites.ts";
import { makeFolder, readJson } from "../../platform/disk.node.ts";
import { nodeRuntime } from "../../platform/ort.node.ts";
import { VERSION } from "../../core/package.node.mjs";
import { type Decoder, parameterCount } from "../../student/decoder.ts";
import { STUDENT_FILES } from "../../student/student.ts";
import { openWithWords } from "../../workers/open-student.ts";
import type { TokenizerFile } from "../../student/tokenizer.ts";
import type { TrainingState } from "../../student/trainer.ts";
import { spawnTrainingThread } from "../../workers/spawn.node.ts";
import { type TrainingProgress, trainRemotely } from "../../workers/training.ts";
import { MANIFEST, type Read, writeData } from "../data-files.ts";
import { duration } from "../progress.ts";
import { MACHINE, say, type Work } from "./work.ts";

/** Milliseconds between checkpoints. */
const KEEP_MS = 10_000;

/** Trains both kinds of student on the same states, at the same time where there are cores for it, each on the threads of the recipe; gives their folders. */
export async function makeStudents(work: Work, round: number, taught: Read, held: Read, others: readonly Taught[] = []): Promise<Models> {
  const { data } = taught;
  const { world, recipe, folder, size } = work;
  const home = join(folder, `students-${round}`);
  makeFolder(home, { where: `students ${home}` });
  const read = { ...(await manualsRead(world, recipe)), ...(others.length === 0 ? {} : { others }) };
  const tokenizerPath = join(home, STUDENT_FILES.tokenizer);
  if (!existsSync(tokenizerPath)) writeWhole(home, STUDENT_FILES.tokenizer, JSON.stringify(tokenizerFor(world, recipe, data, read)));
  const tokenizer = readJson(
    tokenizerPath,
    tokenizerPath,
    "expected it as it was written: delete it to begin this round anew",
  ) as TokenizerFile;
  const decoder = decoderFor(recipe, tokenizer);
  if (!existsSync(join(home, MANIFEST))) {
    const [all, sources] = [merged([data, held.data]), [...taught.sources, ...held.sources]];
    const command = `npm run arena -- distill ${world.env.id} --recipe recipe.json   # the recipe of manifest.json`;
    await writeData(home, { arena: VERSION, world, teacher: recipe.teacher, recipe, data: all, sources, command });
  }
  const { kinds } = recipe;
  const { decisions, choices } = amountOf(data, read);
  const together = size > 1 && kinds.length > 1;
  say(`Training ${recipe.kinds.join(" and ")} of ${parameterCount(decoder)} parameters on ${decisions} decisions (${choices} choices)`);
  const lines = new Map<Kind, TrainingProgress>();
  const show = trainingLine(lines);
  const halt = new AbortController();
  const one = (kind: Kind) =>
    makeStudent(
      { ...work, signal: AbortSignal.any([work.signal, halt.signal]) },
      { kind, home, round, data, read, tokenizer, decoder },
      (progress) => {
        lines.set(kind, progress);
        show(false);
      },
    );
  const made: Partial<Record<Kind, string>> = {};
  const making = kinds.map((kind) => async () => void (made[kind] = await one(kind)));
  let failed: { readonly why: unknown } | undefined;
  const failing = (why: unknown) => {
    failed ??= { why };
    halt.abort(); // the other one ends after its step: no thread may be left computing
  };
  if (together) await Promise.all(making.map((make) => make().catch(failing)));
  else for (const make of making) await make();
  if (failed !== undefined) throw failed.why;
  show(true);
  return made;
}

type Making = {
  readonly kind: Kind;
  readonly home: string;
  readonly round: number;
  readonly data: Dataset;
  readonly read: ManualsRead;
  readonly tokenizer: TokenizerFile;
  readonly decoder: Decoder;
};

/** Trains one student, or goes on with it, and writes its folder. */
async function makeStudent(work: Work, making: Making, told: (progress: TrainingProgress) => void): Promise<string> {
  const { world, recipe, signal } = work;
  const { kind, home, round, data, read, tokenizer, decoder } = making;
  const path = join(home, `${world.env.id}-${kind}`);
  if (existsSync(join(path, STUDENT_FILES.student))) return path;
  const training = trainingFor(world, recipe, { kind, round, data, read });
  const { lessons, settings, threads } = training;
  const sizes = sizesOf(decoder, lessons);
  const checkpoint = `${kind}.checkpoint`;
  const keep = (state: TrainingState) => writeWhole(home, checkpoint, encodeCheckpoint(training, state));
  const from = existsSync(join(home, checkpoint)) ? decodeCheckpoint(readFileSync(join(home, checkpoint)), training) : undefined;
  const began = performance.now();
  const state = await trainRemotely(
    spawnTrainingThread(threads),
    { decoder: sizes, tokenizer, lessons, settings, keepMs: KEEP_MS, ...(from === undefined ? {} : { from }) },
    { told, keep },
    signal,
  );
  keep(state);
  if (state.step < settings.steps) throw new ArenaError("Stopped", `student ${kind}`, `stopped at step ${state.step}`, "expected to go on");
  const towers = await towersFor(recipe, read, lessons, breath(signal));
  const wall = { arena: VERSION, seconds: Math.round((performance.now() - began) / 1000), machine: MACHINE };
  const trained: Trained = {
    kind,
    recipe,
    data,
    read,
    lessons,
    tokenizer,
    decoder: sizes,
    parameters: state.parameters,
    ...(towers === undefined ? {} : { towers }),
    steps: settings.steps,
    wall,
  };
  makeFolder(join(path, "onnx"), { where: `student ${path}` });
  for (const [name, contents] of exportFiles(trained)) writeWhole(path, name, contents);
  rmSync(join(home, checkpoint), { force: true });
  return path;
}

/** Lets others in this thread have their turn, tells how far a retriever is, and stops it where its student's training is to stop. */
const breath =
  (signal: AbortSignal) =>
  async (share: number): Promise<void> => {
    await setImmediate();
    if (signal.aborted) throw new ArenaError("Stopped", "retriever", `stopped at ${Math.round(100 * share)} %`, "expected to go on");
    if (share === 0) say("Training its retriever");
  };

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

/** How students do on decisions that they never saw: how often they agree with the teacher, and how often a retriever finds its function. */
export async function agreementsOf(
  { world, recipe, size }: Work,
  made: Models,
  held: Dataset,
): Promise<{ readonly agreement: Agreement; readonly recall?: Recall }> {
  say("Comparing with the teacher");
  const runtime = nodeRuntime(size);
  const open = (path: string) => {
    const text = (file: string) => readFileSync(join(path, file), "utf8");
    return openWithWords(
      path,
      {
        student: text(STUDENT_FILES.student),
        tokenizer: text(STUDENT_FILES.tokenizer),
        weights: readFileSync(join(path, STUDENT_FILES.weights)),
      },
      runtime,
    );
  };
  const students = Object.fromEntries(
    await Promise.all(Object.entries(made).map(async ([kind, path]) => [kind, await open(path)] as const)),
  );
  const { hide } = recipe;
  try {
    const { ld } = students;
    const found = ld?.retrieves === true ? { recall: await recallOf(world, held.choices, ld, { hide }) } : {};
    return { agreement: await agreement(world, held, { ...students, hide }), ...found };
  } finally {
    for (const student of Object.values(students)) await student.dispose();
  }
}
