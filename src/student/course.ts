/** In which order a student learns: batches drawn by their step. */
import { type Key, fold, rng } from "../core/index.ts";
import type { Example } from "./batch.ts";
import { answering, judging, type Make, type Reading } from "./examples.ts";
import type { Lessons } from "./lessons.ts";
import type { Codec } from "./tokenizer.ts";
import type { Course } from "./trainer.ts";

/** How it is learned. */
export type CourseSettings = {
  readonly steps: number;
  /** Examples of a step. */
  readonly batch: number;
  /** The highest learning rate, and the steps in which it is reached. */
  readonly rate: number;
  readonly warmUp: number;
  readonly seed: number;
  /** Reading by invented texts; absent, only the decisions themselves are learned. */
  readonly reading?: Reading;
};

/** Steps whose examples are sorted by length, so that little has to be filled up. */
const GROUP = 4;

/** Lengths are multiples of this. */
const ROUND = 32;

/** The course of lessons. */
export function courseOf(lessons: Lessons, codec: Codec, settings: CourseSettings): Course {
  const { steps, batch, rate, warmUp, seed } = settings;
  const root: Key = [0x5eed, seed];
  const { make, count, answers } = lessons.kind === "ld" ? judging(lessons, codec, settings.reading) : answering(lessons, codec);
  /** The batches of steps that go together, the shortest examples in one, the longest in another, in any order. */
  const together = (group: number): readonly (readonly Example[])[] => {
    const draw = rng(fold(root, group));
    const pool = Array.from({ length: GROUP * batch }, () => make(draw.int(count), draw, group * GROUP + 1));
    pool.sort((a, b) => a.tokens.length - b.tokens.length);
    return draw.shuffle(Array.from({ length: GROUP }, (_, i) => pool.slice(i * batch, (i + 1) * batch)));
  };
  let last: { readonly group: number; readonly batches: readonly (readonly Example[])[] } | undefined;
  return {
    steps,
    batch,
    rate,
    warmUp,
    answers,
    lengths: lengthsOf(make, count),
    examples(step) {
      const group = Math.floor((step - 1) / GROUP);
      if (last?.group !== group) last = { group, batches: together(group) };
      return last.batches[(step - 1) % GROUP]!;
    },
  };
}

/** Examples that are made to see how long they are. */
const SAMPLES = 4_000;

/** Lengths that sequences are filled up to: what the longest of each batch of a group comes to, and what might still come. */
function lengthsOf(make: Make, count: number): readonly number[] {
  const draw = rng([0, 1]);
  const seen = Array.from({ length: Math.min(count, SAMPLES) }, () => make(draw.int(count), draw, Infinity).tokens.length);
  seen.sort((a, b) => a - b);
  const up = (length: number) => Math.ceil(length / ROUND) * ROUND;
  const usual = Array.from({ length: GROUP }, (_, i) => up(seen[Math.ceil(((i + 1) / GROUP) * (seen.length - 1))]!));
  const most = usual.at(-1)!;
  // Which candidates stand behind a state changes from step to step, and the length with them.
  return [...new Set([...usual, most + ROUND, most + 2 * ROUND, most + 4 * ROUND, most + 8 * ROUND])];
}
