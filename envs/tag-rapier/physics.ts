/**
 * The motion of a decision: six steps of Rapier in a world that is built anew for each decision.
 *
 * A world that was kept would hold more than poses and velocities (contact impulses, sleep timers, the order of pairs), so that a state could
 * not be restored from data. Built anew, a decision is a pure function of its input; contacts are felt afresh in each.
 */
import type * as Package from "@dimforge/rapier2d";
import type { ColliderDesc, RigidBody, RigidBodyDesc } from "@dimforge/rapier2d";
import { ArenaError, messageOf } from "../../src/core/index.ts";
import { load } from "#rapier";
import { HALF, type Params } from "./params.ts";
import { type Body, CHASERS, PREY, radiusOf, type Wall } from "./state.ts";

/** The version of Rapier by which trajectories were recorded; another one may lead to other bits, and then the environment needs a new version. */
export const PHYSICS = "0.20.0";

/** Steps of the physics in a decision, and seconds that each of them lasts. */
export const STEPS = 6;
const STEP_SECONDS = 1 / 60;

/** How thick the walls round the field are drawn up. Bodies cannot be fast enough to pass. */
const THICK = 0.2;

type Rapier = typeof Package;

let rapier: Rapier | undefined;

/** A function that loads the physics when it is first called, and tries again after a failure; it rejects with `NoPhysics`. */
export function preparing(from: () => Promise<Rapier>): () => Promise<void> {
  let loading: Promise<void> | undefined;
  return () =>
    (loading ??= loaded(from).catch((error: unknown) => {
      loading = undefined;
      throw error;
    }));
}

/** Loads the physics, once a thread. */
export const prepare = preparing(load);

async function loaded(from: () => Promise<Rapier>): Promise<void> {
  let found: Rapier;
  try {
    found = await from();
    await found.init();
  } catch (error) {
    throw new ArenaError(
      "NoPhysics",
      "tag-rapier",
      `its physics did not load: ${messageOf(error)}`,
      "expected Rapier's WebAssembly: reload the page, or install the packages again with npm ci; the other environments play without it",
    );
  }
  if (found.version() !== PHYSICS)
    throw new ArenaError(
      "NoPhysics",
      "tag-rapier",
      `Rapier ${found.version()}`,
      `expected ${PHYSICS}, by which its trajectories were recorded: install the packages again with npm ci`,
    );
  rapier = found;
}

/** What does not move in a game: built once for all its decisions. */
export type Ground = Pick<Params, "chasers" | "chaserRadius" | "preyRadius" | "obstacles" | "obstacleRadius">;

const descriptions = new WeakMap<
  Ground,
  { readonly fixed: readonly ColliderDesc[]; readonly chaser: ColliderDesc; readonly prey: ColliderDesc }
>();

/** The colliders of a game, without those of emergencies. Descriptions are data that worlds are built from. */
function collidersOf({ ColliderDesc }: Rapier, ground: Ground) {
  let known = descriptions.get(ground);
  if (known === undefined) {
    const { obstacles, obstacleRadius, chaserRadius, preyRadius } = ground;
    const off = HALF + THICK / 2;
    const border = [
      [0, -off, HALF + THICK, THICK / 2],
      [0, off, HALF + THICK, THICK / 2],
      [-off, 0, THICK / 2, HALF + THICK],
      [off, 0, THICK / 2, HALF + THICK],
    ] as const;
    known = {
      fixed: [
        ...border.map(([x, y, hx, hy]) => ColliderDesc.cuboid(hx, hy).setTranslation(x, y).setFriction(0).setRestitution(0)),
        ...obstacles.map(({ x, y }) => ColliderDesc.ball(obstacleRadius).setTranslation(x, y).setFriction(0).setRestitution(0)),
      ],
      chaser: ColliderDesc.ball(chaserRadius).setMass(1).setFriction(0).setRestitution(0),
      prey: ColliderDesc.ball(preyRadius).setMass(1).setFriction(0).setRestitution(0),
    };
    descriptions.set(ground, known);
  }
  return known;
}

/** One description serves all bodies, as a body copies what it needs. */
let bodyDesc: RigidBodyDesc | undefined;

const ORIGIN = Object.freeze({ x: 0, y: 0 });

/**
 * Where bodies are after a decision that they begin with the given velocities.
 *
 * `watch` is given the places of all bodies after each of the six steps: x and y in turn. Every number is a float32 value. Throws `NoPhysics`
 * before `prepare` has ended, and `BadParams` where a number is not finite, with the name of the body.
 */
export function move(
  ground: Ground,
  walls: readonly Wall[],
  bodies: readonly Body[],
  watch: (places: readonly number[]) => void,
): readonly Body[] {
  if (rapier === undefined)
    throw new ArenaError("NoPhysics", "tag-rapier", "a decision before the physics was loaded", "expected await env.prepare() first");
  for (let i = 0; i < bodies.length; i++) refuseInfinite(ground, bodies[i]!, i, "at the start of a decision");
  const { World, RigidBodyDesc, ColliderDesc } = rapier;
  const { fixed, chaser, prey } = collidersOf(rapier, ground);
  const desc = (bodyDesc ??= RigidBodyDesc.dynamic().lockRotations().setCanSleep(false));
  const world = new World(ORIGIN);
  try {
    world.timestep = STEP_SECONDS;
    for (const one of fixed) world.createCollider(one);
    const moving: RigidBody[] = [];
    for (let i = 0; i < bodies.length; i++) {
      const { x, y, vx, vy } = bodies[i]!;
      const body = world.createRigidBody(desc.setTranslation(x, y).setLinvel(vx, vy));
      world.createCollider(i < ground.chasers ? chaser : prey, body);
      moving.push(body);
    }
    // Handles of bodies are numbers that are almost 0; where a thread takes those for 0, every body would be the first.
    if (moving.length > 1 && moving[1]!.handle === moving[0]!.handle)
      throw new ArenaError(
        "NoPhysics",
        "tag-rapier",
        "this thread takes numbers that are almost 0 for 0, so that the physics cannot tell bodies apart",
        "expected a thread that has not trained: play in another one",
      );
    for (const { x, y, hx, hy } of walls)
      world.createCollider(ColliderDesc.cuboid(hx, hy).setTranslation(x, y).setFriction(0).setRestitution(0));

    const places: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      world.step();
      for (let i = 0; i < moving.length; i++) {
        const { x, y } = moving[i]!.translation();
        places[2 * i] = x;
        places[2 * i + 1] = y;
      }
      watch(places);
    }
    return moving.map((body, i) => {
      const { x: vx, y: vy } = body.linvel();
      const after = { x: places[2 * i]!, y: places[2 * i + 1]!, vx, vy };
      refuseInfinite(ground, after, i, "after a decision");
      return after;
    });
  } finally {
    world.free();
  }
}

/** Refuses a body whose numbers are not finite. Rapier would disable it in silence. */
function refuseInfinite({ chasers }: Ground, { x, y, vx, vy }: Body, body: number, when: string): void {
  if (Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(vx) && Number.isFinite(vy)) return;
  const role = body < chasers ? CHASERS[body]! : PREY[body - chasers]!;
  throw new ArenaError(
    "BadParams",
    "tag-rapier",
    `${role} is at (${x}, ${y}) with the velocity (${vx}, ${vy}) ${when}`,
    "expected finite numbers: take smaller accelerations and speeds",
  );
}

/**
 * The same motion without the physics, for the playouts of a search: bodies move straight on, one step after the other, and where two discs
 * overlap, both are pushed apart and lose the speed at which they met. The result is near that of `move`, at a small part of the cost.
 */
export function glide(
  ground: Ground,
  walls: readonly Wall[],
  bodies: readonly Body[],
  watch: (places: readonly number[]) => void,
): readonly Body[] {
  const places = bodies.flatMap(({ x, y }) => [x, y]);
  const speeds = bodies.flatMap(({ vx, vy }) => [vx, vy]);
  const radii = bodies.map((_, i) => radiusOf(ground, i));
  for (let step = 0; step < STEPS; step++) {
    for (let i = 0; i < places.length; i++) places[i]! += speeds[i]! * STEP_SECONDS;
    for (let i = 0; i < radii.length; i++)
      for (let other = i + 1; other < radii.length; other++) part(places, speeds, i, other, radii[i]! + radii[other]!);
    for (let i = 0; i < radii.length; i++) {
      for (const { x, y } of ground.obstacles) leave(places, speeds, i, x, y, radii[i]! + ground.obstacleRadius);
      for (const wall of walls) {
        const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
        leave(places, speeds, i, within(x, wall.x, wall.hx), within(y, wall.y, wall.hy), radii[i]!);
      }
      for (let axis = 0; axis < 2; axis++) {
        const at = 2 * i + axis;
        const most = HALF - radii[i]!;
        if (places[at]! < -most) [places[at], speeds[at]] = [-most, Math.max(0, speeds[at]!)];
        else if (places[at]! > most) [places[at], speeds[at]] = [most, Math.min(0, speeds[at]!)];
      }
    }
    watch(places);
  }
  return bodies.map((_, i) => ({
    x: Math.fround(places[2 * i]!),
    y: Math.fround(places[2 * i + 1]!),
    vx: Math.fround(speeds[2 * i]!),
    vy: Math.fround(speeds[2 * i + 1]!),
  }));
}

/** The coordinate nearest to `value` of those at most `half` from `centre`. */
const within = (value: number, centre: number, half: number): number => Math.max(centre - half, Math.min(centre + half, value));

/** Moves a disc out to `reach` from a fixed point, and stops its motion towards it. */
function leave(places: number[], speeds: number[], body: number, x: number, y: number, reach: number): void {
  const [dx, dy] = [places[2 * body]! - x, places[2 * body + 1]! - y];
  const gap = Math.sqrt(dx * dx + dy * dy);
  if (gap >= reach || gap === 0) return;
  const [nx, ny] = [dx / gap, dy / gap];
  places[2 * body] = x + nx * reach;
  places[2 * body + 1] = y + ny * reach;
  const along = speeds[2 * body]! * nx + speeds[2 * body + 1]! * ny;
  if (along >= 0) return;
  speeds[2 * body]! -= along * nx;
  speeds[2 * body + 1]! -= along * ny;
}

/** Moves two discs of equal mass apart by the same way, and has them go on at the speed that they share along the line between them. */
function part(places: number[], speeds: number[], a: number, b: number, reach: number): void {
  const [dx, dy] = [places[2 * b]! - places[2 * a]!, places[2 * b + 1]! - places[2 * a + 1]!];
  const gap = Math.sqrt(dx * dx + dy * dy);
  if (gap >= reach || gap === 0) return;
  const [nx, ny] = [dx / gap, dy / gap];
  const push = (reach - gap) / 2;
  places[2 * a]! -= nx * push;
  places[2 * a + 1]! -= ny * push;
  places[2 * b]! += nx * push;
  places[2 * b + 1]! += ny * push;
  const closing = (speeds[2 * a]! - speeds[2 * b]!) * nx + (speeds[2 * a + 1]! - speeds[2 * b + 1]!) * ny;
  if (closing <= 0) return;
  speeds[2 * a]! -= (closing / 2) * nx;
  speeds[2 * a + 1]! -= (closing / 2) * ny;
  speeds[2 * b]! += (closing / 2) * nx;
  speeds[2 * b + 1]! += (closing / 2) * ny;
}
