/** What the base of `twenty-one` is made of: the stages, and the facts of a hand, of the dealer's card, and of the cards to come. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import { TEN, total } from "../../envs/twenty-one/cards.ts";
import type { Observation } from "../../envs/twenty-one/observation.ts";
import type { BaseGuide, Facts } from "../types.ts";
import found from "./found.json" with { type: "json" };

/** The dealer's card in a word: cards after which the dealer's hand ends alike have one. */
const DEALERS = ["-", "ace", "two", "three", "weak", "weak", "weak", "middle", "middle", "nine", "ten"] as const;

/** Shares of tens among the cards to come, of which a deck of 52 has 4 in 13: from here on there are many, and up to here few. */
const [MANY, FEW] = [0.33, 0.285];

/** The facts of a stage: `aim` knows the hand, the dealer's card and the cards to come, the stage after it also how far off the limit the hand is. */
function facts(observation: AnyObservation, previous: Json): Facts {
  const { me, dealer, unseen } = observation as unknown as Observation;
  const share = unseen[TEN - 1]! / total(unseen);
  const hand = me.soft ? "soft" : me.sum < 12 ? "small" : "hard";
  const common: Facts = { dealer: DEALERS[dealer ?? 0]!, tens: share >= MANY ? "many" : share <= FEW ? "few" : "usual" };
  if (previous === null) return { hand, ...common };
  const { limit } = previous as { readonly limit: number };
  const off = me.sum >= limit ? "reached" : me.sum + 2 >= limit ? "near" : "far";
  return { hand, limit: off, ...common };
}

const HANDS = ["small", "hard", "soft"];
const CARDS = [...new Set(DEALERS)].slice(1);
const TENS = ["few", "usual", "many"];
const LIMITS = ["far", "near", "reached"];

const BLANK: Observation = {
  role: "gambler-0",
  round: 0,
  game: {
    hands: 20,
    players: 1,
    target: 21,
    stands: 17,
    decks: 0,
    shuffle: 0.75,
    double: true,
    naturalPays: 1,
    naturalBeats: false,
    starts: "dealt",
    from: 0,
  },
  target: 21,
  stands: 17,
  tens: 10,
  me: { role: "gambler-0", cards: [10, 6], stake: 1, done: false, sum: 16, soft: false, gain: 0 },
  others: [],
  dealer: 10,
  mix: "even",
  unseen: [4, 4, 4, 4, 4, 4, 4, 4, 4, 16],
  hole: null,
  out: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  tally: { won: 0, drawn: 0, lost: 0, broken: 0 },
  last: null,
  notices: [],
};

/** The guide of `twenty-one`. */
export const guide: BaseGuide = {
  stages: [
    { id: "aim", asks: "From which sum on is the hand good enough?", result: z.strictObject({ limit: z.int().min(4).max(31) }) },
    { id: "stake", asks: "What to do with a hand that may be doubled?", result: z.enum(["stick", "hit", "double"]) },
    { id: "move", asks: "What to do with a hand that may not be doubled?", result: z.enum(["stick", "hit"]) },
  ],
  stagesFor: (observation) => {
    const { game, me } = observation as unknown as Observation;
    return ["aim", game.double && me.cards.length === 2 ? "stake" : "move"];
  },
  words: ["gambler"],
  found,
  says: {
    hand: "your hand is",
    dealer: "the dealer shows",
    tens: "tens to come are",
  },
  terms: {
    aim: { hand: HANDS, dealer: CARDS, tens: TENS },
    stake: { hand: HANDS, limit: LIMITS, dealer: CARDS, tens: TENS },
    move: { hand: HANDS, limit: LIMITS, dealer: CARDS, tens: TENS },
  },
  blank: BLANK,
  facts,
  marks: () => [],
  tools: () => ({}),
  toolManual: "There are no tools.",
};
