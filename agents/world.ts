/**
 * A world: all that the arena needs of one game, in one record. The machinery takes a world and knows no game by name.
 *
 * `envs/<id>/world.ts` puts one together, and a line in `src/worlds.ts` names it.
 */
import {
  type AnyEnvironment,
  ArenaError,
  type Cast,
  type Episode,
  type Json,
  type Look,
  lookup,
  messageOf,
  metricsOf,
  type Metric,
  type Observation,
  parseParams,
  type PerRole,
  type Role,
  wordOf,
} from "../src/core/index.ts";
import type { FunctionBase, Paraphrases, Reads, Wordings } from "../function-base/index.ts";
import { policies } from "./policies.ts";
import type { Policy } from "./policy.ts";

export type { Policy } from "./policy.ts";

/** All that belongs to one game. */
export interface World {
  readonly env: AnyEnvironment;
  readonly base: FunctionBase;
  readonly players: Players;
  readonly benchmark: Aim;
  readonly plan: Plan;
  /** What the page shows beside the picture. */
  readonly look: Look;
  /** Maps of play by situation that reports draw. */
  readonly charts?: readonly Chart[];
  /** Other wordings of the manuals, which are fetched where one is asked for: those of tests, and others that lessons may show. */
  readonly wordings?: {
    /** The wordings of tests, which no lesson shows. */
    tests(): Promise<Wordings>;
    /** The wordings that lessons may show. */
    lessons(): Promise<Paraphrases>;
  };
}

/** A map of play by situation: a cell for each, coloured by what is lost there, in the reports of benchmarks whose episodes fill it. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the rows and the columns are, and a label for each; rows of one group stand together. */
  readonly rows: { readonly title: string; readonly labels: readonly string[]; readonly groups: readonly string[] };
  readonly columns: { readonly title: string; readonly labels: readonly string[] };
  /** What can be done in a situation. */
  readonly answers: readonly string[];
  /** What some seats did in an episode, by situation; nothing where the map says nothing of such episodes. */
  readings(episode: Episode, subject: readonly Role[]): readonly Reading[];
  /** How much a cell counts in the mean over all. */
  weight(row: number, column: number): number;
  /** Parameters of an episode that shows a cell, beside those of the benchmark. */
  shows(row: number, column: number): Readonly<Record<string, Json>>;
}

/** What was done in a situation: the index of the answer, and what it loses against the best one. */
export type Reading = { readonly row: number; readonly column: number; readonly answer: number; readonly loss: number };

/** Agents that know the game; roles are given by their word, the name without its number (`player` for `player-0`). */
export interface Players {
  /** The naive policy of each word that roles have: what a reader would expect. It plays as the agent `greedy`. */
  readonly naive: Readonly<Record<string, Policy>>;
  /** The best scripted policy of each word that has no functions; roles that have functions decide by them. It plays as the agent `expert`. */
  readonly expert: Readonly<Record<string, Policy>>;
  /** Further agents of this game alone, by their ids. */
  readonly others: Readonly<Record<string, Player>>;
  /** The agent that search assumes for each word unless told otherwise. */
  readonly assumed: Readonly<Record<string, string>>;
  /** A guess at the return that a role will still get after the state at which a playout is cut off. */
  prospect(state: Json, role: Role): number;
}

/** An agent of one game alone. */
export interface Player {
  readonly title: string;
  readonly about: string;
  /** The word of the roles that it plays. */
  readonly word: string;
  readonly policy: Policy;
}

/** What benchmarks of a game are about. */
export interface Aim {
  /** The id of the metric on which subjects are compared and normalised. */
  readonly measure: string;
  /** Whose play the measure describes: that of one seat, of the subject's seats together, or of all seats. */
  readonly scope: "seat" | "team" | "everybody";
  /** The word of the roles that learn, and whose seats subjects take. */
  readonly learner: string;
  /** The agent that plays where none was chosen, by word. */
  readonly usual: Readonly<Record<string, string>>;
  /** Casts of the seats that are not the subject's, by name. */
  readonly casts: Readonly<Record<string, Cast>>;
  /** The metrics that tables and reports show beside the measure, in their order, each with a title of a word or two. */
  readonly columns: readonly Column[];
  /** A title of a word or two for the measure. */
  readonly title: string;
}

/** A metric that tables show, by its id. */
export type Column = { readonly metric: string; readonly title: string };

/** The settings that this game's functions are tried on, and those that its students learn from. */
export interface Plan {
  readonly find: FindPlan;
  /**
   * What a decision is worth by itself, where the game can tell: the search for a table then goes by the sum over the decisions of an episode, and not by
   * what the episode gained, in a game of chance mostly luck.
   */
  judge?(observation: Observation, action: Json): number;
  /** Kinds of episodes beside the preset's that augmented students see: parameters, and the share of all episodes. */
  readonly variants: readonly { readonly params: Readonly<Record<string, Json>>; readonly share: number }[];
  /**
   * Casts of the benchmark that all students learn from, too, and their shares of all episodes. In a cast with partners of the learners' word the first seat alone
   * learns: in such a game learners would else meet nobody but themselves. In a cast of other opponents all of them learn.
   */
  readonly partners?: readonly { readonly cast: string; readonly share: number }[];
  /** What the recipes of this game's students have beside the usual. */
  readonly students?: StudentsPlan;
  /** The evidence on this game, if it has any. */
  readonly evidence?: EvidencePlan;
}

/** How the students of a game are made, where not as usual. */
export interface StudentsPlan {
  /** The parts of manuals that students by functions read; absent, both. */
  readonly reads?: Reads;
  /** Whether the lessons of students by functions say in several ways what functions do, they read words by their vectors, and they have a retriever. */
  readonly paraphrases?: boolean;
  readonly words?: boolean;
  readonly retriever?: boolean;
  /** The number format of their weights; absent, F16. */
  readonly weights?: "F16" | "I8";
  /** Layers of their decoder; absent, three. Those that read conditions always have three: a choice among conditions takes them. */
  readonly layers?: number;
  /** Episodes of the comparison on seeds of validation, for each agent and cast; absent, as many as usual. The quick recipe has its own number. */
  readonly evaluation?: number;
  /** How much of a course by functions practises notices: their share of the examples, and the first steps that ask about single words; absent, as usual. */
  readonly notices?: { readonly share: number; readonly dense: number };
  /** Steps of a training; absent, as many as usual. */
  readonly steps?: number;
  /** Sequences that a step of training computes at a time; absent, the whole batch. */
  readonly piece?: number;
  /** The preset that they learn from; absent, `default`. */
  readonly preset?: string;
  /** Kinds of episodes beside the preset's that all students see: parameters, and the share of all episodes. */
  readonly also?: readonly { readonly params: Readonly<Record<string, Json>>; readonly share: number }[];
}

/**
 * A student by functions that lacks something: other wordings and vectors (`one-wording`), manuals (`names`: it knows functions by heart alone), or the meaning
 * of words (`renamed`).
 */
export type Control = "one-wording" | "names" | "renamed";

/** What is played and trained for the evidence on this game, and what its page says that no figure does. */
export interface EvidencePlan {
  /** The id of its suite. */
  readonly suite: string;
  /** Functions that one student and its teacher never see in training. */
  readonly hidden: readonly string[];
  /** Training seeds of the default recipe, and those whose students are the default ones. */
  readonly seeds: readonly number[];
  readonly best: { readonly ld: number; readonly kd: number };
  /** Students that are trained as controls, beside the default one; they are played on seeds of validation alone. Absent, none is. */
  readonly controls?: readonly Control[];
  /** Benchmarks whose settings were examined on validation seeds while the method was designed: failures found there were fixed. */
  readonly design: readonly string[];
  /** Benchmarks in which the game is larger or the opponents are others than in training. */
  readonly shifts: readonly string[];
  /** The benchmark in which two rules change. */
  readonly twice: string;
  /** By how much the measure of an episode must be below the teacher's to be listed as a failure. */
  readonly worse: number;
  /** Benchmarks that show where the gain comes from. */
  readonly gain: readonly string[];
  /** Sentences of the page, by the section that they stand in; HTML. */
  readonly notes: Readonly<Record<"aims" | "test" | "shiftTitle" | "shift" | "emergencies" | "unseen" | "augmented", string>>;
}

/** A kind of episode. */
export interface Setting {
  readonly id: string;
  readonly params: Json;
  /** The agents of the roles that do not learn: by their word, or by the name of a role whose word has functions as well. */
  readonly others: Readonly<Record<string, string>>;
  /** Episodes in each block of play; 0 for a setting on which functions are only measured. */
  readonly episodes: number;
}

/** What is searched, and how thoroughly. */
export interface FindPlan {
  /** The best fixed sequence is searched on the first of them. */
  readonly settings: readonly Setting[];
  /** The facts that decide, by stage: a row is made of the words of the first of them, as many as help. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** The most words of a row, for each pass of the search; the last pass tries only functions that have no row yet. */
  readonly depths: readonly number[];
  /** How many fixed sequences the search starts from. */
  readonly starts: number;
  /** How many blocks of play rows are tried on. */
  readonly blocks: number;
  /** Rows met in a smaller share of episodes are not tried. */
  readonly share: number;
  readonly seed: number;
}

/**
 * A world whose parts agree.
 *
 * Throws `BadInput` where they do not: a measure that nobody reports, an agent that does not exist, a word that no role has, facts or
 * stages that do not exist.
 */
export function defineWorld<W extends World>(world: W): W {
  const { env, base, players, benchmark, plan } = world;
  const refuse = (where: string, found: string, expected: string): never => {
    throw new ArenaError("BadInput", `world ${env.id}: ${where}`, found, `expected ${expected}`);
  };
  const oneOf = (where: string, found: string, known: readonly string[]) => {
    if (!known.includes(found)) refuse(where, `"${found}"`, `one of ${known.join(", ") || "none: there is nothing to choose from"}`);
  };
  if (base.env !== env.id) refuse("base", `the functions of "${base.env}"`, `those of "${env.id}"`);
  if (!Object.hasOwn(env.presets, "default")) refuse("presets", Object.keys(env.presets).join(", "), '"default" among them');
  const words = Object.keys(players.naive);
  const common = Object.keys(policies);
  const agents = [...common, ...Object.keys(players.others)];
  for (const id of common)
    if (Object.hasOwn(players.others, id)) refuse("players.others", `"${id}"`, "an id that no agent of every game has");
  const playable = (where: string, word: string, agent: string) => {
    oneOf(where, word, words);
    oneOf(where, agent, agents);
    const only = players.others[agent]?.word;
    if (only !== undefined && only !== word) refuse(where, `"${agent}" for "${word}"`, `an agent that plays "${word}"; it plays "${only}"`);
  };
  const parses = (where: string, params: Json) => {
    try {
      parseParams(env, params);
    } catch (error) {
      refuse(where, messageOf(error), "parameters of the environment");
    }
  };
  for (const word of words) {
    if (players.expert[word] === undefined && !base.words.includes(word))
      refuse("players.expert", `no policy for "${word}", which has no functions either`, "one of the two");
  }
  for (const [id, { word }] of Object.entries(players.others)) oneOf(`players.others.${id}.word`, word, words);
  for (const [word, agent] of Object.entries(players.assumed)) playable(`players.assumed.${word}`, word, agent);
  for (const word of base.words) oneOf("base.words", word, words);
  oneOf("benchmark.learner", benchmark.learner, words);
  const metrics = metricsIn(world).map(({ id }) => id);
  oneOf("benchmark.measure", benchmark.measure, metrics);
  for (const { metric } of benchmark.columns) oneOf("benchmark.columns", metric, metrics);
  if (new Set(benchmark.columns.map(({ metric }) => metric)).size < benchmark.columns.length)
    refuse("benchmark.columns", benchmark.columns.map(({ metric }) => metric).join(", "), "each metric once");
  for (const [name, cast] of Object.entries(benchmark.casts))
    for (const [role, { agent }] of Object.entries(cast)) playable(`benchmark.casts.${name}.${role}`, wordOf(role), agent);
  for (const word of words) playable(`benchmark.usual.${word}`, word, benchmark.usual[word] ?? "nobody");
  for (const { id, params, others } of plan.find.settings) {
    parses(`plan.find, setting "${id}"`, params);
    for (const [word, agent] of Object.entries(others)) playable(`plan.find, setting "${id}", others.${word}`, wordOf(word), agent);
  }
  for (const word of Object.keys(world.look.hues)) oneOf("look.hues", word, words);
  const stages = base.stages.map(({ id }) => id);
  for (const stage of Object.keys(plan.find.keys)) oneOf("plan.find.keys", stage, stages);
  for (const stage of stages)
    if (plan.find.keys[stage] === undefined) refuse("plan.find.keys", `nothing for stage "${stage}"`, "the facts that decide in it");
  if (plan.students?.preset !== undefined) oneOf("plan.students.preset", plan.students.preset, Object.keys(env.presets));
  for (const { params } of [...plan.variants, ...(plan.students?.also ?? [])]) parses("plan.variants", params);
  for (const { cast } of plan.partners ?? []) oneOf("plan.partners", cast, Object.keys(benchmark.casts));
  const names = base.functions.map(({ name }) => name);
  for (const name of plan.evidence?.hidden ?? []) oneOf("plan.evidence.hidden", name, names);
  return world;
}

/** The sum of all seats' returns, a metric of games whose scope is everybody. */
const collectiveReturn: Metric = {
  id: "collective_return",
  title: "Return of all seats together",
  better: "higher",
  kind: "mean",
  of: ({ end }) => Object.values(end.returns).reduce((sum, one) => sum + one, 0),
};

/** The metrics of a game that need nothing but its episodes: those of every game, its own, and everybody's return where that is the scope. */
export const metricsIn = ({ env, benchmark }: Pick<World, "env" | "benchmark">): readonly Metric[] => [
  ...metricsOf(env),
  ...(benchmark.scope === "everybody" && !metricsOf(env).some(({ id }) => id === collectiveReturn.id) ? [collectiveReturn] : []),
];

/** The metric of a game by its id; throws `UnknownId`. */
export const metricNamed = (world: Pick<World, "env" | "benchmark">, id: string, where: string): Metric =>
  lookup(Object.fromEntries(metricsIn(world).map((one) => [one.id, one])), id, where, "metric");

/**
 * What a final state is worth to some seats by the measure of a game.
 *
 * The metric sees an episode of that state alone, without the steps that led there: a measure reads returns, outcomes and clocks.
 */
export function worthOf(world: World, state: Json, roles: readonly Role[]): number {
  const { env, benchmark } = world;
  const metric = metricNamed(world, benchmark.measure, `world ${env.id}: benchmark.measure`);
  const returns: PerRole<number> = env.returns(state);
  const end = { type: "end", t: 0, reason: "terminated", returns, outcome: env.outcome(state), logDigest: "" } as const;
  const start = {
    type: "start",
    format: 0,
    episode: "",
    env: env.id,
    version: env.version,
    params: null,
    seed: 0,
    cast: {},
    digest: "",
  } as const;
  const worth = metric.of({ start, frames: [{ t: 0, state, events: [] }], end }, roles, env) ?? 0;
  return metric.better === "higher" ? worth : -worth;
}
