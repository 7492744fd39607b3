/**
 * How a student reads texts with words that it may never have met.
 *
 * Words of its lessons are read as tokens. A fact and its word are one token, in a state (`near free`) and in a manual that says the same
 * (`near exit free`), so that whether a condition holds is a matter of equal tokens. Any other word becomes a name, `<w0>`, `<w1>`, ...: a word
 * has the same name wherever it stands in a question, so that a student can tell whether two texts speak of the same thing without knowing
 * the word. Names mean nothing by themselves: in training they are given out at random.
 *
 * A student that reads words by their vectors takes any word that has one as what its vector is projected to, met or not.
 *
 * After the word that announces notices, every word becomes a name, even a known one: a notice that says `captain` and a manual that says
 * `captains` speak of the same thing, though only one of the two words may occur in facts. Words with the same stem share a name.
 */
import { stemmer } from "stemmer";
import { NOTICE } from "../../function-base/clauses.ts";
import type { Codec } from "./tokenizer.ts";

/** The names given out in a question, by the stems of the words that have them. */
type Names = ReadonlyMap<string, number>;

/** The beginning of a question: its tokens, and the names that words in it got. */
export type Opening = { readonly tokens: readonly number[]; readonly names: Names };

/** What a student knows: words, and phrases, each with the phrase whose token it is read as. */
export type Lexicon = { readonly words: readonly string[]; readonly phrases: Readonly<Record<string, string>> };

/** Numbers and punctuation are always read as they are. */
const PLAIN = /^[\d:;()]+$/;

/** The stem of a word by Porter's algorithm: without its endings, and without the number of a role (`captain-1`). */
export const stemOf = (word: string): string => stemmer(word.replace(/-\d+$/, ""));

/** The token of a word that is read by its vector; undefined for a word that has none. */
export type WordToken = (word: string) => number | undefined;

/** Turns texts into tokens for a student; without a lexicon, texts are tokenized as they are. */
export class Reader {
  private readonly codec: Codec;
  private readonly words: ReadonlySet<string> | undefined;
  private readonly phrases: ReadonlyMap<string, number>;
  /** The number of words in the longest phrase. */
  private readonly longest: number;
  private readonly byVector: WordToken | undefined;

  constructor(codec: Codec, lexicon?: Lexicon, byVector?: WordToken) {
    this.codec = codec;
    this.byVector = byVector;
    this.words = lexicon === undefined ? undefined : new Set(lexicon.words);
    const phrases = Object.entries(lexicon?.phrases ?? {});
    this.phrases = new Map(phrases.map(([said, phrase]) => [said, codec.phrase(phrase)]));
    this.longest = Math.max(1, ...phrases.map(([said]) => said.split(" ").length));
  }

  /** Reads the text that all parts of a question see; `order` is the order in which names are given out. */
  opening(text: string, order?: readonly number[]): Opening {
    const names = new Map<string, number>();
    return { tokens: [this.codec.special.start, ...this.read(text, names, order)], names };
  }

  /** Reads a part that follows an opening: words of the opening keep their names in it, further words get other names. */
  part(text: string, { names }: Opening, order?: readonly number[]): readonly number[] {
    return this.read(text, new Map(names), order);
  }

  private read(text: string, names: Map<string, number>, order?: readonly number[]): readonly number[] {
    if (this.words === undefined) return this.codec.encode(` ${text}`);
    const all = text.split(" ");
    const tokens: number[] = [];
    let told = false;
    for (let at = 0; at < all.length;) {
      const word = all[at]!;
      if (told && word !== NOTICE) {
        tokens.push(...(PLAIN.test(word) ? this.codec.encode(` ${word}`) : [this.nameOf(word, names, order)]));
        at++;
        continue;
      }
      told ||= word === NOTICE;
      const [length, phrase] = this.phraseAt(all, at);
      if (phrase === undefined) tokens.push(...this.wordOf(word, names, order));
      else tokens.push(phrase);
      at += length;
    }
    return tokens;
  }

  /** The longest phrase that begins at a word, and how many words it has. */
  private phraseAt(all: readonly string[], at: number): readonly [length: number, token?: number] {
    for (let length = Math.min(this.longest, all.length - at); length > 1; length--) {
      const token = this.phrases.get(all.slice(at, at + length).join(" "));
      if (token !== undefined) return [length, token];
    }
    return [1];
  }

  private wordOf(word: string, names: Map<string, number>, order?: readonly number[]): readonly number[] {
    // The word that announces notices is a sign, whatever it means elsewhere.
    const token = word === NOTICE ? undefined : this.byVector?.(word);
    if (token !== undefined) return [token];
    return this.words!.has(word) || PLAIN.test(word) ? this.codec.encode(` ${word}`) : [this.nameOf(word, names, order)];
  }

  private nameOf(word: string, names: Map<string, number>, order?: readonly number[]): number {
    const { codec } = this;
    const stem = stemOf(word);
    let place = names.get(stem);
    if (place === undefined) {
      const next = Math.min(names.size, codec.names.length - 1); // words beyond the number of names share the last one
      names.set(stem, (place = order?.[next] ?? next));
    }
    return codec.names[place]!;
  }
}
