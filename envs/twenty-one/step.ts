/** The course of a hand: dealing, the players' decisions, the dealer's cards, and what everybody wins. */
import { deepFreeze, fold, type Key, type PerRole, type Random, rng } from "../../src/core/index.ts";
import { type Counts, countsOf, deckOf, KINDS, pick, plus, total, worthOf } from "./cards.ts";
import { type Params, STARTS } from "./params.ts";
import { deciding, gainOf, type Hand, PLAYERS, type Shoe, type State } from "./state.ts";

/** What a player can do. */
export const ACTIONS = ["stick", "hit", "double"] as const;

/** An action: its index is Gymnasium's number of it. */
export type Action = (typeof ACTIONS)[number];

const DEAL = 1;
const PLAY = 2;

const NONE: Counts = Object.freeze(new Array<number>(KINDS).fill(0));

/** The two cards of the player, the lower first, and the dealer's card of a start by its number. */
export function startAt(index: number): { readonly cards: readonly [number, number]; readonly shown: number } {
  const at = ((index % STARTS) + STARTS) % STARTS;
  let hand = Math.floor(at / KINDS);
  let low = 1;
  while (hand >= KINDS + 1 - low) hand -= KINDS + 1 - low++;
  return { cards: [low, low + hand], shown: (at % KINDS) + 1 };
}

/** The tables before the first hand, by parameters: all episodes share them. */
const tables = new WeakMap<Params, State>();

function tableOf(params: Params): State {
  let table = tables.get(params);
  if (table === undefined) {
    const { target, stands, decks, players } = params;
    table = {
      params,
      rules: { target, stands, tens: 10, notices: [] },
      round: 0,
      shoe: { mix: "even", unseen: deckOf("even", Math.max(1, decks)), out: NONE },
      dealer: [],
      hole: null,
      hands: [],
      gains: Array.from({ length: players }, () => 0),
      tally: { won: 0, drawn: 0, lost: 0, broken: 0 },
      last: null,
    };
    tables.set(params, deepFreeze(table));
  }
  return table;
}

/** The first state of an episode, before the emergencies of round 0. */
export const firstState = (params: Params, key: Key): State => dealt(tableOf(params), fold(key, DEAL));

/** The state after the decision of the player in turn. */
export function step(state: State, actions: PerRole<Action>, key: Key): State {
  const at = deciding(state);
  const action = actions[PLAYERS[at]!];
  const { cards, stake } = state.hands[at]!;
  const draws = new Draws(state, rng(fold(key, PLAY)));
  let hand: Hand = { cards, stake, done: true };
  if (action !== "stick") {
    const more = [...cards, draws.one()];
    hand = {
      cards: more,
      stake: action === "double" ? 2 * stake : stake,
      done: action === "double" || worthOf(more, state.rules).sum > state.rules.target,
    };
  }
  const next = after(state, draws, state.dealer, state.hands.with(at, hand));
  return deciding(next) >= 0 ? next : settled(next, draws, key);
}

/** The state after cards were drawn. Its fields stand in one literal: copies of whole states take most of a step. */
const after = (
  { params, rules, round, gains, tally, last }: State,
  { shoe, hole }: Draws,
  dealer: State["dealer"],
  hands: State["hands"],
): State => ({ params, rules, round, shoe, dealer, hole, hands, gains, tally, last });

/** The state after the dealer has played: the hand is over, and the next one is dealt unless it was the last. */
function settled(state: State, draws: Draws, key: Key): State {
  const { rules, hands, params } = state;
  let { dealer } = state;
  // The dealer plays only if somebody may still win.
  if (hands.some(({ cards }) => worthOf(cards, rules).sum <= rules.target))
    while (worthOf(dealer, rules).sum < rules.stands) dealer = [...dealer, draws.one()];
  const results = hands.map(({ cards, stake }) => {
    const { sum } = worthOf(cards, rules);
    return { cards, sum, stake, gain: gainOf(state, { cards, stake }, dealer), broken: sum > rules.target };
  });
  let { won, drawn, lost, broken } = state.tally;
  for (const one of results) {
    if (one.gain > 0) won++;
    else if (one.gain < 0) lost++;
    else drawn++;
    if (one.broken) broken++;
  }
  const over: State = {
    params,
    rules,
    round: state.round + 1,
    shoe: draws.turned(),
    dealer: [],
    hole: null,
    hands: [],
    gains: state.gains.map((gain, seat) => gain + results[seat]!.gain),
    tally: { won, drawn, lost, broken },
    last: { dealer: { cards: dealer, sum: worthOf(dealer, rules).sum }, hands: results },
  };
  return over.round < params.hands ? dealt(over, fold(key, DEAL)) : over;
}

/** The state with the cards of the next hand on the table: the dealer's two, then those of the players. */
function dealt(state: State, key: Key): State {
  const { params, round, shoe } = state;
  const full = params.decks > 0 ? deckOf(shoe.mix, params.decks) : shoe.unseen;
  const worn = params.decks > 0 && total(shoe.unseen) <= (1 - params.shuffle) * total(full);
  const fresh: State = worn ? { ...state, shoe: { ...shoe, unseen: full } } : state;
  const draws = new Draws(fresh, rng(key));
  if (params.starts === "table") {
    const { cards, shown } = startAt(params.from + round);
    return { ...fresh, dealer: [shown, draws.one()], hands: [{ cards, stake: 1, done: false }] };
  }
  const shown = draws.one();
  const dealer = [shown, draws.one(true)];
  const hands: Hand[] = [];
  while (hands.length < params.players) hands.push({ cards: [draws.one(), draws.one()], stake: 1, done: false });
  return after(fresh, draws, dealer, hands);
}

/** Cards that are drawn one after the other in a step. */
class Draws {
  /** What is known of the shoe now. */
  shoe: Shoe;
  hole: Counts | null;
  /** The card that lies face down. */
  private closed: number | undefined;
  private readonly decks: number;
  private readonly random: Random;

  constructor({ shoe, hole, dealer, params }: State, random: Random) {
    this.shoe = shoe;
    this.hole = hole;
    this.closed = dealer[1];
    this.decks = params.decks;
    this.random = random;
  }

  /** The next card; one that is laid face `down` is not among those that lie open. */
  one(down = false): number {
    if (this.decks > 0 && total(this.cards()) === 0) this.refill();
    const card = pick(this.cards(), this.random);
    if (down) this.closed = card;
    else if (this.decks > 0) {
      const { unseen, out } = this.shoe;
      this.shoe = { ...this.shoe, unseen: plus(unseen, card, -1), out: plus(out, card) };
    }
    return card;
  }

  /** The cards in the shoe. */
  private cards(): Counts {
    const { closed, hole, decks, shoe } = this;
    return decks > 0 && closed !== undefined && hole === null ? plus(shoe.unseen, closed, -1) : shoe.unseen;
  }

  /** What is known of the shoe once the hand is over and the card that lay face down has been turned. */
  turned(): Shoe {
    return { mix: this.shoe.mix, unseen: this.cards(), out: NONE };
  }

  /**
   * Shuffles the cards of earlier hands into the empty shoe. A card that lies face down is the only one that nobody has seen by then, unless
   * it comes from the shoe before; so whoever counts cards knows it. No hand is long enough to empty a shoe twice (`README.md`).
   */
  private refill(): void {
    const { mix, out } = this.shoe;
    const mine = this.closed !== undefined && this.hole === null ? countsOf([this.closed]) : undefined;
    if (mine !== undefined) this.hole = mine;
    this.shoe = { mix, unseen: deckOf(mix, this.decks).map((count, i) => count - out[i]! - (mine?.[i] ?? 0)), out };
  }
}
