/** A student in the making: its curve, and where it is kept so that training can go on. */
import { signal } from "@preact/signals";
import { z } from "zod";
import { decodeCheckpoint, encodeCheckpoint } from "../../distill/checkpoint.ts";
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
  /** How fast it is; nothing while it rests. */
  readonly progress = signal<TrainingProgress | undefined>(undefined);
  /** The step that it can go on from. */
  readonly step = signal(0);
  /** Its student's name, once there is one. */
  readonly student = signal<string | undefined>(undefined);
  readonly kind: Kind;
  readonly steps: number;
  private readonly home: string;
  /** The last state, for where nothing can be kept. */
  private last: { readonly of: string; readonly state: TrainingState } | undefined;
  /** Writes follow one another. */
  private writing: Promise<void> = Promise.resolve();

  constructor(kind: Kind, steps: number, home: string) {
    this.kind = kind;
    this.steps = steps;
    this.home = home;
  }

  /** Takes note of progress. */
  tell(progress: TrainingProgress): void {
    this.progress.value = progress;
    this.curve.value = [...this.curve.peek(), [progress.step, progress.loss, progress.accuracy]];
  }

  /** Keeps a state; `of` is the digest of what is trained. Rejects when there is no room. */
  keep(of: string, state: TrainingState): Promise<void> {
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

  /** The state to go on from, and the curve up to it. Throws `BadInput` for the checkpoint of something else. */
  async load(of: string): Promise<TrainingState | undefined> {
    if (this.last?.of === of) return this.last.state;
    const bytes = await kept(this.path("checkpoint")).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const state = decodeCheckpoint(bytes, of);
    await this.loadCurve();
    this.curve.value = this.curve.peek().filter(([step]) => step <= state.step);
    this.step.value = state.step;
    return state;
  }

  /** The curve that is kept. */
  async loadCurve(): Promise<void> {
    const parsed = curveSchema.safeParse(jsonOf(await keptText(this.path("curve.json"))));
    if (!parsed.success) return;
    this.curve.value = parsed.data;
    this.step.value = parsed.data.at(-1)?.[0] ?? 0;
  }

  /** Forgets the state to go on from; the curve stays. */
  async done(): Promise<void> {
    await this.writing;
    await forget(this.path("checkpoint"));
  }

  private path(file: string): string {
    return `${this.home}/${this.kind}.${file}`;
  }
}

/** The value of a JSON text; nothing for any other. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
