/** Checks of determinised states: they keep all that the observation shows, and draw all that it does not. */
import {
  canonical,
  deepFreeze,
  episodeKeys,
  isOver,
  type Json,
  type Key,
  type Observation,
  type Role,
  rng,
  wordOf,
} from "../../../src/core/index.ts";
import { branchesOf, confusable, keyAt, sightsOf } from "../branches.ts";
import { copyOf, differences, equal, excerpt, family, leavesOf } from "../compare.ts";
import { type Kit, thinned } from "../kit.ts";
import type { Check } from "../subject.ts";

/** How many draws of a state are compared with what play leads to. */
const DRAWS = 12;

/** How many draws must be equal before nothing counts as drawn: what is hidden may be all but known. */
const TRIES = 200;

/** For how many steps a determinised state is played on. */
const ON = 3;

/** The checks of determinised states. */
export function determinizedChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  const { determinize } = env;
  if (determinize === undefined) return [];
  const make = (seen: Observation, role: Role, key: Key) => deepFreeze(determinize(deepFreeze(copyOf(seen)), role, key));
  return [
    kit.everywhere("a determinised state shows what its observation shows, and can be played on", ({ state, where, t, walk }) => {
      if (isOver(env, state)) return;
      for (const role of env.turn(state)) {
        const seen = env.observe(state, role);
        const key = episodeKeys(walk.seed).act(t, role);
        const possible = make(seen, role, key);
        const at = `${where}, ${role}`;
        kit.same(at, env.observe(possible, role), seen, "determinize() contradicts the observation:", "the observation it came from");
        kit.same(at, env.legal(possible, role), env.legal(state, role), "legal actions", "the same legal actions");
        kit.same(at, env.range?.(possible, role) ?? null, env.range?.(state, role) ?? null, "ranges", "the same range");
        kit.same(at, env.clock(possible), env.clock(state), "clocks", "the same clock");
        kit.same(at, make(seen, role, key), possible, "determinize() gave", "the same for the same observation and key");
        if (!env.turn(possible).includes(role)) kit.fail(at, `${role} is not in turn in the determinised state`, "it to be");
        let on = possible;
        for (let n = 0; n < ON && !isOver(env, on); n++) {
          const actions: Record<Role, Json> = {};
          for (const one of env.turn(on)) {
            const legal = env.legal(on, one);
            if (legal.length === 0) kit.fail(at, `no legal action for ${one} in a determinised state`, "states that can be played on");
            actions[one] = rng(keyAt(walk.seed, n)).pick(legal);
          }
          try {
            on = env.step(on, actions, keyAt(walk.seed, n));
          } catch (thrown) {
            kit.fail(at, `step() of a determinised state threw "${String(thrown)}"`, "states that can be played on");
          }
          const own = isOver(env, on) ? undefined : newNotice(kit, seen, on, role);
          if (own !== undefined) kit.fail(at, `a determinised state brings "${own}" of its own`, "no schedule in it");
        }
      }
    }),

    kit.check("determinised states vary in what the observation leaves open", () => {
      for (const branches of branchesOf(kit))
        for (const group of confusable(kit, branches)) {
          const { role, seen } = group[0]!;
          const [one, other] = group.map(({ state }) => state);
          const drawn = (n: number) => canonical(make(seen, role, keyAt(branches.seed, n)));
          const first = drawn(0);
          if (Array.from({ length: TRIES - 1 }, (_, n) => n + 1).some((n) => drawn(n) !== first)) continue;
          const [path] = differences(one!, other!);
          kit.fail(
            branches.where,
            `${TRIES} determinised states for ${role} are one, though "${path}" is open to it`,
            "states that vary with the key",
          );
        }
    }),

    kit.check("determinised states hold nothing that play does not, and all that it does", () => {
      const played = playedLeaves(kit);
      const pools = new Map<string, { readonly real: number[]; readonly made: number[] }>();
      for (const { state, where, walk, t } of thinned(kit.examined(kit.explored().plain), 100)) {
        const leaves = played.get(walk.preset)!;
        for (const { role, seen } of sightsOf(kit, state)) {
          const drawn = Array.from({ length: DRAWS }, (_, n) => leavesOf(make(seen, role, keyAt(walk.seed, 100 * t + n))));
          for (const path of drawn[0]!.keys()) {
            const values = drawn.map((of) => of.get(path));
            if (values.every((value) => equal(value, values[0]))) continue;
            const real = leavesOf(state).get(path);
            if (typeof real === "number") {
              const pool = pools.get(`${walk.preset} ${wordOf(role)} ${family(path)}`) ?? { real: [], made: [] };
              pool.real.push(real);
              pool.made.push(...values.filter((value) => typeof value === "number"));
              pools.set(`${walk.preset} ${wordOf(role)} ${family(path)}`, pool);
            }
            const strange = values.find((value) => !leaves.might(family(path), value));
            if (strange !== undefined)
              kit.fail(
                where,
                `determinize() drew ${excerpt(strange)} at "${path}" for ${role}, where play had ${leaves.told(family(path))}`,
                "what play can lead to",
              );
          }
        }
      }
      for (const [what, { real, made }] of pools) {
        const [low, high] = [Math.min(...made), Math.max(...made)];
        const never = real.filter((value) => value < low || value > high);
        if (real.length >= 20 && never.length > real.length / 5) {
          const [preset, word, path] = what.split(" ");
          const found = `determinize() for ${word!} draws ${low} to ${high} at "${path!}", and play has ${[...new Set(never)].sort((a, b) => a - b).join(", ")}`;
          kit.fail(`preset ${preset!}`, found, "all that play has");
        }
      }
    }),

    kit.check("a determinised state keeps the rules in force", () => {
      const { twins, between } = kit.explored();
      for (const { moments, seed } of [...twins.map(({ byHand }) => byHand), ...between])
        for (const { drops, state, where } of moments) {
          const drop = drops.at(-1);
          if (drop === undefined) continue;
          const [before, after] = [leavesOf(drop.before), leavesOf(drop.after)];
          const changed = differences(drop.before, drop.after);
          for (const { role, seen } of sightsOf(kit, state)) {
            const made = [0, 1, 2, 3].map((n) => leavesOf(make(seen, role, keyAt(seed, n))));
            for (const path of changed)
              if (made.every((of) => equal(of.get(path), before.get(path)) && !equal(of.get(path), after.get(path))))
                kit.fail(
                  where,
                  `determinize() for ${role} loses ${drop.emergency}: "${path}" is ${excerpt(before.get(path))} as before it`,
                  excerpt(after.get(path)),
                );
          }
        }
    }),
  ];
}

/** The id of a notice that a role sees in a state and did not see in an earlier observation. */
function newNotice({ env }: Kit, seen: Observation, state: Json, role: Role): string | undefined {
  if (!env.roles(state).includes(role)) return undefined;
  return env.observe(state, role).notices.find(({ id }) => !seen.notices.some((notice) => notice.id === id))?.id;
}

type Played = { might(path: string, value: Json | undefined): boolean; told(path: string): string };

/** The values that play had, by preset and by family of paths. */
function playedLeaves(kit: Kit): ReadonlyMap<string, Played> {
  const states = new Map<string, Json[]>(Object.keys(kit.env.presets).map((preset) => [preset, []]));
  for (const { preset, moments } of kit.explored().all) states.get(preset)!.push(...moments.map(({ state }) => state));
  for (const { where, chance } of branchesOf(kit)) states.get(/^preset ([^,]*),/.exec(where)![1]!)!.push(...chance);
  return new Map([...states].map(([preset, of]) => [preset, playedOf(thinned(of, 600))]));
}

function playedOf(states: readonly Json[]): Played {
  const found = new Map<string, Set<Json>>();
  for (const state of states)
    for (const [path, leaf] of leavesOf(state)) {
      const at = family(path);
      const values = found.get(at) ?? new Set<Json>();
      found.set(at, values.add(leaf));
    }
  const numbers = (path: string) => [...(found.get(path) ?? [])].filter((value) => typeof value === "number");
  const bounds = (path: string) => [Math.min(...numbers(path)), Math.max(...numbers(path))] as const;
  const enough = states.length >= 50;
  return {
    might(path, value) {
      const values = found.get(path);
      if (!enough || values === undefined || value === undefined) return true;
      if (typeof value === "number" && numbers(path).length > 0) {
        const [low, high] = bounds(path);
        return low === high ? value === low : value >= low - (high - low) / 2 && value <= high + (high - low) / 2;
      }
      return typeof value !== "string" || values.size > 8 || values.has(value);
    },
    told(path) {
      const [low, high] = bounds(path);
      return numbers(path).length > 0
        ? low === high
          ? `${low} alone`
          : `${low} to ${high}`
        : [...(found.get(path) ?? [])].map(excerpt).join(", ");
    },
  };
}
