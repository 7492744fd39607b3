/** The parameters, presets and emergency parameters of `fishery`, as data with checks. */
import { z } from "zod";
import { neverDue, scheduleOf } from "../../src/core/index.ts";

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  "bad-season": z.strictObject({ growth: z.number().min(1).max(5).default(1.5).describe("Growth from now on, in place of the usual one") }),
  poacher: z.strictObject({ tons: z.int().min(1).max(500).default(10).describe("Tons that vanish each month, after the harvest") }),
  newcomer: z.strictObject({}),
  quota: z.strictObject({
    tons: z.int().min(0).max(499).default(8).describe("Most tons that a fisher may catch in a month without paying"),
    fine: z.int().min(1).max(100).default(2).describe("Tons that each ton above the quota costs"),
  }),
} as const;

/** The name of an emergency of `fishery`. */
export type EmergencyId = keyof typeof emergencyParams;

/** The most fishers that have a seat: as many as there are colours of sides. */
export const MOST_FISHERS = 8;

/** The parameters of `fishery`; fish is counted in whole tons, time in months. */
export const paramsSchema = z
  .strictObject({
    fishers: z.int().min(2).max(MOST_FISHERS).default(5).describe("Number of fishers"),
    capacity: z.int().min(10).max(500).default(100).describe("Tons that the lake holds at most, and the largest wish"),
    stock: z.int().min(1).max(500).nullable().default(null).describe("Tons at the start; null for a full lake"),
    months: z.int().min(1).max(120).default(12).describe("Months until the episode is cut off"),
    growth: z.number().min(1).max(5).default(2).describe("What is left after a harvest grows by this factor; hundredths count"),
    collapse: z.int().min(1).max(499).default(5).describe("With fewer tons left than this, the lake collapses"),
    allocation: z.enum(["stochastic", "proportional"]).default("stochastic").describe("How fish is shared out when wishes exceed it"),
    emergencies: scheduleOf(emergencyParams),
  })
  .superRefine((params, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const { capacity, stock, collapse, growth } = params;
    if (collapse >= capacity) complain("collapse", `${collapse} in a lake of ${capacity} tons, expected fewer`);
    if (stock !== null && (stock > capacity || stock < collapse))
      complain("stock", `${stock} tons, expected ${collapse} (the collapse) to ${capacity} (the capacity)`);
    const never = neverDue(params.emergencies, params.months);
    if (never !== undefined)
      complain("emergencies", `${never.emergency} before month ${never.round}, expected a month below the horizon of ${params.months}`);
    for (const { emergency, params: of } of params.emergencies) {
      if (emergency === "bad-season" && of.growth >= growth)
        complain("emergencies", `a bad season with a growth of ${of.growth}, expected less than the usual ${growth}`);
      if (emergency === "poacher" && of.tons > capacity)
        complain("emergencies", `a poacher of ${of.tons} tons, expected at most the ${capacity} of the lake`);
      if (emergency === "quota" && of.tons >= capacity)
        complain("emergencies", `a quota of ${of.tons} tons, which nobody can exceed, expected less than the largest wish, ${capacity}`);
    }
  });

/** Parameters of an episode of `fishery`. */
export type Params = z.output<typeof paramsSchema>;

/** Named parameter sets. */
export const presets = {
  quick: { about: "Three fishers, 60 tons, six months", params: { fishers: 3, capacity: 60, months: 6 } },
  default: { about: "Five fishers, 100 tons, twelve months; what is too little is shared out by lot (GovSim's rules)", params: {} },
  proportional: {
    about: "The same; what is too little is shared out in proportion to the wishes",
    params: { allocation: "proportional" },
  },
  large: { about: "Eight fishers, 200 tons, 24 months", params: { fishers: 8, capacity: 200, months: 24, collapse: 10 } },
} as const;
