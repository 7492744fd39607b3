/** The order in which a student learns: a batch depends on nothing but the seed and the number of its step. */
import { type Key, fold, rng } from "../core/index.ts";
import type { Example } from "./batch.ts";
import { answering, judging, type Make, type Reading } from "./examples.ts";
import type { Lessons } from "./lessons.ts";
import type { Codec } from "./tokenizer.ts";
import type { Course } from "./trainer.ts";

/** The settings of a course. */
export type CourseSettings = {
  readonly steps: number;
  /** Examples in the batch of a step. */
  readonly batch: number;
  /** The peak learning rate, and the number of warm-up steps. */
  readonly rate: number;
  readonly warmUp: number;
  readonly seed: number;
  /** Sequences of a piece, where batches go through the decoder piece by piece; absent, they go as a whole. */
  readonly piece?: number;
  /** How reading is practised on invented texts; where absent, only the decisions themselves are learned. */
  readonly reading?: Reading;
};

/** The examples of this many steps are sorted by length before they are cut into whole batches, so that batches need little padding. */
const GROUP = 4;

/** Padded lengths of whole batches are multiples of this. */
const ROUND = 32;

/** Padded lengths of pieces are multiples of this. */
const PIECE_ROUND = 8;

/** The course of lessons. */
export function courseOf(lessons: Lessons, codec: Codec, settings: CourseSettings): Course {
  const { steps, batch, rate, warmUp, seed, piece } = settings;
  const root: Key = [0x5eed, seed];
  const { make, count, answers } = lessons.kind === "ld" ? judging(lessons, codec, settings.reading) : answering(lessons, codec);
  const vectors = lessons.kind === "ld" ? lessons.vectors?.numbers : undefined;
  const usual = { steps, batch, rate, warmUp, answers, ...(vectors === undefined ? {} : { vectors }) };
  const lengths = lengthsOf(make, count);
  if (piece !== undefined)
    return {
      ...usual,
      piece,
      lengths: Array.from({ length: lengths.at(-1)! / PIECE_ROUND }, (_, i) => (i + 1) * PIECE_ROUND),
      examples(step) {
        const draw = rng(fold(root, step));
        return Array.from({ length: batch }, () => make(draw.int(count), draw, step));
      },
    };
  /** The batches of a group of steps, in random order: one has the shortest examples of the group, one the longest. */
  const together = (group: number): readonly (readonly Example[])[] => {
    const draw = rng(fold(root, group));
    const pool = Array.from({ length: GROUP * batch }, () => make(draw.int(count), draw, group * GROUP + 1));
    pool.sort((a, b) => a.tokens.length - b.tokens.length);
    return draw.shuffle(Array.from({ length: GROUP }, (_, i) => pool.slice(i * batch, (i + 1) * batch)));
  };
  let last: { readonly group: number; readonly batches: readonly (readonly Example[])[] } | undefined;
  return {
    ...usual,
    lengths,
    examples(step) {
      const group = Math.floor((step - 1) / GROUP);
      if (last?.group !== group) last = { group, batches: together(group) };
      return last.batches[(step - 1) % GROUP]!;
    },
  };
}

/** The most examples that are made to see how long examples get. */
const SAMPLES = 4_000;

/** The lengths that batches are padded to: those that the batches of a group usually need, then some for longer examples. */
function lengthsOf(make: Make, count: number): readonly number[] {
  const draw = rng([0, 1]);
  const seen = Array.from({ length: Math.min(count, SAMPLES) }, () => make(draw.int(count), draw, Infinity).tokens.length);
  seen.sort((a, b) => a - b);
  const up = (length: number) => Math.ceil(length / ROUND) * ROUND;
  const usual = Array.from({ length: GROUP }, (_, i) => up(seen[Math.ceil(((i + 1) / GROUP) * (seen.length - 1))]!));
  const most = usual.at(-1)!;
  // The candidates after a state are drawn anew in each step, so examples may come out longer than all of these.
  return [...new Set([...usual, most + ROUND, most + 2 * ROUND, most + 4 * ROUND, most + 8 * ROUND])];
}
