/** Playing, pausing and scrubbing: a cursor over pictures; moving it past the newest picture makes the next one. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Moment } from "./moments.ts";

/** Speeds to choose from, in steps a second. */
export const SPEEDS: readonly number[] = [1, 2, 4, 8, 16, 60];

/** The speed the page opens with. */
export const USUAL_SPEED = 4;

/** Something that is played step by step: an episode, or several in lockstep. */
export abstract class Playback {
  /** Index of the picture on show. */
  readonly cursor = signal(0);
  /** The index at which it begins, while the pictures up to it are still being made; else 0. */
  readonly bound = signal(0);
  readonly playing = signal(false);
  readonly speed = signal(USUAL_SPEED);
  abstract readonly moments: ReadonlySignal<readonly Moment[]>;
  /** Whether agents are deciding the coming step. */
  abstract readonly busy: ReadonlySignal<boolean>;
  /** An error of the arena itself, if one occurred. */
  abstract readonly failure: ReadonlySignal<unknown>;
  protected left = false;
  private run = 0;

  /** Whether the picture on show is the last one, with nothing left to play. */
  readonly atEnd = computed(() => this.over && this.cursor.value === this.last);

  /** Index of the newest picture, -1 before the first one. */
  abstract get last(): number;

  /** Whether the newest picture is the last one. */
  abstract get over(): boolean;

  /** Makes the next picture. */
  protected abstract pull(): Promise<void>;

  /** Makes the pictures up to an index, and shows the one at this index. */
  async begin(index = 0): Promise<void> {
    this.bound.value = index;
    do {
      await this.pull();
      this.seek(index);
    } while (!this.left && this.failure.peek() === undefined && !this.over && this.last < index);
    this.bound.value = 0;
  }

  /** Plays on until the end; if the cursor is at the end, plays again from the beginning. */
  async play(): Promise<void> {
    if (this.playing.peek()) return;
    const run = ++this.run;
    this.playing.value = true;
    if (this.atEnd.peek()) this.seek(0);
    while (this.run === run && !this.left) {
      const began = performance.now();
      await this.forward();
      if (this.run !== run) return;
      if (this.atEnd.peek() || this.failure.peek() !== undefined) this.pause();
      else await sleep(Math.max(0, 1000 / this.speed.peek() - (performance.now() - began)));
    }
  }

  /** Stops playing; a step under way is finished but not shown. */
  pause(): void {
    this.run++;
    this.playing.value = false;
  }

  /** Shows the next picture, and makes it first if it does not exist yet. */
  async forward(): Promise<void> {
    const from = this.cursor.peek();
    const run = this.run;
    if (from >= this.last) await this.pull();
    if (this.run === run && this.cursor.peek() === from) this.seek(from + 1);
  }

  /** Shows the picture at an index, or the nearest one that exists. */
  seek(index: number): void {
    this.cursor.value = Math.max(0, Math.min(index, this.last));
  }

  /** Stops playing for good. */
  leave(): void {
    this.left = true;
    this.pause();
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
