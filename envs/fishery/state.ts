/** The state of a fishery, what a fisher sees of it, and the state that an observation allows. */
import { type Notice, type Role, seatOf } from "../../src/core/index.ts";
import { MOST_FISHERS, type Params } from "./params.ts";

/** A month that is over. All of it is public. Numbers are tons. */
export type Month = {
  /** What the lake held before the harvest. */
  readonly pool: number;
  /** The factor by which what was left grew. */
  readonly growth: number;
  /** What each fisher caught, by seat. */
  readonly catches: readonly number[];
  /** What each newcomer caught, in the order in which they came. */
  readonly newcomers: readonly number[];
  /** What vanished after the harvest. */
  readonly poached: number;
};

/** The cap on a month's catch, and the tons that each ton above it costs. */
export type Quota = { readonly tons: number; readonly fine: number };

/** The rules in force; emergencies change them. */
export type Rules = {
  readonly growth: number;
  /** Tons that vanish each month, after the harvest. */
  readonly poacher: number;
  /** Fishers that came later and have no seat: each wishes an equal part of all that the lake holds. */
  readonly newcomers: number;
  readonly quota: Quota | null;
};

/** The state of an episode. Fish is counted in whole tons. */
export type State = {
  readonly params: Params;
  readonly rules: Rules;
  /** Months that are over. */
  readonly month: number;
  /** What the lake holds now. */
  readonly pool: number;
  /** Whether fewer tons were left than the lake needs to recover: then the episode is over. */
  readonly collapsed: boolean;
  /** What each fisher caught so far. */
  readonly caught: readonly number[];
  /** What each fisher paid so far for breaking the quota. */
  readonly fines: readonly number[];
  /** What each fisher wished last month; each knows only its own. */
  readonly wishes: readonly number[] | null;
  readonly history: readonly Month[];
  readonly notices: readonly Notice[];
};

/** The parameters that every fisher knows: the game without its schedule. */
export type Game = Omit<Params, "emergencies">;

/** A fisher as all see it. Numbers are tons. */
export type FisherSeen = {
  readonly role: Role;
  readonly caught: number;
  readonly fines: number;
  /** The catch of last month; null in the first month. */
  readonly last: number | null;
};

/** All that a fisher sees: everything but the wishes of the others. */
export type Observation = {
  readonly role: Role;
  /** Months that are over. */
  readonly round: number;
  readonly game: Game;
  readonly pool: number;
  readonly growth: number;
  readonly poacher: number;
  readonly quota: Quota | null;
  readonly fishers: readonly FisherSeen[];
  /** How many fishers came later and have no seat. */
  readonly newcomers: number;
  /** What this fisher wished last month; null in the first month. */
  readonly wish: number | null;
  readonly history: readonly Month[];
  readonly notices: readonly Notice[];
};

/** The seats, by index. */
export const FISHERS: readonly Role[] = Object.freeze(Array.from({ length: MOST_FISHERS }, (_, i) => `fisher-${i}`));

/** The first state of an episode, before the emergencies of month 0. */
export const firstState = (params: Params): State => {
  const none = Array.from({ length: params.fishers }, () => 0);
  return {
    params,
    rules: { growth: params.growth, poacher: 0, newcomers: 0, quota: null },
    month: 0,
    pool: params.stock ?? params.capacity,
    collapsed: false,
    caught: none,
    fines: none,
    wishes: null,
    history: [],
    notices: [],
  };
};

/** What some tons grow to in a month, without a bound. Growth counts in hundredths, so that no binary fraction costs a ton. */
export const grown = (tons: number, growth: number): number => Math.floor((Math.round(growth * 100) * tons) / 100);

/** The fewest tons that grow back to at least `tons` in a month. */
export const needed = (tons: number, growth: number): number => Math.ceil((tons * 100) / Math.round(growth * 100));

/**
 * The wish by which the lake stays as it is if all of `fishers` wish it: what the lake can spare, divided among them. With a growth of 2 it
 * is floor(floor(pool / 2) / fishers), as in GovSim; there, fishers are counted at the start, here as they are now.
 */
export const sustainable = (pool: number, growth: number, fishers: number): number => Math.floor((pool - needed(pool, growth)) / fishers);

const games = new WeakMap<Params, Game>();

/** The public part of the parameters; one object for each parameter object. */
function gameOf(params: Params): Game {
  let game = games.get(params);
  if (game === undefined) {
    const { emergencies: _, ...rest } = params;
    games.set(params, (game = rest));
  }
  return game;
}

/** The state whose fishers were seen last: all roles look at one state after the other. */
let lastSeen: { readonly state: State; readonly fishers: readonly FisherSeen[] } | undefined;

function fishersIn(state: State): readonly FisherSeen[] {
  if (lastSeen?.state !== state) {
    const last = state.history.at(-1);
    const fishers = state.caught.map((caught, seat) => ({
      role: FISHERS[seat]!,
      caught,
      fines: state.fines[seat]!,
      last: last?.catches[seat] ?? null,
    }));
    lastSeen = { state, fishers };
  }
  return lastSeen.fishers;
}

/** What a fisher sees. */
export const observe = (state: State, role: Role): Observation => ({
  role,
  round: state.month,
  game: gameOf(state.params),
  pool: state.pool,
  growth: state.rules.growth,
  poacher: state.rules.poacher,
  quota: state.rules.quota,
  fishers: fishersIn(state),
  newcomers: state.rules.newcomers,
  wish: state.wishes?.[seatOf(role)] ?? null,
  history: state.history,
  notices: state.notices,
});

/**
 * The state that an observation allows. There is one, but for the schedule, which is left out: a lake that did not collapse had enough for
 * every wish, so that the catches of the last month are the wishes.
 */
export const determinize = (seen: Observation): State => ({
  params: { ...seen.game, emergencies: [] },
  rules: { growth: seen.growth, poacher: seen.poacher, newcomers: seen.newcomers, quota: seen.quota },
  month: seen.round,
  pool: seen.pool,
  collapsed: false,
  caught: seen.fishers.map(({ caught }) => caught),
  fines: seen.fishers.map(({ fines }) => fines),
  wishes: seen.history.at(-1)?.catches ?? null,
  history: seen.history,
  notices: seen.notices,
});
