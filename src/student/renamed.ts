/**
 * Texts in meaningless words: the control for a student that might know what words mean before it learned anything of a game. Every word becomes an invented one, the same
 * everywhere, so that whatever can be learned of the texts themselves can still be learned.
 */
import { NOTICE } from "../../function-base/clauses.ts";
import type { Facts } from "../../function-base/types.ts";
import { digest } from "../core/index.ts";

/** Syllables are made of these; there are 80 of them. */
const CONSONANTS = "bdfghklmnprstvwz";
const VOWELS = "aeiou";

/** Syllables of an invented word: 80 ** 5 words, so that no two words of a game become one. */
const SYLLABLES = 5;

/** Numbers and punctuation stay. */
const PLAIN = /^[\d:;()?]+$/;

const known = new Map<string, string>();

/** The invented word for a word. */
function renamedWord(word: string): string {
  if (PLAIN.test(word)) return word;
  let made = known.get(word);
  if (made === undefined) {
    const hex = digest(word);
    const syllables = Array.from({ length: SYLLABLES }, (_, i) => {
      const byte = Number.parseInt(hex.slice(4 * i, 4 * i + 4), 16);
      return `${CONSONANTS[byte % CONSONANTS.length]!}${VOWELS[Math.floor(byte / CONSONANTS.length) % VOWELS.length]!}`;
    });
    known.set(word, (made = syllables.join("")));
  }
  return made;
}

/** A telegram in invented words, up to the first notice: what notices say is read as names, which mean nothing anyway. */
export function renamed(text: string): string {
  const words = text.split(" ");
  const notice = words.indexOf(NOTICE);
  return words.map((word, i) => (word === "" || (notice !== -1 && i >= notice) ? word : renamedWord(word))).join(" ");
}

/** Facts in the same words. */
export const renamedFacts = (facts: Facts): Facts =>
  Object.fromEntries(Object.entries(facts).map(([fact, word]) => [renamed(fact), renamed(word)]));
