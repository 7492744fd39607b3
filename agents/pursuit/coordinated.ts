/**
 * Pursuers that encircle by a plan: the policy that search assumes for partners, and a reference for how well play without functions does.
 *
 * They exchange no messages: each plans for all of them from its own sight, in the same way, and plays its own part of the plan.
 */
import { type Json, type Key, rng, type Role } from "../../src/core/index.ts";
import { distance, type Move } from "../../envs/pursuit/board.ts";
import type { Observation } from "../../envs/pursuit/observation.ts";
import type { Policy } from "../policy.ts";
import { flood } from "../../envs/pursuit/ground.ts";
import { after, type Field, fieldOf, movesOf, neighbours, sight } from "./field.ts";

/** Encircles: every pursuer takes a different side of the runner, such that the sum of their ways is least. */
export const coordinated: Policy = (observation, { legal, key, role }) => {
  const seen = sight(observation);
  const field = fieldOf(seen);
  const prey = seen.fog === null ? field.runners : field.runners.filter((cell) => !isStale(seen, field, cell));
  const mine = prey.length === 0 ? undefined : planned(seen, field, prey).get(field.me);
  if (mine !== undefined) return stepTo(field, mine.goal, mine.enter ? -1 : mine.prey, legal, key);
  return stepTo(field, patrol(seen, field, role), -1, legal, key);
};

/** Whether a remembered cell is in clear sight and empty: the runner has left it. */
const isStale = (seen: Observation, field: Field, cell: number): boolean =>
  seen.runners.every(({ at }) => at === null || at[1] * field.width + at[0] !== cell) &&
  seen.fog !== null &&
  distance(field.me, cell, field.width) <= seen.fog;

interface Task {
  readonly goal: number;
  readonly prey: number;
  /** The pursuer may step onto the prey. */
  readonly enter: boolean;
}

/** The plan that was made last, and from what. */
let last:
  | {
      readonly field: Field;
      readonly prey: readonly number[];
      readonly capture: Observation["capture"];
      readonly seen: Observation;
      readonly tasks: ReadonlyMap<number, Task>;
    }
  | undefined;

/** The plan of a field. Pursuers who see the same make the same one: it is made once for all who look at a state one after the other. */
function planned(seen: Observation, field: Field, prey: readonly number[]): ReadonlyMap<number, Task> {
  const same =
    last !== undefined &&
    last.field.pursuers === field.pursuers &&
    last.prey === prey &&
    last.field.pursuer === field.pursuer &&
    last.field.runner === field.runner &&
    last.seen.game === seen.game &&
    last.capture.rule === seen.capture.rule &&
    last.capture.catchers === seen.capture.catchers;
  if (!same) last = { field, prey, capture: seen.capture, seen, tasks: plan(seen, field, prey) };
  return last!.tasks;
}

/** What every pursuer in sight should do, by its cell: a team is formed for one runner after the other, the nearest runner first. */
function plan(seen: Observation, field: Field, prey: readonly number[]): ReadonlyMap<number, Task> {
  const tasks = new Map<number, Task>();
  const stuck = new Set(seen.pursuers.flatMap(({ at, broken }) => (at !== null && broken > 0 ? [at[1] * field.width + at[0]] : [])));
  let free = [...field.pursuers];
  const together = (runner: number) => free.reduce((sum, at) => sum + distance(at, runner, field.width), 0);
  const left = [...prey];
  while (free.length > 0) {
    const runner = left.sort((a, b) => together(a) - together(b) || a - b).shift();
    if (runner === undefined) {
      for (const at of free) tasks.set(at, { goal: prey[0]!, prey: prey[0]!, enter: false });
      break;
    }
    const near = free.sort((a, b) => distance(a, runner, field.width) - distance(b, runner, field.width) || a - b);
    const closeIn = seen.capture.rule === "close-in" || (seen.capture.rule === "touch" && seen.capture.catchers > 1);
    const sides = neighbours(field.runner, runner);
    const team = closeIn ? near : near.slice(0, Math.max(1, sides.length));
    const goals = closeIn ? team.map(() => runner) : assign(field, team, sides, stuck);
    team.forEach((at, i) => {
      const strike = seen.capture.rule === "touch" && distance(at, runner, field.width) === 1;
      tasks.set(at, { goal: strike ? runner : (goals[i] ?? runner), prey: runner, enter: strike || seen.game.shared === "all" });
    });
    free = free.filter((at) => !team.includes(at));
  }
  return tasks;
}

/**
 * Assigns a different side to each pursuer, with the least sum of steps. Sides near the board's centre count as nearer, so that the
 * last way out left to a runner leads towards the wall.
 */
function assign(field: Field, team: readonly number[], sides: readonly number[], stuck: ReadonlySet<number>): number[] {
  const { width, height } = field;
  const costs = sides.map((side) => {
    const steps = flood(field.pursuer, side);
    const off = Math.abs((side % width) - (width - 1) / 2) + Math.abs(Math.floor(side / width) - (height - 1) / 2);
    return team.map((at) => (steps[at]! < 0 || (stuck.has(at) && steps[at] !== 0) ? NO_WAY : steps[at]!) + off);
  });
  let best: readonly number[] = [];
  let least = Infinity;
  const chosen: number[] = [];
  /** Tries every side that is not among those in the bits of `taken` for the pursuer `p` and those after it. */
  const place = (p: number, taken: number, cost: number): void => {
    if (cost >= least) return;
    if (p === team.length) {
      least = cost;
      best = chosen.slice();
      return;
    }
    for (let s = 0; s < sides.length; s++) {
      if (((taken >> s) & 1) === 1) continue;
      chosen[p] = s;
      place(p + 1, taken | (1 << s), cost + costs[s]![p]!);
    }
  };
  place(0, 0, 0);
  return best.map((s) => sides[s]!);
}

const NO_WAY = 1000;

/** Where a pursuer looks for runners that nobody sees: the corners in turn, each starting with its own. */
function patrol(seen: Observation, { width, height }: Field, role: Role): number {
  const index = seen.pursuers.findIndex((piece) => piece.role === role);
  const corner = (index + Math.floor(seen.round / Math.max(4, (width + height) / 3))) % 4;
  const x = corner === 0 || corner === 3 ? Math.floor(width / 4) : Math.floor((3 * width) / 4);
  const y = corner < 2 ? Math.floor(height / 4) : Math.floor((3 * height) / 4);
  return y * width + x;
}

/** The legal step that leads nearest to the goal; a step onto another pursuer, or onto the prey, counts as a detour. */
function stepTo(field: Field, goal: number, prey: number, legal: readonly Json[], key: Key): string {
  const steps = flood(field.pursuer, goal);
  let least = Infinity;
  let best: Move[] = [];
  for (const move of movesOf(legal)) {
    const to = after(field.pursuer, field.me, move);
    const way = steps[to]! < 0 ? NO_WAY + distance(to, goal, field.width) : steps[to]!;
    const taken = to !== field.me && (to === prey || field.pursuers.includes(to));
    const cost = way + (taken ? DETOUR : 0);
    if (cost > least) continue;
    if (cost < least) best = [];
    least = cost;
    best.push(move);
  }
  return rng(key).pick(best);
}

/** Steps that a taken cell costs in addition: more than walking round it. */
const DETOUR = 2.5;
