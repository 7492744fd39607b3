/** The state of an auction, what a bidder sees of it, and the states that a sight allows. */
import { type Key, type Notice, type Role, rng } from "../../../../src/core/index.ts";
import type { Params } from "./params.ts";

/** One value for each of the two bidders. */
export type Pair = readonly [number, number];

/** A sale that is over: both bids, and who paid what (nobody where both bid nothing). */
export type Sale = { readonly bids: Pair; readonly winner: 0 | 1 | null; readonly paid: number };

/** The state of an episode. */
export type State = {
  readonly params: Params;
  /** Lots sold or passed over so far. */
  readonly round: number;
  /** What the lot on offer is worth to each bidder: each knows only its own. */
  readonly worths: Pair;
  readonly purses: Pair;
  /** Worth of all that each bidder bought. */
  readonly bought: Pair;
  /** Coins that each bidder paid. */
  readonly paid: Pair;
  readonly price: "first" | "second";
  readonly last: Sale | null;
  readonly notices: readonly Notice[];
};

/** A bidder's books, open to both. */
export type Books = { readonly purse: number; readonly bought: number; readonly paid: number };

/** All that a bidder sees. */
export type Observation = {
  readonly role: Role;
  readonly round: number;
  readonly game: Omit<Params, "emergencies">;
  readonly price: "first" | "second";
  /** What the lot on offer is worth to this bidder. */
  readonly worth: number;
  readonly me: Books;
  readonly other: Books;
  readonly last: { readonly mine: number; readonly others: number; readonly winner: "me" | "other" | null; readonly paid: number } | null;
  readonly notices: readonly Notice[];
};

/** The two seats. */
export const ROLES: readonly Role[] = Object.freeze(["bidder-0", "bidder-1"]);

/** The index of a seat. */
export const seatOf = (role: Role): 0 | 1 => (role === ROLES[0] ? 0 : 1);

/** The worth of the first lot, which is the same for both in every episode. */
const firstWorth = ({ most }: { readonly most: number }): number => Math.floor(most / 2);

/** The first state: the start is fixed, chance comes in with the second lot. */
export const firstState = (params: Params): State => ({
  params,
  round: 0,
  worths: [firstWorth(params), firstWorth(params)],
  purses: [params.purse, params.purse],
  bought: [0, 0],
  paid: [0, 0],
  price: "first",
  last: null,
  notices: [],
});

/** What a bidder sees: everything but the other's worth of the lot on offer. */
export function observe(state: State, role: Role): Observation {
  const mine = seatOf(role);
  const { emergencies: _, ...game } = state.params;
  const books = (seat: number): Books => ({ purse: state.purses[seat]!, bought: state.bought[seat]!, paid: state.paid[seat]! });
  const { last } = state;
  return {
    role,
    round: state.round,
    game,
    price: state.price,
    worth: state.worths[mine],
    me: books(mine),
    other: books(1 - mine),
    last: last && {
      mine: last.bids[mine],
      others: last.bids[mine === 0 ? 1 : 0],
      winner: last.winner === null ? null : last.winner === mine ? "me" : "other",
      paid: last.paid,
    },
    notices: state.notices,
  };
}

/** A state that an observation allows: the other's worth is drawn, but for the first lot, whose worth everybody knows. */
export function determinize({ round, game, price, worth, me, other, last, notices }: Observation, role: Role, key: Key): State {
  const hidden = round === 0 ? firstWorth(game) : rng(key).int(game.most + 1);
  const mine = seatOf(role);
  const pair = (own: number, others: number): Pair => (mine === 0 ? [own, others] : [others, own]);
  return {
    params: { ...game, emergencies: [] },
    round,
    worths: pair(worth, hidden),
    purses: pair(me.purse, other.purse),
    bought: pair(me.bought, other.bought),
    paid: pair(me.paid, other.paid),
    price,
    last: last && {
      bids: pair(last.mine, last.others),
      winner: last.winner === null ? null : (last.winner === "me") === (mine === 0) ? 0 : 1,
      paid: last.paid,
    },
    notices,
  };
}
