/** What the base of fishery is made of: stages, and facts of the lake and of what the others did. */
import { z } from "zod";
import type { Json, Observation as AnyObservation } from "../../src/core/index.ts";
import type { Observation } from "../../envs/fishery/state.ts";
import type { BaseGuide, Facts } from "../types.ts";
import found from "./found.json" with { type: "json" };

const tons = z.int().min(0).max(500);
const forecast = { others: tons, sharers: z.int().min(1).max(8) };

/**
 * Stages of a fisher's decision. A forecast is what those will catch who take no heed of anybody (`others`, in tons), and how many fishers
 * divide the rest among them (`sharers`, the deciding one counted).
 */
const stages: BaseGuide["stages"] = [
  { id: "forecast", asks: "What will others catch this month, and how many share the rest?", result: z.strictObject(forecast) },
  { id: "aim", asks: "How many tons should be left in the lake?", result: z.strictObject({ ...forecast, leave: tons }) },
  { id: "wish", asks: "How many tons do you wish?", result: tons },
];

/** What can be caught of so many tons without the lake shrinking, by the usual rule: it doubles. */
const spareOf = (pool: number): number => Math.floor(pool / 2);

/** A quantity beside what is fair, in words. */
const beside = (tons: number, fair: number): string =>
  tons < 0.8 * fair ? "modest" : tons <= 1.2 * Math.max(1, fair) ? "fair" : tons <= 1.7 * Math.max(1, fair) ? "high" : "greedy";

/** The facts of a fisher's situation. They ignore whatever an emergency changes: the base was written before. */
function facts(observation: AnyObservation, previous: Json): Facts {
  const seen = observation as unknown as Observation;
  const now = ofLake(seen);
  if (previous === null) return now;
  const { others, sharers, leave } = previous as unknown as { readonly others: number; readonly sharers: number; readonly leave?: number };
  const { fishers } = seen.game;
  const sharing = sharers === 1 ? "alone" : sharers < fishers ? "some" : "all";
  if (leave === undefined) return { ...now, sharing };
  return { ...now, sharing, room: roomFor((seen.pool - leave - others) / sharers, seen.game.capacity / (2 * fishers)) };
}

let lastLake: { readonly seen: Observation; readonly facts: Facts } | undefined;

/** What is known of the lake and of the others, whatever was forecast: computed once for the stages of a decision. */
function ofLake(seen: Observation): Facts {
  if (lastLake?.seen !== seen) lastLake = { seen, facts: lakeFacts(seen) };
  return lastLake.facts;
}

function lakeFacts({ role, round, game, pool, fishers, history }: Observation): Facts {
  const last = history.at(-1);
  const left = game.months - round;
  const full = pool / game.capacity;
  const facts = {
    season: left <= 1 ? "last" : last === undefined ? "first" : left <= 3 ? "late" : "middle",
    stock: full >= 0.95 ? "full" : full >= 0.7 ? "good" : full > 0.5 ? "middling" : full > 0.25 ? "low" : "scarce",
  };
  if (last === undefined) return { ...facts, trend: "unknown", others: "unknown", grabbers: "unknown", standing: "level" };
  const fair = spareOf(last.pool) / game.fishers;
  let [caught, grabbers, total, mine] = [0, 0, 0, 0];
  for (const one of fishers) {
    if (one.role === role) {
      mine = one.caught;
      continue;
    }
    caught += one.last ?? 0;
    total += one.caught;
    if ((one.last ?? 0) > 1.5 * Math.max(1, fair)) grabbers++;
  }
  const mean = total / (game.fishers - 1);
  return {
    ...facts,
    trend: pool < 0.95 * last.pool ? "falling" : pool > 1.05 * last.pool ? "rising" : "level",
    others: beside(caught, (game.fishers - 1) * fair),
    grabbers: grabbers === 0 ? "none" : grabbers === 1 ? "one" : 2 * grabbers < game.fishers ? "some" : "most",
    standing: mine < 0.85 * mean ? "behind" : mine > 1.15 * mean ? "ahead" : "level",
  };
}

/** A part of the rest beside what is fair in a full lake, in words. */
const roomFor = (part: number, fair: number): string =>
  part < 1 ? "none" : part < 0.5 * fair ? "tight" : part <= 1.2 * fair ? "even" : "ample";

const lakeTerms = {
  season: ["first", "middle", "late", "last"],
  stock: ["full", "good", "middling", "low", "scarce"],
  trend: ["unknown", "falling", "level", "rising"],
  others: ["unknown", "modest", "fair", "high", "greedy"],
  grabbers: ["unknown", "none", "one", "some", "most"],
  standing: ["behind", "level", "ahead"],
};

const SHARING = ["alone", "some", "all"];

/** The lake in the third month, after the first fishers have taken a little too much. */
const THIRD: Observation = {
  role: "fisher-0",
  round: 2,
  game: { fishers: 5, capacity: 100, stock: null, months: 12, growth: 2, collapse: 5, allocation: "stochastic" },
  pool: 80,
  growth: 2,
  poacher: 0,
  quota: null,
  fishers: [
    { role: "fisher-0", caught: 26, fines: 0, last: 16 },
    { role: "fisher-1", caught: 22, fines: 0, last: 12 },
    { role: "fisher-2", caught: 22, fines: 0, last: 12 },
    { role: "fisher-3", caught: 20, fines: 0, last: 10 },
    { role: "fisher-4", caught: 20, fines: 0, last: 10 },
  ],
  newcomers: 0,
  wish: 16,
  history: [
    { pool: 100, growth: 2, catches: [10, 10, 10, 10, 10], newcomers: [], poached: 0 },
    { pool: 100, growth: 2, catches: [16, 12, 12, 10, 10], newcomers: [], poached: 0 },
  ],
  notices: [],
};

/** The guide of fishery. */
export const guide: BaseGuide = {
  stages,
  words: ["fisher"],
  found,
  says: {
    others: "catches of the others were",
    grabbers: "grabbers among the others are",
    standing: "your own catch is",
    trend: "the lake is",
    sharing: "those who share the rest are",
    room: "your part of the rest is",
  },
  terms: {
    forecast: lakeTerms,
    aim: { ...lakeTerms, sharing: SHARING },
    wish: { ...lakeTerms, sharing: SHARING, room: ["none", "tight", "even", "ample"] },
  },
  blank: THIRD,
  facts,
  marks: () => [],
  tools: () => ({}),
  toolManual: "There are no tools: all that is known stands in the observation.",
};
