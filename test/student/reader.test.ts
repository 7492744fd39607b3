/** Words that a student does not know, and the invented notices that it learns to read by. */
import { describe, expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/index.ts";
import { courseOf } from "../../src/student/course.ts";
import { factsOf, type Judging } from "../../src/student/lessons.ts";
import { inventAnswer, inventNotice, inventOther, inventTags } from "../../src/student/notices.ts";
import { Reader, stemOf } from "../../src/student/reader.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";

const WORDS = ["target", "distance", "far", "near", "exit", "free", "taken", "notice", "rank", "first"];
const codec = new Codec(trainTokenizer([WORDS.join(" "), WORDS.join(" ")], 340));
const reader = new Reader(codec, { words: WORDS, phrases: {} });
const namesIn = (tokens: readonly number[]): number[] =>
  tokens.flatMap((token) => (codec.names.includes(token) ? [codec.names.indexOf(token)] : []));

describe("a reader", () => {
  test("reads known words, numbers and punctuation as tokens", () => {
    const { tokens } = reader.opening("target distance far ; 12 ( 3 )");
    expect(namesIn(tokens)).toEqual([]);
    expect(codec.decode(tokens)).toBe(" target distance far ; 12 ( 3 )");
  });

  test("gives a word it does not know the same name wherever it stands, and another word another name", () => {
    const opening = reader.opening("distance far notice zone closed runner-1 zone");
    expect(namesIn(opening.tokens)).toEqual([0, 1, 2, 0]);
    expect(namesIn(reader.part("notice runners may not enter zones", opening))).toEqual([2, 3, 4, 5, 0]);
    // A name that one part gives out is not known in another.
    expect(namesIn(reader.part("notice bridge", opening))).toEqual([3]);
  });

  test("behind the word that announces notices, known words are names as well", () => {
    const opening = reader.opening("distance far notice ranks : 3 first notice zone");
    expect(codec.decode(opening.tokens.filter((token) => !codec.names.includes(token)))).toBe(" distance far notice : 3 notice");
    expect(namesIn(opening.tokens)).toEqual([0, 1, 2]);
    expect(namesIn(reader.part("notice first rank", opening))).toEqual([1, 0]);
    expect(namesIn(reader.part("rank first", opening))).toEqual([]);
  });

  test("gives names out in the order asked for; the last is for all that are too many", () => {
    const order = codec.names.map((_, i) => codec.names.length - 1 - i);
    expect(namesIn(reader.opening("zone gate", order).tokens)).toEqual([codec.names.length - 1, codec.names.length - 2]);
    const many = Array.from(
      { length: codec.names.length + 5 },
      (_, i) => `word${String.fromCharCode(97 + (i % 26))}${String.fromCharCode(97 + Math.floor(i / 26))}x`,
    );
    const names = namesIn(reader.opening(many.join(" ")).tokens);
    expect(names.slice(-6)).toEqual(Array(6).fill(codec.names.length - 1));
  });

  test("knows the forms of a word", () => {
    expect(["zones", "zone", "closed", "closing", "runner-12", "red"].map(stemOf)).toEqual([
      "zone",
      "zone",
      "close",
      "close",
      "runner",
      "red",
    ]);
  });

  test("reads a fact and its word as one token, in a state and in a manual that says the same", () => {
    const phrases = { "near free": "near free", "near exit free": "near free", "distance far": "distance far" };
    const phrased = new Codec(trainTokenizer([WORDS.join(" ")], 340, ["distance far", "near free"]));
    const two = new Reader(phrased, { words: WORDS, phrases });
    const [near, far] = [phrased.phrase("near free"), phrased.phrase("distance far")];
    expect(two.opening("target near free distance far").tokens.slice(-2)).toEqual([near, far]);
    expect(two.part("distance far near exit free ; near exit taken", two.opening("target"))).toEqual([
      far,
      near,
      ...phrased.encode(" ;"),
      ...["near", "exit", "taken"].flatMap((word) => phrased.encode(` ${word}`)),
    ]);
    expect(phrased.size).toBe(new Codec(trainTokenizer([WORDS.join(" ")], 340)).size + 2);
    expect(() => new Reader(codec, { words: [], phrases: { "rank first": "rank first" } })).toThrow(/no token for "rank first"/);
  });

  test("reads words by their vectors, known or not, but neither phrases nor notices", () => {
    const vectors = new Map([..."zone target notice gate distance far".split(" ").entries()].map(([i, word]) => [word, 900 + i]));
    const phrased = trainTokenizer([WORDS.join(" "), WORDS.join(" ")], 340, ["distance far"]);
    const lexicon = { words: WORDS, phrases: { "distance far": "distance far" } };
    const own = new Codec(phrased);
    const by = new Reader(own, lexicon, (word) => vectors.get(word));
    const opening = by.opening("target distance far rank notice zone gate");
    expect(opening.tokens.filter((token) => token >= 900)).toEqual([901]);
    expect(opening.tokens).toContain(own.phrase("distance far"));
    expect(opening.tokens.filter((token) => own.names.includes(token))).toHaveLength(2);
    // A word without a vector that the student does not know stays a name.
    const part = by.part("zone far blicket", opening);
    expect(part.slice(0, 2)).toEqual([900, 905]);
    expect(own.names).toContain(part[2]);
  });

  test("reads everything as tokens where it has no lexicon", () => {
    const { tokens } = new Reader(codec).opening("zone far");
    expect(namesIn(tokens)).toEqual([]);
    expect(codec.decode(tokens)).toBe(" zone far");
  });
});

const lessons: Judging = {
  kind: "ld",
  choices: [
    {
      stage: "target",
      facts: { distance: "far", exit: "free" },
      state: "target distance far exit free",
      right: "a",
      candidates: ["a", "b", "c"],
    },
    {
      stage: "target",
      facts: { distance: "near", exit: "taken" },
      state: "target distance near exit taken",
      right: "b",
      candidates: ["b", "a"],
    },
  ],
  manuals: {
    a: { text: "distance far", when: [{ distance: "far" }], notice: false },
    b: { text: "distance near", when: [{ distance: "near" }], notice: false },
    c: { text: "rank first", when: [{ rank: "first" }], notice: false },
  },
  says: { distance: "distance", rank: "rank" },
};

describe("invented notices", () => {
  const stems = (text: string) => new Set(text.split(" ").map(stemOf));
  test("an answer shares two of the words that matter, another manual at most one", () => {
    let coincidences = 0;
    for (let seed = 0; seed < 300; seed++) {
      const draw = rng(keyOf(seed));
      const notice = inventNotice(draw);
      const shared = (text: string) => notice.words.filter((word) => stems(text).has(stemOf(word))).length;
      expect(shared(notice.text)).toBe(notice.words.length);
      expect(shared(inventAnswer(draw, notice))).toBeGreaterThanOrEqual(2);
      if (shared(inventOther(draw, [notice])) > 1) coincidences++;
      for (const { word, has } of inventTags(draw, notice, 8)) expect(notice.words.includes(word)).toBe(has);
    }
    // Two invented words are the same by chance now and then.
    expect(coincidences).toBeLessThan(6);
  });

  test("a course with them is the same for the same step, whatever came before", () => {
    const codec = new Codec(trainTokenizer([WORDS.join(" ")], 340, factsOf(lessons)));
    const settings = {
      steps: 20,
      batch: 6,
      rate: 1e-3,
      warmUp: 2,
      seed: 3,
      reading: { share: 0.7, dense: 10, conditions: 0.5, states: 0.5 },
    };
    const [one, other] = [courseOf(lessons, codec, settings), courseOf(lessons, codec, settings)];
    for (let step = 1; step <= 20; step++) one.examples(step);
    for (const step of [17, 3, 4]) expect(other.examples(step)).toEqual(one.examples(step));
    const targets = Array.from({ length: 20 }, (_, i) => one.examples(i + 1))
      .flat(2)
      .flatMap(({ answers }) => answers.map(({ target }) => target));
    expect(new Set(targets)).toEqual(new Set([codec.special.yes, codec.special.no, codec.special.must]));
  });

  test("examples may be read as in a game that the student does not know: no fact is one token, and each time other words are names", () => {
    const codec = new Codec(trainTokenizer([WORDS.join(" ")], 340, factsOf(lessons)));
    const phrases = new Set(factsOf(lessons).map((phrase) => codec.phrase(phrase)));
    const names = new Set(codec.names);
    const tokensOf = (strange?: number) => {
      const reading = { share: 0, dense: 0, conditions: 0.5, states: 0.5, ...(strange === undefined ? {} : { strange }) };
      const course = courseOf(lessons, codec, { steps: 30, batch: 4, rate: 1e-3, warmUp: 2, seed: 3, reading });
      return Array.from({ length: 30 }, (_, i) => course.examples(i + 1))
        .flat(2)
        .map(({ tokens }) => [...tokens]);
    };
    const [usual, strange] = [tokensOf(), tokensOf(1)];
    expect(usual.every((tokens) => tokens.some((token) => phrases.has(token)))).toBe(true);
    expect(strange.some((tokens) => tokens.some((token) => phrases.has(token)))).toBe(false);
    const named = strange.map((tokens) => tokens.filter((token) => names.has(token)).length);
    expect(Math.max(...named)).toBeGreaterThan(4);
    expect(new Set(named).size).toBeGreaterThan(3);
  });
});
