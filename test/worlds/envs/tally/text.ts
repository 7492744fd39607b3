/** Tally in words: the rules, an observation for language models, a summary for people. */
import { type Observation, ROLES, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Two bidders buy lots at an auction, one lot a round. A lot has a worth of its own for each bidder, and each knows only its own.
Both bid whole coins at once, at most what their purse holds. The higher bid gets the lot; equal bids are decided by a coin, and nobody gets a lot for which both bid 0.
The winner pays its bid and gains the worth less what it paid. The first lot is worth the same to both; later worths are drawn anew for each bidder, every number equally likely.
Coins that are left at the end are worth nothing. The rules can change during the game: notices in the observation say how.`;

/** What the winner of a lot pays, as a sentence. */
const priceRule = (price: State["price"]): string => `The winner pays ${price === "first" ? "its own bid" : "the other's bid"}.`;

const coins = (count: number): string => `${count} coin${count === 1 ? "" : "s"}`;

/** An observation as text. */
export function describe({ role, round, game, price, worth, me, other, last, notices }: Observation): string {
  const lines = [
    `Lot ${Math.min(round + 1, game.rounds)} of ${game.rounds}. You are ${role}. Worths and bids go up to ${game.most}.`,
    `The lot is worth ${worth} to you. Your purse holds ${coins(me.purse)}, the other's ${coins(other.purse)}.`,
    priceRule(price),
    `You bought for ${coins(me.paid)} what is worth ${me.bought}; the other bought for ${coins(other.paid)} what is worth ${other.bought}.`,
  ];
  if (last !== null) {
    const winner = last.winner === null ? "Nobody" : last.winner === "me" ? "You" : "The other";
    lines.push(`Last time you bid ${last.mine}, the other ${last.others}. ${winner} got the lot for ${coins(last.paid)}.`);
  }
  for (const { text } of notices) lines.push(`Notice: ${text}`);
  return lines.join("\n");
}

/** A state in a few sentences. */
export function summary({ params, round, worths, purses, bought, paid, price, last, notices }: State): string {
  const lines = [
    round < params.rounds ? `Lot ${round + 1} of ${params.rounds}. ${priceRule(price)}` : `All ${params.rounds} lots are sold.`,
  ];
  for (const [seat, role] of ROLES.entries())
    lines.push(
      `${role}: the lot is worth ${worths[seat]!}, purse ${coins(purses[seat]!)}, bought ${bought[seat]!} for ${coins(paid[seat]!)}.`,
    );
  if (last !== null)
    lines.push(
      last.winner === null
        ? "Nobody bid for the last lot."
        : `Bids of ${last.bids.join(" and ")}: ${ROLES[last.winner]!} paid ${coins(last.paid)}.`,
    );
  return [...lines, ...notices.map(({ text }) => text)].join("\n");
}
