/** What the base of tally is made of: two stages, and the facts of a lot and of the purses. */
import { z } from "zod";
import type { Observation as AnyObservation } from "../../../../src/core/index.ts";
import type { BaseGuide, Facts } from "../../../../function-base/index.ts";
import type { Observation } from "../../envs/tally/state.ts";
import found from "./found.json" with { type: "json" };

/** The facts of every stage: what the lot is worth, which price is paid, and how far the purses reach. */
function facts(observation: AnyObservation): Facts {
  const { worth, game, price, round, me, other } = observation as unknown as Observation;
  const left = Math.max(1, game.rounds - round);
  return {
    worth: 3 * worth < game.most ? "low" : 3 * worth < 2 * game.most ? "middle" : "high",
    price,
    purse: me.purse === 0 ? "empty" : 4 * me.purse < game.most * left ? "tight" : "full",
    rival: other.purse === 0 ? "broke" : other.purse < me.purse ? "poorer" : "richer",
    lots: left <= 2 ? "last" : "many",
  };
}

const words = {
  worth: ["low", "middle", "high"],
  price: ["first", "second"],
  purse: ["empty", "tight", "full"],
  rival: ["broke", "poorer", "richer"],
  lots: ["last", "many"],
};

/** The guide of tally. */
export const guide: BaseGuide = {
  stages: [
    { id: "appraise", asks: "What would you pay for the lot at most?", result: z.strictObject({ top: z.int().min(0).max(100) }) },
    { id: "bid", asks: "What do you bid?", result: z.int().min(0).max(100) },
  ],
  words: ["bidder"],
  found,
  says: { rival: "the other is", lots: "lots to come are" },
  terms: { appraise: words, bid: words },
  blank: {
    role: "bidder-0",
    round: 0,
    game: { rounds: 10, purse: 40, most: 20 },
    price: "first",
    worth: 10,
    me: { purse: 40, bought: 0, paid: 0 },
    other: { purse: 40, bought: 0, paid: 0 },
    last: null,
    notices: [],
  },
  facts,
  marks: () => [],
  tools: () => ({}),
  toolManual: "There are no tools.",
};
