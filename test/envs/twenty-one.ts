/** The exact worth of play in `twenty-one`, where cards are put back: over all starts, and all cards that may come. */
import type { Policy } from "../../agents/policy.ts";
import { deckOf, KINDS, total, worthOf } from "../../envs/twenty-one/cards.ts";
import { twentyOne } from "../../envs/twenty-one/env.ts";
import { openValues, valuesFor } from "../../envs/twenty-one/measures.ts";
import type { Observation } from "../../envs/twenty-one/observation.ts";
import { STARTS } from "../../envs/twenty-one/params.ts";
import { type Action, ACTIONS, startAt } from "../../envs/twenty-one/step.ts";
import { episodeKeys, type Json, parseParams } from "../../src/core/index.ts";

/** What one start is worth: to play, to the best play, and to the best action alone. */
export type Worth = { readonly played: number; readonly best: number; readonly first: Action; readonly loss: number };

/** How often a start is dealt from a whole deck, with the cards put back. */
export function shareOf(index: number): number {
  const { cards, shown } = startAt(index);
  const deck = deckOf("even");
  const all = total(deck);
  const p = (card: number) => deck[card - 1]! / all;
  return p(cards[0]) * p(cards[1]) * (cards[0] === cards[1] ? 1 : 2) * p(shown);
}

/** The observation of a start, with the emergencies of round 0 in force. */
export function startSeen(index: number, params: Readonly<Record<string, Json>>): Observation {
  const whole = parseParams(twentyOne, { ...params, starts: "table", from: index, hands: 1 });
  return twentyOne.observe(twentyOne.init(whole as never, episodeKeys(0).init), "gambler-0");
}

/** The worth of all starts to a policy that draws nothing by chance and, from the third card on, goes by what its hand counts. */
export function worths(policy: Policy, params: Readonly<Record<string, Json>>): readonly Worth[] {
  const known = new Map<string, number>();
  const open = (seen: Observation): readonly Action[] => (seen.game.double && seen.me.cards.length === 2 ? ACTIONS : ACTIONS.slice(0, 2));
  const choice = (seen: Observation): Action => policy(seen, { role: "gambler-0", legal: open(seen), key: [0, 0] }) as Action;
  const play = (seen: Observation): number => {
    const key = `${seen.dealer} ${seen.me.sum} ${seen.me.soft} ${seen.me.cards.length > 2 || seen.me.cards.join(" ")}`;
    let worth = known.get(key);
    if (worth === undefined) known.set(key, (worth = after(seen, choice(seen))));
    return worth;
  };
  const after = (seen: Observation, action: Action): number => {
    if (action !== "hit") return openValues(valuesFor(seen), [action])[0]!;
    const all = total(seen.unseen);
    let worth = 0;
    for (let card = 1; card <= KINDS; card++) {
      const cards = [...seen.me.cards, card];
      const counted = worthOf(cards, seen);
      worth += (seen.unseen[card - 1]! / all) * (counted.sum > seen.target ? -1 : play({ ...seen, me: { ...seen.me, cards, ...counted } }));
    }
    return worth;
  };
  return Array.from({ length: STARTS }, (_, index) => {
    const seen = startSeen(index, params);
    const values = openValues(valuesFor(seen), open(seen));
    const first = choice(seen);
    const best = Math.max(...values);
    return { played: play(seen), best, first, loss: best - values[ACTIONS.indexOf(first)]! };
  });
}

/** The mean over all starts, each as often as it is dealt. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value, index) => sum + shareOf(index) * value, 0);

/** The probability of each final sum of the dealer (0: over the target), card by card and without shortcuts. */
export function dealerByHand(
  cards: readonly number[],
  rules: { readonly target: number; readonly stands: number; readonly tens: number },
): Map<number, number> {
  const { sum } = worthOf(cards, rules);
  if (cards.length > 1 && sum >= rules.stands) return new Map([[sum > rules.target ? 0 : sum, 1]]);
  const ends = new Map<number, number>();
  for (let card = 1; card <= KINDS; card++)
    for (const [end, p] of dealerByHand([...cards, card], rules))
      ends.set(end, (ends.get(end) ?? 0) + (p * deckOf("even")[card - 1]!) / 52);
  return ends;
}
