/**
 * One turn of a harvest: moves one by one in an order drawn anew, zaps, returns, regrowth; then everybody eats the apple that it stands on,
 * whether it was entered or has just grown there.
 */
import { fold, type Key, type PerRole, type Random, rng } from "../../src/core/index.ts";
import { type Ground, groundOf, waysRound } from "./ground.ts";
import { EATEN, HARVESTERS, isLive, liveIn, RIPE, sampling, type State, YOUNG } from "./state.ts";

/** Moves by the compass, zapping last. */
export const COMPASS = ["stay", "up", "right", "down", "left", "zap"] as const;

/** Moves by the own facing, in Melting Pot's order. */
export const FACING = ["noop", "forward", "backward", "step-left", "step-right", "turn-left", "turn-right", "zap"] as const;

/** An action: one of `COMPASS` or of `FACING`, as the parameters say. */
export type Action = (typeof COMPASS)[number] | (typeof FACING)[number];

/** Quarter turns from the facing to where a step leads. */
const SIDE: Readonly<Partial<Record<Action, number>>> = { forward: 0, "step-right": 1, backward: 2, "step-left": 3 };

/** Directions by the compass. */
const WAY: Readonly<Partial<Record<Action, number>>> = { up: 0, right: 1, down: 2, left: 3 };

/** The direction in which an action steps, or -1. */
export const stepOf = (action: Action, facing: number): number => {
  const way = WAY[action];
  if (way !== undefined) return way;
  const side = SIDE[action];
  return side === undefined ? -1 : (facing + side) % 4;
};

/** How far one sees along a row or column to zap by the compass, and the length of the beam by facing. */
const SIGHT = 5;
const BEAM = 3;

const MOVES = 1;
const RETURNS = 2;
const GROWTH = 3;
const ENDING = 4;

/** The state after a turn; `actions` holds a legal action for each harvester. */
export function step(state: State, actions: PerRole<Action>, key: Key): State {
  const { params } = state;
  const ground = groundOf(params);
  const count = state.at.length;
  const draw = rng(fold(key, MOVES));
  const at = state.at.slice();
  const facing = params.control === "facing" ? turned(state, actions) : state.facing;
  move(state, actions, at, waysRound(ground, state.closed), draw);

  const [away, cooling] = params.zap ? zaps(state, actions, at, facing, ground, draw) : [state.away, state.cooling];
  // Whoever comes back turns up with a facing of its own.
  const faces = params.control === "facing" && params.zap ? back(state, at, away as number[], facing.slice(), ground, key) : facing;
  if (params.control === "compass" && params.zap) back(state, at, away as number[], [], ground, key);

  const [apples, eaten] = [grown(state, ground, rng(fold(key, GROWTH))), state.eaten.slice()];
  const ate: number[] = [];
  for (let seat = 0; seat < count; seat++) {
    const spot = at[seat]! < 0 ? -1 : ground.spotAt[at[seat]!]!;
    const eats = spot >= 0 && isLive(apples[spot]!);
    ate.push(eats ? 1 : 0);
    if (!eats) continue;
    apples[spot] = EATEN;
    eaten[seat]!++;
  }
  const live = liveIn(apples);
  const turn = state.turn + 1;
  return {
    params,
    turn,
    over: live === 0 || endsBy(state, turn, key),
    at,
    facing: faces,
    away,
    cooling,
    apples,
    eaten,
    ate,
    stock: turn % sampling(params) === 0 ? [...state.stock, live] : state.stock,
    drought: state.drought,
    closed: state.closed,
    notices: state.notices,
  };
}

/** Where the harvesters face after their turns. */
function turned({ facing }: State, actions: PerRole<Action>): readonly number[] {
  return facing.map((way, seat) => {
    const action = actions[HARVESTERS[seat]!]!;
    return action === "turn-left" ? (way + 3) % 4 : action === "turn-right" ? (way + 1) % 4 : way;
  });
}

/** Moves the harvesters one by one, in an order drawn anew; whoever finds the cell taken stays. */
function move({ facing }: State, actions: PerRole<Action>, at: number[], ways: Int16Array, draw: Random): void {
  const count = at.length;
  const order: number[] = [];
  for (let seat = 0; seat < count; seat++) order.push(seat);
  for (let i = count - 1; i >= 0; i--) {
    const j = i === 0 ? 0 : draw.int(i + 1);
    const seat = order[j]!;
    order[j] = order[i]!;
    if (at[seat]! < 0) continue;
    const way = stepOf(actions[HARVESTERS[seat]!]!, facing[seat]!);
    const cell = way < 0 ? -1 : ways[4 * at[seat]! + way]!;
    if (cell >= 0 && !at.includes(cell)) at[seat] = cell;
  }
}

/** All zap at once: then whoever was hit leaves. What it returns counts the turns that harvesters miss, and in which they cannot zap. */
function zaps(
  { params, away, cooling }: State,
  actions: PerRole<Action>,
  at: number[],
  facing: readonly number[],
  ground: Ground,
  draw: Random,
): readonly [number[], readonly number[]] {
  const missing = away.slice();
  const cools = cooling.map((turns) => Math.max(0, turns - 1));
  const hit = new Set<number>();
  for (let seat = 0; seat < at.length; seat++) {
    if (at[seat]! < 0 || cooling[seat]! > 0 || actions[HARVESTERS[seat]!] !== "zap") continue;
    cools[seat] = params.cooldown;
    if (params.control === "facing") for (const other of inBeam(ground, at, at[seat]!, facing[seat]!)) hit.add(other);
    else {
      const others = inSight(ground, at, at[seat]!);
      if (others.length > 0) hit.add(draw.pick(others));
    }
  }
  for (const seat of hit) {
    at[seat] = -1;
    // One more than it misses: this turn counts down below, as every turn does for who is away.
    missing[seat] = params.away + 1;
  }
  return [missing, cools];
}

/** The nearest harvesters along a row or a column, with nobody in between: those whom a zap by the compass may hit. */
export function inSight({ to }: Ground, at: readonly number[], from: number): readonly number[] {
  const rays = [from, from, from, from];
  for (let steps = 1; steps <= SIGHT; steps++) {
    const found: number[] = [];
    for (let way = 0; way < 4; way++) {
      if (rays[way]! < 0) continue;
      rays[way] = to[4 * rays[way]! + way]!;
      const seat = rays[way]! < 0 ? -1 : at.indexOf(rays[way]!);
      if (seat >= 0) found.push(seat);
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** Whom a beam hits: the ray ahead, and one on each side that begins beside the one who zaps. Each stops at a wall and at the first it hits. */
export function inBeam({ to }: Ground, at: readonly number[], from: number, facing: number): readonly number[] {
  const found: number[] = [];
  for (const side of [0, 1, 3]) {
    let cell = to[4 * from + ((facing + side) % 4)]!;
    for (let steps = 0; steps < BEAM && cell >= 0; steps++) {
      const seat = at.indexOf(cell);
      if (seat >= 0) {
        found.push(seat);
        break;
      }
      cell = to[4 * cell + facing]!;
    }
  }
  return found;
}

/** Brings those back who have missed their turns, to a free start cell and with a facing drawn anew; where none is free they miss another turn. */
function back(state: State, at: number[], away: number[], facing: number[], ground: Ground, key: Key): readonly number[] {
  let draw: Random | undefined;
  for (let seat = 0; seat < away.length; seat++) {
    if (away[seat]! === 0 || --away[seat]! > 0) continue;
    draw ??= rng(fold(key, RETURNS));
    const free = ground.starts[state.params.starts].outside.filter((cell) => !at.includes(cell));
    if (free.length === 0) away[seat] = 1;
    else {
      at[seat] = draw.pick(free);
      if (facing.length > 0) facing[seat] = draw.int(4);
    }
  }
  return facing;
}

/** The apples after regrowth: all places grow at once, by the apples that were live before. */
function grown({ params: { regrowth }, apples: before, drought }: State, { near }: Ground, draw: Random): number[] {
  const apples = before.slice();
  for (let spot = 0; spot < apples.length; spot++) {
    const apple = before[spot]!;
    if (apple === YOUNG) apples[spot] = RIPE;
    if (apple !== EATEN) continue;
    let live = 0;
    const around = near[spot]!;
    for (let i = 0; i < around.length && live < 3; i++) if (before[around[i]!]! > EATEN) live++;
    if (live === 0) continue;
    const chance = regrowth[live - 1]! * drought;
    if (chance > 0 && draw.uniform() < chance) apples[spot] = YOUNG;
  }
  return apples;
}

/** Whether chance ends the episode after a turn. */
function endsBy({ params: { ending } }: State, turn: number, key: Key): boolean {
  if (ending === null || turn < ending.from || (turn - ending.from) % ending.every !== 0) return false;
  return rng(fold(key, ENDING)).uniform() < ending.chance;
}
