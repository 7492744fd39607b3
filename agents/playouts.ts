/** Playouts on determinised states: what search over actions and search over functions share. */
import {
  type AnyEnvironment,
  ArenaError,
  fold,
  foldName,
  isOver,
  type Json,
  type Key,
  lookup,
  type Observation,
  type Role,
  type Seat,
  wordOf,
} from "../src/core/index.ts";
import { z } from "zod";
import type { AgentContext } from "./agent.ts";
import type { Players } from "./world.ts";
import { policyOf as policyIn } from "./policies.ts";
import type { Policy } from "./policy.ts";

/** Whose returns a search weighs: all that the measure of the game counts, or the own one alone. */
const GAINS = ["measure", "own"] as const;

/** Parameters of every agent that searches. */
export const searchParams = {
  depth: z.int().min(1).max(1000).default(16).describe("Rounds a playout looks ahead"),
  models: z
    .record(z.string(), z.string())
    .default({})
    .describe("The policy assumed for each role, by its name or by its word (the name without the number); the game says which by default"),
  gain: z.enum(GAINS).default("measure").describe("What it seeks: the returns that the game's measure counts, or its own alone"),
};

/** A candidate, the number of its playouts and their mean worth. */
export type Valued<T> = { readonly of: T; readonly visits: number; readonly value: number };

/** A search for one seat: `worth` plays a candidate out. */
export interface Search {
  /** The policy assumed for the searching role itself after its first turns. */
  readonly assumed: Policy;
  /** What is gained in one playout in which `first` decides the first `turns` turns of the role. */
  worth(observation: Observation, key: Key, turns: number, first: Policy): number;
}

/** What an agent sets of its search. */
export type SearchSettings = {
  readonly depth: number;
  readonly models: Readonly<Record<string, string>>;
  readonly gain?: (typeof GAINS)[number];
};

/** Makes the search of an agent; throws `BadAgent` where the environment cannot be searched, and on unknown models. */
export function searchFor(
  agent: string,
  { world, role: self }: Pick<AgentContext, "world" | "role">,
  { depth, models, gain = "measure" }: SearchSettings,
): Search {
  const { env, players, benchmark } = world;
  if (env.determinize === undefined)
    throw new ArenaError(
      "BadAgent",
      `agent ${agent}`,
      `${env.id} has no determinize()`,
      "expected an environment that has: cast another agent",
    );
  // Looked up now, so that a wrong name fails before the game.
  for (const [role, id] of Object.entries(models)) {
    lookup(players.naive, wordOf(role), `agent ${agent}: models`, "role");
    policyIn(world, id, role, `agent ${agent}: models`);
  }
  const known = new Map<Role, Policy>();
  const policyOf = (role: Role): Policy => {
    let policy = known.get(role);
    if (policy === undefined) {
      const word = wordOf(role);
      const id = models[role] ?? models[word] ?? players.assumed[word] ?? "random";
      policy = policyIn(world, id, role, `agent ${agent}: models`);
      known.set(role, policy);
    }
    return policy;
  };
  // A team has one return, so that its members need not be added up.
  const everybody = gain === "measure" && benchmark.scope === "everybody";
  return {
    assumed: policyOf(self),
    worth: (observation, key, turns, first) =>
      playout(env, observation, self, key, depth, turns, first, policyOf, everybody, players.prospect),
  };
}

/** A seat that searches, once what its game needs is loaded: it steps through states, in a thread that may not play the game itself. */
export const whenPrepared = ({ prepare }: Pick<AnyEnvironment, "prepare">, seat: Seat): Seat | Promise<Seat> =>
  prepare === undefined ? seat : prepare().then(() => seat);

/** Sequential halving: `simulate(candidate, i)` is the worth of the candidate in draw i. */
export function halve<T>(candidates: readonly T[], budget: number, simulate: (candidate: T, i: number) => number): readonly Valued<T>[] {
  const arms = candidates.map((of) => ({ of, visits: 0, sum: 0 }));
  const rounds = Math.max(1, Math.ceil(log2(arms.length)));
  let left = arms;
  let spent = 0;
  for (let round = 0; round < rounds && left.length > 1; round++) {
    const each = Math.max(1, Math.floor(budget / rounds / left.length));
    for (let i = 0; i < each; i++)
      for (const arm of left) {
        if (spent >= budget && arm.visits > 0) break;
        arm.sum += simulate(arm.of, arm.visits);
        arm.visits++;
        spent++;
      }
    left = [...left].sort((a, b) => b.sum / b.visits - a.sum / a.visits).slice(0, Math.ceil(left.length / 2));
  }
  return arms.map(({ of, visits, sum }) => ({ of, visits, value: visits === 0 ? 0 : sum / visits }));
}

/** The candidate with the most visits; among equals, the one of the highest value. */
export const bestOf = <T>(values: readonly Valued<T>[]): T =>
  values.reduce((best, one) => (one.visits > best.visits || (one.visits === best.visits && one.value > best.value) ? one : best)).of;

/** The base-2 logarithm of a small integer, rounded up: exact on every engine. */
export function log2(n: number): number {
  let exponent = 0;
  while (1 << exponent < n) exponent++;
  return exponent;
}

/** What is gained in one playout, by a role or by everybody: returns over `depth` rounds, plus a guess at the rest if the episode is not over by then. */
function playout(
  env: AnyEnvironment,
  observation: Observation,
  self: Role,
  key: Key,
  depth: number,
  turns: number,
  first: Policy,
  policyOf: (role: Role) => Policy,
  everybody: boolean,
  prospect: Players["prospect"],
): number {
  let state = env.determinize!(observation, self, fold(key, 0));
  const returned = () => {
    const returns = env.returns(state);
    return everybody ? Object.values(returns).reduce((sum, one) => sum + one, 0) : (returns[self] ?? 0);
  };
  const began = returned();
  const stop = env.clock(state).round + depth;
  let own = 0;
  for (let t = 0; !isOver(env, state) && env.clock(state).round < stop; t++) {
    const now = fold(key, t + 1);
    const actions: Record<Role, Json> = {};
    for (const role of env.turn(state)) {
      const policy = role === self && own++ < turns ? first : policyOf(role);
      const range = env.range?.(state, role);
      actions[role] = policy(env.observe(state, role), {
        role,
        legal: env.legal(state, role),
        ...(range === undefined ? {} : { range }),
        key: foldName(now, role),
      });
    }
    state = env.step(state, actions, now);
  }
  const gained = returned() - began;
  if (isOver(env, state)) return gained;
  return (everybody ? env.roles(state) : [self]).reduce((sum, role) => sum + prospect(state, role), gained);
}
