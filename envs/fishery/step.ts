/**
 * One month: wishes are granted, fish vanishes, the lake collapses or grows back.
 *
 * No ton is created or lost: what the lake held is what was caught, what was poached and what is left.
 */
import { type Key, type PerRole, type Random, rng } from "../../src/core/index.ts";
import { FISHERS, grown, type State } from "./state.ts";

/** The state after a month; `actions` holds a wish for each fisher. */
export function step(state: State, actions: PerRole<number>, key: Key): State {
  const { params, rules, pool } = state;
  const fishers = params.fishers;
  const wishes: number[] = [];
  for (let seat = 0; seat < fishers; seat++) wishes.push(actions[FISHERS[seat]!]!);
  const all = rules.newcomers === 0 ? wishes : [...wishes, ...greedyWishes(state)];
  const granted = share(all, pool, params.allocation, key);
  const catches = granted === wishes ? wishes : granted.slice(0, fishers);

  let harvest = 0;
  for (const tons of granted) harvest += tons;
  const poached = Math.min(rules.poacher, pool - harvest);
  const left = pool - harvest - poached;
  const collapsed = left < params.collapse;
  return {
    params,
    rules,
    month: state.month + 1,
    pool: collapsed ? left : Math.min(params.capacity, grown(left, rules.growth)),
    collapsed,
    caught: state.caught.map((sum, seat) => sum + catches[seat]!),
    fines: rules.quota === null ? state.fines : fined(state.fines, catches, rules.quota),
    wishes,
    history: [
      ...state.history,
      { pool, growth: rules.growth, catches, newcomers: rules.newcomers === 0 ? NOBODY : granted.slice(fishers), poached },
    ],
    notices: state.notices,
  };
}

const NOBODY: readonly number[] = Object.freeze([]);

/** The wishes of the newcomers: each an equal part of all that the lake holds. */
const greedyWishes = ({ params, rules, pool }: State): readonly number[] =>
  Array.from({ length: rules.newcomers }, () => Math.floor(pool / (params.fishers + rules.newcomers)));

const fined = (fines: readonly number[], catches: readonly number[], { tons, fine }: NonNullable<State["rules"]["quota"]>) =>
  fines.map((sum, seat) => sum + fine * Math.max(0, catches[seat]! - tons));

/** What each of some wishes gets of `pool` tons: all of it where there is enough, else as the allocation says; then the lake is empty. */
export function share(wishes: readonly number[], pool: number, allocation: "stochastic" | "proportional", key: Key): readonly number[] {
  let sum = 0;
  for (const wish of wishes) sum += wish;
  if (sum <= pool) return wishes;
  const draw = rng(key);
  return allocation === "stochastic" ? byLot(wishes, pool, draw) : inProportion(wishes, pool, sum, draw);
}

/** Ton by ton to a uniformly drawn fisher whose wish is not met yet. */
function byLot(wishes: readonly number[], pool: number, draw: Random): readonly number[] {
  const granted = wishes.map(() => 0);
  const hungry: number[] = [];
  for (const [i, wish] of wishes.entries()) if (wish > 0) hungry.push(i);
  for (let tons = pool; tons > 0; tons--) {
    const at = draw.int(hungry.length);
    const one = hungry[at]!;
    if (++granted[one]! < wishes[one]!) continue;
    hungry[at] = hungry.at(-1)!;
    hungry.pop();
  }
  return granted;
}

/**
 * floor(pool x wish / sum of wishes) to everybody; what remains goes ton by ton to those that were rounded down, drawn with what they lack
 * as their weight.
 */
function inProportion(wishes: readonly number[], pool: number, sum: number, draw: Random): readonly number[] {
  const granted = wishes.map((wish) => Math.floor((pool * wish) / sum));
  // What each lacks, in parts of a ton of which there are `sum`: whole numbers, so that nothing is rounded.
  const lacks = wishes.map((wish) => (pool * wish) % sum);
  let rest = pool;
  for (const tons of granted) rest -= tons;
  for (let weight = rest * sum; rest > 0; rest--) {
    let at = draw.int(weight);
    let one = 0;
    while (at >= lacks[one]!) at -= lacks[one++]!;
    granted[one]!++;
    weight -= lacks[one]!;
    lacks[one] = 0;
  }
  return granted;
}
