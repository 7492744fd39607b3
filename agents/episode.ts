/** Whole episodes of policies, at once and without a log. */
import { type AnyEnvironment, episodeKeys, foldName, isOver, type Json, type Role } from "../src/core/index.ts";
import type { Policy } from "./policy.ts";

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
      const range = env.range?.(state, role);
      const turn = { role, legal: env.legal(state, role), ...(range === undefined ? {} : { range }), key: foldName(key, role) };
      actions[role] = policy(env.observe(state, role), turn);
    }
    state = env.step(state, actions, key);
  }
  return state;
}
