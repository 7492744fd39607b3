/**
 * Invents notices, and manuals of which some answer them: from these a student learns to read notices that no rule ever announced to it.
 *
 * Words are invented for each example, so that a student can learn nothing about them except to compare them.
 */
import type { rng } from "../core/index.ts";

/** The random draws of an example. */
export type Draw = ReturnType<typeof rng>;

/** A notice: its text, and its words without numbers and punctuation. */
export type InventedNotice = { readonly text: string; readonly words: readonly string[] };

const ONSETS = "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w z".split(" ");
const VOWELS = "a e i o u ea oo ai".split(" ");
const CODAS = ["", "", "n", "r", "s", "t", "l", "m", "nd", "st", "ck", "ng", "rd"];

/** An invented word. */
function inventWord(draw: Draw): string {
  const syllables = 1 + draw.int(3);
  let word = "";
  for (let i = 0; i < syllables; i++) word += draw.pick(ONSETS) + draw.pick(VOWELS);
  return word + draw.pick(CODAS);
}

const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** Mixes two lists of words at random; the words of the first keep their order. */
function mixed(draw: Draw, ordered: readonly string[], others: readonly string[]): string {
  const out = [...ordered];
  for (const word of others) out.splice(draw.int(out.length + 1), 0, word);
  return out.join(" ");
}

/** Punctuation that telegrams (the texts that students read) keep. */
const MARKS = [":", ";", "(", ")"];

/** A notice: words, and now and then numbers and punctuation among them. */
export function inventNotice(draw: Draw): InventedNotice {
  const words = several(2 + draw.int(8), () => inventWord(draw));
  const plain = draw.uniform() < 0.5 ? several(1 + draw.int(8), () => (draw.uniform() < 0.3 ? draw.pick(MARKS) : `${draw.int(20)}`)) : [];
  const again = draw.uniform() < 0.3 ? [draw.pick(words)] : []; // said twice, a word counts once
  return { text: mixed(draw, words, [...again, ...plain]), words };
}

/** Some of the items, chosen at random, in their order. */
function some<T>(draw: Draw, items: readonly T[], count: number): readonly T[] {
  const kept = new Set(items.keys());
  while (kept.size > count) kept.delete(draw.pick([...kept]));
  return items.filter((_, i) => kept.has(i));
}

/** A manual that answers a notice: it has at least two words of the notice, and further words of its own. */
export function inventAnswer(draw: Draw, { words }: InventedNotice): string {
  const shared = some(draw, words, SHARED + draw.int(words.length - SHARED + 1));
  return mixed(
    draw,
    shared,
    several(draw.int(6), () => inventWord(draw)),
  );
}

/** A manual for a notice that is not in force, which may share a single word with each of those that are. */
export function inventOther(draw: Draw, notices: readonly InventedNotice[]): string {
  const own = several(1 + draw.int(7), () => inventWord(draw));
  return mixed(draw, own, draw.uniform() < 0.5 ? notices.map(({ words }) => draw.pick(words)) : []);
}

/** The fewest words that a notice and a manual that answers it share. */
const SHARED = 2;

/** Single words, and whether a notice has each of them. */
export function inventTags(
  draw: Draw,
  { words }: InventedNotice,
  count: number,
): readonly { readonly word: string; readonly has: boolean }[] {
  return several(count, () => {
    const has = draw.uniform() < 0.5;
    return { word: has ? draw.pick(words) : inventWord(draw), has };
  });
}
