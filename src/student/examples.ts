/** What makes examples of lessons: a decision becomes a sequence of tokens with the answers that are due in it. */
import { NOTICE } from "../../function-base/clauses.ts";
import type { Facts } from "../../function-base/types.ts";
import { type Example, continued, packed } from "./batch.ts";
import { inventCondition, inventState, missesOf } from "./conditions.ts";
import { type Choice, explained, isReadable, type Judging, type Lessons, lexiconOf, readableOf, wordingsOf } from "./lessons.ts";
import { type Draw, inventAnswer, inventNotice, inventOther, inventTags } from "./notices.ts";
import { Reader } from "./reader.ts";
import { QUESTION } from "./student.ts";
import type { Codec } from "./tokenizer.ts";

/** How much of the lessons teaches reading by invented texts; shares are between 0 and 1. */
export type Reading = {
  /** Share of the examples with invented notices. */
  readonly share: number;
  /** Steps at first in which all examples ask for words of notices, or phrases of conditions, one by one. */
  readonly dense: number;
  /** Of the examples without notices, the share with invented conditions. */
  readonly conditions: number;
  /** Of the examples with conditions, the share in invented states. */
  readonly states: number;
};

/** Makes the example of a decision, by its index, for a step of training. */
export type Make = (index: number, draw: Draw, step: number) => Example;

/** What makes examples, of how many decisions, and the answers that are due in one at most. */
export type Source = { readonly make: Make; readonly count: number; readonly answers: number };

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
 * The right function and some of the others, each with yes or no behind its manual; a function that answers a notice must be taken.
 *
 * Where there is an invented notice, whether an ordinary function suits does not depend on it: every candidate is judged by itself.
 */
export function judging(lessons: Judging, codec: Codec, reading?: Reading): Source {
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
  return { make, count: choices.length, answers: reading === undefined ? PARTS : ANSWERS };
}

/** The text of a choice's state, with other facts. */
const stateOf = ({ state, facts }: Choice, others: Facts): string =>
  Object.entries(facts).reduce((text, [fact, word]) => text.replace(` ${fact} ${word}`, ` ${fact} ${others[fact]!}`), state);

/** Examples for imitation: the teacher's action behind the state. */
export function answering({ moves }: Lessons & { readonly kind: "kd" }, codec: Codec): Source {
  const { end } = codec.special;
  const reader = new Reader(codec);
  const make: Make = (index) => {
    const { state, answer } = moves[index]!;
    return continued(reader.opening(state).tokens, [...codec.encode(` ${answer}`), end]);
  };
  const answers = [...new Set(moves.map(({ answer }) => answer))];
  const longest = Math.max(...answers.map((answer) => codec.encode(` ${answer}`).length + 1));
  return { make, count: moves.length, answers: longest };
}
