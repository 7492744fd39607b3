/** Does in a page what `arena distill --quick` does: collects decisions, trains students on them, judges these; it can be interrupted. */
import { computed, signal } from "@preact/signals";
import { version } from "../../../package.json";
import { worldOf } from "../../worlds.ts";
import { ArenaError, messageOf } from "../../core/index.ts";
import { agreement, type Agreement } from "../../distill/agreement.ts";
import {
  decoderFor,
  exportFiles,
  sizesOf,
  studentFiles,
  tokenizerFor,
  towersFor,
  type Trained,
  trainingFor,
} from "../../distill/assembly.ts";
import { type Dataset, type DatasetOptions, type ManualsRead, manualsRead } from "../../distill/dataset.ts";
import type { Kind } from "../../distill/recipe.ts";
import { decisionsSuite, heldOutSuite } from "../../distill/suites.ts";
import { forget, keep, keptText } from "../../platform/kept.browser.ts";
import { keptPath, keptStudent } from "../../platform/students.browser.ts";
import type { Decoder } from "../../student/decoder.ts";
import type { TokenizerFile } from "../../student/tokenizer.ts";
import type { TrainingState } from "../../student/trainer.ts";
import { spawnTrainingWorker } from "../../workers/spawn-training.browser.ts";
import { offerStudent, studentHere } from "../../workers/spawn.browser.ts";
import { trainRemotely } from "../../workers/training.ts";
import { Course, jsonOf } from "./course.ts";
import { type Count, cores, decisionsOf } from "./episodes.ts";
import { inOrder, type Plan, planSchema } from "./plan.ts";
import { type Fresh, Rehearsal, type Row } from "./rehearsal.ts";

/** The stages, in this order. */
export type Stage = "decisions" | "training" | "comparing" | "judging" | "done";

/** Milliseconds between the training states that are stored and played. */
const KEEP_MS = 4_000;

/** The result, as the browser stores it. */
type Result = { readonly agreement: Agreement; readonly rows: readonly Row[]; readonly students: Readonly<Record<string, string>> };

/** The number of decisions, and of choices of a function in them. */
export type Size = { readonly decisions: number; readonly choices: number };

/** The making of students in this page. */
export class Distilling {
  readonly plan: Plan;
  readonly courses: readonly Course[];
  readonly rehearsal: Rehearsal;
  readonly stage = signal<Stage>("decisions");
  /** Whether the page is working on it now. */
  readonly running = signal(false);
  /** Whether training ends with the steps that are done. */
  readonly enough = signal(false);
  /** The progress of the stage, if it can be counted. */
  readonly count = signal<Count | undefined>(undefined);
  readonly size = signal<Size | undefined>(undefined);
  readonly agreement = signal<Agreement | undefined>(undefined);
  /** Why the work cannot go on. */
  readonly failure = signal<string | undefined>(undefined);
  /** Why the browser could not store something. */
  readonly unkept = signal<string | undefined>(undefined);
  /** Whether every student has learned something, so that all can be taken as they are. */
  readonly begun = computed(() => this.courses.every(({ step, student }) => step.value > 0 || student.value !== undefined));
  /** The students that this page trained, by name: they can be saved as files even if the browser can store nothing. */
  readonly trained = new Map<string, Trained>();
  private readonly home: string;
  private abort: AbortController | undefined;
  private work: Promise<void> = Promise.resolve();

  constructor(plan: Plan) {
    this.plan = plan;
    const { recipe } = plan;
    const kinds = inOrder(plan.kinds);
    this.home = homeOf(recipe.env);
    this.enough.value = plan.enough;
    this.courses = kinds.map((kind) => new Course(kind, recipe[kind].steps, this.home));
    this.rehearsal = new Rehearsal(recipe, kinds);
  }

  /** Begins with a plan, in place of what was stored for the environment. */
  static async begin(plan: Plan): Promise<Distilling> {
    const made = new Distilling(plan);
    await forget(made.home).catch(() => {});
    await made.keepOrSay(() => keep(`${made.home}/plan.json`, JSON.stringify(plan)));
    return made;
  }

  /** What is stored for an environment, interrupted or done; undefined if nothing is. */
  static async kept(env: string): Promise<Distilling | undefined> {
    const text = await keptText(`${homeOf(env)}/plan.json`).catch(() => undefined);
    const parsed = planSchema.safeParse(jsonOf(text));
    if (!parsed.success) return undefined;
    const made = new Distilling(parsed.data);
    for (const course of made.courses) await course.loadCurve();
    if (made.courses.some(({ step }) => step.value > 0)) made.stage.value = "training";
    const result = jsonOf(await keptText(`${made.home}/result.json`)) as Result | undefined;
    if (result !== undefined) {
      for (const course of made.courses) {
        const name = result.students[course.kind];
        const files = name === undefined ? undefined : await keptStudent(name);
        if (files === undefined) continue;
        course.student.value = name;
        made.rehearsal.take({ kind: course.kind, step: course.step.peek(), files, name: name! });
      }
      made.agreement.value = result.agreement;
      made.rehearsal.rows.value = result.rows;
      made.stage.value = "done";
    }
    return made;
  }

  /** Goes on from what is stored, to the end or until `pause`. */
  async goOn(): Promise<void> {
    if (this.running.peek() || this.stage.peek() === "done") return;
    const abort = (this.abort = new AbortController());
    this.running.value = true;
    this.failure.value = undefined;
    this.work = alone(() => this.run(abort.signal))
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.failure.value = messageOf(error);
        abort.abort();
      })
      .finally(() => {
        for (const { progress } of this.courses) progress.value = undefined;
        this.count.value = undefined;
        this.running.value = false;
      });
    await this.work;
  }

  /** Stops after the step that is under way, and stores what is done. */
  async pause(): Promise<void> {
    this.abort?.abort();
    await this.work;
  }

  /** Ends training early, and takes the students as they are. */
  async stop(): Promise<void> {
    this.enough.value = true;
    await this.pause();
    await this.keepOrSay(() => keep(`${this.home}/plan.json`, JSON.stringify({ ...this.plan, enough: true })));
    await this.goOn();
  }

  /** Deletes what is stored, except for finished students. */
  async discard(): Promise<void> {
    await this.pause();
    await forget(this.home).catch(() => {});
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { recipe } = this.plan;
    const world = worldOf(recipe.env, "distil");
    const data = await this.decisions("decisions", decisionsSuite(world, recipe, 0), signal, recipe);
    this.size.value = { decisions: data.moves.length, choices: data.choices.length };
    const held = await this.decisions("held-out", heldOutSuite(world, recipe), signal);
    this.stage.value = "training";
    this.count.value = undefined;
    const read = await manualsRead(world, recipe);
    const tokenizer = tokenizerFor(world, recipe, data, read);
    const decoder = decoderFor(recipe, tokenizer);
    const made = await together(
      this.courses.map((course) => (signal) => this.train(course, { data, read, tokenizer, decoder }, signal)),
      signal,
    );
    this.stage.value = "comparing";
    const agreed = await this.compare(held, made, signal);
    this.agreement.value = agreed;
    this.stage.value = "judging";
    const rows = await this.rehearsal.judge(cores(), signal, (count) => (this.count.value = count));
    const students = Object.fromEntries(made.map(({ kind, name }) => [kind, name!]));
    const result: Result = { agreement: agreed, rows, students };
    await this.keepOrSay(() => keep(`${this.home}/result.json`, JSON.stringify(result)));
    for (const course of this.courses) await course.done().catch(() => {});
    this.stage.value = "done";
  }

  /** The decisions of a suite: the stored ones, else those of episodes played now. */
  private async decisions(name: string, suite: unknown, signal: AbortSignal, options: DatasetOptions = {}): Promise<Dataset> {
    const path = `${this.home}/${name}.json`;
    const before = jsonOf(await keptText(path).catch(() => undefined)) as Dataset | undefined;
    if (before !== undefined) return before;
    this.stage.value = "decisions";
    const tell = (count: Count) => (this.count.value = count);
    const data = await decisionsOf(this.plan.recipe.env, suite, { size: cores(), signal, tell }, options);
    await this.keepOrSay(() => keep(path, JSON.stringify(data)));
    return data;
  }

  /** Trains a student, from its checkpoint if there is one. */
  private async train(
    course: Course,
    making: { readonly data: Dataset; readonly read: ManualsRead; readonly tokenizer: TokenizerFile; readonly decoder: Decoder },
    signal: AbortSignal,
  ): Promise<Fresh> {
    const { recipe, device } = this.plan;
    const { kind } = course;
    const { data, read, tokenizer, decoder } = making;
    const training = trainingFor(worldOf(recipe.env, "distil"), recipe, { kind, round: 0, data, read });
    const { of, threads, lessons, settings } = training;
    const sizes = sizesOf(decoder, lessons);
    const from = await course.load(training);
    const began = performance.now();
    const trainedAt = (state: TrainingState): Trained => ({
      kind,
      recipe,
      data,
      read,
      lessons,
      tokenizer,
      decoder: sizes,
      parameters: state.parameters,
      steps: state.step,
      wall: { arena: version, seconds: Math.round((performance.now() - began) / 1000), machine: navigator.userAgent },
    });
    const fresh = (state: TrainingState) => this.rehearsal.take({ kind, step: state.step, files: studentFiles(trainedAt(state)) });
    let state = from;
    if (state !== undefined) fresh(state);
    if (!this.enough.peek() && (state?.step ?? 0) < settings.steps) {
      if (signal.aborted) throw stopped(kind, state?.step);
      state = await trainRemotely(
        spawnTrainingWorker(threads),
        { decoder: sizes, tokenizer, lessons, settings, keepMs: KEEP_MS, device, ...(from === undefined ? {} : { from }) },
        {
          told: (progress) => course.tell(progress),
          keep: (state) => {
            fresh(state);
            void this.keepOrSay(() => course.keep(training, state));
          },
        },
        signal,
      );
      await this.keepOrSay(() => course.keep(training, state!));
    }
    course.progress.value = undefined;
    if (state === undefined || (state.step < settings.steps && !this.enough.peek())) throw stopped(kind, state?.step);
    if (state.step < settings.steps && signal.aborted) throw stopped(kind, state.step);
    const name = `${recipe.env}-${kind}-${of.slice(0, 6)}${state.step < settings.steps ? `-at-${state.step}` : ""}`;
    const towers = await towersFor(recipe, read, lessons, async () => {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
    });
    const trained = { ...trainedAt(state), ...(towers === undefined ? {} : { towers }) };
    await this.keepOrSay(async () => {
      for (const [path, contents] of exportFiles(trained)) await keep(keptPath(name, path), contents);
    });
    const done: Fresh = { kind, step: state.step, files: studentFiles(trained), name };
    this.trained.set(name, trained);
    course.student.value = name;
    this.rehearsal.take(done);
    return done;
  }

  /** How often the students decide as their teacher does, on decisions that they never saw. */
  private async compare(held: Dataset, made: readonly Fresh[], signal: AbortSignal): Promise<Agreement> {
    const open = await Promise.all(
      made.map(async ({ kind, files, name }) => {
        await offerStudent(name!, files);
        return { kind, student: await studentHere(name!) };
      }),
    );
    const total = open.reduce((sum, { kind }) => sum + (kind === "ld" ? held.choices : held.moves).length, 0);
    let done = 0;
    const counted = async <T>(answer: Promise<T>): Promise<T> => {
      const given = await answer;
      done++;
      if (done % 10 === 0) this.count.value = { done, total };
      if (signal.aborted) throw new ArenaError("Stopped", "comparison", `stopped at ${done} of ${total}`, "expected to go on");
      return given;
    };
    const [ld, kd] = (["ld", "kd"] as const).map((kind) => open.find((one) => one.kind === kind)?.student);
    try {
      return await agreement(worldOf(this.plan.recipe.env, "distil"), held, {
        hide: this.plan.recipe.hide,
        ...(ld === undefined ? {} : { ld: { ...ld, judge: (...question) => counted(ld.judge(...question)) } }),
        ...(kd === undefined ? {} : { kd: { complete: (state) => counted(kd.complete(state)) } }),
      });
    } finally {
      this.count.value = undefined;
    }
  }

  /** Stores something; if that fails, `unkept` says why, and training goes on. */
  private async keepOrSay(write: () => Promise<void>): Promise<void> {
    try {
      await write();
      this.unkept.value = undefined;
    } catch (error) {
      this.unkept.value = messageOf(error);
    }
  }
}

const stopped = (kind: Kind, step = 0): ArenaError =>
  new ArenaError("Stopped", `student ${kind}`, `stopped at step ${step}`, "expected to go on");

/** Runs several tasks at once; if one fails, the others are stopped. */
async function together<T>(all: readonly ((signal: AbortSignal) => Promise<T>)[], signal: AbortSignal): Promise<readonly T[]> {
  const rest = new AbortController();
  const either = AbortSignal.any([signal, rest.signal]);
  let failure: unknown;
  const outcomes = await Promise.allSettled(
    all.map((one) =>
      one(either).catch((error: unknown) => {
        failure ??= error;
        rest.abort();
        throw error;
      }),
    ),
  );
  if (failure !== undefined) throw failure;
  return outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

const homeOf = (env: string): string => `distil/${env}`;

/** Runs `work` unless another tab does such work, as two would overwrite each other's files. Throws `BadInput` if one does. */
async function alone(work: () => Promise<void>): Promise<void> {
  await navigator.locks.request("logic-arena-distil", { ifAvailable: true }, async (lock) => {
    if (lock === null)
      throw new ArenaError(
        "BadInput",
        "distil",
        "another tab of this browser makes students",
        "expected one tab at a time: pause it there",
      );
    await work();
  });
}
