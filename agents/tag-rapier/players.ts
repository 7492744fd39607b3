/** The players of tag, and what search needs to know of the game. */
import type { Observation as AnyObservation } from "../../src/core/index.ts";
import { HALF } from "../../envs/tag-rapier/params.ts";
import { distance, isChaser, nearest, type Observation, type Seen, type State } from "../../envs/tag-rapier/state.ts";
import { DECISION_SECONDS, DIRECTIONS, POINTS, type Thrust, THRUSTS } from "../../envs/tag-rapier/step.ts";
import type { Policy } from "../policy.ts";
import type { Players } from "../world.ts";

type Point = { readonly x: number; readonly y: number };
type Moving = { x: number; y: number; vx: number; vy: number };

/** A policy by what a role sees: the legal thrust of the highest worth, the first of equals. */
const thrusts =
  (worth: (seen: Observation) => (thrust: Thrust) => number): Policy =>
  (observation: AnyObservation, { legal }) => {
    const of = worth(observation as unknown as Observation);
    let [best, most] = [legal[0] as Thrust, -Infinity];
    for (const thrust of legal as readonly Thrust[]) {
      const value = of(thrust);
      if (value > most + 1e-9) [best, most] = [thrust, value];
    }
    return best;
  };

/** How much of a thrust goes in a direction. */
const share = (thrust: Thrust, x: number, y: number): number => DIRECTIONS[thrust][0] * x + DIRECTIONS[thrust][1] * y;

/** Thrusts straight at the nearest prey. */
const chase = thrusts((seen) => {
  const to = nearest(seen.me, seen.prey);
  return (thrust) => share(thrust, to.x - seen.me.x, to.y - seen.me.y);
});

/** Thrusts straight away from the nearest chaser. */
const bolt = thrusts((seen) => {
  const from = nearest(seen.me, seen.chasers);
  return (thrust) => share(thrust, seen.me.x - from.x, seen.me.y - from.y);
});

/** Moves a body on for a decision with a thrust, as if nothing stood in its way but the walls round the field. */
function drive(body: Moving, thrust: Thrust, keep: number, acceleration: number, top: number, radius: number): void {
  let [vx, vy] = [
    keep * body.vx + DIRECTIONS[thrust][0] * acceleration * DECISION_SECONDS,
    keep * body.vy + DIRECTIONS[thrust][1] * acceleration * DECISION_SECONDS,
  ];
  const speed = Math.sqrt(vx * vx + vy * vy);
  if (speed > top) [vx, vy] = [(vx * top) / speed, (vy * top) / speed];
  const most = HALF - radius;
  const [x, y] = [body.x + vx * DECISION_SECONDS, body.y + vy * DECISION_SECONDS];
  [body.x, body.vx] = x > most ? [most, 0] : x < -most ? [-most, 0] : [x, vx];
  [body.y, body.vy] = y > most ? [most, 0] : y < -most ? [-most, 0] : [y, vy];
}

/** Where the prey is after some decisions of one thrust. */
function driven({ game, keep }: Observation, from: Moving, thrust: Thrust, decisions: number): Moving {
  const body = { ...from };
  for (let i = 0; i < decisions; i++) drive(body, thrust, keep, game.preyAcceleration, game.preySpeed, game.preyRadius);
  return body;
}

/** How safe a place is for the prey: far from chasers, out of corners, not within an obstacle. */
function safety({ game, walls }: Observation, at: Point, chasers: readonly Point[]): number {
  let worth = 0;
  for (const chaser of chasers) {
    const gap = Math.max(0.02, distance(chaser, at) - game.chaserRadius - game.preyRadius);
    worth -= 0.05 / gap;
    worth += 0.15 * Math.min(1, gap);
  }
  const [dx, dy] = [HALF - Math.abs(at.x), HALF - Math.abs(at.y)];
  worth -= 0.03 / Math.max(0.05, dx) + 0.03 / Math.max(0.05, dy) + 0.02 / Math.max(0.08, dx + dy);
  for (const one of game.obstacles) worth -= 3 * Math.max(0, game.obstacleRadius + game.preyRadius - distance(one, at));
  for (const one of walls) {
    const [wx, wy] = [Math.abs(at.x - one.x) - one.hx - game.preyRadius, Math.abs(at.y - one.y) - one.hy - game.preyRadius];
    worth -= 3 * Math.max(0, Math.min(-wx, -wy));
  }
  return worth;
}

/** Where chasers are after some decisions if they keep to their velocities. */
const onwards = (chasers: readonly Seen[], decisions: number): readonly Point[] =>
  chasers.map(({ x, y, vx, vy }) => ({ x: x + vx * decisions * DECISION_SECONDS, y: y + vy * decisions * DECISION_SECONDS }));

/** Decisions that a prey looks ahead. */
const AHEAD = 3;

/** Takes the thrust that leads to the safest place in three decisions, while the chasers keep to their velocities. */
const dodge = thrusts((seen) => {
  const chasers = onwards(seen.chasers, AHEAD);
  return (thrust) => safety(seen, driven(seen, seen.me, thrust, AHEAD), chasers);
});

/** Takes the thrust after which the best second one is safest, while all chasers come straight on. */
const dodgeAhead = thrusts((seen) => {
  const { game, me } = seen;
  const after = (target: Point, from: readonly Point[], decisions: number): readonly Point[] =>
    from.map((one) => {
      const gap = Math.max(1e-9, distance(one, target));
      const way = Math.min(gap, 0.8 * game.chaserSpeed * decisions * DECISION_SECONDS);
      return { x: one.x + ((target.x - one.x) / gap) * way, y: one.y + ((target.y - one.y) / gap) * way };
    });
  return (thrust) => {
    const first = driven(seen, me, thrust, 2);
    const closer = after(first, seen.chasers, 2);
    const now = safety(seen, first, closer);
    let best = -Infinity;
    for (const second of THRUSTS) {
      const there = driven(seen, first, second, AHEAD);
      best = Math.max(best, safety(seen, there, after(there, closer, AHEAD)));
    }
    return now + best;
  };
});

/** Where the prey will be when a chaser gets there, if it keeps to its velocity. */
function meeting({ game }: Observation, from: Point, prey: Seen): Point {
  const seconds = Math.min(0.8, distance(from, prey) / game.chaserSpeed);
  const most = HALF - game.preyRadius;
  const within = (value: number) => Math.max(-most, Math.min(most, value));
  return { x: within(prey.x + prey.vx * seconds), y: within(prey.y + prey.vy * seconds) };
}

/** Goes to where it meets the prey; whoever is not the nearest goes round to the side opposite the nearest one. */
const converge = thrusts((seen) => {
  const { me, chasers, game, keep } = seen;
  const prey = nearest(me, seen.prey);
  const first = nearest(prey, chasers);
  const meet = meeting(seen, me, prey);
  const gap = Math.max(1e-9, distance(first, meet));
  const reach = first.role === me.role || distance(me, prey) < 0.3 ? 0 : 0.25;
  const goal = { x: meet.x + (reach * (meet.x - first.x)) / gap, y: meet.y + (reach * (meet.y - first.y)) / gap };
  return (thrust) => {
    const body = { x: me.x, y: me.y, vx: me.vx, vy: me.vy };
    for (let i = 0; i < 2; i++) drive(body, thrust, keep, game.chaserAcceleration, game.chaserSpeed, game.chaserRadius);
    return -distance(body, goal);
  };
});

/** A guess at the touches that are still to come: a share of the decisions left, more while chasers are near the prey. */
function prospect({ params, round, bodies }: State): number {
  const prey = bodies.slice(params.chasers);
  const chasers = bodies.slice(0, params.chasers);
  const gaps = prey.map((one) => chasers.map((chaser) => distance(chaser, one)).sort((a, b) => a - b));
  const near = gaps.flat().reduce((sum, gap) => sum + Math.max(0, 1.2 - gap), 0) / Math.max(1, gaps.flat().length);
  return 0.1 * POINTS * Math.min(10, params.decisions - round) * near;
}

/** The players of tag. Chasers decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { chaser: chase, prey: bolt },
  expert: { prey: dodgeAhead },
  others: {
    converge: {
      title: "Converge",
      about:
        "Chasers that go where they meet the prey, from opposite sides, by a plan and not by functions: what search assumes of partners.",
      word: "chaser",
      policy: converge,
    },
    dodge: {
      title: "Dodge",
      about: "A prey that goes where it is safest in a third of a second, while the chasers keep to their velocities.",
      word: "prey",
      policy: dodge,
    },
    "dodge-ahead": {
      title: "Dodge, looking ahead",
      about: "A prey that looks two moves ahead, while all chasers come straight on: the default opponent.",
      word: "prey",
      policy: dodgeAhead,
    },
  },
  assumed: { chaser: "converge", prey: "dodge" },
  prospect: (state, role) => (isChaser(role) ? 1 : -1) * prospect(state as unknown as State),
};
