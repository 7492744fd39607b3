/** What a student learns from, and in which order: batches drawn by their step. */
import { type Key, fold, rng } from "../core/index.ts";
import { type Example, continued, packed } from "./batch.ts";
import { inventAnswer, inventNotice, inventOther, inventTags } from "./notices.ts";
import { Reader } from "./reader.ts";
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
  /** Share of the examples with invented notices, and steps at first in which all ask which words a notice has. */
  readonly reading?: { readonly share: number; readonly dense: number };
};

/** Candidates judged behind one state. */
const PARTS = 5;

/** Answers behind one state at most, where notices are invented; manuals among them that speak of notices. */
const ANSWERS = 8;
const READERS = 4;

/** The share of examples with notices that ask for words one by one, after the steps in which all do. */
const TAGS = 0.25;

/** The weight of a right function: as much as two wrong ones, so that two answers in six say yes. */
const RIGHT = 2;

/** Steps whose examples are sorted by length, so that little has to be filled up. */
const GROUP = 4;

/** Lengths are multiples of this. */
const ROUND = 32;

/** The course of lessons. */
export function courseOf(lessons: Lessons, codec: Codec, settings: CourseSettings): Course {
  const { steps, batch, rate, warmUp, seed } = settings;
  const root: Key = [0x5eed, seed];
  const make = lessons.kind === "ld" ? judging(lessons, codec, settings) : answering(lessons, codec);
  const count = lessons.kind === "ld" ? lessons.choices.length : lessons.moves.length;
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
    answers: lessons.kind === "ld" ? ((settings.reading?.share ?? 0) > 0 ? ANSWERS : PARTS) : longestAnswer(lessons.moves, codec),
    lengths: lengthsOf(make, count),
    examples(step) {
      const group = Math.floor((step - 1) / GROUP);
      if (last?.group !== group) last = { group, batches: together(group) };
      return last.batches[(step - 1) % GROUP]!;
    },
  };
}

type Draw = ReturnType<typeof rng>;
type Make = (index: number, draw: Draw, step: number) => Example;

/**
 * The right function and some of the others, each with yes or no behind its manual; a function that answers a notice must be taken.
 *
 * Where there is an invented notice, whether an ordinary function suits does not depend on it: every candidate is judged by itself.
 */
function judging(lessons: Judging, codec: Codec, { reading }: CourseSettings): Make {
  const { choices, manuals } = lessons;
  const { yes, no, must } = codec.special;
  const question = codec.encode(QUESTION);
  const words = wordsOf(lessons);
  const reader = new Reader(codec, words);
  const ordinary = words.filter((word) => /^[a-z]/.test(word));
  /** Candidates of a choice, so many at most, and whether each is right. */
  const judged = (index: number, draw: Draw, count: number): Asked[] => {
    const { right, candidates } = choices[index]!;
    const others = candidates.filter((name) => name !== right && manuals[name]!.text !== manuals[right]!.text);
    const picked: string[] = [];
    while (picked.length < count - 1 && others.length > 0) picked.push(others.splice(draw.int(others.length), 1)[0]!);
    const { text, notice } = manuals[right]!;
    return [{ text, target: notice ? must : yes }, ...picked.map((name) => ({ text: manuals[name]!.text, target: no }))];
  };
  const sequence = (draw: Draw, state: string, parts: readonly Asked[]): Example => {
    const order = draw.shuffle([...codec.names.keys()]);
    const opening = reader.opening(state, order);
    return packed(
      opening.tokens,
      parts.map(({ text, target, bare = false, even = bare }) => ({
        tokens: [...reader.part(text, opening, order), ...(bare ? [] : question)],
        target,
        weight: even || target === no ? 1 : RIGHT,
      })),
    );
  };

  return (index, draw, step) => {
    const { state } = choices[index]!;
    const dense = reading !== undefined && step <= reading.dense;
    if (reading === undefined || (!dense && draw.uniform() >= reading.share)) return sequence(draw, state, judged(index, draw, PARTS));
    const notices = Array.from({ length: draw.uniform() < 0.2 ? 2 : 1 }, () => inventNotice(draw, ordinary));
    const told = notices.map(({ text }) => ` notice ${text}`).join("");
    if (dense || draw.uniform() < TAGS) {
      const notice = draw.pick(notices);
      const tags = inventTags(draw, notice, ANSWERS);
      return sequence(
        draw,
        // Bare words at first: among others, nothing is ever learned of them.
        dense && draw.uniform() < 0.5 ? `notice ${notice.words.join(" ")}` : `${state}${told}`,
        tags.map(({ word, has }) => ({ text: word, target: has ? yes : no, bare: true })),
      );
    }
    // Now and then nothing is announced, and whoever answers a notice is not needed.
    const silent = draw.uniform() < 0.1;
    const readers = Array.from({ length: READERS }, () => {
      const fits = draw.uniform() < 0.4;
      const text = (fits ? inventAnswer : inventOther)(draw, draw.pick(notices), ordinary);
      return { text: `notice ${text}`, target: fits && !silent ? must : no, even: true };
    });
    return sequence(draw, silent ? state : `${state}${told}`, [...judged(index, draw, ANSWERS - READERS), ...readers]);
  };
}

type Judging = Lessons & { readonly kind: "ld" };

/** A text that is asked for, and the answer. */
type Asked = {
  readonly text: string;
  readonly target: number;
  /** The answer is due right behind the text: no question is asked. */
  readonly bare?: boolean;
  /** Right answers count no more than wrong ones: they are as many. */
  readonly even?: boolean;
};

/** The words that a student of these lessons knows: those of states and of manuals, sorted. */
export const wordsOf = ({ choices, manuals }: Judging): readonly string[] =>
  [
    ...new Set(
      [...choices.map(({ state }) => state), ...Object.values(manuals).map(({ text }) => text)].flatMap((text) => text.split(" ")),
    ),
  ].sort();

/** The teacher's action behind the state. */
function answering({ moves }: Lessons & { readonly kind: "kd" }, codec: Codec): Make {
  const { end } = codec.special;
  const reader = new Reader(codec);
  return (index) => {
    const { state, answer } = moves[index]!;
    return continued(reader.opening(state).tokens, [...codec.encode(` ${answer}`), end]);
  };
}

const longestAnswer = (moves: readonly Move[], codec: Codec): number =>
  Math.max(...[...new Set(moves.map(({ answer }) => answer))].map((answer) => codec.encode(` ${answer}`).length + 1));

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
