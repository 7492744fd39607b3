/** Checks of states and steps: plain data, pure functions, a clock that goes on. */
import { type AnyEnvironment, canonical, deepFreeze, episodeKeys, isOver, type Json, parseParams } from "../../../src/core/index.ts";
import { copyOf, difference, impurity, leavesOf } from "../compare.ts";
import type { Moment, Walk } from "../explore.ts";
import { type Kit, thinned } from "../kit.ts";
import type { Check } from "../subject.ts";

/** The most steps in one round, for each seat and two more. */
const STEPS_A_ROUND = 10;

/** Everything that can be read off a state. */
function readings(env: AnyEnvironment, state: Json, key: readonly [number, number]): Readonly<Record<string, Json>> {
  const over = isOver(env, state);
  const roles = env.roles(state);
  const turn = env.turn(state);
  const of = (name: string, read: (role: string) => Json) => roles.map((role): [string, Json] => [`${name} for ${role}`, read(role)]);
  return {
    "roles()": roles,
    "turn()": turn,
    "clock()": env.clock(state),
    "returns()": env.returns(state),
    "outcome()": env.outcome(state),
    "summary()": env.summary(state),
    "draw()": env.draw(state),
    ...Object.fromEntries([
      ...of("observe()", (role) => env.observe(state, role)),
      ...of("describe()", (role) => env.describe(env.observe(state, role))),
      ...of("draw()", (role) => env.draw(state, role)),
      ...turn.flatMap((role): [string, Json][] => {
        if (over) return [];
        const seen = env.observe(state, role);
        return [
          [`legal() for ${role}`, env.legal(state, role)],
          [`range() for ${role}`, env.range?.(state, role) ?? null],
          [`determinize() for ${role}`, env.determinize?.(seen, role, key) ?? null],
        ];
      }),
    ]),
  };
}

/** The checks of states. */
export function stateChecks(kit: Kit): readonly Check[] {
  const { env } = kit;
  return [
    kit.check("plays to the end: nothing throws, in any way of play and under any emergency", () => {
      for (const { fault, name, moments } of kit.explored().all) {
        if (fault !== undefined && !fault.writes) kit.fail(fault.where, `${fault.call} threw "${fault.message}"`, "play to go on");
        if (fault === undefined && moments.some(({ state }) => isOver(env, state)) && !isOver(env, moments.at(-1)!.state))
          kit.fail(name, "play went on after the end", "it to stop there");
      }
    }),

    kit.check("writes to nothing that it is given", () => {
      for (const { fault } of kit.explored().all)
        if (fault?.writes === true)
          kit.fail(fault.where, `${fault.call} wrote to its input (${fault.message})`, "functions that make new values");
      for (const { state, actions, where, t, walk } of thinned(kit.examined(), 160)) {
        const own = copyOf(state);
        const before = canonical(own);
        const tell = (call: string) => {
          if (canonical(own) !== before)
            kit.fail(where, `${call} changed the state: ${difference(own, state)}`, "functions that make new values");
        };
        const seen = env.roles(own).map((role) => ({ role, seen: env.observe(own, role) }));
        tell("observe()");
        for (const { role, seen: one } of seen) {
          const sight = canonical(one);
          env.describe(one);
          if (canonical(one) !== sight) kit.fail(where, `describe() changed the observation of ${role}`, "functions that make new values");
          if (env.turn(own).includes(role) && !isOver(env, own)) env.determinize?.(one, role, episodeKeys(walk.seed).act(t, role));
          if (canonical(one) !== sight)
            kit.fail(where, `determinize() changed the observation of ${role}`, "functions that make new values");
          env.draw(own, role);
          env.legal(own, role);
          env.range?.(own, role);
          tell("draw(), legal() or range()");
        }
        for (const read of ["roles", "turn", "clock", "returns", "outcome", "summary", "draw"] as const) {
          env[read](own);
          tell(`${read}()`);
        }
        if (actions === undefined) continue;
        const moves = copyOf(actions);
        env.step(own, moves, episodeKeys(walk.seed).step(t));
        tell("step()");
        if (canonical(moves) !== canonical(actions)) kit.fail(where, "step() changed the actions", "functions that make new values");
      }
      for (const preset of Object.keys(env.presets)) {
        const params = copyOf(kit.paramsOf(preset));
        env.init(params, episodeKeys(kit.seed).init);
        kit.same(`preset ${preset}`, params, kit.paramsOf(preset), "init() changed its parameters:", "functions that make new values");
      }
    }),

    kit.check("a state is plain data, and holds no key", () => {
      for (const { state, where, t, walk } of kit.examined()) {
        const found = impurity(state);
        if (found !== undefined) kit.fail(where, `the state holds ${found}`, "plain JSON");
        const keys = episodeKeys(walk.seed);
        const halves = new Set<Json>(
          [keys.init, keys.step(t), keys.step(Math.max(0, t - 1)), keys.step(t + 1)].flat().filter((half) => half > 2 ** 16),
        );
        for (const [path, leaf] of leavesOf(state))
          if (halves.has(leaf)) kit.fail(where, `the state holds a key at "${path}"`, "keys that are used and forgotten");
      }
    }),

    kit.check("the same input gives the same output: twice, for a copy, and whatever was called in between", () => {
      const moments = thinned(kit.examined(), 160);
      const read = (moment: Moment, state: Json) => readings(env, state, episodeKeys(moment.walk.seed).act(moment.t, "kit"));
      const first = moments.map((moment) =>
        Object.entries(read(moment, moment.state)).map(([name, value]) => [name, canonical(value)] as const),
      );
      const ids = Object.keys(env.emergencies);
      const schedule = ids.length === 0 ? {} : { emergencies: ids.map((emergency) => ({ round: 0, emergency, params: {} })) };
      const disturbing = deepFreeze(parseParams(env, { ...(env.presets["default"]!.params as object), ...schedule }));
      // Moments are visited backwards, so that whatever a function keeps between calls is different now.
      for (const [i, moment] of [...moments.entries()].reverse()) {
        const { state, actions, next, where, t, walk } = moment;
        env.init(disturbing, episodeKeys(99 + i).init);
        const again = read(moment, deepFreeze(copyOf(state)));
        for (const [name, value] of first[i]!) {
          const found = again[name];
          if (found === undefined || canonical(found) !== value)
            kit.fail(where, `${name} gave ${difference(JSON.parse(value) as Json, found ?? null)} for a copy of the state`, "the same");
        }
        for (const role of env.roles(state)) {
          const seen = env.observe(state, role);
          if (env.describe(copyOf(seen)) !== env.describe(seen))
            kit.fail(where, `describe() gave another text for a copy of what ${role} sees`, "the same");
        }
        if (actions === undefined || next === undefined) continue;
        const key = episodeKeys(walk.seed).step(t);
        kit.same(where, env.step(state, actions, key), next, "step() gave", "the same for the same state, actions and key");
        kit.same(where, env.step(copyOf(state), copyOf(actions), [...key]), next, "step() gave for a copy", "the same as for the state");
      }
      for (const { state, actions, next, where, t, walk } of moments) {
        if (actions === undefined || next === undefined) continue;
        const reversed = Object.fromEntries(Object.entries(actions).reverse());
        kit.same(
          where,
          env.step(state, reversed, episodeKeys(walk.seed).step(t)),
          next,
          "step() gave for actions in another order",
          "the same",
        );
      }
      for (const preset of Object.keys(env.presets)) {
        const start = () => env.init(kit.paramsOf(preset), episodeKeys(kit.seed).init);
        kit.same(`preset ${preset}`, start(), start(), "init() gave", "the same for the same parameters and key");
      }
    }),

    kit.check("states share no part that changes later", () => {
      const walks = kit.explored().plain.slice(0, 12);
      // Two episodes are played in alternation, on data that is not frozen.
      for (const [i, one] of walks.entries()) {
        const pair = [one, walks[(i + 1) % walks.length]!].map((of) => ({
          of,
          state: undefined as Json | undefined,
          kept: [] as [string, Json, string][],
        }));
        for (let t = 0; t < 12; t++)
          for (const track of pair) {
            const { of, kept } = track;
            const moment = of.moments[t];
            if (moment === undefined || (t > 0 && of.moments[t - 1]!.actions === undefined)) continue;
            const keys = episodeKeys(of.seed);
            const state: Json =
              t === 0
                ? env.init(kit.paramsOf(of.preset), keys.init)
                : env.step(track.state!, copyOf(of.moments[t - 1]!.actions!), keys.step(t - 1));
            track.state = state;
            kit.same(moment.where, state, moment.state, "another episode beside it led to", "episodes that do not touch each other");
            kept.push([moment.where, state, canonical(state)]);
            for (const role of env.roles(state)) {
              const seen = env.observe(state, role);
              const legal = env.legal(state, role);
              kept.push(
                [`${moment.where}, observation of ${role}`, seen, canonical(seen)],
                [`${moment.where}, actions of ${role}`, legal, canonical(legal)],
              );
            }
          }
        for (const { kept } of pair)
          for (const [where, value, was] of kept)
            if (canonical(value) !== was)
              kit.fail(where, `it changed later: ${difference(JSON.parse(was) as Json, value)}`, "values that stay as they are");
      }
    }),

    kit.check("the clock counts rounds up to the horizon", () => {
      for (const of of kit.explored().all) checkClock(kit, of);
      for (const preset of Object.keys(env.presets)) {
        const keys = episodeKeys(kit.seed);
        let state = env.init(kit.paramsOf(preset), keys.init);
        const { horizon } = env.clock(state);
        const limit = horizon * STEPS_A_ROUND * (env.roles(state).length + 2);
        let still = 0;
        for (let t = 0; !isOver(env, state) && t <= limit; t++) {
          const actions: Record<string, Json> = {};
          for (const role of env.turn(state)) actions[role] = env.legal(state, role)[(t + role.length) % env.legal(state, role).length]!;
          const { round } = env.clock(state);
          state = env.step(state, actions, keys.step(t));
          still = env.clock(state).round === round ? still + 1 : 0;
          if (still > STEPS_A_ROUND * (env.roles(state).length + 2))
            kit.fail(`preset ${preset}, step ${t}`, `the clock stands at round ${round} for ${still} steps`, `round ${round + 1} to come`);
        }
        if (!isOver(env, state)) kit.fail(`preset ${preset}`, `no end after ${limit} steps`, `an end by round ${horizon}`);
      }
    }),
  ];
}

function checkClock(kit: Kit, { moments }: Walk): void {
  const { env } = kit;
  let before: { readonly round: number; readonly horizon: number } | undefined;
  let still = 0;
  for (const { state, where, drops } of moments) {
    const clock = env.clock(state);
    const { round, horizon } = clock;
    if (!(Number.isInteger(round) && Number.isInteger(horizon) && round >= 0 && round <= horizon && horizon > 0))
      kit.fail(where, `clock at ${round} of ${horizon}`, "whole rounds up to the horizon");
    for (const drop of drops)
      if (env.clock(drop.after).round !== env.clock(drop.before).round)
        kit.fail(where, `${drop.emergency} moved the clock to round ${env.clock(drop.after).round}`, "emergencies that leave the round");
    if (before !== undefined) {
      if (round < before.round) kit.fail(where, `round ${round} after round ${before.round}`, "a clock that does not run backwards");
      if (round > before.round + 1 && !isOver(env, state))
        kit.fail(where, `round ${round} after round ${before.round}`, "a clock that leaves out no round");
      if (horizon !== before.horizon && drops.length === 0 && moments[0]!.walk.schedule.length === 0)
        kit.fail(where, `a horizon of ${horizon} after one of ${before.horizon}`, "a horizon that stays");
      still = round === before.round ? still + 1 : 0;
      if (still > STEPS_A_ROUND * (env.roles(state).length + 2))
        kit.fail(where, `the clock stands at round ${round} for ${still} steps`, `round ${round + 1} to come`);
    } else if (round !== 0) kit.fail(where, `an episode that begins in round ${round}`, "round 0");
    before = clock;
  }
}
