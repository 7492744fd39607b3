/** `twenty-one` in words: the rules, an observation for language models, a summary for people. */
import { type Counts, type Mix, total, worthOf } from "./cards.ts";
import type { HandSeen, Observation } from "./observation.ts";
import { deciding, type Hand, PLAYERS, type Result, type Rules, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Gamblers try to come nearer to 21 than the dealer without going over it. Cards from 2 to 9 count their number, tens and court cards count ten; an ace counts 11, or 1 where 11 would go over 21. A hand whose ace counts 11 is soft.
The dealer gets two cards, one of them face down; then each gambler gets two open cards.
Each gambler in turn hits (takes a card) or sticks (takes no more). Whoever goes over 21 loses at once. Where the game allows it, a hand of two cards may be doubled: one card more, twice the stake, then it sticks.
Then the dealer turns the hidden card and draws below 17; from 17 on, soft hands included, the dealer sticks. If the dealer goes over 21, whoever is left wins.
A win pays the stake (1), a loss costs it, equal sums pay nothing. An ace and a ten on the first two cards are a natural; the game says what it pays and beats. It counts if the gambler sticks on it.
The rules can change during the game, also while a hand is played: notices in the observation say how.`;

/** A card as people write it. */
export const cardText = (card: number): string => (card === 1 ? "A" : String(card));

const listed = (cards: readonly number[]): string => cards.map(cardText).join(" ");

const sumText = ({ sum, soft }: { readonly sum: number; readonly soft: boolean }, { target }: Pick<Rules, "target">): string =>
  `${soft ? "soft " : ""}${sum}${sum > target ? ", over the target" : ""}`;

/** A gain with its sign. */
export const gainText = (gain: number): string => `${gain > 0 ? "+" : ""}${Math.round(gain * 1000) / 1000 + 0}`;

/** The rules in force, as a sentence. */
export const rulesText = ({ target, stands, tens }: Omit<Rules, "notices">): string =>
  `Hands count up to ${target}; the dealer sticks on ${stands} and more.${tens === 10 ? "" : " Tens count one."}`;

/** What a natural is worth, as a sentence; empty where it is a 21 like others. */
const naturalText = ({ naturalPays, naturalBeats }: { readonly naturalPays: number; readonly naturalBeats: boolean }): string =>
  [...(naturalBeats ? ["beats every hand that is none"] : []), ...(naturalPays === 1 ? [] : [`pays ${naturalPays} if it wins`])].join(
    " and ",
  );

const mixText: Readonly<Record<Mix, string>> = {
  even: "as in a deck of 52",
  rich: "with twice as many tens",
  poor: "with half as many tens",
};

/** The cards that may come, as a sentence. */
function shoeText(cards: Counts, mix: Mix, decks: number): string {
  if (decks === 0) return `Cards are drawn as if each were put back, ${mixText[mix]}.`;
  const kinds = cards.map((count, i) => `${count} of ${cardText(i + 1)}`).join(", ");
  return `Cards that nobody has seen: ${total(cards)} (${kinds}).`;
}

function lastText({ dealer, hands }: Result): string {
  const shown = ({ cards, sum }: Result["dealer"]) => `${listed(cards)} (${sum})`;
  const players = hands.map((one, seat) => `${PLAYERS[seat]!} ${shown(one)}${one.stake > 1 ? " doubled" : ""} ${gainText(one.gain)}`);
  return `Last hand: the dealer ${shown(dealer)}, ${players.join(", ")}.`;
}

/** An observation as text. */
export function describe(seen: Observation): string {
  const { role, round, game, target, stands, tens, me, others, dealer, mix, unseen, hole, last, notices } = seen;
  const natural = naturalText(game);
  const lines = [
    `Hand ${Math.min(round + 1, game.hands)} of ${game.hands}. You are ${role}. ${rulesText({ target, stands, tens })}${natural === "" ? "" : ` A natural ${natural}.`}`,
  ];
  if (dealer === null) lines.push("All hands are over.");
  else {
    lines.push(`Your cards: ${listed(me.cards)} (${sumText(me, { target })}), stake ${me.stake}. The dealer shows ${cardText(dealer)}.`);
    for (const one of others)
      lines.push(`${one.role} has ${listed(one.cards)} (${sumText(one, { target })}), stake ${one.stake}${state(one)}.`);
    lines.push(shoeText(unseen, mix, game.decks));
    if (hole !== null && game.decks === 0) lines.push("The dealer's hidden card was drawn before the shoe was changed.");
    if (hole !== null && game.decks > 0)
      lines.push(
        `The dealer's hidden card is one of ${total(hole)} others (${hole.map((count, i) => `${count} of ${cardText(i + 1)}`).join(", ")}).`,
      );
  }
  lines.push(`So far: ${[me, ...others].map((one) => `${one.role === role ? "you" : one.role} ${gainText(one.gain)}`).join(", ")}.`);
  if (last !== null) lines.push(lastText(last));
  for (const { text } of notices) lines.push(`Notice: ${text}`);
  return lines.join("\n");
}

const state = ({ done }: HandSeen): string => (done ? ", and is done" : "");

/** A state in a few sentences. */
export function summary({ params, rules: now, round, shoe, dealer, hands, gains, tally, last }: State): string {
  const over = round >= params.hands;
  const at = deciding({ hands });
  const lines = [
    over
      ? `${params.hands === 1 ? "The hand is" : `All ${params.hands} hands are`} over: ${tally.won} won, ${tally.drawn} drawn, ${tally.lost} lost.`
      : `Hand ${round + 1} of ${params.hands}. ${PLAYERS[at]!} decides. ${rulesText(now)}`,
  ];
  if (!over) lines.push(`The dealer shows ${cardText(dealer[0]!)}; the other card lies face down.`);
  hands.forEach(({ cards, stake, done }: Hand, seat) =>
    lines.push(`${PLAYERS[seat]!}: ${listed(cards)} (${sumText(worthOf(cards, now), now)}), stake ${stake}${done ? ", done" : ""}.`),
  );
  if (params.decks > 0) lines.push(`${total(shoe.unseen)} cards that nobody has seen.`);
  lines.push(`Won so far: ${gains.map((gain, seat) => `${PLAYERS[seat]!} ${gainText(gain)}`).join(", ")}.`);
  if (last !== null) lines.push(lastText(last));
  return [...lines, ...now.notices.map(({ text }) => text)].join("\n");
}
