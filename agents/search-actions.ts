/**
 * Search over actions: short playouts on determinised states, under a stated model of everybody else.
 *
 * The budget is spread by sequential halving (Karnin, Koren and Somekh 2013): every action left gets the
 * same number of simulations, on the same draws, and the worse half is dropped, until one is left.
 */
import {
  type ActionValue,
  type AnyEnvironment,
  ArenaError,
  type Json,
  type Key,
  type Observation,
  type Role,
  type Seat,
  fold,
  foldName,
  isOver,
  lookup,
  wordOf,
} from "../src/core/index.ts";
import { z } from "zod";
import type { AgentContext, AgentKind, Policy } from "./agent.ts";
import { guides } from "./experts/index.ts";
import { policies } from "./policies.ts";

const paramsSchema = z.strictObject({
  simulations: z.int().min(1).max(100_000).default(60).describe("Playouts a decision may cost"),
  depth: z.int().min(1).max(1000).default(16).describe("Rounds a playout looks ahead"),
  models: z
    .record(z.string(), z.string())
    .default({})
    .describe("The policy assumed of each role, by its word; the environment's guide says which by default"),
});

type Params = z.output<typeof paramsSchema>;

/** The agent `search-actions`. */
export const searchActions: AgentKind = {
  id: "search-actions",
  title: "Search over actions",
  about: "Short playouts on determinised states choose the action; assumes a stated policy of everybody.",
  params: paramsSchema,
  create: (params, context) => searcher(params as Params, context),
};

function searcher(params: Params, { env, role: self }: AgentContext): Seat {
  if (env.determinize === undefined)
    throw new ArenaError(
      "BadAgent",
      "agent search-actions",
      `${env.id} has no determinize()`,
      "expected an environment that has: cast another agent",
    );
  const guide = guides[env.id];
  const known = new Map<Role, Policy>();
  const policyOf = (role: Role): Policy => {
    let policy = known.get(role);
    if (policy === undefined) {
      const word = wordOf(role);
      const id = params.models[word] ?? guide?.models[word] ?? "random";
      policy = lookup(policies, id, "agent search-actions: models", "policy").policyFor(env, role);
      known.set(role, policy);
    }
    return policy;
  };
  policyOf(self); // a wrong model fails before the game

  return {
    act(observation, { legal, key, role }, emit) {
      if (legal.length === 1) return legal[0]!;
      const values = halve(legal, params.simulations, (action, i) =>
        playout(env, observation, role, action, fold(key, i), params.depth, policyOf, guide?.prospect),
      );
      emit({ type: "search", simulations: values.reduce((sum, { visits }) => sum + visits, 0), values });
      return values.reduce((best, one) => (one.visits > best.visits || (one.visits === best.visits && one.value > best.value) ? one : best))
        .action;
    },
    dispose: () => {},
  };
}

/** Sequential halving: `simulate(action, i)` is the worth of the action in draw i. */
function halve(actions: readonly Json[], budget: number, simulate: (action: Json, i: number) => number): ActionValue[] {
  const arms = actions.map((action) => ({ action, visits: 0, sum: 0 }));
  const rounds = Math.max(1, Math.ceil(log2(arms.length)));
  let left = arms;
  let spent = 0;
  for (let round = 0; round < rounds && left.length > 1; round++) {
    const each = Math.max(1, Math.floor(budget / rounds / left.length));
    for (let i = 0; i < each; i++)
      for (const arm of left) {
        if (spent >= budget && arm.visits > 0) break;
        arm.sum += simulate(arm.action, arm.visits);
        arm.visits++;
        spent++;
      }
    left = [...left].sort((a, b) => b.sum / b.visits - a.sum / a.visits).slice(0, Math.ceil(left.length / 2));
  }
  return arms.map(({ action, visits, sum }) => ({ action, visits, value: visits === 0 ? 0 : sum / visits }));
}

/** The base-2 logarithm of a small integer, rounded up: exact on every engine. */
function log2(n: number): number {
  let exponent = 0;
  while (1 << exponent < n) exponent++;
  return exponent;
}

/** What one action gains a role in one draw: its return after `depth` rounds, and a guess at the rest. */
function playout(
  env: AnyEnvironment,
  observation: Observation,
  self: Role,
  action: Json,
  key: Key,
  depth: number,
  policyOf: (role: Role) => Policy,
  prospect?: (state: Json, role: Role) => number,
): number {
  let state = env.determinize!(observation, self, fold(key, 0));
  const began = env.returns(state)[self] ?? 0;
  const stop = env.clock(state).round + depth;
  for (let t = 0; !isOver(env, state) && env.clock(state).round < stop; t++) {
    const now = fold(key, t + 1);
    const actions: Record<Role, Json> = {};
    for (const role of env.turn(state))
      actions[role] =
        t === 0 && role === self
          ? action
          : policyOf(role)(env.observe(state, role), { role, legal: env.legal(state, role), key: foldName(now, role) });
    state = env.step(state, actions, now);
  }
  const gained = (env.returns(state)[self] ?? 0) - began;
  return isOver(env, state) ? gained : gained + (prospect?.(state, self) ?? 0);
}
