/** What the base of pursuit is made of: stages, facts, tools. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import { type Board, type Cell, gridOf, indexOf } from "../../envs/pursuit/board.ts";
import { beside, flood } from "../../envs/pursuit/ground.ts";
import type { Observation } from "../../envs/pursuit/observation.ts";
import { least } from "../least.ts";
import type { BaseGuide, Facts, Mark, Tools } from "../types.ts";
import found from "./found.json" with { type: "json" };

const cell = z.tuple([z.int().min(0).max(63), z.int().min(0).max(63)]);

/** Stages of a pursuer's decision. */
const stages: BaseGuide["stages"] = [
  { id: "assess", asks: "What matters now: which cell is the prey's, now or soon?", result: z.strictObject({ prey: cell }) },
  { id: "target", asks: "Where to go?", result: z.strictObject({ prey: cell, goal: cell }) },
  { id: "move", asks: "Which step leads there?", result: z.enum(["stay", "north", "east", "south", "west"]) },
];

const far = (a: Cell, b: Cell): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

const COUNTS = ["none", "one", "two", "three", "four"];

/** How far, in words. */
const gap = (steps: number): string => (steps <= 1 ? "touching" : steps <= 3 ? "near" : "far");

/** The facts of a pursuer's situation, in the stage that follows the one with the result `previous`. */
function facts(observation: AnyObservation, previous: Json): Facts {
  const seen = observation as unknown as Observation;
  if (previous === null) return ofRunners(seen);
  const { prey, goal } = previous as unknown as { readonly prey: Cell; readonly goal?: Cell };
  return goal === undefined ? ofPrey(seen, prey) : ofGoal(seen, prey, goal);
}

/** What is known of the runners. */
function ofRunners(seen: Observation): Facts {
  let prey: Cell | undefined;
  let [least, free, sighted] = [Infinity, 0, false];
  for (const { at, seen: last, captured } of seen.runners) {
    if (captured !== null) continue;
    free++;
    const cell = at ?? last;
    if (cell === null) continue;
    const steps = far(cell, seen.me) + (at === null ? 1000 : 0);
    if (steps >= least) continue;
    [prey, least, sighted] = [cell, steps, at !== null];
  }
  const runners = free > 1 ? "several" : "single";
  if (prey === undefined) return { sight: "hidden", runners, party: party(seen), capture: seen.game.capture };
  const { rank } = standing(seen, prey);
  const exits = beside(boardOf(seen), prey);
  return {
    sight: sighted ? "seen" : "remembered",
    runners,
    distance: gap(far(seen.me, prey)),
    rank,
    exits: COUNTS[uncovered(seen, exits, true)]!,
    party: party(seen),
    capture: seen.game.capture,
  };
}

/** The size of the party, as far as the pursuer sees it: two pursuers need other plans than more. */
const party = ({ pursuers }: Observation): string => (pursuers.filter(({ at }) => at !== null).length <= 2 ? "pair" : "team");

/** The rank of a pursuer among its partners by distance to a cell; ties go to the lower number. */
function standing({ me, role, pursuers }: Observation, to: Cell): { readonly rank: string } {
  const mine = far(me, to);
  let [nearer, partners, passed] = [0, 0, false];
  for (const { role: other, at } of pursuers) {
    if (other === role) passed = true;
    else if (at !== null) {
      partners++;
      const steps = far(at, to);
      if (steps < mine || (steps === mine && !passed)) nearer++;
    }
  }
  return { rank: nearer === 0 ? "first" : nearer === partners ? "last" : "middle" };
}

/** Whether a partner is nearer to a cell. */
function taken({ me, role, pursuers }: Observation, to: Cell): boolean {
  const mine = far(me, to);
  let passed = false;
  for (const { role: other, at } of pursuers) {
    if (other === role) passed = true;
    else if (at !== null) {
      const steps = far(at, to);
      if (steps < mine || (steps === mine && !passed)) return true;
    }
  }
  return false;
}

/** Exits on which no pursuer stands. */
function uncovered({ me, pursuers }: Observation, exits: readonly Cell[], andMe: boolean): number {
  let open = 0;
  for (const exit of exits)
    if (!(andMe && far(me, exit) === 0) && !pursuers.some(({ at }) => at !== null && at !== me && far(at, exit) === 0)) open++;
  return open;
}

/** What is known of the prey. */
function ofPrey(seen: Observation, prey: Cell): Facts {
  const { me, game } = seen;
  const exits = beside(boardOf(seen), prey);
  const byWay = [...exits].sort((a, b) => far(a, me) - far(b, me) || off(a, game) - off(b, game));
  const word = (exit: Cell | undefined) => (exit === undefined ? "none" : taken(seen, exit) ? "taken" : "free");
  return {
    distance: gap(far(me, prey)),
    rank: standing(seen, prey).rank,
    near: word(byWay[0]),
    next: word(byWay[1]),
    place: exits.length >= 4 ? "open" : exits.length === 3 ? "edge" : "corner",
    exits: COUNTS[uncovered(seen, exits, true)]!,
    party: party(seen),
    inner: taken(seen, least(exits, (exit) => off(exit, game)) ?? prey) ? "taken" : "free",
    capture: game.capture,
  };
}

/** How far a cell is off the middle of the board, in half cells. */
const off = ([x, y]: Cell, { width, height }: Observation["game"]): number => Math.abs(2 * x - width + 1) + Math.abs(2 * y - height + 1);

/** What is known of the way to the goal. */
function ofGoal(seen: Observation, prey: Cell, goal: Cell): Facts {
  const { me } = seen;
  const board = boardOf(seen);
  const exits = beside(board, prey);
  const steps = flood(gridOf(board).pursuer, indexOf(goal, board.width));
  const now = steps[indexOf(me, board.width)]!;
  const blocked = (cell: Cell) => far(cell, prey) === 0 || seen.pursuers.some(({ at }) => at !== null && far(at, cell) === 0);
  const ways = beside(board, me).filter((cell) => steps[indexOf(cell, board.width)]! < now);
  const clear = ways.filter((cell) => !blocked(cell)).length;
  return {
    goal: now === 0 ? "reached" : now === 1 ? "close" : "away",
    way: ways.length === 0 ? "none" : clear === 0 ? "blocked" : clear < ways.length ? "crowded" : "clear",
    distance: gap(far(me, prey)),
    rank: standing(seen, prey).rank,
    exits: COUNTS[uncovered(seen, exits, false)]!,
    capture: seen.game.capture,
  };
}

const boards = new WeakMap<readonly Cell[], Board>();

/** The board without the cells that an emergency has closed: the ordinary functions know of no emergency. */
function boardOf({ game: { width, height }, obstacles }: Pick<Observation, "game" | "obstacles">): Board {
  let board = boards.get(obstacles);
  if (board === undefined || board.width !== width || board.height !== height) {
    board = { width, height, obstacles: obstacles.map((one) => indexOf(one, width)), restricted: [], barred: "everyone" };
    boards.set(obstacles, board);
  }
  return board;
}

/** The tools of an observation; cells are `[x, y]`. */
function tools(observation: AnyObservation): Tools {
  const seen = observation as unknown as Observation;
  const board = boardOf(seen);
  const { width, height } = seen.game;
  const at = (one: Json | undefined): number => {
    const [x, y] = Array.isArray(one) ? (one as readonly Json[]) : [];
    const inside = Number.isInteger(x) && Number.isInteger(y) && (x as number) >= 0 && (y as number) >= 0;
    return inside && (x as number) < width && (y as number) < height ? (y as number) * width + (x as number) : -1;
  };
  let last: { readonly to: number; readonly shut: readonly number[]; readonly steps: Int16Array } | undefined;
  return {
    /** Steps from a cell to another along open ground, round cells to avoid; -1 where there is no way, as from beyond the border. */
    steps: (from, to, avoid = []) => {
      const [start, goal] = [at(from), at(to)];
      if (start < 0 || goal < 0) return -1;
      const shut = Array.isArray(avoid) ? avoid.map(at).filter((one) => one >= 0) : [];
      if (last === undefined || last.to !== goal || last.shut.length !== shut.length || last.shut.some((cell, i) => cell !== shut[i]))
        last = { to: goal, shut, steps: flood(gridOf(board).pursuer, goal, shut) };
      return last.steps[start]!;
    },
    /** The cells next to a cell that are on the board and no obstacles. */
    beside: (of) => (at(of) < 0 ? [] : beside(board, of as unknown as Cell)),
  };
}

const OPEN: Observation = {
  role: "pursuer-0",
  side: "pursuer",
  me: [2, 2],
  round: 0,
  game: { width: 10, height: 10, pursuers: 3, runners: 1, horizon: 40 } as Observation["game"],
  capture: { rule: "surround", distance: 2, catchers: 1 },
  pursuers: [
    { role: "pursuer-0", at: [2, 2], broken: 0 },
    { role: "pursuer-1", at: [7, 2], broken: 0 },
    { role: "pursuer-2", at: [2, 7], broken: 0 },
  ],
  runners: [{ role: "runner-0", at: [5, 5], seen: null, captured: null }],
  obstacles: [],
  restricted: [],
  barred: "everyone",
  fog: null,
  notices: [],
};

/** Marks for the prey that was assessed and the goal that was set; the step needs no mark, since it shows on the board. */
function marks({ assess, target }: Readonly<Record<string, Json>>): readonly Mark[] {
  const { prey } = (assess ?? {}) as { readonly prey?: Cell };
  const { goal } = (target ?? {}) as { readonly goal?: Cell };
  return [
    ...(prey === undefined ? [] : [{ stage: "assess", x: prey[0], y: prey[1], label: "prey" }]),
    ...(goal === undefined ? [] : [{ stage: "target", x: goal[0], y: goal[1], label: "goal" }]),
  ];
}

const toolManual = `tools.steps(from, to, avoid = []): steps from a cell to another along open ground, round the cells to avoid; -1 where there is no way.
tools.beside(cell): the cells next to a cell that are on the board and no obstacles.
Cells are [x, y].`;

/** Facts that manuals say in other words than `the distance is`. */
const says: BaseGuide["says"] = {
  runners: "runners are",
  rank: "your rank is",
  exits: "open exits are",
  near: "the near exit is",
  next: "the next exit is",
  inner: "the inner exit is",
};

const STEPS = ["touching", "near", "far"];
const RANKS = ["first", "middle", "last"];
const PARTIES = ["pair", "team"];
const EXITS = ["free", "taken", "none"];
const CAPTURES = ["surround", "touch", "close-in"];

/** What facts can be, by stage. */
const terms: BaseGuide["terms"] = {
  assess: {
    sight: ["seen", "remembered", "hidden"],
    runners: ["single", "several"],
    distance: STEPS,
    rank: RANKS,
    exits: COUNTS,
    party: PARTIES,
    capture: CAPTURES,
  },
  target: {
    distance: STEPS,
    rank: RANKS,
    near: EXITS,
    next: EXITS,
    place: ["open", "edge", "corner"],
    exits: COUNTS,
    party: PARTIES,
    inner: ["free", "taken"],
    capture: CAPTURES,
  },
  move: {
    goal: ["reached", "close", "away"],
    way: ["none", "blocked", "crowded", "clear"],
    distance: STEPS,
    rank: RANKS,
    exits: COUNTS,
    capture: CAPTURES,
  },
};

/** The guide of pursuit. */
export const guide: BaseGuide = { stages, words: ["pursuer"], found, says, terms, blank: OPEN, facts, marks, tools, toolManual };
