/** What the base of tag is made of: stages, and facts of a chaser's situation. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import { distance, nearest, type Observation, type Seen } from "../../envs/tag-rapier/state.ts";
import type { BaseGuide, Facts, Mark } from "../types.ts";
import found from "./found.json" with { type: "json" };

const coordinate = z.number().min(-2).max(2);
const foreseen = { prey: z.int().min(0).max(3), x: coordinate, y: coordinate };

/** Stages of a chaser's decision: `prey` is the index of the one that is hunted, `x` and `y` where it will be, `goal` where to go. */
const stages: BaseGuide["stages"] = [
  { id: "foresee", asks: "Which prey do you hunt, and where will it be?", result: z.strictObject(foreseen) },
  { id: "place", asks: "Where do you go?", result: z.strictObject({ ...foreseen, goal: z.tuple([coordinate, coordinate]) }) },
  {
    id: "thrust",
    asks: "Which thrust leads there?",
    result: z.enum(["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"]),
  },
];

type Point = { readonly x: number; readonly y: number };
type Foreseen = Point & { readonly prey: number; readonly goal?: readonly [number, number] };

/** The facts of a chaser's situation. They ignore whatever an emergency changes: the base was written before. */
function facts(observation: AnyObservation, previous: Json): Facts {
  const seen = observation as unknown as Observation;
  if (previous === null) return ofPrey(seen);
  const before = previous as unknown as Foreseen;
  return before.goal === undefined ? ofPlaces(seen, before) : ofWay(seen, before, { x: before.goal[0], y: before.goal[1] });
}

/** How far a prey is, from edge to edge, in words. */
const gapTo = ({ me, game }: Observation, prey: Point): string => {
  const gap = distance(me, prey) - game.chaserRadius - game.preyRadius;
  return gap <= 0.05 ? "touching" : gap <= 0.35 ? "near" : "far";
};

/** Where a prey is: how many walls are near. */
const placeOf = ({ x, y }: Point): string => {
  const walls = (Math.abs(x) > 0.75 ? 1 : 0) + (Math.abs(y) > 0.75 ? 1 : 0);
  return walls === 0 ? "open" : walls === 1 ? "edge" : "corner";
};

/** The rank of a chaser among its partners by distance to a point; ties go to the lower number. */
function rankOf({ me, chasers }: Observation, to: Point): string {
  const mine = distance(me, to);
  let [nearer, passed] = [0, false];
  for (const one of chasers) {
    if (one === me || one.role === me.role) passed = true;
    else {
      const far = distance(one, to);
      if (far < mine || (far === mine && !passed)) nearer++;
    }
  }
  return nearer === 0 ? "first" : nearer === chasers.length - 1 ? "last" : "middle";
}

/** Whether a velocity leads towards a point, away from it, or across; or the body hardly moves. */
function headingOf({ vx, vy }: Pick<Seen, "vx" | "vy">, dx: number, dy: number, slow: number): string {
  const speed = Math.sqrt(vx * vx + vy * vy);
  if (speed < slow) return "still";
  const along = (vx * dx + vy * dy) / (speed * Math.max(1e-6, Math.sqrt(dx * dx + dy * dy)));
  return along > 0.6 ? "towards" : along < -0.6 ? "away" : "across";
}

/** What is known of the prey that is nearest. */
function ofPrey(seen: Observation): Facts {
  const { me, prey, touches } = seen;
  const one = nearest(me, prey);
  return {
    gap: gapTo(seen, one),
    heading: headingOf(one, me.x - one.x, me.y - one.y, 0.3),
    where: placeOf(one),
    rank: rankOf(seen, one),
    prey: prey.length > 1 ? "several" : "single",
    held: touches.length > 0 ? "yes" : "no",
  };
}

/** What is known of the ground round the expected place, and of the partners there. */
function ofPlaces(seen: Observation, { prey: index, x, y }: Foreseen): Facts {
  const { me, chasers, prey } = seen;
  const one = prey[index] ?? prey[0]!;
  const mates = chasers.filter(({ role }) => role !== me.role);
  const side = (mate: Point) => (mate.x - x) * (me.x - x) + (mate.y - y) * (me.y - y);
  const near = mates.filter((mate) => distance(mate, { x, y }) < 0.8);
  const inside = (body: Point) => (body.x - x) * -x + (body.y - y) * -y > 0;
  return {
    gap: gapTo(seen, one),
    rank: rankOf(seen, { x, y }),
    where: placeOf({ x, y }),
    behind: near.some((mate) => side(mate) < 0) ? "taken" : "free",
    beside: near.some((mate) => side(mate) > 0 && distance(mate, me) < 0.35) ? "crowded" : "clear",
    inner: mates.some(inside) ? "taken" : "free",
    heading: headingOf(one, me.x - one.x, me.y - one.y, 0.3),
  };
}

/** Whether a straight way leads past a disc at less than `reach`. */
function blocks(from: Point, to: Point, disc: Point, reach: number): boolean {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  if (length === 0) return false;
  const share = ((disc.x - from.x) * dx + (disc.y - from.y) * dy) / length;
  if (share <= 0 || share >= 1) return false;
  return distance(disc, { x: from.x + share * dx, y: from.y + share * dy }) < reach;
}

/** What is known of the way to the goal. */
function ofWay(seen: Observation, { prey: index }: Foreseen, goal: Point): Facts {
  const { me, chasers, prey, game } = seen;
  const away = distance(me, goal);
  const mates = chasers.filter(({ role }) => role !== me.role);
  return {
    goal: away < 0.08 ? "reached" : away < 0.3 ? "close" : "away",
    drift: headingOf(me, goal.x - me.x, goal.y - me.y, 0.2),
    way: game.obstacles.some((one) => blocks(me, goal, one, game.obstacleRadius + game.chaserRadius))
      ? "blocked"
      : mates.some((mate) => blocks(me, goal, mate, 2 * game.chaserRadius))
        ? "crowded"
        : "clear",
    gap: gapTo(seen, prey[index] ?? prey[0]!),
  };
}

const GAPS = ["touching", "near", "far"];
const HEADINGS = ["still", "towards", "across", "away"];
const PLACES = ["open", "edge", "corner"];
const RANKS = ["first", "middle", "last"];

function marks({ foresee, place }: Readonly<Record<string, Json>>): readonly Mark[] {
  // Marks are the top left corners of cells of the picture, of which five are a unit of length, within a margin of .9.
  const cell = (value: number) => Math.round(10 * (0.9 + 5 * (value + 1) - 0.5)) / 10;
  const mark = (stage: string, x: number, y: number, label: string): Mark => ({ stage, x: cell(x), y: cell(y), label });
  const { x, y } = (foresee ?? {}) as Partial<Foreseen>;
  const { goal } = (place ?? {}) as Partial<Foreseen>;
  return [
    ...(x === undefined || y === undefined ? [] : [mark("foresee", x, y, "prey")]),
    ...(goal === undefined ? [] : [mark("place", goal[0], goal[1], "goal")]),
  ];
}

const still = (role: string, x: number, y: number): Seen => ({ role, x, y, vx: 0, vy: 0, touches: 0, broken: 0 });
const ME = still("chaser-0", -0.5, 0);

/** A field on which three chasers at rest look at a prey at rest. */
const BLANK: Observation = {
  role: "chaser-0",
  round: 3,
  game: {
    chasers: 3,
    prey: 1,
    decisions: 60,
    chaserRadius: 0.075,
    chaserAcceleration: 3,
    chaserSpeed: 1,
    preyRadius: 0.05,
    preyAcceleration: 4,
    preySpeed: 1.3,
    obstacles: [],
    obstacleRadius: 0.2,
    gap: 0.3,
    keep: 0.75,
    motion: "rapier",
    playouts: "discs",
  },
  me: ME,
  chasers: [ME, still("chaser-1", 0, 0.75), still("chaser-2", 0.75, 0.75)],
  prey: [still("prey-0", 0, 0)],
  touches: [],
  first: null,
  keep: 0.75,
  wind: null,
  walls: [],
  notices: [],
};

/** The guide of tag. */
export const guide: BaseGuide = {
  stages,
  words: ["chaser"],
  found,
  says: {
    gap: "the prey is",
    heading: "the prey moves",
    where: "the prey is in the",
    rank: "among the chasers by distance you are",
    held: "the prey is touched",
    prey: "the prey is",
    behind: "the far side of the prey is",
    beside: "the way beside you is",
    inner: "the inner side of the prey is",
    drift: "towards the goal you move",
  },
  terms: {
    foresee: { gap: GAPS, heading: HEADINGS, where: PLACES, rank: RANKS, prey: ["single", "several"], held: ["yes", "no"] },
    place: {
      gap: GAPS,
      rank: RANKS,
      where: PLACES,
      behind: ["free", "taken"],
      beside: ["clear", "crowded"],
      inner: ["free", "taken"],
      heading: HEADINGS,
    },
    thrust: { goal: ["reached", "close", "away"], drift: HEADINGS, way: ["clear", "crowded", "blocked"], gap: GAPS },
  },
  blank: BLANK,
  facts,
  marks,
  tools: () => ({}),
  toolManual: "There are no tools: all that is known stands in the observation.",
};
