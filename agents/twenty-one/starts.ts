/** The table of all starts as a map: two cards of the player by the card of the dealer. */
import type { Chart } from "../world.ts";
import { deckOf, KINDS, total, worthOf } from "../../envs/twenty-one/cards.ts";
import { judged } from "../../envs/twenty-one/measures.ts";
import { STARTS } from "../../envs/twenty-one/params.ts";
import type { State } from "../../envs/twenty-one/state.ts";
import { ACTIONS, startAt } from "../../envs/twenty-one/step.ts";
import { cardText } from "../../envs/twenty-one/text.ts";

/** The hands of two cards, hard ones first, from the lowest sum on, each with the number of its first start. */
const hands = Array.from({ length: STARTS / KINDS }, (_, i) => {
  const { cards } = startAt(i * KINDS);
  return { cards, from: i * KINDS, ...worthOf(cards, { target: 21, tens: 10 }) };
}).sort((a, b) => Number(a.soft) - Number(b.soft) || a.sum - b.sum || a.cards[0] - b.cards[0]);

const rowOf = new Map(hands.map(({ from }, row) => [from, row]));

/** How often a card comes. */
const p = (card: number): number => deckOf("even")[card - 1]! / total(deckOf("even"));

/** The map of all starts; episodes of the preset `starts` fill it. */
export const starts: Chart = {
  id: "starts",
  title: "All starts",
  about:
    "What each agent does first with every hand of two cards (rows, by what they count) against every card of the dealer (columns), and what that loses " +
    "against the best action, on average over all cards that may come. Mistakes are counted by cell; for the loss every cell counts as often as it is dealt.",
  rows: {
    title: "two cards",
    labels: hands.map(({ cards }) => cards.map(cardText).join(" ")),
    groups: hands.map(({ sum, soft }) => `${soft ? "soft " : ""}${sum}`),
  },
  columns: { title: "dealer", labels: Array.from({ length: KINDS }, (_, i) => cardText(i + 1)) },
  answers: ACTIONS,
  readings(episode, subject) {
    const first = episode.frames[0]!.state as unknown as State;
    if (first.params.starts !== "table") return [];
    return judged(episode, subject).flatMap(({ seen, action, loss }) => {
      if (seen.me.cards.length > 2) return [];
      const at = (first.params.from + seen.round) % STARTS;
      return [{ row: rowOf.get(at - (at % KINDS))!, column: at % KINDS, answer: ACTIONS.indexOf(action), loss }];
    });
  },
  weight(row, column) {
    const [one, other] = hands[row]!.cards;
    return p(one) * p(other) * (one === other ? 1 : 2) * p(column + 1);
  },
  shows: (row, column) => ({ from: hands[row]!.from + column, hands: 1 }),
};
