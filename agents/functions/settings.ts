/** On what the functions of a base are tried: kinds of episodes, and how thoroughly. */
import type { Json } from "../../src/core/index.ts";

/** A kind of episode. */
export interface Setting {
  readonly id: string;
  readonly params: Json;
  /** The policy of the roles that have no functions. */
  readonly others: string;
  /** Episodes in a block of play; none where it is only measured. */
  readonly episodes: number;
}

/** What is searched, and how thoroughly. */
export interface FindPlan {
  /** The first is the one that the best fixed sequence is found on. */
  readonly settings: readonly Setting[];
  /** Facts that decide, by stage: rows are as many of their words as help, in this order. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** How many words rows may have, pass after pass; the last pass tries only functions that have no row yet. */
  readonly depths: readonly number[];
  /** Fixed sequences that the search starts from. */
  readonly starts: number;
  /** Blocks of play in which rows are tried. */
  readonly blocks: number;
  /** Rows met in a smaller share of episodes are not tried. */
  readonly share: number;
  readonly seed: number;
}

const sudden = (emergency: string, params: Json = {}): Json => ({ emergencies: [{ round: 3, emergency, params }] });
const large: Json = { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 };

const setting = (id: string, episodes: number, params: Json = {}, others = "evade"): Setting => ({ id, params, others, episodes });

/** Plans by environment. */
export const plans: Readonly<Record<string, FindPlan>> = {
  pursuit: {
    settings: [
      setting("default", 20),
      setting("lookahead", 4, {}, "evade-lookahead"),
      setting("quick", 8, { width: 7, height: 7, horizon: 25 }),
      setting("large", 1, large),
      setting("two pursuers", 8, { pursuers: 2 }),
      setting("four pursuers", 4, { pursuers: 4 }),
      setting("five pursuers", 2, { width: 14, height: 14, pursuers: 5, horizon: 60 }),
      setting("window", 3, { view: 7 }),
      setting("touch", 2, { capture: "touch" }),
      setting("close-in", 2, { capture: "close-in" }),
      setting("two runners", 0, { pursuers: 4, runners: 2, obstacles: 8 }),
      setting("flee", 0, {}, "flee"),
      setting("restricted zone", 0, sudden("restricted-zone")),
      setting("breakdown", 0, sudden("breakdown", { pursuer: 0, rounds: 10 })),
      setting("fog", 0, sudden("fog")),
      setting("second runner", 0, sudden("second-runner")),
      setting("capture change", 0, sudden("capture-change")),
    ],
    keys: {
      assess: ["capture", "sight", "runners", "distance", "rank", "party"],
      target: ["capture", "party", "near", "next", "inner", "rank", "distance", "place"],
      move: ["capture", "goal", "way", "distance", "exits"],
    },
    depths: [4, 5, 6, 7, 8, 8],
    starts: 2,
    blocks: 8,
    share: 0.03,
    seed: 1000,
  },
};
