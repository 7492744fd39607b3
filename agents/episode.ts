/** Whole episodes of policies, at once and without a log. */
import { type AnyEnvironment, episodeKeys, foldName, isOver, type Json, type Key, type Role } from "../src/core/index.ts";
import type { Policy } from "./policy.ts";

/** The action that a policy takes in a state for a role, by what the role sees of it. */
export function moveOf(policy: Policy, env: AnyEnvironment, state: Json, role: Role, key: Key): Json {
  const range = env.range?.(state, role);
  return policy(env.observe(state, role), { role, legal: env.legal(state, role), ...(range === undefined ? {} : { range }), key });
}

/** Plays an episode and returns its last state. `policyOf` is called once for each role; `params` must be complete, as `parseParams` gives them. */
export function playedOut(env: AnyEnvironment, params: Json, seed: number, policyOf: (role: Role) => Policy): Json {
  const keys = episodeKeys(seed);
  const known = new Map<Role, Policy>();
  let state = env.init(params, keys.init);
  for (let t = 0; !isOver(env, state); t++) {
    const key = keys.step(t);
    const actions: Record<Role, Json> = {};
    for (const role of env.turn(state)) {
      let policy = known.get(role);
      if (policy === undefined) known.set(role, (policy = policyOf(role)));
      actions[role] = moveOf(policy, env, state, role, foldName(key, role));
    }
    state = env.step(state, actions, key);
  }
  return state;
}
