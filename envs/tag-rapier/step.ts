/** One decision: thrusts change velocities, the physics moves the bodies, and touches count. */
import type { PerRole } from "../../src/core/index.ts";
import { glide, move } from "./physics.ts";
import { type Body, CHASERS, PREY, radiusOf, type State } from "./state.ts";

const DIAGONAL = Math.SQRT1_2;

/** The thrusts and their directions, of length 1; x grows east, y grows south. */
export const DIRECTIONS = {
  none: [0, 0],
  north: [0, -1],
  "north-east": [DIAGONAL, -DIAGONAL],
  east: [1, 0],
  "south-east": [DIAGONAL, DIAGONAL],
  south: [0, 1],
  "south-west": [-DIAGONAL, DIAGONAL],
  west: [-1, 0],
  "north-west": [-DIAGONAL, -DIAGONAL],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** A thrust. */
export type Thrust = keyof typeof DIRECTIONS;

/** All thrusts, in a stable order. */
export const THRUSTS: readonly Thrust[] = Object.freeze(Object.keys(DIRECTIONS) as Thrust[]);

/** Seconds from one decision to the next. */
export const DECISION_SECONDS = 0.1;

/** How much farther apart than the sum of their radii a chaser and a prey may be for a touch. */
export const REACH = 0.005;

/** A point that each touch is worth, to every chaser, and that it costs the prey. */
export const POINTS = 10;

/** What a decision leads to, and the states after each step of the physics, the last one not among them. */
type Course = { readonly next: State; readonly between: readonly State[] };

/** The state after a decision; `actions` holds a thrust for each role. */
export const step = (state: State, actions: PerRole<Thrust>): State => course(state, actions, false).next;

/** The states within a decision: after each step of the physics but the last. Their velocities are those of the decision's start. */
export const within = (state: State, actions: PerRole<Thrust>): readonly State[] => course(state, actions, true).between;

function course(state: State, actions: PerRole<Thrust>, kept: boolean): Course {
  const { params, rules } = state;
  const bodies = state.bodies.map((body, i) => driven(state, body, i, actions));
  const touching = new Set<number>();
  const touches: (readonly [number, number])[] = [];
  const between: State[] = [];
  const watch = (places: readonly number[]) => {
    for (let prey = 0; prey < params.prey; prey++)
      for (let chaser = 0; chaser < params.chasers; chaser++) {
        const pair = prey * params.chasers + chaser;
        if (touching.has(pair) || !touch(params, places, chaser, params.chasers + prey)) continue;
        touching.add(pair);
        touches.push([chaser, prey]);
      }
    if (kept)
      between.push({
        ...state,
        bodies: bodies.map((body, i) => ({ ...body, x: places[2 * i]!, y: places[2 * i + 1]! })),
        touches: [...touches],
      });
  };
  const moved = (state.simple ? glide : move)(params, rules.walls, bodies, watch);
  const round = state.round + 1;
  const broken = rules.broken.filter(({ until }) => until > round);
  const mended = rules.broken.length > 0 && broken.length === 0;
  return {
    next: {
      params,
      rules: rules.broken.length === 0 ? rules : { ...rules, broken },
      round,
      bodies: moved,
      touches,
      touched: state.touched.map((sum, chaser) => sum + touches.filter(([one]) => one === chaser).length),
      caught: state.caught.map((sum, prey) => sum + touches.filter(([, one]) => one === prey).length),
      first: state.first ?? (touches.length > 0 ? round : null),
      simple: state.simple,
      notices: mended ? state.notices.filter(({ id }) => id !== "breakdown") : state.notices,
    },
    between: between.slice(0, -1),
  };
}

/** A body with the velocity at which it begins a decision: what it keeps, and its thrust, at most its top speed; then the wind. */
function driven({ params, rules }: State, body: Body, index: number, actions: PerRole<Thrust>): Body {
  const chases = index < params.chasers;
  const role = chases ? CHASERS[index]! : PREY[index - params.chasers]!;
  const [dx, dy] = DIRECTIONS[actions[role]!];
  const [force, top] = chases ? [params.chaserAcceleration, params.chaserSpeed] : [params.preyAcceleration, params.preySpeed];
  let vx = rules.keep * body.vx + dx * force * DECISION_SECONDS;
  let vy = rules.keep * body.vy + dy * force * DECISION_SECONDS;
  const speed = Math.sqrt(vx * vx + vy * vy);
  if (speed > top) {
    vx *= top / speed;
    vy *= top / speed;
  }
  const { x, y } = rules.wind ?? { x: 0, y: 0 };
  return { x: body.x, y: body.y, vx: Math.fround(vx + x), vy: Math.fround(vy + y) };
}

/** Whether two bodies touch, by their places. Rapier's own contacts depend on what happened before, so they do not count. */
function touch(params: State["params"], places: readonly number[], a: number, b: number): boolean {
  const [dx, dy] = [places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!];
  return Math.sqrt(dx * dx + dy * dy) <= radiusOf(params, a) + radiusOf(params, b) + REACH;
}
