/** The parameters, presets and emergency parameters of `pursuit`, as data with checks. */
import { z } from "zod";
import { neverDue, scheduleOf } from "../../src/core/index.ts";

const seed = z.int().min(0).nullable().default(null);

/** Parameters of each emergency, by id. */
export const emergencyParams = {
  "restricted-zone": z.strictObject({
    width: z.int().min(1).max(8).default(2).describe("Width of the bar in cells"),
    share: z.number().min(0.1).max(1).default(0.6).describe("Length of the bar as a share of the board"),
    area: z
      .strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) })
      .nullable()
      .default(null)
      .describe("A rectangle of cells instead of the bar between pursuers and runner"),
    barred: z.enum(["everyone", "pursuers"]).default("everyone").describe("Who may not enter"),
  }),
  breakdown: z.strictObject({
    pursuer: z.int().min(0).default(0).describe("Index of the pursuer that stops"),
    rounds: z.int().min(1).default(5).describe("Rounds it cannot move"),
  }),
  fog: z.strictObject({ radius: z.int().min(1).default(3).describe("Manhattan distance within which a pursuer sees a runner") }),
  "second-runner": z.strictObject({}),
  "capture-change": z.strictObject({
    capture: z.enum(["touch", "surround", "close-in"]).default("close-in").describe("The capture rule from now on"),
    distance: z.int().min(1).default(2).describe("Manhattan distance of close-in"),
  }),
} as const;

/** The name of an emergency of `pursuit`. */
export type EmergencyId = keyof typeof emergencyParams;

/** The parameters of `pursuit`; sizes in cells, times in rounds. */
export const paramsSchema = z
  .strictObject({
    width: z.int().min(2).max(64).default(10).describe("Board width in cells"),
    height: z.int().min(2).max(64).default(10).describe("Board height in cells"),
    pursuers: z.int().min(1).max(64).default(3).describe("Number of pursuers"),
    runners: z.int().min(1).max(64).default(1).describe("Number of runners"),
    horizon: z.int().min(1).max(100_000).default(40).describe("Rounds until the episode is cut off"),
    capture: z.enum(["touch", "surround", "close-in"]).default("surround").describe("When a runner is captured"),
    distance: z.int().min(1).default(2).describe("Manhattan distance of the close-in rule"),
    catchers: z.int().min(1).default(1).describe("Pursuers that must stand on the runner's cell under the touch rule"),
    layout: z.enum(["open", "central-block"]).default("open").describe("Fixed obstacles"),
    obstacles: z.int().min(0).default(0).describe("Obstacle cells placed at random; the board stays connected"),
    shared: z.enum(["none", "pursuers", "all"]).default("none").describe("Who may share a cell"),
    order: z.enum(["together", "in-turn"]).default("together").describe("Whether the pursuers move together or one after the other"),
    runnerControl: z.enum(["agents", "random"]).default("agents").describe("Runners are seats, or drift at random as part of the board"),
    view: z.int().min(0).max(63).default(0).describe("Side of the square window around each pursuer (odd), or 0 for the whole board"),
    spawn: z.enum(["anywhere", "apart"]).default("anywhere").describe("Apart: pieces of one kind never start equal or adjacent"),
    bumping: z.boolean().default(false).describe("Moves off the board and into obstacles are legal, and do nothing"),
    payoff: z.enum(["capture", "pettingzoo"]).default("capture").describe("How returns are counted"),
    sharedReward: z.boolean().default(true).describe("PettingZoo payoff: every pursuer gets the mean"),
    layoutSeed: seed.describe("Fixes the obstacles whatever the episode's seed"),
    spawnSeed: seed.describe("Fixes the start cells whatever the episode's seed"),
    emergencies: scheduleOf(emergencyParams),
  })
  .superRefine((params, context) => {
    const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    const cells = params.width * params.height;
    const late = params.emergencies.filter(({ emergency }) => emergency === "second-runner").length;
    if (params.view !== 0 && params.view % 2 === 0) complain("view", `${params.view} is even, expected 0 or an odd side`);
    if (params.obstacles > cells * 0.3) complain("obstacles", `${params.obstacles} on ${cells} cells, expected at most 30 %`);
    if (params.layout === "central-block" && params.obstacles > 0) complain("obstacles", "expected 0 with the central block");
    const pieces = params.pursuers + params.runners + late;
    const room = Math.floor((cells - params.obstacles - centralBlock(params).length) / (params.spawn === "apart" ? 3 : 1));
    if (pieces > room) complain("pursuers", `${pieces} pieces in all, expected at most ${room} on this board`);
    if (params.catchers > 1 && params.shared === "none")
      complain("catchers", `${params.catchers} need shared cells, expected "shared" to allow them`);
    if (params.catchers > params.pursuers)
      complain("catchers", `${params.catchers} of ${params.pursuers} pursuers, expected at most as many`);
    if (params.runners + late > 64) complain("emergencies", `${params.runners + late} runners in all, expected at most 64`);
    const rules = [{ ...params, where: "capture" }, ...changesOf(params)];
    for (const { capture, distance, where } of rules) {
      const most = capture === "close-in" && params.shared === "none" ? cellsWithin(params, distance) : Infinity;
      if (params.pursuers > most)
        complain(where, `close-in within ${distance} cells has room for ${most} of ${params.pursuers} pursuers, which do not share cells`);
    }
    const never = neverDue(params.emergencies, params.horizon);
    if (never !== undefined)
      complain("emergencies", `${never.emergency} before round ${never.round}, expected a round below the horizon of ${params.horizon}`);
    for (const { emergency, params: of } of params.emergencies) {
      if (emergency === "restricted-zone" && of.area !== null && (of.area.x >= params.width || of.area.y >= params.height))
        complain("emergencies", `a zone at (${of.area.x}, ${of.area.y}), expected one on the board of ${params.width} x ${params.height}`);
      const farthest = params.width + params.height - 2;
      if (emergency === "fog" && of.radius >= farthest)
        complain("emergencies", `fog that hides nothing: pursuers see ${of.radius} cells far, expected fewer than ${farthest}`);
    }
    for (const { emergency, params: of } of params.emergencies)
      if (emergency === "breakdown" && of.pursuer >= params.pursuers)
        complain("emergencies", `breakdown of pursuer ${of.pursuer}, expected an index below ${params.pursuers}`);
  });

/** The capture rules that a schedule changes to. */
const changesOf = ({ emergencies }: { readonly emergencies: Params["emergencies"] }) =>
  emergencies.flatMap(({ emergency, params }) => (emergency === "capture-change" ? [{ ...params, where: "emergencies" }] : []));

/** The most cells that are within a distance of a cell, without it, wherever it lies on the board. */
function cellsWithin({ width, height }: { readonly width: number; readonly height: number }, distance: number): number {
  const [x0, y0] = [Math.floor(width / 2), Math.floor(height / 2)];
  let cells = -1;
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (Math.abs(x - x0) + Math.abs(y - y0) <= distance) cells++;
  return cells;
}

/** Parameters of a pursuit episode. */
export type Params = z.output<typeof paramsSchema>;

/** The cells of the central block: PettingZoo's rectangle between 30 % and 70 % of x, 20 % and 80 % of y. */
export function centralBlock({ layout, width, height }: Pick<Params, "layout" | "width" | "height">): readonly number[] {
  if (layout === "open") return [];
  const cells: number[] = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (10 * x > 3 * width && 10 * x < 7 * width && 10 * y > 2 * height && 10 * y < 8 * height) cells.push(y * width + x);
  return cells;
}

const pettingzoo = {
  layout: "central-block",
  shared: "all",
  order: "in-turn",
  runnerControl: "random",
  view: 7,
  spawn: "apart",
  bumping: true,
  payoff: "pettingzoo",
};

/** Named parameter sets. */
export const presets = {
  quick: { about: "7 x 7, three pursuers, 25 rounds", params: { width: 7, height: 7, horizon: 25 } },
  default: { about: "10 x 10, three pursuers, one runner, 40 rounds", params: {} },
  large: {
    about: "16 x 16 with 20 obstacles, five pursuers, two runners, 80 rounds",
    params: { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 },
  },
  "pettingzoo-v4": {
    about: "The rules of PettingZoo's pursuit_v4: 16 x 16, 8 pursuers, 30 drifting evaders, 500 cycles",
    params: { ...pettingzoo, width: 16, height: 16, pursuers: 8, runners: 30, horizon: 500 },
  },
  "pettingzoo-8x8": {
    about: "The same rules on 8 x 8 with 4 pursuers, 2 evaders, 40 cycles, for language models",
    params: { ...pettingzoo, width: 8, height: 8, pursuers: 4, runners: 2, horizon: 40 },
  },
} as const;
