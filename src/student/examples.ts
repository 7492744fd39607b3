/** Makes training examples of lessons: a decision becomes a sequence of tokens, and the answers that are due in it. */
import { NOTICE } from "../../function-base/clauses.ts";
import type { Facts } from "../../function-base/types.ts";
import { type Example, continued, packed } from "./batch.ts";
import { inventCondition, inventState, missesOf } from "./conditions.ts";
import { type Choice, explained, isReadable, type Judging, type Lessons, lexiconOf, readableOf, wordingsOf } from "./lessons.ts";
import { type Draw, inventAnswer, inventNotice, inventOther, inventTags } from "./notices.ts";
import { Reader } from "./reader.ts";
import { Recent } from "./recent.ts";
import { QUESTION } from "./student.ts";
import type { Codec } from "./tokenizer.ts";

/** How much of the training practises reading on invented texts; shares are between 0 and 1. */
export type Reading = {
  /** Share of the examples with invented notices. */
  readonly share: number;
  /** In so many steps at the beginning, all examples ask about single words of notices or single phrases of conditions. */
  readonly dense: number;
  /** Of the examples without notices, the share with invented conditions. */
  readonly conditions: number;
  /** Of the examples with conditions, the share in invented states. */
  readonly states: number;
  /**
   * Share of the examples that are read as in a game that the student does not know: some of the words, drawn anew for each, are known, all others are names, and
   * no fact is one token with its word. Absent, none.
   */
  readonly strange?: number;
};

/** Makes the example of a decision, by its index, for a step of training. */
export type Make = (index: number, draw: Draw, step: number) => Example;

/** A function that makes examples, the number of decisions that it can make them of, and the most answers that an example has. */
export type Source = { readonly make: Make; readonly count: number; readonly answers: number };

/** How many candidates are judged after one state. */
const PARTS = 5;

/** With invented texts: the most answers after one state, and how many of them are to manuals that speak of notices. */
const ANSWERS = 8;
const READERS = 4;

/** The share of examples with conditions in whose states a notice is announced; single phrases are asked about without one. */
const TOLD = 0.25;

/** The share of choices whose wrong candidates are drawn from those nearest to holding, as a retriever would return them. */
const HARD = 0.5;

/** The misses that count for a manual that does not state conditions alone: more than any clause has words. */
const FAR = 99;

/** The share of examples with notices in which two are in force. */
const TWO = 0.4;

/** The share of examples with notices that ask about single words, after the steps in which all do. */
const TAGS = 0.25;

/** The share of conditions that are taken from manuals; examples with single phrases have none of these. */
const REAL = 0.4;

/** The same share in invented states, whose purpose is to practise the conditions of manuals. */
const REAL_INVENTED = 0.7;

/** The share of examples with conditions that ask about single phrases, after the steps in which all do. */
const PLAIN = 0.25;

/** The weight of a right function in the loss; wrong ones have 1. With one right and four wrong, `yes` gets a third of the weight. */
const RIGHT = 2;

/** A text that the student is asked about, and the right answer. */
type Asked = {
  readonly text: string;
  readonly target: number;
  /** Whether the answer is due directly after the text, without the question mark. */
  readonly bare?: boolean;
  /** Whether right answers weigh as much as wrong ones, because there are about as many of them. */
  readonly even?: boolean;
};

/**
 * Examples of judging: the manuals of the right function and of some others, each followed by `yes` or `no`, or by `must` where the right
 * function answers a notice.
 *
 * Invented notices do not change which ordinary functions are right: every candidate is judged by itself.
 */
export function judging(lessons: Judging, codec: Codec, reading?: Reading): Source {
  const { choices, manuals } = lessons;
  const { yes, no, must } = codec.special;
  const question = codec.encode(QUESTION);
  const wordings = wordingsOf(lessons);
  const lexicon = lexiconOf(lessons, wordings);
  const readable = (reading?.conditions ?? 0) > 0 ? readableOf(lessons, wordings) : undefined;
  const clear = readable === undefined ? choices : explained(lessons);
  const tokens = new Map(lessons.vectors?.words.map((word, i) => [word, codec.size + i]));
  const usual = new Reader(codec, lexicon, (word) => tokens.get(word));
  /** A manual in one of its wordings. */
  const said = (name: string, draw: Draw): string => {
    const { text, also = [] } = manuals[name]!;
    return also.length === 0 ? text : draw.pick([text, ...also]);
  };
  /** At most `count` candidates of a choice, and the answer to each; in every second choice the wrong ones come from those nearest to holding. */
  const judged = (index: number, draw: Draw, count: number): Asked[] => {
    const { stage, facts, right, candidates } = clear[index]!;
    const others = candidates.filter((name) => name !== right && manuals[name]!.text !== manuals[right]!.text);
    if (readable?.has(stage) === true && draw.uniform() < HARD) {
      // A manual that does not state conditions alone counts as the furthest from holding.
      const misses = (name: string) => (isReadable(manuals[name]!) ? missesOf(manuals[name]!.when, facts) : FAR);
      others.sort((a, b) => misses(a) - misses(b)).splice(count);
    }
    const picked: string[] = [];
    while (picked.length < count - 1 && others.length > 0) picked.push(others.splice(draw.int(others.length), 1)[0]!);
    return [
      { text: said(right, draw), target: manuals[right]!.notice ? must : yes },
      ...picked.map((name) => ({ text: said(name, draw), target: no })),
    ];
  };
  /** A reader that knows a share of the words, any from none to all, and no phrases. */
  const stranger = (draw: Draw): Reader => {
    const share = draw.uniform();
    return new Reader(codec, { words: lexicon.words.filter(() => draw.uniform() < share), phrases: {} });
  };
  const sequence = (draw: Draw, state: string, parts: readonly Asked[]): Example => {
    const order = draw.shuffle([...codec.names.keys()]);
    const reader = reading?.strange !== undefined && draw.uniform() < reading.strange ? stranger(draw) : usual;
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
   * An example that asks whether several conditions, invented ones and those of manuals, hold in a state: that of the choice, or an invented
   * one. A notice that is announced in some of these states changes no answer.
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
    // Conditions can be asked about in any state; functions are judged only in states where the right manual explains the choice.
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
        // At first, half of the examples show the words of the notice alone: if they only ever follow a whole state, they are never learned.
        dense && draw.uniform() < 0.5 ? `${NOTICE} ${notice.words.join(" ")}` : `${state}${told}`,
        tags.map(({ word, has }) => ({ text: word, target: has ? yes : no, bare: true })),
      );
    }
    // In one of ten examples nothing is announced, so that no manual that answers a notice is right.
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

/** The text of the state of a choice, with other words for its facts. */
const stateOf = ({ state, facts }: Choice, others: Facts): string =>
  Object.entries(facts).reduce((text, [fact, word]) => text.replace(` ${fact} ${word}`, ` ${fact} ${others[fact]!}`), state);

/** How many examples of imitation are kept: a move always makes the same one, and is met several times in a course. */
const KEPT = 25_000;

/** Examples of imitation: a state, then the teacher's action. */
export function answering({ moves }: Lessons & { readonly kind: "kd" }, codec: Codec): Source {
  const { end } = codec.special;
  const reader = new Reader(codec);
  const made = new Recent<Example>(KEPT);
  const make: Make = (index) => {
    const before = made.get(`${index}`);
    if (before !== undefined) return before;
    const { state, answer } = moves[index]!;
    const example = continued(reader.opening(state).tokens, [...codec.encode(` ${answer}`), end]);
    made.set(`${index}`, example);
    return example;
  };
  const answers = [...new Set(moves.map(({ answer }) => answer))];
  const longest = Math.max(...answers.map((answer) => codec.encode(` ${answer}`).length + 1));
  return { make, count: moves.length, answers: longest };
}
