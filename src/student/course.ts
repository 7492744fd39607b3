/** What a student learns from, and in which order: batches drawn by their step. */
import { type Key, fold, rng } from "../core/index.ts";
import { type Example, continued, packed } from "./batch.ts";
import { NOTICE } from "../../function-base/clauses.ts";
import type { Clause, Facts } from "../../function-base/types.ts";
import { inventCondition, inventState, missesOf, type Wording, wordingOf } from "./conditions.ts";
import { type Draw, inventAnswer, inventNotice, inventOther, inventTags } from "./notices.ts";
import { type Lexicon, Reader } from "./reader.ts";
import { QUESTION } from "./student.ts";
import type { Codec } from "./tokenizer.ts";
import type { Course } from "./trainer.ts";

/** A decision in a stage: the state, its facts, the function that the teacher took, and the others it was taken from. */
export type Choice = {
  readonly stage: string;
  readonly facts: Facts;
  readonly state: string;
  readonly right: string;
  readonly candidates: readonly string[];
};

/** A decision as a whole: the observation as text, and the teacher's action. */
export type Move = { readonly state: string; readonly answer: string };

/** A manual: its text, the clauses that the text was derived from, if it was, and whether it answers a notice. */
export type Manual = { readonly text: string; readonly when: readonly Clause[]; readonly notice: boolean };

/** What there is to learn: to judge manuals, or to answer. */
export type Lessons =
  | {
      readonly kind: "ld";
      readonly choices: readonly Choice[];
      /** The manual of each function. */
      readonly manuals: Readonly<Record<string, Manual>>;
      /** What stands in these texts before the word of each fact that a clause speaks of. */
      readonly says: Readonly<Record<string, string>>;
    }
  | { readonly kind: "kd"; readonly moves: readonly Move[] };

/** How it is learned. */
export type CourseSettings = {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly warmUp: number;
  readonly seed: number;
  /**
   * Share of the examples with invented notices; of the others, the share with invented conditions, and of these the share in invented
   * states; and steps at first in which all ask for words of notices, or phrases of conditions, one by one.
   */
  readonly reading?: { readonly share: number; readonly dense: number; readonly conditions: number; readonly states: number };
};

/** Candidates judged behind one state. */
const PARTS = 5;

/** Answers behind one state at most, where notices are invented; manuals among them that speak of notices. */
const ANSWERS = 8;
const READERS = 4;

/** The share of conditions, single phrases apart, that are asked for while something is announced. */
const TOLD = 0.25;

/** The share of choices whose other candidates are drawn from the nearest to holding, as a retriever hands them over. */
const HARD = 0.5;

/** More words than a clause can fail in. */
const FAR = 99;

/** The share of examples with notices in which two are in force. */
const TWO = 0.4;

/** The share of examples with notices that ask for words one by one, after the steps in which all do. */
const TAGS = 0.25;

/** The share of conditions that are those of manuals, where single phrases are not asked for. */
const REAL = 0.4;

/** The same in invented states, which are there for what manuals say. */
const REAL_INVENTED = 0.7;

/** The share of examples with conditions that ask for single phrases, after the steps in which all do. */
const PLAIN = 0.25;

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
  const { make, count } = lessons.kind === "ld" ? judging(lessons, codec, settings) : answering(lessons, codec);
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
    answers: lessons.kind === "ld" ? (settings.reading === undefined ? PARTS : ANSWERS) : longestAnswer(lessons.moves, codec),
    lengths: lengthsOf(make, count),
    examples(step) {
      const group = Math.floor((step - 1) / GROUP);
      if (last?.group !== group) last = { group, batches: together(group) };
      return last.batches[(step - 1) % GROUP]!;
    },
  };
}

type Make = (index: number, draw: Draw, step: number) => Example;

/** What makes examples, and of how many decisions. */
type Source = { readonly make: Make; readonly count: number };

/**
 * The right function and some of the others, each with yes or no behind its manual; a function that answers a notice must be taken.
 *
 * Where there is an invented notice, whether an ordinary function suits does not depend on it: every candidate is judged by itself.
 */
function judging(lessons: Judging, codec: Codec, { reading }: CourseSettings): Source {
  const { choices, manuals } = lessons;
  const { yes, no, must } = codec.special;
  const question = codec.encode(QUESTION);
  const wordings = wordingsOf(lessons);
  const lexicon = lexiconOf(lessons, wordings);
  const readable = (reading?.conditions ?? 0) > 0 ? readableOf(lessons, wordings) : undefined;
  const clear = readable === undefined ? choices : explained(lessons);
  const reader = new Reader(codec, lexicon);
  /** Candidates of a choice, so many at most, and whether each is right; every second time those first whose manuals all but hold. */
  const judged = (index: number, draw: Draw, count: number): Asked[] => {
    const { stage, facts, right, candidates } = clear[index]!;
    const others = candidates.filter((name) => name !== right && manuals[name]!.text !== manuals[right]!.text);
    if (readable?.has(stage) === true && draw.uniform() < HARD) {
      // A manual without clauses is as far as can be.
      const misses = (name: string) => (isReadable(manuals[name]!) ? missesOf(manuals[name]!.when, facts) : FAR);
      others.sort((a, b) => misses(a) - misses(b)).splice(count);
    }
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

  const invented = (draw: Draw) => Array.from({ length: draw.uniform() < TWO ? 2 : 1 }, () => inventNotice(draw));
  const announcing = (notices: readonly { readonly text: string }[]): string => notices.map(({ text }) => ` ${NOTICE} ${text}`).join("");

  /**
   * Conditions, those of manuals among them, and whether each holds, of the state of a choice or of an invented one; what is announced
   * now and then changes nothing about that.
   */
  const conditions = (choice: Choice, draw: Draw, plain: boolean): Example => {
    const { wording, manuals: said, clauses } = readable!.get(choice.stage)!;
    const elsewhere = draw.uniform() < reading!.states;
    const facts = elsewhere ? inventState(draw, choice.facts, wording, clauses) : choice.facts;
    const real = elsewhere ? REAL_INVENTED : REAL;
    const told = !plain && draw.uniform() < TOLD ? announcing(invented(draw)) : "";
    const state = `${elsewhere ? stateOf(choice, facts) : choice.state}${told}`;
    const parts = Array.from({ length: plain ? ANSWERS : PARTS }, () => {
      if (plain || said.length === 0 || draw.uniform() >= real) return inventCondition(draw, facts, wording, plain);
      const { text, clauses: of } = draw.pick(said);
      return { text, holds: missesOf(of, facts) === 0 };
    });
    return sequence(
      draw,
      state,
      parts.map(({ text, holds }) => ({ text, target: holds ? yes : no, even: true })),
    );
  };

  const make: Make = (place, draw, step) => {
    const dense = reading !== undefined && step <= reading.dense;
    const announced = reading !== undefined && (dense || draw.uniform() < reading.share);
    // Conditions are asked for in any state; choices are learned from those states alone in which a manual explains them.
    const any = choices[place]!;
    if (readable?.has(any.stage) === true && (dense ? draw.uniform() < 0.5 : !announced && draw.uniform() < reading!.conditions))
      return conditions(any, draw, dense || draw.uniform() < PLAIN);
    const index = place % clear.length;
    const { state } = clear[index]!;
    if (!announced) return sequence(draw, state, judged(index, draw, PARTS));
    const notices = invented(draw);
    const told = announcing(notices);
    if (dense || draw.uniform() < TAGS) {
      const notice = draw.pick(notices);
      const tags = inventTags(draw, notice, ANSWERS);
      return sequence(
        draw,
        // Bare words at first: among others, nothing is ever learned of them.
        dense && draw.uniform() < 0.5 ? `${NOTICE} ${notice.words.join(" ")}` : `${state}${told}`,
        tags.map(({ word, has }) => ({ text: word, target: has ? yes : no, bare: true })),
      );
    }
    // Now and then nothing is announced, and whoever answers a notice is not needed.
    const silent = draw.uniform() < 0.1;
    const readers = Array.from({ length: READERS }, () => {
      const fits = draw.uniform() < 0.4;
      const text = fits ? inventAnswer(draw, draw.pick(notices)) : inventOther(draw, notices);
      return { text: `${NOTICE} ${text}`, target: fits && !silent ? must : no, even: true };
    });
    return sequence(draw, silent ? state : `${state}${told}`, [...judged(index, draw, ANSWERS - READERS), ...readers]);
  };
  return { make, count: choices.length };
}

/** The text of a choice's state, with other facts. */
const stateOf = ({ state, facts }: Choice, others: Facts): string =>
  Object.entries(facts).reduce((text, [fact, word]) => text.replace(` ${fact} ${word}`, ` ${fact} ${others[fact]!}`), state);

/** Whether a manual says conditions alone. */
const isReadable = ({ when, notice }: Manual): boolean => when.length > 0 && !notice;

/** What can be read of a stage: its wording, the manuals that say conditions alone, and the clauses of all of these. */
type Readable = ReadonlyMap<
  string,
  {
    readonly wording: Wording;
    readonly manuals: readonly { readonly text: string; readonly clauses: readonly Clause[] }[];
    readonly clauses: readonly Clause[];
  }
>;

function readableOf(lessons: Judging, wordings: ReadonlyMap<string, Wording>): Readable {
  const stages = namesByStage(lessons);
  return new Map(
    [...wordings].map(([stage, wording]) => {
      const mine = [...stages.get(stage)!].map((name) => lessons.manuals[name]!).filter(isReadable);
      const texts = new Map(mine.map(({ text, when }) => [text, when]));
      const read = [...texts.keys()].sort().map((text) => ({ text, clauses: texts.get(text)! }));
      return [stage, { wording, manuals: read, clauses: read.flatMap(({ clauses }) => clauses) }];
    }),
  );
}

/** The functions that were taken in each stage, or could have been. */
function namesByStage({ choices }: Judging): ReadonlyMap<string, ReadonlySet<string>> {
  const stages = new Map<string, Set<string>>();
  for (const { stage, right, candidates } of choices) {
    let names = stages.get(stage);
    if (names === undefined) stages.set(stage, (names = new Set()));
    for (const name of [right, ...candidates]) names.add(name);
  }
  return stages;
}

/** Choices that manuals explain, if there are any: a function taken though its manual says otherwise would teach not to read. */
function explained({ choices, manuals }: Judging): readonly Choice[] {
  const kept = choices.filter(({ facts, right }) => !isReadable(manuals[right]!) || missesOf(manuals[right]!.when, facts) === 0);
  return kept.length === 0 ? choices : kept;
}

/** How the manuals of each stage state their conditions; none for a stage whose manuals state none. */
function wordingsOf(lessons: Judging): ReadonlyMap<string, Wording> {
  const { choices, manuals, says } = lessons;
  return new Map(
    [...namesByStage(lessons)].flatMap(([stage, names]) => {
      const clauses = [...names].flatMap((name) => (isReadable(manuals[name]!) ? manuals[name]!.when : []));
      const states = choices.filter((one) => one.stage === stage).map(({ facts }) => facts);
      const wording = wordingOf(clauses, says, states);
      return wording.size === 0 ? [] : [[stage, wording] as const];
    }),
  );
}

/** What there is to learn for who judges manuals. */
export type Judging = Lessons & { readonly kind: "ld" };

/** A text that is asked for, and the answer. */
type Asked = {
  readonly text: string;
  readonly target: number;
  /** The answer is due right behind the text: no question is asked. */
  readonly bare?: boolean;
  /** Right answers count no more than wrong ones: they are as many. */
  readonly even?: boolean;
};

/**
 * What a student of these lessons knows: the words of states and of manuals, sorted, and the one by which notices are announced; and as
 * phrases the facts, as states say them and as manuals do.
 */
export function lexiconOf(lessons: Judging, wordings = wordingsOf(lessons)): Lexicon {
  const { choices, manuals } = lessons;
  const texts = [...choices.map(({ state }) => state), ...Object.values(manuals).map(({ text }) => text)];
  const phrases: Record<string, string> = Object.fromEntries(factsOf(lessons, wordings).map((phrase) => [phrase, phrase]));
  for (const wording of wordings.values())
    for (const [fact, { before, words }] of wording) for (const word of words) phrases[`${before} ${word}`] = `${fact} ${word}`;
  return {
    words: [...new Set([NOTICE, ...texts.flatMap((text) => text.split(" "))])].sort(),
    phrases: Object.fromEntries(Object.entries(phrases).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** Every fact with its word, `near free`, sorted: of the choices, and of what manuals say of their facts. */
export function factsOf(lessons: Judging, wordings = wordingsOf(lessons)): readonly string[] {
  const met = lessons.choices.flatMap(({ facts }) => Object.entries(facts));
  const said = [...wordings.values()].flatMap((wording) =>
    [...wording].flatMap(([fact, { words }]) => words.map((word) => [fact, word] as const)),
  );
  return [...new Set([...met, ...said].map(([fact, word]) => `${fact} ${word}`))].sort();
}

/** The teacher's action behind the state. */
function answering({ moves }: Lessons & { readonly kind: "kd" }, codec: Codec): Source {
  const { end } = codec.special;
  const reader = new Reader(codec);
  const make: Make = (index) => {
    const { state, answer } = moves[index]!;
    return continued(reader.opening(state).tokens, [...codec.encode(` ${answer}`), end]);
  };
  return { make, count: moves.length };
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
