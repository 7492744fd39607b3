/** The golden playthrough of an environment: what must not change while its version stays. */
import { type AnyEnvironment, digest, episodeKeys, isOver, type Json, parseInjection, parseParams, rng } from "../../src/core/index.ts";

/** Steps after which a golden describes the game. */
const MOMENTS = [0, 3, 8];

/** A readable record of random play: every preset, every emergency, what is seen, said and hashed. */
export function goldenOf(env: AnyEnvironment): string {
  const lines = [`${env.id}@${env.version}`, ""];
  for (const preset of Object.keys(env.presets)) {
    lines.push(`== preset ${preset}`, `parameters ${JSON.stringify(parseParams(env, env.presets[preset]!.params))}`);
    for (const seed of [0, 1, 2]) lines.push(`seed ${seed}: ${walk(env, preset, seed, undefined)}`);
    lines.push("");
  }
  for (const emergency of [undefined, ...Object.keys(env.emergencies)]) {
    lines.push(`== default, ${emergency ?? "no emergency"}`);
    walk(env, "default", 3, emergency, (t, state) => {
      lines.push(`-- t=${t}`, env.summary(state));
      for (const role of env.turn(state)) lines.push(`-- t=${t}, ${role}: ${JSON.stringify(env.legal(state, role))}`, env.describe(env.observe(state, role)));
    });
    lines.push("");
  }
  return lines.join("\n");
}

/** Plays at random; the emergency comes before step 2. Returns how it ended. */
export function walk(env: AnyEnvironment, preset: string, seed: number, emergency?: string, tell?: (t: number, state: Json) => void): string {
  const keys = episodeKeys(seed);
  let state = env.init(parseParams(env, env.presets[preset]!.params), keys.init);
  let t = 0;
  for (; !isOver(env, state) && t < 60; t++) {
    if (emergency !== undefined && t === 2) state = env.emergencies[emergency]!.apply(state, parseInjection(env, { emergency, params: {} }).params);
    if (MOMENTS.includes(t)) tell?.(t, state);
    const actions = Object.fromEntries(env.turn(state).map((role) => [role, rng(keys.act(t, role)).pick(env.legal(state, role))]));
    state = env.step(state, actions, keys.step(t));
  }
  return `${t} steps, ${digest(state)}, returns ${JSON.stringify(env.returns(state))}`;
}

/** A picture with everything in it: the default board with obstacles, in the fog, with a zone and a breakdown. */
export function goldenState(env: AnyEnvironment): Json {
  const keys = episodeKeys(5);
  const emergencies = ["restricted-zone", "fog", "breakdown", "second-runner"];
  let state = env.init(parseParams(env, { obstacles: 8 }), keys.init);
  for (const emergency of emergencies) state = env.emergencies[emergency]!.apply(state, parseInjection(env, { emergency, params: {} }).params);
  return state;
}
