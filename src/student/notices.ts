/**
 * Invented notices and manuals that answer them, or do not: what a student learns to read notices by that no rule ever announced to it.
 *
 * Words are invented for each example, so that nothing can be learned of them but whether they are the same.
 */
import type { rng } from "../core/index.ts";

/** Draws of an example. */
export type Draw = ReturnType<typeof rng>;

/** A notice: its text, and its words without numbers and punctuation. */
export type InventedNotice = { readonly text: string; readonly words: readonly string[] };

const ONSETS = "b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t tr v w z".split(" ");
const VOWELS = "a e i o u ea oo ai".split(" ");
const CODAS = ["", "", "n", "r", "s", "t", "l", "m", "nd", "st", "ck", "ng", "rd"];

/** A word that nobody has seen before. */
function inventWord(draw: Draw): string {
  const syllables = 1 + draw.int(3);
  let word = "";
  for (let i = 0; i < syllables; i++) word += draw.pick(ONSETS) + draw.pick(VOWELS);
  return word + draw.pick(CODAS);
}

const several = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** The words of both, in one random order; those of the first keep their own. */
function mixed(draw: Draw, ordered: readonly string[], others: readonly string[]): string {
  const out = [...ordered];
  for (const word of others) out.splice(draw.int(out.length + 1), 0, word);
  return out.join(" ");
}

/** Punctuation that telegrams keep. */
const MARKS = [":", ";", "(", ")"];

/** A notice: words, and now and then numbers and punctuation among them. */
export function inventNotice(draw: Draw): InventedNotice {
  const words = several(2 + draw.int(8), () => inventWord(draw));
  const plain = draw.uniform() < 0.5 ? several(1 + draw.int(8), () => (draw.uniform() < 0.3 ? draw.pick(MARKS) : `${draw.int(20)}`)) : [];
  const again = draw.uniform() < 0.3 ? [draw.pick(words)] : []; // said twice, a word counts once
  return { text: mixed(draw, words, [...again, ...plain]), words };
}

/** Some of the items, in their order. */
function some<T>(draw: Draw, items: readonly T[], count: number): readonly T[] {
  const kept = new Set(items.keys());
  while (kept.size > count) kept.delete(draw.pick([...kept]));
  return items.filter((_, i) => kept.has(i));
}

/** A manual that answers a notice: it shares two words or more, and says the rest in others. */
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

/** Words that a notice and an answer to it share at least. */
const SHARED = 2;

/** Words one by one, and whether a notice has them. */
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
