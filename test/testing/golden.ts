/** The golden playthrough of an environment: what must not change while its version stays. */
import { type AnyEnvironment, digest, episodeKeys, isOver, type Json, parseInjection, parseParams, type PerRole, rangeText, type Role } from "../../src/core/index.ts";
import type { World } from "../../agents/world.ts";
import { PHYSICS } from "../../envs/tag-rapier/physics.ts";
import { subjectOf } from "./worlds.ts";
import { actionsOf, type Way, waysOf } from "./plays.ts";
import type { Subject } from "./subject.ts";

/** How a golden is recorded, where an environment wants it otherwise. */
type GoldenSettings = {
  /** The way of play that is told: an agent of the world, or "random"; by default the subject's first player, or "mixed". */
  readonly way?: string;
  /** The seed of what is told; by default the one of the first twelve whose episode has most to tell. */
  readonly seed?: number;
  /** The step before which the emergency comes; by default the middle one of the episode without it. */
  readonly emergencyAt?: number;
  /** The steps before which the game is described; by default the first two, those around the emergency, and the end. */
  readonly moments?: readonly number[];
  /** What the play depends on besides the code of the arena. */
  readonly on?: string;
};

/** Steps of an episode that are played, at most. */
const STEPS = 60;

/** Seeds among which an episode worth reading is looked for. */
const SEEDS = 12;

/**
 * How the goldens of the arena's worlds are recorded. Pursuit's was recorded from random play, and stays as it is. In the fishery, chance
 * empties the lake at once, and the play of experts changes with their functions; of the commons, chance leaves nearly everything.
 */
const GOLDENS: Readonly<Record<string, GoldenSettings>> = {
  pursuit: { way: "random", seed: 3, emergencyAt: 2, moments: [0, 3, 8] },
  fishery: { way: "fickle" },
  "commons-harvest": { way: "greedy" },
  "tag-rapier": { way: "greedy", on: `Rapier ${PHYSICS}` },
};

/** The golden of a world; its environment is prepared. */
export function goldenOfWorld(world: World): string {
  const settings = GOLDENS[world.env.id] ?? {};
  return goldenOf(subjectOf(world, [settings.way ?? "random"].filter((id) => id !== "random")), settings);
}

type Told = { readonly t: number; readonly state: Json; readonly actions: PerRole<Json> | undefined };
type Played = { readonly told: readonly Told[]; readonly text: string; readonly success: boolean; readonly steps: number };

/** A readable record: how every preset ends in random play, and an episode under every emergency, what is seen, said and done. */
function goldenOf(subject: Subject, settings: GoldenSettings = {}): string {
  const { env } = subject;
  const ways = waysOf(subject);
  const random = ways[0]!;
  const way = ways.find(({ name }) => name === (settings.way ?? Object.keys(subject.players ?? {})[0] ?? "mixed"))!;
  const lines = [`${env.id}@${env.version}${settings.on === undefined ? "" : ` on ${settings.on}`}`, ""];
  for (const preset of Object.keys(env.presets)) {
    lines.push(`== preset ${preset}`, `parameters ${JSON.stringify(parseParams(env, env.presets[preset]!.params))}`);
    for (const seed of [0, 1, 2]) lines.push(`seed ${seed}: ${walk(env, preset, random, seed).text}`);
    lines.push("");
  }
  for (const emergency of [undefined, ...Object.keys(env.emergencies)]) {
    lines.push(`== default, ${emergency ?? "no emergency"}`);
    lines.push(...(settings.moments === undefined ? tell(env, chosen(env, way, settings, emergency)) : describeAt(env, way, settings, emergency)), "");
  }
  return lines.join("\n");
}

/** The moments of an episode that are asked for. */
function describeAt(env: AnyEnvironment, way: Way, { seed = 0, emergencyAt, moments = [] }: GoldenSettings, emergency: string | undefined): string[] {
  const { told } = walk(env, "default", way, seed, emergency, emergencyAt);
  return told.filter(({ t, actions }) => moments.includes(t) && actions !== undefined).flatMap(({ t, state }) => moment(env, t, state));
}

const moment = (env: AnyEnvironment, t: number, state: Json): string[] => [
  `-- t=${t}`,
  env.summary(state),
  ...env.turn(state).flatMap((role) => [`-- t=${t}, ${role}: ${legalText(env, state, role)}`, env.describe(env.observe(state, role))]),
];

/** The most numbers of a range that are listed one by one. */
const LISTED = 24;

/** The legal actions of a role; the numbers of a long range in words. */
function legalText(env: AnyEnvironment, state: Json, role: Role): string {
  const [range, legal] = [env.range?.(state, role), env.legal(state, role)];
  return range !== undefined && legal.length > LISTED ? rangeText(range) : JSON.stringify(legal);
}

type Chosen = Played & { readonly seed: number; readonly way: string; readonly emergency: string | undefined; readonly at: number };

/** The episode with most to tell: the emergency comes in its middle, it goes on after it, it ends, best with success, and much is done in it. */
function chosen(env: AnyEnvironment, way: Way, { seed: fixed, emergencyAt }: GoldenSettings, emergency: string | undefined): Chosen {
  const seeds = fixed === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed) : [fixed];
  const all = seeds.map((seed): Chosen => {
    const at = emergencyAt ?? Math.floor(walk(env, "default", way, seed).steps / 2);
    return { seed, way: way.name, emergency, at, ...walk(env, "default", way, seed, emergency, at) };
  });
  const worth = ({ told, success, steps, at }: Chosen): number => {
    const deeds = new Set(told.flatMap(({ actions }) => Object.values(actions ?? {}).map((action) => JSON.stringify(action)))).size;
    return (steps > at ? 100 : 0) + (steps > at + 1 ? 50 : 0) + (success ? 25 : 0) + Math.min(20, deeds);
  };
  return all.reduce((best, one) => (worth(one) > worth(best) ? one : best));
}

/** An episode step by step; the game is described at its start, around the emergency and at its end. */
function tell(env: AnyEnvironment, { told, seed, way, emergency, at, text }: Chosen): string[] {
  const lines = [`${way} play, seed ${seed}${emergency === undefined ? "" : `, ${emergency} before step ${at}`}`];
  for (const { t, state, actions } of told) {
    if (t < 2 || (emergency !== undefined && Math.abs(t - at) < 2)) lines.push(...moment(env, t, state));
    else if (actions === undefined) lines.push(`-- t=${t}`, env.summary(state));
    if (actions !== undefined) lines.push(`-> t=${t}: ${JSON.stringify(actions)}`);
  }
  return [...lines, text];
}

/** Plays an episode, with an emergency before a step. */
function walk(env: AnyEnvironment, preset: string, way: Way, seed: number, emergency?: string, at?: number): Played {
  const keys = episodeKeys(seed);
  let state = env.init(parseParams(env, env.presets[preset]!.params), keys.init);
  const told: Told[] = [];
  let t = 0;
  for (; !isOver(env, state) && t < STEPS; t++) {
    if (emergency !== undefined && t === at)
      state = env.emergencies[emergency]!.apply(state, parseInjection(env, { emergency, params: {} }).params);
    if (isOver(env, state)) break;
    const actions = actionsOf(env, way, state, seed, t);
    told.push({ t, state, actions });
    state = env.step(state, actions, keys.step(t));
  }
  told.push({ t, state, actions: undefined });
  const text = `${t} steps, ${digest(state)}, returns ${JSON.stringify(env.returns(state))}`;
  return { told, text, success: env.outcome(state).success, steps: t };
}

/** A picture of the default game with some emergencies in it. */
export function goldenState(env: AnyEnvironment, params: Json, emergencies: readonly string[]): Json {
  let state = env.init(parseParams(env, params), episodeKeys(5).init);
  for (const emergency of emergencies) state = env.emergencies[emergency]!.apply(state, parseInjection(env, { emergency, params: {} }).params);
  return state;
}
