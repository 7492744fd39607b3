/**
 * How a student reads texts of words it may never have met.
 *
 * Words of its lessons are read as tokens. Any other word becomes a name, `<w0>`, `<w1>`, ...: the same word the same name wherever it
 * stands in a question, so that a student can tell whether two texts speak of the same thing without knowing the word. Names mean
 * nothing by themselves: in lessons they are given out at random.
 */
import type { Codec } from "./tokenizer.ts";

/** Names given out in a question, by the stems of words. */
type Names = ReadonlyMap<string, number>;

/** The beginning of a question: its tokens, and the names that words in it got. */
export type Opening = { readonly tokens: readonly number[]; readonly names: Names };

/** Numbers and punctuation are always read as they are. */
const PLAIN = /^[\d:;()]+$/;

/** A word without its number (`runner-1`) and its commonest endings. */
export function stemOf(word: string): string {
  const bare = word.replace(/-\d+$/, "");
  const stem = bare.replace(/(?:ing|ed|es|s|e)$/, "");
  return stem.length >= 3 ? stem : bare;
}

/** Reads texts for a student; without a list of known words everything is read as tokens. */
export class Reader {
  private readonly codec: Codec;
  private readonly known: ReadonlySet<string> | undefined;

  constructor(codec: Codec, words?: readonly string[]) {
    this.codec = codec;
    this.known = words === undefined ? undefined : new Set(words);
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
    const { known, codec } = this;
    if (known === undefined) return codec.encode(` ${text}`);
    return text.split(" ").flatMap((word) => {
      if (known.has(word) || PLAIN.test(word)) return codec.encode(` ${word}`);
      const stem = stemOf(word);
      let place = names.get(stem);
      if (place === undefined) {
        const next = Math.min(names.size, codec.names.length - 1); // the last one is for all that are too many
        names.set(stem, (place = order?.[next] ?? next));
      }
      return codec.names[place]!;
    });
  }
}
