/** The state of a harvest. */
import { fold, type Key, type Notice, rng, type Role } from "../../src/core/index.ts";
import { groundOf, type Ground } from "./ground.ts";
import { MOST_HARVESTERS, type Params } from "./params.ts";

/** What grows at a place: nothing for good (after a blight), nothing now, an apple that grew last turn, an older one. */
export const DEAD = -1;
export const EATEN = 0;
export const YOUNG = 1;
export const RIPE = 2;

/** The state of an episode. Cells and places are those of `ground.ts`; lists of harvesters are by seat. */
export type State = {
  readonly params: Params;
  /** Turns that are over. */
  readonly turn: number;
  /** Whether the episode has ended: no apple is left, or chance has ended it. */
  readonly over: boolean;
  /** The cell of each harvester, -1 while it is away. */
  readonly at: readonly number[];
  /** Where each harvester faces: 0 up, 1 right, 2 down, 3 left. */
  readonly facing: readonly number[];
  /** Turns that each harvester still misses. */
  readonly away: readonly number[];
  /** Turns in which each harvester still cannot zap. */
  readonly cooling: readonly number[];
  /** By place: what grows there. */
  readonly apples: readonly number[];
  /** Apples that each harvester ate so far. */
  readonly eaten: readonly number[];
  /** 1 for each harvester that ate an apple last turn. */
  readonly ate: readonly number[];
  /** The number of live apples before the first turn and after every few (`sampling`). */
  readonly stock: readonly number[];
  /** What the chances of regrowth are multiplied by: less than 1 in a drought. */
  readonly drought: number;
  /** The number of the patch behind a fence, if there is one: a later fence replaces an earlier one. */
  readonly closed: readonly number[];
  readonly notices: readonly Notice[];
};

/** The seats, by index. */
export const HARVESTERS: readonly Role[] = Object.freeze(Array.from({ length: MOST_HARVESTERS }, (_, i) => `harvester-${i}`));

/** Whether a place bears an apple. */
export const isLive = (apple: number): boolean => apple > EATEN;

/** The number of live apples. */
export function liveIn(apples: readonly number[]): number {
  let live = 0;
  for (const apple of apples) if (isLive(apple)) live++;
  return live;
}

/** The number of live apples near a place. */
export function liveNear({ near }: Ground, apples: readonly number[], spot: number): number {
  let live = 0;
  for (const other of near[spot]!) if (isLive(apples[other]!)) live++;
  return live;
}

/** The most samples of the stock that a state holds. */
const SAMPLES = 120;

/** Turns from one sample of the stock to the next. */
export const sampling = ({ turns }: Pick<Params, "turns">): number => Math.ceil(turns / SAMPLES);

const SPAWN = 1;

/** Some cells of a list, drawn without replacement. */
function drawn(count: number, from: readonly number[], key: Key): readonly number[] {
  const [draw, cells] = [rng(key), [...from]];
  for (let i = 0; i < count; i++) {
    const j = i + draw.int(cells.length - i);
    [cells[i], cells[j]] = [cells[j]!, cells[i]!];
  }
  return cells.slice(0, count);
}

/** The first state of an episode, before the emergencies of turn 0. */
export function firstState(params: Params, key: Key): State {
  const ground = groundOf(params);
  const { inside, outside } = ground.starts[params.starts];
  const first = Math.min(inside.length, params.harvesters);
  const none = Array.from({ length: params.harvesters }, () => 0);
  const spawn = fold(key, SPAWN);
  const turned = rng(fold(spawn, 2));
  return {
    params,
    turn: 0,
    over: false,
    at: [...drawn(first, inside, fold(spawn, 0)), ...drawn(params.harvesters - first, outside, fold(spawn, 1))],
    facing: params.control === "facing" ? none.map(() => turned.int(4)) : none,
    away: none,
    cooling: none,
    apples: ground.spots.map(() => RIPE),
    eaten: none,
    ate: none,
    stock: [ground.spots.length],
    drought: 1,
    closed: [],
    notices: [],
  };
}
