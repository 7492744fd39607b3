/** What a student learns from, and in which order: batches drawn by their step. */
import { type Key, fold, rng } from "../core/index.ts";
import { type Example, continued, packed } from "./batch.ts";
import { QUESTION } from "./student.ts";
import type { Codec } from "./tokenizer.ts";
import type { Course } from "./trainer.ts";

/** A decision in a stage: the state, the function that the teacher took, and the others it was taken from. */
export type Choice = { readonly state: string; readonly right: string; readonly candidates: readonly string[] };

/** A decision as a whole: the observation as text, and the teacher's action. */
export type Move = { readonly state: string; readonly answer: string };

/** What there is to learn: to judge manuals, or to answer. */
export type Lessons =
  | {
      readonly kind: "ld";
      readonly choices: readonly Choice[];
      /** The manual of each function, and whether it answers a notice. */
      readonly manuals: Readonly<Record<string, { readonly text: string; readonly notice: boolean }>>;
    }
  | { readonly kind: "kd"; readonly moves: readonly Move[] };

/** How it is learned. */
export type CourseSettings = {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly warmUp: number;
  readonly seed: number;
};

/** Candidates judged behind one state. */
const PARTS = 5;

/** The weight of a right function: as much as two wrong ones, so that two answers in six say yes. */
const RIGHT = 2;

/** Lengths are multiples of this. */
const ROUND = 32;

/** The course of lessons. */
export function courseOf(lessons: Lessons, codec: Codec, { steps, batch, rate, warmUp, seed }: CourseSettings): Course {
  const root: Key = [0x5eed, seed];
  const make = lessons.kind === "ld" ? judging(lessons, codec) : answering(lessons, codec);
  const count = lessons.kind === "ld" ? lessons.choices.length : lessons.moves.length;
  const lengths = lengthsOf(make, count);
  return {
    steps,
    batch,
    rate,
    warmUp,
    answers: lessons.kind === "ld" ? PARTS : longestAnswer(lessons.moves, codec),
    lengths,
    examples(step) {
      const draw = rng(fold(root, step));
      return Array.from({ length: batch }, () => make(draw.int(count), draw));
    },
  };
}

type Draw = ReturnType<typeof rng>;
type Make = (index: number, draw: Draw) => Example;

/** The right function and some of the others, each with yes or no behind its manual; a function that answers a notice must be taken. */
function judging({ choices, manuals }: Lessons & { readonly kind: "ld" }, codec: Codec): Make {
  const { start, yes, no, must } = codec.special;
  const question = codec.encode(QUESTION);
  const partOf = (name: string, right: boolean) => ({
    tokens: [...codec.encode(` ${manuals[name]!.text}`), ...question],
    target: right ? (manuals[name]!.notice ? must : yes) : no,
    weight: right ? RIGHT : 1,
  });
  return (index, draw) => {
    const { state, right, candidates } = choices[index]!;
    const others = candidates.filter((name) => name !== right && manuals[name]!.text !== manuals[right]!.text);
    const picked: string[] = [];
    while (picked.length < PARTS - 1 && others.length > 0) picked.push(others.splice(draw.int(others.length), 1)[0]!);
    return packed([start, ...codec.encode(state)], [partOf(right, true), ...picked.map((name) => partOf(name, false))]);
  };
}

/** The teacher's action behind the state. */
function answering({ moves }: Lessons & { readonly kind: "kd" }, codec: Codec): Make {
  const { start, end } = codec.special;
  return (index) => {
    const { state, answer } = moves[index]!;
    return continued([start, ...codec.encode(state)], [...codec.encode(` ${answer}`), end]);
  };
}

const longestAnswer = (moves: readonly Move[], codec: Codec): number =>
  Math.max(...[...new Set(moves.map(({ answer }) => answer))].map((answer) => codec.encode(` ${answer}`).length + 1));

/** Two lengths that sequences are filled up to: what nine in ten fit into, and what all do. */
function lengthsOf(make: Make, count: number): readonly number[] {
  const seen: number[] = [];
  const draw = rng([0, 1]);
  for (let i = 0; i < count; i++) seen.push(make(i, draw).tokens.length);
  seen.sort((a, b) => a - b);
  const up = (length: number) => Math.ceil(length / ROUND) * ROUND;
  const most = up(seen.at(-1)!);
  // Which candidates stand behind a state changes from step to step, and the length with them.
  return [...new Set([up(seen[Math.floor(0.9 * seen.length)]!), most, most + ROUND, most + 2 * ROUND, most + 4 * ROUND, most + 8 * ROUND])];
}
