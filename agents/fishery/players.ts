/** The players of fishery, and what search needs to know of the game. */
import { type Observation as AnyObservation, type Random, rng } from "../../src/core/index.ts";
import { type Observation, type State, sustainable } from "../../envs/fishery/state.ts";
import type { Policy } from "../policy.ts";
import type { Players } from "../world.ts";

/** A policy by what a fisher sees, and by chance. */
const fishes =
  (wish: (seen: Observation, draw: Random) => number): Policy =>
  (observation: AnyObservation, { key }) =>
    wish(observation as unknown as Observation, rng(key));

/** How many fish here now, newcomers among them. */
const countOf = ({ fishers, newcomers }: Observation): number => fishers.length + newcomers;

/** The sustainable wish. */
const fair = (seen: Observation): number => sustainable(seen.pool, seen.growth, countOf(seen));

/** An equal part of all that the lake holds. */
const greedy = (seen: Observation): number => Math.floor(seen.pool / countOf(seen));

/** What the others caught last month on average, rounded up or down by chance; the sustainable wish at first. */
function copycat(seen: Observation, draw: Random): number {
  const last = seen.history.at(-1);
  if (last === undefined) return fair(seen);
  const others = seen.fishers.filter(({ role }) => role !== seen.role).map((one) => one.last ?? 0);
  const all = [...others, ...last.newcomers];
  const mean = all.reduce((sum, tons) => sum + tons, 0) / all.length;
  return Math.floor(mean) + (draw.uniform() < mean - Math.floor(mean) ? 1 : 0);
}

/** The share of months in which a fickle fisher is greedy. */
const TEMPTED = 0.25;

/** Fair in most months, greedy in others, as chance has it. */
const fickle = (seen: Observation, draw: Random): number => (draw.uniform() < TEMPTED ? greedy(seen) : fair(seen));

/** Wishes what is sustainable until somebody catches more, and is greedy from then on. */
function grudger(seen: Observation): number {
  const me = seen.fishers.findIndex(({ role }) => role === seen.role);
  const wronged = seen.history.some(({ pool, growth, catches, newcomers }) => {
    const share = sustainable(pool, growth, catches.length + newcomers.length);
    return [...catches, ...newcomers].some((tons, i) => i !== me && tons > share);
  });
  return wronged ? greedy(seen) : fair(seen);
}

/** Wishes the same share of the lake as it caught last month; the sustainable wish at first. */
function steady(seen: Observation): number {
  const last = seen.history.at(-1);
  const mine = seen.fishers.find(({ role }) => role === seen.role)?.last;
  return last === undefined || mine == null ? fair(seen) : Math.min(seen.pool, Math.round((mine * seen.pool) / last.pool));
}

/** A guess at the return that a fisher still gets: the sustainable wish, month after month. */
function prospect({ params, rules, pool, month, collapsed }: State): number {
  return collapsed ? 0 : (params.months - month) * sustainable(pool, rules.growth, params.fishers + rules.newcomers);
}

/** The players of fishery. Fishers decide by functions when they play as `expert`. */
export const players: Players = {
  naive: { fisher: fishes(greedy) },
  expert: {},
  others: {
    fair: { title: "Fair", about: "A fisher that wishes its part of what the lake can spare.", word: "fisher", policy: fishes(fair) },
    copycat: {
      title: "Copycat",
      about: "A fisher that wishes what the others caught on average last month.",
      word: "fisher",
      policy: fishes(copycat),
    },
    fickle: {
      title: "Fickle",
      about: "A fisher that is fair in three months of four, and greedy in the others, by chance.",
      word: "fisher",
      policy: fishes(fickle),
    },
    grudger: {
      title: "Grudger",
      about: "A fair fisher until somebody takes more than is fair, and a greedy one from then on.",
      word: "fisher",
      policy: fishes(grudger),
    },
    steady: {
      title: "Steady",
      about: "A fisher that keeps to the share of the lake that it caught last month: what search assumes of partners.",
      word: "fisher",
      policy: fishes(steady),
    },
  },
  assumed: { fisher: "steady" },
  prospect: (state) => prospect(state as unknown as State),
};
