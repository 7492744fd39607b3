/** What the base of commons-harvest is made of: stages, facts of patches and of the way, tools. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import { type Cell, DIRECTIONS, type Ground, groundOf } from "../../envs/commons-harvest/ground.ts";
import { FACINGS, type Observation, shows } from "../../envs/commons-harvest/observation.ts";
import { type Action, COMPASS, FACING } from "../../envs/commons-harvest/step.ts";
import { least } from "../least.ts";
import type { BaseGuide, Facts, Mark, Tools } from "../types.ts";
import found from "./found.json" with { type: "json" };

const cell = z.tuple([z.int().min(0).max(39), z.int().min(0).max(39)]);
const patch = z.int().min(0).max(15);

/** Stages of a harvester's decision. A goal of null is to wait. */
const stages: BaseGuide["stages"] = [
  { id: "patch", asks: "Which patch do you harvest?", result: z.strictObject({ patch }) },
  { id: "apple", asks: "Which apple of it do you go for, or do you wait?", result: z.strictObject({ patch, goal: cell.nullable() }) },
  { id: "move", asks: "Which step leads there?", result: z.enum([...COMPASS, ...FACING.filter((action) => action !== "zap")]) },
];

const far = (a: Cell, b: Cell): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/** A patch as far as it is in sight: its apples, how many places it has, and how many of them are seen. */
type PatchSeen = {
  readonly patch: number;
  readonly middle: Cell;
  readonly apples: readonly Cell[];
  readonly places: number;
  readonly seen: number;
};

let lastPatches: { readonly seen: Observation; readonly patches: readonly PatchSeen[] } | undefined;

/** The patches as they are seen: made once for all stages of a decision. */
function patchesIn(seen: Observation): readonly PatchSeen[] {
  if (lastPatches?.seen !== seen) lastPatches = { seen, patches: patchesOf(seen, groundOf(seen.game)) };
  return lastPatches.patches;
}

function patchesOf({ apples, window }: Observation, ground: Ground): readonly PatchSeen[] {
  const lists = ground.patches.map((): Cell[] => []);
  for (const apple of apples) lists[ground.patchOf[ground.spotAt[apple[1] * ground.width + apple[0]]!]!]!.push(apple);
  return ground.patches.map(({ middle, spots }, i) => ({
    patch: i,
    middle,
    apples: lists[i]!,
    places: spots.length,
    seen: window === null ? spots.length : spots.filter((spot) => shows(window, ground.cells[ground.spots[spot]!]!)).length,
  }));
}

/** Whether a cell is another and within distance 2. */
function isBeside([x, y]: Cell, [ox, oy]: Cell): boolean {
  const gap = (ox - x) * (ox - x) + (oy - y) * (oy - y);
  return gap > 0 && gap <= 4;
}

/** The live apples in sight within distance 2 of a cell, itself not counted. */
function beside({ apples }: Observation, cell: Cell): number {
  let live = 0;
  for (const apple of apples) if (isBeside(apple, cell)) live++;
  return live;
}

const count = (n: number): string => (n === 0 ? "none" : n === 1 ? "one" : "several");

/** How full a patch is, in words. Emergencies are ignored: the base was written before. */
function stockOf({ apples, places, seen }: PatchSeen): string {
  if (seen < places && apples.length === 0) return "unseen";
  const live = apples.length;
  const share = live / places;
  return live === 0 ? "bare" : live <= 2 ? "last" : share < 0.35 ? "thin" : share < 0.6 ? "half" : share < 0.85 ? "good" : "full";
}

/** Others within or next to a patch. */
const crowdAt = ({ harvesters, role }: Observation, { middle }: PatchSeen): number =>
  harvesters.filter((one) => one.role !== role && one.at !== null && far(one.at, middle) <= 3).length;

const seasonOf = ({ round, game }: Observation): string => {
  const left = game.turns - round;
  return left <= 4 ? "last" : left <= 10 ? "late" : round < 6 ? "first" : "middle";
};

const MIDDLE: Cell = [0, 0];

/** Whether more turns are left than it takes to get to a patch and eat what it bears, each its part, with a few steps from apple to apple. */
function timeFor(seen: Observation, chosen: PatchSeen): string {
  const way = Math.max(0, far(seen.me ?? MIDDLE, chosen.middle) - 2);
  return seen.game.turns - seen.round > (1.3 * chosen.apples.length) / (1 + crowdAt(seen, chosen)) + way ? "ample" : "short";
}

/** The facts of a harvester's situation, in the stage that follows the one with the result `previous`. */
function facts(observation: AnyObservation, previous: Json): Facts {
  const seen = observation as unknown as Observation;
  if (previous === null) return ofPatches(seen);
  const { patch: number, goal } = previous as unknown as { readonly patch: number; readonly goal?: Cell | null };
  const patches = patchesIn(seen);
  const chosen = patches[number] ?? patches[0]!;
  return goal === undefined ? ofApples(seen, chosen) : ofWay(seen, chosen, goal);
}

/** What is known of all patches. */
function ofPatches(seen: Observation): Facts {
  const me = seen.me ?? MIDDLE;
  const patches = patchesIn(seen);
  const here = least(patches, ({ middle }) => far(me, middle))!;
  const near = least(
    patches.filter(({ apples }) => apples.length > 0),
    ({ middle }) => far(me, middle),
  );
  const crowd = crowdAt(seen, here);
  const heads = (one: PatchSeen) => one.apples.length / (1 + crowdAt(seen, one));
  const mine = heads(here);
  return {
    here: stockOf(here),
    crowd: count(crowd),
    elsewhere: patches.some((one) => one !== here && heads(one) >= mine + 3) ? "richer" : "poorer",
    inside: far(me, here.middle) <= 2 ? "yes" : "no",
    bare: count(patches.filter((one) => stockOf(one) === "bare").length),
    reach: near === undefined ? "none" : far(me, near.middle) <= 3 ? "near" : "far",
    season: seasonOf(seen),
  };
}

/** What is known of the apples of a patch. */
function ofApples(seen: Observation, chosen: PatchSeen): Facts {
  const me = seen.me ?? MIDDLE;
  const nearest = least(chosen.apples, (one) => far(me, one));
  const steps = nearest === undefined ? Infinity : far(me, nearest);
  const beaten =
    nearest !== undefined && seen.harvesters.some(({ role, at }) => role !== seen.role && at !== null && far(at, nearest) < steps);
  // An apple is spare if its own place will regrow fast, and harmless if all bare places beside it will as well.
  const spare = chosen.apples.filter((one) => beside(seen, one) >= 3);
  const harmless = spare.some((apple) => !seen.bare.some((one) => isBeside(one, apple) && beside(seen, one) === 3));
  const sheltered = nearest === undefined ? -1 : beside(seen, nearest);
  const crowd = crowdAt(seen, chosen);
  return {
    time: timeFor(seen, chosen),
    stock: stockOf(chosen),
    crowd: count(crowd),
    near: steps <= 1 ? "touching" : steps <= 3 ? "near" : steps === Infinity ? "none" : "far",
    shelter: sheltered < 0 ? "none" : sheltered <= 2 ? "poor" : sheltered <= 5 ? "fair" : "rich",
    rival: beaten ? "nearer" : "none",
    spare: harmless ? "harmless" : spare.length > 0 ? "some" : "none",
    bare: count(patchesIn(seen).filter((one) => stockOf(one) === "bare").length),
    season: seasonOf(seen),
  };
}

/** What is known of the way to the goal. */
function ofWay(seen: Observation, chosen: PatchSeen, goal: Cell | null): Facts {
  const me = seen.me ?? MIDDLE;
  const steps = goal === null ? -1 : far(me, goal);
  const [x, y] = goal ?? me;
  const next: Cell = x !== me[0] ? [me[0] + Math.sign(x - me[0]), me[1]] : [me[0], me[1] + Math.sign(y - me[1])];
  const taken = steps > 0 && seen.harvesters.some(({ at, role }) => role !== seen.role && at !== null && far(at, next) === 0);
  const fruit = steps > 1 && seen.apples.some((one) => far(one, next) === 0);
  return {
    goal: steps < 0 ? "waiting" : steps === 0 ? "reached" : steps === 1 ? "close" : "away",
    way: taken ? "blocked" : fruit ? "fruit" : "clear",
    time: timeFor(seen, chosen),
    stock: stockOf(chosen),
    crowd: count(crowdAt(seen, chosen)),
  };
}

const COMPASS_MOVES: readonly Action[] = ["up", "right", "down", "left"];
const FACING_MOVES: readonly Action[] = ["forward", "step-right", "backward", "step-left"];

/** The tools of an observation; cells are `[x, y]`. */
function tools(observation: AnyObservation): Tools {
  const seen = observation as unknown as Observation;
  const ground = groundOf(seen.game);
  const { width, height } = ground;
  const at = (one: Json | undefined): number => {
    const [x, y] = Array.isArray(one) ? (one as readonly Json[]) : [];
    const inside = Number.isInteger(x) && Number.isInteger(y) && (x as number) >= 0 && (y as number) >= 0;
    return inside && (x as number) < width && (y as number) < height ? (y as number) * width + (x as number) : -1;
  };
  const cellsOf = (list: Json | undefined): readonly number[] => (Array.isArray(list) ? list.map(at).filter((one) => one >= 0) : []);
  const own = seen.me === null ? -1 : at(seen.me);
  /** The action that steps in a direction. */
  const action = (way: number): Action =>
    seen.facing === null ? COMPASS_MOVES[way]! : FACING_MOVES[(way - FACINGS.indexOf(seen.facing) + 4) % 4]!;
  const rest: Action = seen.game.control === "compass" ? "stay" : "noop";
  return {
    patches: () => patchesIn(seen),
    beside: (one) => (at(one) < 0 ? 0 : beside(seen, one as unknown as Cell)),
    next: (to, avoid = []) => {
      const goal = at(to);
      if (goal < 0 || own < 0 || goal === own) return null;
      const steps = flood(
        ground,
        goal,
        cellsOf(avoid).filter((one) => one !== own),
      );
      let [best, low] = [-1, Infinity];
      // Right and left come first, so that of ways of one length the one along x is taken.
      for (const way of [1, 3, 0, 2]) {
        const to_ = ground.to[4 * own + way]!;
        if (to_ >= 0 && steps[to_]! >= 0 && steps[to_]! < low) [best, low] = [to_, steps[to_]!];
      }
      return best < 0 ? null : ground.cells[best]!;
    },
    go: (to) => {
      const goal = at(to);
      const way = own < 0 || goal < 0 ? -1 : DIRECTIONS.findIndex((_, i) => ground.to[4 * own + i] === goal);
      return way < 0 ? rest : action(way);
    },
  };
}

/** Steps from each cell to a goal round the cells to avoid; -1 where there is no way. */
function flood({ cells, to }: Ground, goal: number, avoid: readonly number[]): Int16Array {
  const steps = new Int16Array(cells.length).fill(-1);
  const shut = new Uint8Array(cells.length);
  for (const one of avoid) shut[one] = 1;
  shut[goal] = 0;
  const queue = [goal];
  steps[goal] = 0;
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i]!;
    for (let way = 0; way < 4; way++) {
      const next = to[4 * from + way]!;
      if (next < 0 || steps[next]! >= 0 || shut[next] === 1) continue;
      steps[next] = steps[from]! + 1;
      queue.push(next);
    }
  }
  return steps;
}

const toolManual = `tools.patches(): of each patch {patch, middle, apples, places, seen}: its number, its middle cell, its apples in sight, how many places it has, and how many of them are in sight.
tools.beside(cell): how many live apples in sight are within distance 2 of a cell, itself not counted.
tools.next(to, avoid = []): the cell next to you on a shortest way to a cell, round the cells to avoid; null if you are there, or where there is no way.
tools.go(cell): the action that steps to a cell next to you; the one that rests for your own cell, and for null.
Cells are [x, y]. While you are away only the stage move is asked, with null as the previous result.`;

const DIAMOND: readonly Cell[] = [
  [0, -2],
  [-1, -1],
  [0, -1],
  [1, -1],
  [-2, 0],
  [-1, 0],
  [0, 0],
  [1, 0],
  [2, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
  [0, 2],
];
const around = ([x, y]: Cell): readonly Cell[] => DIAMOND.map(([dx, dy]): Cell => [x + dx, y + dy]);

const GAME: Observation["game"] = {
  width: 13,
  height: 13,
  walls: false,
  patches: [
    [2, 2],
    [10, 2],
    [2, 10],
    [10, 10],
  ],
  harvesters: 4,
  turns: 60,
  regrowth: [0.01, 0.02, 0.1],
  starts: "anywhere",
  control: "compass",
  zap: false,
  away: 5,
  cooldown: 0,
  ending: null,
};

const seat = (i: number, at: Cell, eaten: number): Observation["harvesters"][number] => ({
  role: `harvester-${i}`,
  at,
  facing: null,
  away: 0,
  eaten,
  ate: false,
});

/** The default game after ten turns: the patch at (2, 2) has its outer apples left, the one at (10, 10) three, the others are full. */
const TENTH: Observation = {
  role: "harvester-0",
  round: 10,
  game: GAME,
  me: [2, 2],
  facing: null,
  away: 0,
  cooldown: 0,
  window: null,
  apples: [...around([2, 2]).filter((one) => far(one, [2, 2]) === 2), ...around([10, 2]), ...around([2, 10]), [10, 9], [10, 10], [11, 10]],
  young: [],
  bare: [
    ...around([2, 2]).filter((one) => far(one, [2, 2]) < 2),
    ...around([10, 10]).filter((one) => !["10,9", "10,10", "11,10"].includes(one.join())),
  ],
  dead: [],
  harvesters: [seat(0, [2, 2], 5), seat(1, [9, 10], 6), seat(2, [7, 4], 0), seat(3, [10, 12], 4)],
  stock: [52, 50, 48, 46, 44, 42, 41, 40, 39, 38, 37],
  drought: 1,
  closed: [],
  notices: [],
};

/** Marks for the patch and the apple that were chosen; the step shows on the board. */
function marks({ apple }: Readonly<Record<string, Json>>): readonly Mark[] {
  const { goal } = (apple ?? {}) as { readonly goal?: Cell | null };
  return goal == null ? [] : [{ stage: "apple", x: goal[0], y: goal[1], label: "goal" }];
}

const COUNTS = ["none", "one", "several"];
const STOCKS = ["full", "good", "half", "thin", "last", "bare", "unseen"];
const SEASONS = ["first", "middle", "late", "last"];

/** The guide of commons-harvest. */
export const guide: BaseGuide = {
  stages,
  stagesFor: (observation) => ((observation as unknown as Observation).me === null ? ["move"] : ["patch", "apple", "move"]),
  words: ["harvester"],
  found,
  says: {
    here: "the patch here is",
    crowd: "others at it are",
    elsewhere: "other patches are",
    inside: "you are inside it:",
    bare: "bare patches are",
    reach: "the nearest apples are",
    near: "its nearest apple is",
    shelter: "that apple's shelter is",
    rival: "a rival is",
    spare: "spare apples are",
    stock: "the patch is",
    time: "time to clear it is",
  },
  terms: {
    patch: {
      here: STOCKS,
      crowd: COUNTS,
      elsewhere: ["richer", "poorer"],
      inside: ["yes", "no"],
      bare: COUNTS,
      reach: ["none", "near", "far"],
      season: SEASONS,
    },
    apple: {
      time: ["ample", "short"],
      stock: STOCKS,
      crowd: COUNTS,
      near: ["touching", "near", "far", "none"],
      shelter: ["none", "poor", "fair", "rich"],
      rival: ["nearer", "none"],
      spare: ["harmless", "some", "none"],
      bare: COUNTS,
      season: SEASONS,
    },
    move: {
      goal: ["waiting", "reached", "close", "away"],
      way: ["blocked", "fruit", "clear"],
      time: ["ample", "short"],
      stock: STOCKS,
      crowd: COUNTS,
    },
  },
  blank: TENTH,
  facts,
  marks,
  tools,
  toolManual,
};
