/**
 * The conformance kit: what every environment must keep, as checks that any test runner can run.
 *
 *     for (const { name, run } of conformance(myEnvironment)) test(name, run);
 */
import {
  type AnyEnvironment,
  ArenaError,
  canonical,
  deepFreeze,
  digest,
  episodeKeys,
  type Event,
  isOver,
  type Json,
  lookup,
  parseInjection,
  parseParams,
  type Picture,
  replay,
  rng,
  type Role,
  rollout,
  type Seat,
  wordOf,
} from "../../src/core/index.ts";

/** One check; `run` rejects with `<where>: <found>, <expected>`. */
export type Check = { readonly name: string; run(): Promise<void> };

/** The step before which a walk meets its emergency. */
const EMERGENCY_AT = 4;

/** How much is tried. */
export type ConformanceOptions = {
  /** Seeds of the random walks through each preset (default 0, 1, 2). */
  readonly seeds?: readonly number[];
  /** Steps of each walk, at most (default 60). */
  readonly steps?: number;
};

/** A moment of a random walk. */
type Moment = { readonly seed: number; readonly t: number; readonly state: Json; readonly where: string };

/** The checks of an environment. */
export function conformance(env: AnyEnvironment, { seeds = [0, 1, 2], steps = 60 }: ConformanceOptions = {}): readonly Check[] {
  const fail = (where: string, found: string, expected: string): never => {
    throw new ArenaError("BadInput", `${env.id} ${where}`, found, `expected ${expected}`);
  };
  const same = (where: string, a: Json, b: Json, expected: string) => {
    if (canonical(a) !== canonical(b)) fail(where, `${excerpt(a)} and ${excerpt(b)}`, expected);
  };
  const paramsOf = (preset: string) => parseParams(env, lookup(env.presets, preset, `${env.id} presets`, "preset").params);
  const randomActions = (state: Json, seed: number, t: number): Record<Role, Json> =>
    Object.fromEntries(env.turn(state).map((role) => [role, rng(episodeKeys(seed).act(t, role)).pick(env.legal(state, role))]));

  /** The walks: every preset with every seed, and the default one under each emergency. */
  const walks = [
    ...Object.keys(env.presets).flatMap((preset) => seeds.map((seed) => ({ preset, seed, emergency: undefined }))),
    ...Object.keys(env.emergencies).map((emergency) => ({ preset: "default", seed: seeds[0] ?? 0, emergency })),
  ];

  /** The states of all walks, frozen, so that whoever writes to one throws. */
  function* moments(): Generator<Moment> {
    for (const { preset, seed, emergency } of walks) {
      const keys = episodeKeys(seed);
      let state = deepFreeze(env.init(paramsOf(preset), keys.init));
      for (let t = 0; t <= steps; t++) {
        if (emergency !== undefined && t === EMERGENCY_AT) {
          const { emergency: id, params } = parseInjection(env, { emergency, params: {} });
          state = deepFreeze(env.emergencies[id]!.apply(state, params));
        }
        yield { seed, t, state, where: `${preset} ${emergency ?? ""} seed ${seed} t=${t}` };
        if (isOver(env, state)) break;
        state = deepFreeze(env.step(state, randomActions(state, seed, t), keys.step(t)));
      }
    }
  }

  const check = (name: string, body: () => void | Promise<void>): Check => ({
    name: `${env.id}: ${name}`,
    async run() {
      await env.prepare?.();
      await body();
    },
  });
  const everywhere = (name: string, body: (moment: Moment) => void) =>
    check(name, () => {
      for (const moment of moments()) body(moment);
    });

  return [
    check("has a default preset, and every preset fills in to the same parameters twice", () => {
      if (!Object.hasOwn(env.presets, "default")) fail("presets", Object.keys(env.presets).join(", "), '"default" among them');
      for (const preset of Object.keys(env.presets)) {
        const params = paramsOf(preset);
        same(`preset ${preset}`, parseParams(env, params), params, "whole parameters to stay as they are");
      }
    }),

    check("refuses parameters it does not know", () => {
      if (env.params.safeParse({ "no such parameter": 1 }).success) fail("params", "an unknown field was taken", "a strict schema");
    }),

    check("says its rules in words", () => {
      if (env.rules.trim().length < 40) fail("rules", JSON.stringify(env.rules), "prose that explains the game");
    }),

    everywhere("a state is plain data that holds its clock", ({ state, where }) => {
      same(where, JSON.parse(JSON.stringify(state)) as Json, state, "a state that survives JSON");
      const { round, horizon } = env.clock(state);
      if (!(Number.isInteger(round) && Number.isInteger(horizon) && round >= 0 && round <= horizon))
        fail(where, `clock ${round} of ${horizon}`, "whole rounds up to the horizon");
    }),

    everywhere("the same state, actions and key lead to the same state; another copy of them too", ({ seed, t, state, where }) => {
      if (isOver(env, state)) return;
      const actions = deepFreeze(randomActions(state, seed, t));
      const key = episodeKeys(seed).step(t);
      const next = env.step(state, actions, key);
      same(where, env.step(state, actions, key), next, "step() to be pure");
      same(where, env.step(JSON.parse(JSON.stringify(state)) as Json, actions, key), next, "step() to need nothing but the state");
    }),

    check("another seed gives another episode", () => {
      for (const preset of Object.keys(env.presets)) {
        const starts = new Set(Array.from({ length: 8 }, (_, seed) => digest(env.init(paramsOf(preset), episodeKeys(seed).init))));
        if (starts.size < 2) fail(`preset ${preset}`, "8 seeds with one start", "starts that differ");
      }
    }),

    everywhere("whose turn it is has a seat and a legal action; legal actions are distinct and stable", ({ state, where }) => {
      const roles = env.roles(state);
      if (new Set(roles).size !== roles.length) fail(where, `roles ${roles.join(", ")}`, "distinct roles");
      for (const role of roles) if (!/^[a-z]+-\d+$/.test(role)) fail(where, `role "${role}"`, "a word and a number: pursuer-0");
      for (const role of env.turn(state)) {
        if (!roles.includes(role)) fail(where, `"${role}" in turn without a seat`, `one of ${roles.join(", ")}`);
        const legal = env.legal(state, role).map((action) => canonical(action));
        if (legal.length === 0) fail(where, `no legal action for ${role}`, "at least one for a role in turn");
        if (new Set(legal).size !== legal.length) fail(where, `legal actions ${legal.join(", ")}`, "distinct ones");
        if (env.legal(state, role).some((action, i) => canonical(action) !== legal[i]))
          fail(where, "another order of actions", "a stable one");
      }
    }),

    everywhere("every legal action can be played", ({ seed, t, state, where }) => {
      if (isOver(env, state)) return;
      const actions = randomActions(state, seed, t);
      for (const role of env.turn(state))
        for (const action of env.legal(state, role)) {
          const next = env.step(state, { ...actions, [role]: action }, episodeKeys(seed).step(t));
          if (env.clock(next).round < env.clock(state).round)
            fail(where, `round ${env.clock(next).round} after ${canonical(action)}`, "time to go on");
        }
    }),

    everywhere("every seat has a finite return, and the outcome says whether the goal was reached", ({ state, where }) => {
      const returns = env.returns(state);
      for (const role of env.roles(state))
        if (!Number.isFinite(returns[role])) fail(where, `return ${String(returns[role])} of ${role}`, "a finite number for every role");
      const outcome = env.outcome(state);
      if (typeof outcome.success !== "boolean") fail(where, excerpt(outcome), 'an outcome with "success"');
      canonical(outcome);
    }),

    check("an episode ends by its horizon", () => {
      for (const preset of Object.keys(env.presets)) {
        const keys = episodeKeys(seeds[0] ?? 0);
        let state = env.init(paramsOf(preset), keys.init);
        const { horizon } = env.clock(state);
        const limit = horizon * (env.roles(state).length + 2);
        let t = 0;
        for (; !isOver(env, state) && t <= limit; t++) state = env.step(state, randomActions(state, seeds[0] ?? 0, t), keys.step(t));
        if (t > limit) fail(`preset ${preset}`, `${t} steps and no end`, `round ${horizon} to come`);
      }
    }),

    everywhere("an observation is plain data with notices, and its text depends on it alone", ({ state, where }) => {
      for (const role of env.roles(state)) {
        const seen = deepFreeze(env.observe(state, role));
        same(where, env.observe(state, role), seen, "observe() to be pure");
        if (!Array.isArray(seen.notices)) fail(where, excerpt(seen), 'an observation with "notices"');
        const copy = JSON.parse(JSON.stringify(seen)) as typeof seen;
        const text = env.describe(seen);
        if (text.trim() === "") fail(where, "no text", "a description for language models");
        if (env.describe(copy) !== text) fail(where, "another text for a copy of the observation", "the same");
        for (const { text: notice } of seen.notices)
          if (!text.includes(notice)) fail(where, `"${notice}" is not in the text`, "every notice in it");
      }
    }),

    everywhere("a determinised state looks the same from the seat it was made for", ({ seed, t, state, where }) => {
      if (env.determinize === undefined || isOver(env, state)) return;
      for (const role of env.turn(state)) {
        const seen = env.observe(state, role);
        const possible = env.determinize(JSON.parse(JSON.stringify(seen)) as typeof seen, role, episodeKeys(seed).act(t, role));
        same(`${where} ${role}`, env.observe(possible, role), seen, "the observation it came from");
        same(`${where} ${role}`, env.legal(possible, role), env.legal(state, role), "the same legal actions");
        if (!env.turn(possible).includes(role)) fail(where, `${role} not in turn`, "it to be");
        // What is hidden must not matter: two states with one sight have one text and one picture.
        const other = env.determinize(seen, role, episodeKeys(seed + 1).act(t, role));
        same(`${where} ${role}`, env.draw(other, role), env.draw(possible, role), "a picture without what is hidden");
      }
    }),

    everywhere("every image of a moment is one that can be seen, with the same actions turned along", ({ seed, t, state, where }) => {
      if (env.images === undefined || isOver(env, state)) return;
      for (const role of env.turn(state)) {
        const seen = deepFreeze(env.observe(state, role));
        const legal = env.legal(state, role);
        if (legal.length === 0) continue;
        const byAction = legal.map((action) => env.images!(seen, action));
        same(`${where} ${role}`, byAction[0]![0]!, { observation: seen, action: legal[0]! }, "the moment as it is first");
        for (const [i, { observation }] of byAction[0]!.entries()) {
          if (env.determinize === undefined) continue;
          const possible = env.determinize(observation, role, episodeKeys(seed).act(t, role));
          same(`${where} ${role} image ${i}`, env.observe(possible, role), observation, "an observation of some state");
          const turned = byAction.map((images) => canonical(images[i]!.action)).sort();
          const open = env.legal(possible, role).map((action) => canonical(action));
          same(`${where} ${role} image ${i}`, turned, open.sort(), "the turned legal actions");
        }
      }
    }),

    everywhere("the picture is whole: its shapes have ids of their own and lie in its frame", ({ state, where }) => {
      for (const viewer of [undefined, ...env.roles(state)]) {
        const picture: Picture = env.draw(state, viewer);
        canonical(picture);
        const ids = picture.shapes.map(({ id }) => id);
        if (new Set(ids).size !== ids.length) fail(where, `shape ids ${repeated(ids)} twice`, "distinct ones");
        for (const { id, x, y } of picture.shapes)
          if (!(x >= -0.5 && y >= -0.5 && x <= picture.width + 0.5 && y <= picture.height + 0.5))
            fail(where, `shape ${id} at ${x}, ${y}`, `it within ${picture.width} x ${picture.height}`);
      }
      if (env.summary(state).trim() === "") fail(where, "no summary", "a text twin of the picture");
    }),

    check("emergencies apply with default parameters, announce themselves and are pure", () => {
      const seed = seeds[0] ?? 0;
      for (const [id, { params, apply }] of Object.entries(env.emergencies)) {
        const state = deepFreeze(env.init(paramsOf("default"), episodeKeys(seed).init));
        const parsed = params.safeParse({});
        if (!parsed.success) {
          fail(`emergency ${id}`, parsed.error.message, "defaults for all its parameters");
          continue;
        }
        const changed = deepFreeze(apply(state, parsed.data));
        same(`emergency ${id}`, apply(state, parsed.data), changed, "apply() to be pure");
        if (digest(changed) === digest(state)) fail(`emergency ${id}`, "the same state", "a change");
        for (const role of env.roles(changed))
          if (env.observe(changed, role).notices.length === 0) fail(`emergency ${id}`, `no notice for ${role}`, "one for every role");
      }
    }),

    check("a random episode proves itself by replay, whatever emergency is dropped into it", async () => {
      for (const { preset, emergency } of walks.filter(({ seed }) => seed === (seeds[0] ?? 0))) {
        const events: Event[] = [];
        const words = env.roles(env.init(paramsOf(preset), episodeKeys(7).init)).map(wordOf);
        const cast = Object.fromEntries(words.map((word) => [word, { agent: "random" }]));
        const seat = (): Seat => ({ act: (_, { legal, key }) => rng(key).pick(legal), dispose: () => {} });
        let t = 0;
        const injections = () => (t++ === EMERGENCY_AT && emergency !== undefined ? [{ emergency, params: {} }] : []);
        for await (const event of rollout(env, { seed: 7, params: env.presets[preset]!.params, cast, seat, injections }))
          events.push(event);
        await replay(env, JSON.parse(JSON.stringify(events)) as Event[]);
      }
    }),
  ];
}

const excerpt = (value: Json): string => {
  const text = canonical(value);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
};

const repeated = (ids: readonly string[]) => ids.filter((id, i) => ids.indexOf(id) !== i).join(", ");
