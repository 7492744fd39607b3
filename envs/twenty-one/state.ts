/** The state of an episode of `twenty-one`, and what can be read off it. */
import type { Notice, Role } from "../../src/core/index.ts";
import { type Counts, isNatural, type Mix, worthOf } from "./cards.ts";
import type { Params } from "./params.ts";

/** The rules in force; emergencies change them. */
export type Rules = {
  /** The most that a hand may count. */
  readonly target: number;
  /** The sum from which on the dealer sticks. */
  readonly stands: number;
  /** What tens and court cards count: 10, or 1. */
  readonly tens: number;
  readonly notices: readonly Notice[];
};

/** A player's hand on the table. */
export type Hand = { readonly cards: readonly number[]; readonly stake: number; readonly done: boolean };

/** A hand that is over, as everybody saw it; sums are counted by the rules of then. */
export type Result = {
  readonly dealer: { readonly cards: readonly number[]; readonly sum: number };
  readonly hands: readonly {
    readonly cards: readonly number[];
    readonly sum: number;
    readonly stake: number;
    readonly gain: number;
    /** Whether it went over the target. */
    readonly broken: boolean;
  }[];
};

/** What is known of the shoe that cards are drawn from; a card face down is no part of it, as that would tell which it is. */
export type Shoe = {
  readonly mix: Mix;
  /**
   * The cards that nobody has seen yet, by kind: those in the shoe, and the one that lies face down if it is of this shoe. Without decks those
   * of one deck, which stay as they are.
   */
  readonly unseen: Counts;
  /** Cards of this shoe that lie face up on the table. */
  readonly out: Counts;
};

/** The state of an episode. A card is its number, 1 to 10 (`cards.ts`). */
export type State = {
  readonly params: Params;
  readonly rules: Rules;
  /** Hands that are over. */
  readonly round: number;
  readonly shoe: Shoe;
  /** The dealer's cards, the second face down; none once the episode is over. */
  readonly dealer: readonly number[];
  /** The cards of which the one that is face down was drawn, if they were not those of the shoe in use. */
  readonly hole: Counts | null;
  /** A hand for each player; none once the episode is over. */
  readonly hands: readonly Hand[];
  /** What each player has won so far, in stakes. */
  readonly gains: readonly number[];
  /** Hands of all players so far, by how they ended; those that went over the target are among the lost ones. */
  readonly tally: { readonly won: number; readonly drawn: number; readonly lost: number; readonly broken: number };
  readonly last: Result | null;
};

/** The roles of players, by index. */
export const PLAYERS: readonly Role[] = Object.freeze(["gambler-0", "gambler-1", "gambler-2"]);

/** The index of the player who decides now; -1 when nobody does. */
export const deciding = ({ hands }: Pick<State, "hands">): number => hands.findIndex(({ done }) => !done);

/** What a hand wins against the dealer's final cards, in stakes. */
export function gainOf(
  { rules, params }: Pick<State, "rules" | "params">,
  { cards, stake }: Omit<Hand, "done">,
  dealer: readonly number[],
): number {
  const [mine, theirs] = [worthOf(cards, rules).sum, worthOf(dealer, rules).sum];
  if (mine > rules.target) return -stake;
  const natural = isNatural(cards, rules.tens);
  if (natural && params.naturalBeats && !isNatural(dealer, rules.tens)) return params.naturalPays;
  if (theirs <= rules.target && theirs >= mine) return theirs === mine ? 0 : -stake;
  return natural ? params.naturalPays : stake;
}
