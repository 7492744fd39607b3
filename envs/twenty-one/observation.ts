/** What a player sees: all but the card that lies face down; and the states that a sight allows. */
import { type Key, type Notice, type Role, rng, seatOf } from "../../src/core/index.ts";
import { type Counts, type Mix, pick, worthOf } from "./cards.ts";
import type { Params } from "./params.ts";
import { deciding, type Hand, PLAYERS, type Result, type State } from "./state.ts";

/** A hand as everybody sees it; a `soft` one has an ace that counts 11. */
export type HandSeen = Hand & { readonly role: Role; readonly sum: number; readonly soft: boolean; readonly gain: number };

/** All that a player sees. */
export type Observation = {
  readonly role: Role;
  /** Hands that are over. */
  readonly round: number;
  readonly game: Omit<Params, "emergencies">;
  readonly target: number;
  readonly stands: number;
  /** What tens and court cards count. */
  readonly tens: number;
  /** This player's hand; no cards once the episode is over. */
  readonly me: HandSeen;
  /** The hands of the other players. */
  readonly others: readonly HandSeen[];
  /** The dealer's open card, or null once the episode is over. */
  readonly dealer: number | null;
  readonly mix: Mix;
  /** The cards that nobody has seen yet, by kind: those of the shoe, and the one that lies face down if it is of this shoe. */
  readonly unseen: Counts;
  /** The cards of which the one that lies face down was drawn, if it is not of this shoe. */
  readonly hole: Counts | null;
  /** Cards of this shoe that lie face up on the table. */
  readonly out: Counts;
  readonly tally: State["tally"];
  readonly last: Result | null;
  readonly notices: readonly Notice[];
};

const games = new WeakMap<Params, Observation["game"]>();

/** The parameters without the schedule; one object for each parameter object. */
function gameOf(params: Params): Observation["game"] {
  let game = games.get(params);
  if (game === undefined) {
    const { emergencies: _, ...rest } = params;
    games.set(params, (game = rest));
  }
  return game;
}

const NO_HAND: Hand = Object.freeze({ cards: Object.freeze([]), stake: 0, done: true });

/** What a player sees. */
export function observe(state: State, role: Role): Observation {
  const { params, rules, round, shoe, dealer, hole, hands, gains, tally, last } = state;
  const seat = seatOf(role);
  const handAt = (at: number): HandSeen => {
    const { cards, stake, done } = hands[at] ?? NO_HAND;
    return { role: PLAYERS[at]!, cards, stake, done, ...worthOf(cards, rules), gain: gains[at]! };
  };
  return {
    role,
    round,
    game: gameOf(params),
    target: rules.target,
    stands: rules.stands,
    tens: rules.tens,
    me: handAt(seat),
    others: params.players === 1 ? [] : gains.flatMap((_, at) => (at === seat ? [] : [handAt(at)])),
    dealer: dealer[0] ?? null,
    mix: shoe.mix,
    unseen: shoe.unseen,
    hole,
    out: shoe.out,
    tally,
    last,
    notices: rules.notices,
  };
}

/** A state that an observation allows: the card that lies face down is drawn from those that it may be. It has no schedule of emergencies. */
export function determinize(seen: Observation, role: Role, key: Key): State {
  const { game, target, stands, tens, me, others, dealer, mix, unseen, hole, out, round, tally, last, notices } = seen;
  const closed = pick(hole ?? unseen, rng(key));
  const all = [...others, me].sort((a, b) => seatOf(a.role) - seatOf(b.role));
  return {
    params: { ...game, emergencies: [] },
    rules: { target, stands, tens, notices },
    round,
    shoe: { mix, unseen, out },
    dealer: [dealer ?? 1, closed],
    hole,
    hands: all.map(({ cards, stake, done }) => ({ cards, stake, done })),
    gains: all.map(({ gain }) => gain),
    tally,
    last,
  };
}

/** Whether a role decides now. */
export const isInTurn = (state: State, role: Role): boolean => {
  const at = deciding(state);
  return at >= 0 && PLAYERS[at] === role;
};
