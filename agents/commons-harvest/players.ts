/** The players of commons-harvest, and what search needs to know of the game. */
import { type Json, type Observation as AnyObservation, type Random, rng } from "../../src/core/index.ts";
import { type Cell, groundOf, isClosed, waysRound } from "../../envs/commons-harvest/ground.ts";
import { FACINGS, type Observation } from "../../envs/commons-harvest/observation.ts";
import { isLive, liveNear, type State } from "../../envs/commons-harvest/state.ts";
import type { Action } from "../../envs/commons-harvest/step.ts";
import type { Policy } from "../policy.ts";
import type { Players } from "../world.ts";

const far = (a: Cell, b: Cell): number => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);

/** The live apples in sight within distance 2 of a cell, itself not counted. */
const beside = ([x, y]: Cell, { apples }: Observation): number => {
  let live = 0;
  for (const [ax, ay] of apples) {
    const gap = (ax - x) * (ax - x) + (ay - y) * (ay - y);
    if (gap > 0 && gap <= 4) live++;
  }
  return live;
};

const COMPASS: readonly Action[] = ["up", "right", "down", "left"];
const SIDES: readonly Action[] = ["forward", "step-right", "backward", "step-left"];

/** The action that steps in a direction: 0 up, 1 right, 2 down, 3 left. */
const towards = (way: number, { facing }: Observation): Action =>
  facing === null ? COMPASS[way]! : SIDES[(way - FACINGS.indexOf(facing) + 4) % 4]!;

const resting = ({ game }: Observation): Action => (game.control === "compass" ? "stay" : "noop");

/** A step towards a cell, x first; whoever is blocked takes a random free sidestep. */
function walk(seen: Observation, to: Cell, draw: Random): Action {
  const me = seen.me!;
  const way = to[0] !== me[0] ? (to[0] > me[0] ? 1 : 3) : to[1] > me[1] ? 2 : 0;
  const ground = groundOf(seen.game);
  const ways = waysRound(ground, seen.closed);
  const from = me[1] * ground.width + me[0];
  const free = (direction: number): boolean => {
    const cell = ways[4 * from + direction]!;
    return cell >= 0 && !seen.harvesters.some(({ at }) => at !== null && at[1] * ground.width + at[0] === cell);
  };
  if (free(way)) return towards(way, seen);
  const sides = [(way + 1) % 4, (way + 3) % 4].filter(free);
  return sides.length === 0 ? resting(seen) : towards(draw.pick(sides), seen);
}

/** Walks to the nearest of the apples in sight that suit it, and waits where none does. */
const walksTo =
  (suits: (cell: Cell, seen: Observation) => boolean): Policy =>
  (observation: AnyObservation, { key }): Json => {
    const seen = observation as unknown as Observation;
    const { me } = seen;
    if (me === null) return resting(seen);
    const ground = groundOf(seen.game);
    let [goal, least]: [Cell | undefined, number] = [undefined, Infinity];
    for (const cell of seen.apples) {
      const steps = far(me, cell);
      if (steps >= least || isClosed(ground, seen.closed, cell[1] * ground.width + cell[0]) || !suits(cell, seen)) continue;
      [goal, least] = [cell, steps];
    }
    return goal === undefined ? resting(seen) : walk(seen, goal, rng(key));
  };

/** The nearest apple, whatever becomes of the patch. */
const greedy = walksTo(() => true);

/** The nearest apple that has so many live apples beside it that its place regrows fastest; else it waits. */
const restrained = walksTo((cell, seen) => beside(cell, seen) >= 3);

/** Nobody's last apple: leaves an apple beside the one that it takes, no more. */
const careless = walksTo((cell, seen) => beside(cell, seen) >= 1);

/** The share of turns in which a fickle harvester is greedy. */
const TEMPTED = 0.1;

/** Restrained in most turns, greedy in others, as chance has it. */
const fickle: Policy = (seen, turn) => (rng(turn.key).uniform() < TEMPTED ? greedy : restrained)(seen, turn);

/** Restrained while every patch bears apples, and greedy once one is bare. */
const grudger: Policy = (observation, turn) => {
  const seen = observation as unknown as Observation;
  const ground = groundOf(seen.game);
  const live = new Set(seen.apples.map(([x, y]) => ground.patchOf[ground.spotAt[y * ground.width + x]!]!));
  return (live.size < ground.patches.length ? greedy : restrained)(observation, turn);
};

/** A guess at the return that a harvester still gets: its part of what regrows in the turns that are left, and of what can be eaten at the end. */
function prospect({ params, apples, at, closed, drought, turn, over }: State): number {
  if (over) return 0;
  const ground = groundOf(params);
  const left = params.turns - turn;
  let [grows, live] = [0, 0];
  for (const [spot, apple] of apples.entries()) {
    if (closed.includes(ground.patchOf[spot]!)) continue;
    if (isLive(apple)) live++;
    // A place that is full or bare now is taken to be bare half of the time.
    const near = Math.min(3, liveNear(ground, apples, spot));
    if (near > 0) grows += 0.5 * params.regrowth[near - 1]! * drought;
  }
  return Math.min(0.8 * left, (live + grows * left) / at.length);
}

/** The players of commons-harvest. Harvesters decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { harvester: greedy },
  expert: {},
  others: {
    restrained: {
      title: "Restrained",
      about: "A harvester that takes only apples with three or more live ones beside them, where apples regrow fastest.",
      word: "harvester",
      policy: restrained,
    },
    careless: {
      title: "Careless",
      about: "A harvester that leaves a live apple beside the one that it takes, no more.",
      word: "harvester",
      policy: careless,
    },
    fickle: {
      title: "Fickle",
      about: "A harvester that is restrained in nine turns of ten, and greedy in the others, by chance.",
      word: "harvester",
      policy: fickle,
    },
    grudger: {
      title: "Grudger",
      about: "A restrained harvester until a patch is bare, and a greedy one from then on.",
      word: "harvester",
      policy: grudger,
    },
  },
  assumed: { harvester: "restrained" },
  prospect: (state) => prospect(state as unknown as State),
};
