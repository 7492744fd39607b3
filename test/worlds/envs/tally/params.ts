/** The parameters of `tally` and of its emergencies, as data with checks. */
import { z } from "zod";
import { scheduleOf } from "../../../../src/core/index.ts";

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  "second-price": z.strictObject({}),
  "half-purse": z.strictObject({}),
} as const;

/** The parameters of `tally`; money is counted in coins. */
export const paramsSchema = z.strictObject({
  rounds: z.int().min(1).max(100).default(10).describe("Lots that are sold, one a round"),
  purse: z.int().min(1).max(1000).default(40).describe("Coins that each bidder starts with"),
  most: z.int().min(2).max(100).default(20).describe("Highest worth of a lot, and highest bid"),
  emergencies: scheduleOf(emergencyParams),
});

/** Parameters of an episode of `tally`. */
export type Params = z.output<typeof paramsSchema>;

/** The only preset. */
export const presets = { default: { about: "Ten lots, 40 coins each, worths up to 20", params: {} } } as const;
