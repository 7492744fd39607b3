/** The training of one student: its curve, and its stored checkpoint, from which training can go on. */
import { signal } from "@preact/signals";
import { z } from "zod";
import { decodeCheckpoint, encodeCheckpoint, type Of } from "../../distill/checkpoint.ts";
import type { Kind } from "../../distill/recipe.ts";
import { forget, keep, kept, keptText } from "../../platform/kept.browser.ts";
import type { TrainingState } from "../../student/trainer.ts";
import type { TrainingProgress } from "../../workers/training.ts";

const curveSchema = z.array(z.tuple([z.number(), z.number(), z.number()]));

/** A point of a curve: the step, the loss, the share of answers that were right. */
export type Point = readonly [step: number, loss: number, accuracy: number];

/** A course of training as the page shows it. */
export class Course {
  /** The curve so far. */
  readonly curve = signal<readonly Point[]>([]);
  /** The progress and speed of the training; undefined while it is paused. */
  readonly progress = signal<TrainingProgress | undefined>(undefined);
  /** The step from which training can go on. */
  readonly step = signal(0);
  /** The name of the student, once training is done. */
  readonly student = signal<string | undefined>(undefined);
  readonly kind: Kind;
  readonly steps: number;
  private readonly home: string;
  /** The last state, in case the browser can store nothing. */
  private last: { readonly of: Of; readonly state: TrainingState } | undefined;
  /** The last write; each one waits for the one before. */
  private writing: Promise<void> = Promise.resolve();

  constructor(kind: Kind, steps: number, home: string) {
    this.kind = kind;
    this.steps = steps;
    this.home = home;
  }

  /** Records progress, and adds a point to the curve. */
  tell(progress: TrainingProgress): void {
    this.progress.value = progress;
    this.curve.value = [...this.curve.peek(), [progress.step, progress.loss, progress.accuracy]];
  }

  /** Stores a state of a training. Rejects if there is no room. */
  keep(of: Of, state: TrainingState): Promise<void> {
    const curve = JSON.stringify(this.curve.peek());
    this.last = { of, state };
    this.step.value = state.step;
    const mine = this.writing.then(async () => {
      await keep(this.path("curve.json"), curve);
      await keep(this.path("checkpoint"), encodeCheckpoint(of, state));
    });
    this.writing = mine.catch(() => {});
    return mine;
  }

  /** Loads the state to go on from, and the curve up to it. Throws `BadInput` for the checkpoint of another training. */
  async load(of: Of): Promise<TrainingState | undefined> {
    if (this.last?.of.of === of.of) return this.last.state;
    const bytes = await kept(this.path("checkpoint")).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const state = decodeCheckpoint(bytes, of);
    await this.loadCurve();
    this.curve.value = this.curve.peek().filter(([step]) => step <= state.step);
    this.step.value = state.step;
    return state;
  }

  /** Loads the stored curve. */
  async loadCurve(): Promise<void> {
    const parsed = curveSchema.safeParse(jsonOf(await keptText(this.path("curve.json"))));
    if (!parsed.success) return;
    this.curve.value = parsed.data;
    this.step.value = parsed.data.at(-1)?.[0] ?? 0;
  }

  /** Deletes the checkpoint; the curve stays. */
  async done(): Promise<void> {
    await this.writing;
    await forget(this.path("checkpoint"));
  }

  private path(file: string): string {
    return `${this.home}/${this.kind}.${file}`;
  }
}

/** The value of a JSON text; undefined for any other text. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
