/** The parameters, presets and emergency parameters of `tag-rapier`, as data with checks. */
import { z } from "zod";
import { neverDue, scheduleOf } from "../../src/core/index.ts";

/** Half the side of the field: everybody moves within [-1, 1] x [-1, 1]. */
export const HALF = 1;

const place = z.number().min(-HALF).max(HALF);

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  wind: z.strictObject({
    x: z.number().min(-0.3).max(0.3).default(0.1).describe("Speed that the wind adds in each decision, eastwards"),
    y: z.number().min(-0.3).max(0.3).default(0).describe("The same, southwards"),
  }),
  ice: z.strictObject({
    keep: z.number().min(0).max(0.99).default(0.95).describe("Share of its velocity that a body keeps from decision to decision"),
  }),
  wall: z.strictObject({
    x: place.default(0).describe("Centre of the wall, x"),
    y: place.default(0).describe("Centre of the wall, y"),
    length: z
      .number()
      .min(0.1)
      .max(2 * HALF)
      .default(0.9)
      .describe("Length of the wall"),
    upright: z.boolean().default(true).describe("From north to south, or from west to east"),
  }),
  breakdown: z.strictObject({
    chaser: z.int().min(0).default(0).describe("Index of the chaser whose thrust fails"),
    decisions: z.int().min(1).default(15).describe("Decisions for which it fails"),
  }),
} as const;

/** The name of an emergency of `tag-rapier`. */
export type EmergencyId = keyof typeof emergencyParams;

/** The most seats of a kind: as many as keep apart in the picture. */
export const MOST = { chasers: 8, prey: 4 } as const;

const radius = z.number().min(0.02).max(0.3);
const force = z.number().min(0).max(50);
const speed = z.number().min(0.01).max(10);

/** The parameters of `tag-rapier`: lengths in units of half the field's side, times in seconds, or in decisions of a tenth of a second. */
export const paramsSchema = z
  .strictObject({
    chasers: z.int().min(1).max(MOST.chasers).default(3).describe("Number of chasers"),
    prey: z.int().min(1).max(MOST.prey).default(1).describe("Number of prey"),
    decisions: z.int().min(1).max(10_000).default(60).describe("Decisions until the episode is cut off"),
    chaserRadius: radius.default(0.075).describe("Radius of a chaser"),
    chaserAcceleration: force.default(3).describe("Acceleration of a chaser, in units a second squared"),
    chaserSpeed: speed.default(1).describe("Top speed of a chaser, in units a second"),
    preyRadius: radius.default(0.05).describe("Radius of a prey"),
    preyAcceleration: force.default(4).describe("Acceleration of a prey, in units a second squared"),
    preySpeed: speed.default(1.3).describe("Top speed of a prey, in units a second"),
    obstacles: z
      .array(z.strictObject({ x: place, y: place }))
      .max(8)
      .default([
        { x: -0.4, y: 0.3 },
        { x: 0.4, y: -0.3 },
      ])
      .describe("Centres of round obstacles"),
    obstacleRadius: z.number().min(0.02).max(0.5).default(0.2).describe("Radius of an obstacle"),
    gap: z.number().min(0).max(1).default(0.3).describe("Smallest gap between bodies at the start"),
    keep: z.number().min(0).max(0.99).default(0.75).describe("Share of its velocity that a body keeps from decision to decision"),
    motion: z.enum(["rapier", "discs"]).default("rapier").describe("What moves bodies: the physics, or simple discs"),
    playouts: z.enum(["rapier", "discs"]).default("discs").describe("What moves them in the playouts of a search"),
    emergencies: scheduleOf(emergencyParams),
  })
  .superRefine((params, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const { chasers, decisions } = params;
    const crowd = crowdOf(params);
    if (crowd > MOST_CROWDED)
      complain(
        "gap",
        `bodies, obstacles and the gaps between them take ${(100 * crowd).toFixed(0)} % of the field, expected at most ${100 * MOST_CROWDED} %, ` +
          "so that everybody finds a place: take fewer or smaller ones, or a smaller gap",
      );
    const never = neverDue(params.emergencies, decisions);
    if (never !== undefined)
      complain("emergencies", `${never.emergency} before decision ${never.round}, expected one below the horizon of ${decisions}`);
    for (const { emergency, params: of } of params.emergencies)
      if (emergency === "breakdown" && of.chaser >= chasers)
        complain("emergencies", `breakdown of chaser ${of.chaser}, expected an index below ${chasers}`);
  });

/** Parameters of an episode of `tag-rapier`. */
export type Params = z.output<typeof paramsSchema>;

/**
 * The largest share of the field that bodies may claim at the start. Discs that are laid at random, one by one, jam at 55 % of an unbounded
 * plane (random sequential adsorption), and earlier between walls.
 */
const MOST_CROWDED = 0.4;

/** The share of the field's middle that bodies, each with half of the smallest gap round it, and obstacles claim. */
function crowdOf(
  params: Pick<Params, "chasers" | "prey" | "chaserRadius" | "preyRadius" | "gap" | "obstacles" | "obstacleRadius">,
): number {
  const disc = (r: number) => Math.PI * r * r;
  const bodies = params.chasers * disc(params.chaserRadius + params.gap / 2) + params.prey * disc(params.preyRadius + params.gap / 2);
  const largest = Math.max(params.chaserRadius, params.preyRadius);
  return (bodies + params.obstacles.length * disc(params.obstacleRadius + largest)) / (2 * (HALF - largest) * 2 * (HALF - largest));
}

/** Named parameter sets. */
export const presets = {
  quick: { about: "Three chasers, one prey, three seconds", params: { decisions: 30 } },
  default: { about: "Three chasers, one prey, two obstacles, six seconds", params: {} },
  open: { about: "The same without obstacles", params: { obstacles: [] } },
  large: {
    about: "Five smaller chasers, two prey, four obstacles, nine seconds",
    params: {
      chasers: 5,
      prey: 2,
      decisions: 90,
      chaserRadius: 0.06,
      preyRadius: 0.04,
      obstacleRadius: 0.15,
      gap: 0.15,
      obstacles: [
        { x: -0.45, y: -0.45 },
        { x: 0.45, y: -0.45 },
        { x: -0.45, y: 0.45 },
        { x: 0.45, y: 0.45 },
      ],
    },
  },
} as const;
