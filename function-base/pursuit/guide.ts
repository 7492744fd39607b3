/** What the base of pursuit is made of: stages, facts, tools. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import { type Board, type Cell, gridOf, indexOf } from "../../envs/pursuit/board.ts";
import type { Observation } from "../../envs/pursuit/observation.ts";
import type { BaseGuide, Facts, Mark, Tools } from "../types.ts";
import found from "./found.json" with { type: "json" };
import { beside, flood } from "./ground.ts";

const cell = z.tuple([z.int().min(0).max(63), z.int().min(0).max(63)]);

/** Stages of a pursuer's decision. */
const stages: BaseGuide["stages"] = [
  { id: "assess", asks: "What matters now: which cell is the prey's, now or soon?", result: z.strictObject({ prey: cell }) },
  { id: "target", asks: "Where to go?", result: z.strictObject({ prey: cell, goal: cell }) },
  { id: "move", asks: "Which step leads there?", result: z.enum(["stay", "north", "east", "south", "west"]) },
];

const far = (a: Cell, b: Cell): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/** The side of `to` on which `from` lies, by the longer axis. */
function sideOf(from: Cell, to: Cell): string {
  const [dx, dy] = [from[0] - to[0], from[1] - to[1]];
  return Math.abs(dx) >= Math.abs(dy) ? (dx >= 0 ? "east" : "west") : dy >= 0 ? "south" : "north";
}

const COUNTS = ["none", "one", "two", "three", "four"];

/** What a pursuer's situation is like. */
function facts(observation: AnyObservation): Facts {
  const seen = observation as unknown as Observation;
  const { me, game } = seen;
  const free = seen.runners.filter(({ captured }) => captured === null);
  const known = free.flatMap(({ at, seen: last }) => ((at ?? last) === null ? [] : [{ cell: (at ?? last)!, sure: at !== null }]));
  const sorted = [...known].sort((a, b) => far(a.cell, me) - far(b.cell, me));
  const prey = sorted.find(({ sure }) => sure) ?? sorted[0];
  if (prey === undefined) return { sight: "hidden", runners: free.length > 1 ? "several" : "single" };
  const to = prey.cell;
  const mine = far(me, to);
  const index = seen.pursuers.findIndex(({ role }) => role === seen.role);
  const partners = seen.pursuers.flatMap(({ at }, p) => (at === null || p === index ? [] : [{ at, p }]));
  const nearer = partners.filter(({ at, p }) => far(at, to) < mine || (far(at, to) === mine && p < index));
  const side = sideOf(me, to);
  const open = beside(boardOf(seen), to);
  const taken = open.filter((one) => partners.some(({ at }) => far(at, one) === 0) || far(me, one) === 0);
  const close = partners.filter(({ at }) => far(at, to) <= 2).length;
  return {
    distance: mine <= 1 ? "touching" : mine <= 3 ? "near" : "far",
    rank: nearer.length === 0 ? "first" : nearer.length === partners.length ? "last" : "middle",
    side: nearer.some(({ at }) => sideOf(at, to) === side)
      ? "shared"
      : partners.some(({ at }) => sideOf(at, to) === OPPOSITE[side])
        ? "opposed"
        : "alone",
    place: open.length >= 4 ? "open" : open.length === 3 ? "edge" : "corner",
    exits: COUNTS[open.length - taken.length]!,
    team: close === 0 ? "scattered" : close === partners.length ? "gathered" : "gathering",
    axis: aligned(me, to) ? "aligned" : "slanted",
    sight: prey.sure ? "seen" : "remembered",
    runners: free.length > 1 ? "several" : "single",
    room: Math.min(game.width, game.height) <= 8 ? "small" : "wide",
  };
}

const aligned = (a: Cell, b: Cell): boolean => a[0] === b[0] || a[1] === b[1];

const OPPOSITE: Readonly<Record<string, string>> = { north: "south", south: "north", east: "west", west: "east" };

const boards = new WeakMap<readonly Cell[], Board>();

/** The board without what an emergency has closed: the base was written before. */
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
  return {
    /** Steps from a cell to another along open ground, round cells to avoid; -1 where there is no way, as from beyond the border. */
    steps: (from, to, avoid = []) => {
      const [start, end] = [at(from), at(to)];
      if (start < 0 || end < 0) return -1;
      const shut = Array.isArray(avoid) ? avoid.map(at).filter((one) => one >= 0) : [];
      return flood(gridOf(board).pursuer, end, shut)[start]!;
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

/** The prey that was assessed and the goal that was set; the step is seen anyway. */
function marks({ assess, target }: Readonly<Record<string, Json>>): readonly Mark[] {
  const { prey } = (assess ?? {}) as { readonly prey?: Cell };
  const { goal } = (target ?? {}) as { readonly goal?: Cell };
  return [
    ...(prey === undefined ? [] : [{ stage: "assess", x: prey[0], y: prey[1], label: "prey" }]),
    ...(goal === undefined ? [] : [{ stage: "target", x: goal[0], y: goal[1], label: "goal" }]),
  ];
}

/** The guide of pursuit. */
export const guide: BaseGuide = { stages, words: ["pursuer"], found, blank: OPEN, facts, marks, tools };
