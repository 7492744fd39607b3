/** The parameters, presets and emergency parameters of `twenty-one`, as data with checks. */
import { z } from "zod";
import { neverDue, scheduleOf } from "../../src/core/index.ts";

/** The number of starts: 55 hands of two cards by 10 cards of the dealer. */
export const STARTS = 550;

const target = z.int().min(16).max(31);
const stands = z.int().min(12).max(31);

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  "target-change": z.strictObject({ target: target.default(24).describe("The most that a hand may count from now on") }),
  "dealer-stands-on": z.strictObject({ sum: stands.default(18).describe("The sum from which on the dealer sticks from now on") }),
  "tens-are-one": z.strictObject({}),
  "shoe-swap": z.strictObject({ tens: z.enum(["rich", "poor"]).default("rich").describe("Twice as many tens as usual, or half as many") }),
} as const;

/** The name of an emergency of `twenty-one`. */
export type EmergencyId = keyof typeof emergencyParams;

/** The parameters of `twenty-one`. */
export const paramsSchema = z
  .strictObject({
    hands: z.int().min(1).max(10_000).default(1).describe("Hands in an episode"),
    players: z.int().min(1).max(3).default(1).describe("Players at the table; each plays against the dealer alone"),
    target: target.default(21).describe("The most that a hand may count"),
    stands: stands.default(17).describe("The sum from which on the dealer sticks, with an ace as 11 too"),
    decks: z.int().min(0).max(8).default(0).describe("Decks in the shoe; 0: cards are drawn as if each were put back"),
    shuffle: z.number().min(0.1).max(1).default(0.75).describe("Share of the shoe that is dealt before it is shuffled anew, between hands"),
    double: z.boolean().default(false).describe("Whether a hand of two cards may be doubled: one card, twice the stake, then it sticks"),
    naturalPays: z.number().min(1).max(3).default(1).describe("What a natural that wins pays"),
    naturalBeats: z.boolean().default(false).describe("Whether a natural beats every hand that is none, also 21 with three cards"),
    starts: z.enum(["dealt", "table"]).default("dealt").describe("Table: the hands begin with all starts in turn"),
    from: z
      .int()
      .min(0)
      .max(STARTS - 1)
      .default(0)
      .describe("The start that the table begins with"),
    emergencies: scheduleOf(emergencyParams),
  })
  .superRefine((params, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (params.stands > params.target)
      complain("stands", `a dealer that sticks on ${params.stands} with a target of ${params.target}, expected at most the target`);
    if (params.starts === "table" && (params.decks > 0 || params.players > 1))
      complain("starts", "a table of starts from a shoe or for several players, expected decks 0 and players 1");
    if (params.starts === "dealt" && params.from > 0) complain("from", `${params.from} without a table, expected starts "table"`);
    const never = neverDue(params.emergencies, params.hands);
    if (never !== undefined)
      complain("emergencies", `${never.emergency} before hand ${never.round}, expected a hand below ${params.hands}, counted from 0`);
    let now: { readonly target: number; readonly stands: number } = params;
    for (const entry of [...params.emergencies].sort((a, b) => a.round - b.round)) {
      if (entry.emergency === "target-change") now = { ...now, target: entry.params.target };
      else if (entry.emergency === "dealer-stands-on") now = { ...now, stands: entry.params.sum };
      else continue;
      if (now.stands > now.target)
        complain(
          "emergencies",
          `${entry.emergency} before hand ${entry.round} leaves a dealer that sticks on ${now.stands} with a target of ${now.target}, expected at most the target`,
        );
    }
  });

/** Parameters of an episode of `twenty-one`. */
export type Params = z.output<typeof paramsSchema>;

/** Named parameter sets. */
export const presets = {
  default: { about: "One hand against the dealer, cards as if each were put back", params: {} },
  gym: { about: "The rules of Gymnasium's Blackjack-v1: a natural beats every hand that is none", params: { naturalBeats: true } },
  match: { about: "Twenty hands from a shoe of six decks, with doubling", params: { hands: 20, decks: 6, double: true } },
  company: {
    about: "Three players, ten hands from a shoe of two decks, with doubling",
    params: { hands: 10, players: 3, decks: 2, double: true },
  },
  starts: {
    about: "The table of all starts: one hand for each two cards and card of the dealer",
    params: { hands: STARTS, starts: "table" },
  },
} as const;
