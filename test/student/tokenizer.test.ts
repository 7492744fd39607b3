/** The tokenizer: its merges, and that the library of Hugging Face reads its file as it was meant. */
import { describe, expect, test } from "vitest";
import { keyOf, rng } from "../../src/core/index.ts";
import { Codec, SPECIAL, trainTokenizer } from "../../src/student/tokenizer.ts";

const TEXTS = [
  "target distance far rank first near free next free place edge exits three",
  "capture surround party team near exit taken next exit free rank last ; capture close-in",
  "round 12 of 40, board 10 x 10; Größe ändern! it's naïve 東京 🙂",
];
const texts = Array.from({ length: 30 }, (_, i) => TEXTS[i % 3]!);
const file = trainTokenizer(texts, 440);
const codec = new Codec(file);

/** Byte-level BPE as in the paper: of all pairs in a word, it always merges the one that training merged first. */
function reference(text: string): number[] {
  const { vocab, merges } = file.model;
  const rank = new Map(merges.map((pair, i) => [pair, i]));
  // Sorted by token id: JavaScript puts keys that look like numbers first.
  const letters = Object.entries(vocab)
    .sort((a, b) => a[1] - b[1])
    .slice(46, 302)
    .map(([token]) => token);
  const ids: number[] = [];
  for (const piece of text.match(/'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu) ?? []) {
    let parts = [...new TextEncoder().encode(piece)].map((byte) => letters[byte]!);
    for (;;) {
      let [at, best] = [-1, Infinity];
      for (let i = 1; i < parts.length; i++) {
        const place = rank.get(`${parts[i - 1]!} ${parts[i]!}`) ?? Infinity;
        if (place < best) [at, best] = [i, place];
      }
      if (at < 0) break;
      parts = [...parts.slice(0, at - 1), parts[at - 1]! + parts[at]!, ...parts.slice(at + 1)];
    }
    ids.push(...parts.map((part) => vocab[part]!));
  }
  return ids;
}

describe("a tokenizer", () => {
  test("is read back with the same numbers, and gives back its text", () => {
    const draw = rng(keyOf(1));
    const letters = [..."abcdefghij klmno pqrst 0123456789 ;:()-'äß東🙂\n\t"];
    const random = Array.from({ length: 200 }, () => Array.from({ length: 1 + draw.int(30) }, () => draw.pick(letters)).join(""));
    for (const text of [...TEXTS, ...random]) {
      expect(codec.encode(text), JSON.stringify(text)).toEqual(reference(text));
      expect(codec.decode(codec.encode(text))).toBe(text);
    }
  });

  test("merges whole words of its texts, and comes out the same again", () => {
    expect(codec.encode(" capture surround").length).toBe(2);
    expect(trainTokenizer(texts, 440)).toEqual(file);
    expect(codec.size).toBeLessThanOrEqual(440);
  });

  test("keeps its special tokens apart from texts", () => {
    expect(codec.special).toEqual({ pad: 0, start: 1, end: 2, no: 3, yes: 4, must: 5 });
    expect(codec.encode(SPECIAL.yes)).toEqual([4]);
    expect(codec.encode("yes")).not.toContain(4);
  });

  test("stops where no pair comes twice, and refuses too small a size", () => {
    expect(new Codec(trainTokenizer(["ab"], 1000)).size).toBe(302);
    expect(() => trainTokenizer(["ab"], 100)).toThrow("100 tokens, expected at least 302");
  });
});
