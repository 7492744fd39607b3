/**
 * How a student reads texts of words it may never have met.
 *
 * Words of its lessons are read as tokens. A fact and its word are one token, in a state (`near free`) and in a manual that says the same
 * (`near exit free`), so that whether a condition holds is a matter of equal tokens. Any other word becomes a name, `<w0>`, `<w1>`, ...: the
 * same word the same name wherever it stands in a question, so that a student can tell whether two texts speak of the same thing without
 * knowing the word. Names mean nothing by themselves: in lessons they are given out at random.
 *
 * Behind the word that announces notices all words are names, known ones too: a notice that says `bidder` and a manual that says `bidders`
 * speak of the same, though only one of them is a word of facts.
 */
import { stemmer } from "stemmer";
import { NOTICE } from "../../function-base/clauses.ts";
import type { Codec } from "./tokenizer.ts";

/** Names given out in a question, by the stems of words. */
type Names = ReadonlyMap<string, number>;

/** The beginning of a question: its tokens, and the names that words in it got. */
export type Opening = { readonly tokens: readonly number[]; readonly names: Names };

/** What a student knows: words, and phrases with the phrase that each is read as. */
export type Lexicon = { readonly words: readonly string[]; readonly phrases: Readonly<Record<string, string>> };

/** Numbers and punctuation are always read as they are. */
const PLAIN = /^[\d:;()]+$/;

/** A word without its number (`bidder-1`) and its endings, by Porter's algorithm. */
export const stemOf = (word: string): string => stemmer(word.replace(/-\d+$/, ""));

/** Reads texts for a student; without a lexicon everything is read as tokens. */
export class Reader {
  private readonly codec: Codec;
  private readonly words: ReadonlySet<string> | undefined;
  private readonly phrases: ReadonlyMap<string, number>;
  /** Words of the longest phrase. */
  private readonly longest: number;

  constructor(codec: Codec, lexicon?: Lexicon) {
    this.codec = codec;
    this.words = lexicon === undefined ? undefined : new Set(lexicon.words);
    const phrases = Object.entries(lexicon?.phrases ?? {});
    this.phrases = new Map(phrases.map(([said, phrase]) => [said, codec.phrase(phrase)]));
    this.longest = Math.max(1, ...phrases.map(([said]) => said.split(" ").length));
  }

  /** What all parts of a question see; `order` says which names are given out first. */
  opening(text: string, order?: readonly number[]): Opening {
    const names = new Map<string, number>();
    return { tokens: [this.codec.special.start, ...this.read(text, names, order)], names };
  }

  /** A part behind an opening: words of both have the same names, further ones get others. */
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
    return this.words!.has(word) || PLAIN.test(word) ? this.codec.encode(` ${word}`) : [this.nameOf(word, names, order)];
  }

  private nameOf(word: string, names: Map<string, number>, order?: readonly number[]): number {
    const { codec } = this;
    const stem = stemOf(word);
    let place = names.get(stem);
    if (place === undefined) {
      const next = Math.min(names.size, codec.names.length - 1); // the last one is for all that are too many
      names.set(stem, (place = order?.[next] ?? next));
    }
    return codec.names[place]!;
  }
}
