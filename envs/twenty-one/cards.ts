/** Cards and what hands of them are worth. A card is its number: 1 is an ace, 10 a ten or a court card. */
import type { Random } from "../../src/core/index.ts";

/** Numbers of cards by kind: aces first, tens last. */
export type Counts = readonly number[];

/** What a shoe is made of: as a deck of 52, or with twice or half as many tens. */
export type Mix = "even" | "rich" | "poor";

/** The kinds of cards. */
export const KINDS = 10;
/** The kind of a ten, and of the court cards, which count the same. */
export const TEN = 10;

const tensIn: Readonly<Record<Mix, number>> = { even: 16, rich: 32, poor: 8 };

const decks = new Map<string, Counts>();

/** The cards of some decks; every deck has four of each kind below ten. The same object for the same decks. */
export function deckOf(mix: Mix, count = 1): Counts {
  const key = `${mix} ${count}`;
  let deck = decks.get(key);
  if (deck === undefined)
    decks.set(key, (deck = Object.freeze(Array.from({ length: KINDS }, (_, i) => count * (i + 1 === TEN ? tensIn[mix] : 4)))));
  return deck;
}

/** How many cards there are in all. */
export function total(counts: Counts): number {
  let sum = 0;
  for (let i = 0; i < KINDS; i++) sum += counts[i]!;
  return sum;
}

/** Cards and one more of a kind, or one fewer. */
export const plus = (counts: Counts, card: number, by = 1): Counts => counts.map((count, i) => (i + 1 === card ? count + by : count));

/** The cards by kind. */
export const countsOf = (cards: readonly number[]): Counts =>
  Array.from({ length: KINDS }, (_, i) => cards.reduce((sum, card) => sum + (card === i + 1 ? 1 : 0), 0));

/** One of some cards, each as likely as any other. */
export function pick(cards: Counts, random: Random): number {
  let at = random.int(total(cards));
  let card = 1;
  while (at >= cards[card - 1]!) at -= cards[card++ - 1]!;
  return card;
}

/** The rules by which hands are counted: the most a hand may have, and what tens count. */
export type Counting = { readonly target: number; readonly tens: number };

/** What a hand counts; a `soft` one has an ace that counts 11. */
export type Worth = { readonly sum: number; readonly soft: boolean };

/** What a card counts by itself, an ace 1. */
export const valueOf = (card: number, tens: number): number => (card === TEN ? tens : card);

/** Counts a hand: one ace counts 11 as long as the hand stays within the target. */
export function worthOf(cards: readonly number[], { target, tens }: Counting): Worth {
  let [sum, ace] = [0, false];
  for (const card of cards) {
    sum += valueOf(card, tens);
    ace ||= card === 1;
  }
  return ace && sum + 10 <= target ? { sum: sum + 10, soft: true } : { sum, soft: false };
}

/** Whether a hand is a natural: an ace and a card that counts ten, and no more. */
export const isNatural = (cards: readonly number[], tens: number): boolean =>
  tens === 10 && cards.length === 2 && cards.includes(1) && cards.includes(TEN);
