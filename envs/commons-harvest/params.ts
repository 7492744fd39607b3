/** The parameters, presets and emergency parameters of `commons-harvest`, as data with checks. */
import { z } from "zod";
import { neverDue, scheduleOf } from "../../src/core/index.ts";
import { groundOf, MELTING_POT } from "./ground.ts";

const patch = z.int().min(0).max(15).nullable().default(null);

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  drought: z.strictObject({ factor: z.number().min(0).max(0.95).default(0.5).describe("What the chances of regrowth are multiplied by") }),
  fence: z.strictObject({ patch: patch.describe("Number of the patch that closes; null for the open one with most apples") }),
  blight: z.strictObject({ patch: patch.describe("Number of the patch that it strikes; null for the open one with most apples") }),
} as const;

/** The name of an emergency of `commons-harvest`. */
export type EmergencyId = keyof typeof emergencyParams;

/** The most harvesters: as many as there are colours of sides. */
export const MOST_HARVESTERS = 8;

const chance = z.number().min(0).max(1);
const cell = z.tuple([z.int().min(0).max(39), z.int().min(0).max(39)]);

/** The parameters of `commons-harvest`; sizes in cells, times in turns. */
export const paramsSchema = z
  .strictObject({
    width: z.int().min(3).max(40).default(13).describe("Board width in cells, walls included"),
    height: z.int().min(3).max(40).default(13).describe("Board height in cells, walls included"),
    walls: z.boolean().default(false).describe("Whether walls stand on the border cells"),
    patches: z
      .array(cell)
      .min(1)
      .max(16)
      .default([
        [2, 2],
        [10, 2],
        [2, 10],
        [10, 10],
      ])
      .describe("The middles of the patches: diamonds of 13 cells, less what lies off the board or in the wall"),
    harvesters: z.int().min(2).max(MOST_HARVESTERS).default(4).describe("Number of harvesters"),
    turns: z.int().min(1).max(10_000).default(60).describe("Turns until the episode is cut off"),
    regrowth: z
      .tuple([chance, chance, chance])
      .default([0.01, 0.02, 0.1])
      .describe("Chance a turn that an eaten apple regrows beside one, two, three or more live ones; beside none it never does"),
    starts: z
      .enum(["anywhere", "melting-pot"])
      .default("anywhere")
      .describe("Anywhere outside patches, or as in Melting Pot: two near the apples, the others at the bottom"),
    control: z
      .enum(["compass", "facing"])
      .default("compass")
      .describe("Moves by the compass with the whole board in sight, or by the own facing with a window of 11 x 11 cells"),
    zap: z.boolean().default(false).describe("Whether harvesters can send others away"),
    away: z.int().min(1).max(50).default(5).describe("Turns that whoever was zapped misses"),
    cooldown: z.int().min(0).max(50).default(0).describe("Turns after a zap in which one cannot zap"),
    ending: z
      .strictObject({
        from: z.int().min(1).max(10_000).describe("The first turn after which the episode may end"),
        every: z.int().min(1).max(10_000).describe("Turns from one draw to the next"),
        chance: chance.describe("Chance that the episode ends, at each draw"),
      })
      .nullable()
      .default(null)
      .describe("An end by chance before the last turn; null for none"),
    emergencies: scheduleOf(emergencyParams),
  })
  .superRefine((params, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const { width, height, patches, harvesters, turns } = params;
    const inside = params.walls ? 1 : 0;
    for (const [x, y] of patches)
      if (x < inside || y < inside || x >= width - inside || y >= height - inside)
        complain("patches", `a patch at (${x}, ${y}), expected its middle on free ground of the board of ${width} x ${height}`);
    if (context.issues.length > 0) return;
    const ground = groundOf(params);
    const empty = ground.patches.findIndex(({ spots }) => spots.length === 0);
    if (empty >= 0) return complain("patches", `patch ${empty} lies where another does, expected more than 2 cells between their apples`);
    for (const [spot, near] of ground.near.entries())
      for (const other of near)
        if (ground.patchOf[spot]! < ground.patchOf[other]!)
          return complain(
            "patches",
            `patches ${ground.patchOf[spot]!} and ${ground.patchOf[other]!} touch, expected more than 2 cells between their apples: ` +
              "a bare patch would be reseeded by its neighbour; move their middles apart",
          );
    const meltingPot = params.starts === "melting-pot";
    if (meltingPot && (width !== MELTING_POT.width || height !== MELTING_POT.height))
      complain("starts", `Melting Pot's on ${width} x ${height}, expected a board of ${MELTING_POT.width} x ${MELTING_POT.height}`);
    else if (ground.starts[params.starts].outside.length + ground.starts[params.starts].inside.length < harvesters)
      complain(
        "harvesters",
        `${harvesters} on ${ground.starts[params.starts].outside.length} cells without apples, expected room for all: ` +
          "take a larger board, fewer patches or fewer harvesters",
      );
    if (params.ending !== null && params.ending.from > turns)
      complain("ending", `an end by chance from turn ${params.ending.from} on, expected one within the ${turns} turns`);
    const never = neverDue(params.emergencies, turns);
    if (never !== undefined)
      complain("emergencies", `${never.emergency} before turn ${never.round}, expected a turn below the horizon of ${turns}`);
    for (const { emergency, params: of } of params.emergencies) {
      if (emergency === "fence" && patches.length === 1)
        complain("emergencies", "a fence round the only patch, expected another that stays open");
      if (emergency !== "drought" && of.patch !== null && of.patch >= patches.length)
        complain("emergencies", `a ${emergency} at patch ${of.patch}, expected a number below ${patches.length}`);
    }
  });

/** Parameters of an episode of `commons-harvest`. */
export type Params = z.output<typeof paramsSchema>;

/** Named parameter sets. */
export const presets = {
  quick: {
    about: "13 x 5 with two patches, two harvesters, 30 turns",
    params: {
      height: 5,
      patches: [
        [2, 2],
        [10, 2],
      ],
      harvesters: 2,
      turns: 30,
    },
  },
  default: { about: "13 x 13 with four patches, four harvesters, 60 turns", params: {} },
  large: {
    about: "21 x 13 with six patches, eight harvesters, 100 turns: greed pays whoever is greedy alone, and costs all together",
    params: {
      width: 21,
      patches: [
        [2, 2],
        [10, 2],
        [18, 2],
        [2, 10],
        [10, 10],
        [18, 10],
      ],
      harvesters: 8,
      turns: 100,
    },
  },
  "melting-pot": {
    about: "The map, the chances and the actions of Melting Pot's commons_harvest__open: seven harvesters, 1,000 to 5,000 frames",
    params: {
      ...MELTING_POT,
      harvesters: 7,
      turns: 5000,
      regrowth: [0.0025, 0.005, 0.025],
      control: "facing",
      zap: true,
      away: 4,
      cooldown: 2,
      ending: { from: 1000, every: 100, chance: 0.15 },
    },
  },
} as const;
