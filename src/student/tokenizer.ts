/** A byte-level BPE tokenizer trained on the texts of a student (Sennrich et al. 2016), in the format of Hugging Face's tokenizers. */
import { Tokenizer } from "@huggingface/tokenizers";
import { ArenaError } from "../core/index.ts";

/** Tokens that stand for no text. */
export const SPECIAL = { pad: "<pad>", start: "<s>", end: "</s>", no: "<no>", yes: "<yes>", must: "<must>" } as const;

/** Names for words that a student does not know. */
const NAMES: readonly string[] = Array.from({ length: 40 }, (_, i) => `<w${i}>`);

/** The pieces that a text is cut into before bytes are merged: words with the space before them, digits one by one. */
const PIECES = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

/** The contents of a `tokenizer.json`. */
export type TokenizerFile = {
  readonly model: {
    readonly vocab: Readonly<Record<string, number>>;
    readonly merges: readonly string[];
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
};

/** The character that stands for each byte; printable ones stand for themselves (GPT-2). */
const LETTERS: readonly string[] = (() => {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let more = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : more++));
})();

const encoder = new TextEncoder();
const lettersOf = (text: string): string[] => Array.from(encoder.encode(text), (byte) => LETTERS[byte]!);

/** The token of a phrase. */
const phraseToken = (phrase: string): string => `<${phrase}>`;

/**
 * Merges the most frequent pair of tokens again and again, until there are `size` tokens or no pair comes twice; ties go by the alphabet. Each
 * of the `phrases` is one more token, which `size` does not count.
 */
export function trainTokenizer(texts: Iterable<string>, size: number, phrases: readonly string[] = []): TokenizerFile {
  const special = [...Object.values(SPECIAL), ...NAMES, ...phrases.map(phraseToken)];
  const least = special.length - phrases.length + 256;
  if (size < least) throw new ArenaError("BadInput", "tokenizer", `${size} tokens`, `expected at least ${least}: bytes and special tokens`);
  const counts = new Map<string, number>();
  for (const text of texts) for (const piece of text.match(PIECES) ?? []) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const words = [...counts].map(([piece, count]) => ({ parts: lettersOf(piece), count }));
  const vocabulary = [...special, ...LETTERS];
  const merges: string[] = [];
  while (vocabulary.length < size + phrases.length) {
    const pairs = new Map<string, number>();
    for (const { parts, count } of words)
      for (let i = 1; i < parts.length; i++) {
        const pair = `${parts[i - 1]!} ${parts[i]!}`;
        pairs.set(pair, (pairs.get(pair) ?? 0) + count);
      }
    let [best, most] = ["", 1];
    for (const [pair, count] of pairs) if (count > most || (count === most && most > 1 && pair < best)) [best, most] = [pair, count];
    if (best === "") break;
    const [a, b] = best.split(" ") as [string, string];
    merges.push(best);
    vocabulary.push(a + b);
    for (const word of words) if (word.parts.includes(a)) word.parts = merged(word.parts, a, b);
  }
  return fileOf(vocabulary, merges, special);
}

function merged(parts: readonly string[], a: string, b: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === a && parts[i + 1] === b) {
      out.push(a + b);
      i++;
    } else out.push(parts[i]!);
  }
  return out;
}

function fileOf(vocabulary: readonly string[], merges: readonly string[], special: readonly string[]): TokenizerFile {
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: PIECES.source }, behavior: "Isolated", invert: false },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
      merges,
    },
  };
}

/** The `tokenizer_config.json` that goes with it. */
export const tokenizerConfig = (context: number) => ({
  tokenizer_class: "PreTrainedTokenizerFast",
  bos_token: SPECIAL.start,
  eos_token: SPECIAL.end,
  pad_token: SPECIAL.pad,
  model_max_length: context,
  clean_up_tokenization_spaces: false,
  add_bos_token: false,
});

/** How many texts keep their tokens in the cache. */
const KEPT = 20_000;

/** Turns texts into tokens and back. */
export class Codec {
  readonly size: number;
  /** The ids of the special tokens. */
  readonly special: Readonly<Record<keyof typeof SPECIAL, number>>;
  /** The ids of the names for unknown words. */
  readonly names: readonly number[];
  private readonly vocabulary: TokenizerFile["model"]["vocab"];
  private readonly tokenizer: Tokenizer;
  private readonly kept = new Map<string, readonly number[]>();

  constructor(file: TokenizerFile) {
    this.tokenizer = new Tokenizer(file, { clean_up_tokenization_spaces: false });
    const { vocab } = file.model;
    this.size = Object.keys(vocab).length;
    this.vocabulary = vocab;
    const numberOf = (token: string) => {
      const number = vocab[token];
      if (number === undefined) throw new ArenaError("BadInput", "tokenizer", `no token ${token}`, "expected the tokenizer of a student");
      return number;
    };
    this.special = {
      pad: numberOf(SPECIAL.pad),
      start: numberOf(SPECIAL.start),
      end: numberOf(SPECIAL.end),
      no: numberOf(SPECIAL.no),
      yes: numberOf(SPECIAL.yes),
      must: numberOf(SPECIAL.must),
    };
    this.names = NAMES.map(numberOf);
  }

  /** The id of the token of a phrase; throws `BadInput` for a phrase without one. */
  phrase(phrase: string): number {
    const number = this.vocabulary[phraseToken(phrase)];
    if (number === undefined)
      throw new ArenaError("BadInput", "tokenizer", `no token for "${phrase}"`, "expected the tokenizer of the student");
    return number;
  }

  encode(text: string): readonly number[] {
    const before = this.kept.get(text);
    if (before !== undefined) return before;
    const { ids } = this.tokenizer.encode(text, { add_special_tokens: false });
    // The same manuals and the same facts come again and again; a text that is new each time must not fill the memory.
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(text, ids);
    return ids;
  }

  decode(tokens: readonly number[]): string {
    // The library rejects an empty list, but a student may answer with nothing.
    return tokens.length === 0 ? "" : this.tokenizer.decode([...tokens], { skip_special_tokens: true });
  }
}
