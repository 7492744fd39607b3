/** Alternatives to a moment of a walk: the same step with other keys, and with other actions. */
import {
  canonical,
  deepFreeze,
  episodeKeys,
  fold,
  isOver,
  type Json,
  type Key,
  type Observation,
  type Role,
} from "../../src/core/index.ts";
import { type Kit, thinned } from "./kit.ts";
import type { Moment } from "./explore.ts";

/** How many keys a moment's step is tried with. */
export const KEYS = 48;

/** How many keys the start of a preset is tried with. */
export const STARTS = 160;

const OTHER = 0xa17;

/** States that one moment might have led to. `chance` ones differ in their key alone. */
export type Branches = {
  readonly where: string;
  readonly seed: number;
  readonly chance: readonly Json[];
  readonly choice: readonly Json[];
};

/** A state that does not end the episode, as one role that is in turn sees it. */
export type Sight = { readonly role: Role; readonly state: Json; readonly seen: Observation };

/** The key of one of the kit's own draws. */
export const keyAt = (seed: number, n: number): Key => fold(fold(episodeKeys(seed).init, OTHER), n);

const known = new WeakMap<Kit, readonly Branches[]>();

/** The branches of every start and of some moments of the walks. */
export function branchesOf(kit: Kit): readonly Branches[] {
  let found = known.get(kit);
  if (found === undefined) known.set(kit, (found = [...starts(kit), ...steps(kit)]));
  return found;
}

function starts(kit: Kit): readonly Branches[] {
  return Object.keys(kit.env.presets).map((preset) => {
    const params = kit.paramsOf(preset);
    const chance = Array.from({ length: STARTS }, (_, i) =>
      deepFreeze(kit.env.init(params, i === 0 ? episodeKeys(kit.seed).init : keyAt(kit.seed, i))),
    );
    return { where: `preset ${preset}, start`, seed: kit.seed, chance, choice: [] };
  });
}

function steps(kit: Kit): readonly Branches[] {
  const { env } = kit;
  const moments = kit.examined(kit.explored().all).filter(({ actions }) => actions !== undefined);
  const branches = (moment: Moment): Branches => {
    const { state, actions, where, t, walk, next } = moment;
    const key = episodeKeys(walk.seed).step(t);
    const tried = (n: number) =>
      Array.from({ length: n }, (_, i) => deepFreeze(env.step(state, actions!, keyAt(walk.seed, 1000 * (t + 1) + i))));
    // Most steps do not depend on their key: a few keys show it.
    const probe = tried(3);
    const random = probe.some((one) => canonical(one) !== canonical(next!));
    const choice = env.turn(state).flatMap((role) => {
      const legal = env.legal(state, role);
      const stride = Math.max(1, Math.ceil(legal.length / 4));
      return legal.filter((_, i) => i % stride === 0).map((action) => deepFreeze(env.step(state, { ...actions, [role]: action }, key)));
    });
    return { where, seed: walk.seed, chance: random ? tried(KEYS) : probe.slice(0, 1), choice };
  };
  return thinned(moments, 60).map(branches);
}

/** What the roles in turn see of a state that is not final, or what all roles see of it. */
export function sightsOf(kit: Kit, state: Json, of: "turn" | "roles" = "turn"): readonly Sight[] {
  const { env } = kit;
  return isOver(env, state) ? [] : env[of](state).map((role) => ({ role, state, seen: env.observe(state, role) }));
}

/** Groups of two or more different states that a role cannot tell apart. */
export function confusable(kit: Kit, { chance, choice }: Branches, of: "turn" | "roles" = "turn"): readonly (readonly Sight[])[] {
  const groups = new Map<string, Map<string, Sight>>();
  for (const state of [...chance, ...choice])
    for (const sight of sightsOf(kit, state, of)) {
      const id = `${sight.role} ${canonical(sight.seen)}`;
      const group = groups.get(id) ?? new Map<string, Sight>();
      groups.set(id, group.set(canonical(state), sight));
    }
  return [...groups.values()].filter((group) => group.size > 1).map((group) => [...group.values()]);
}
