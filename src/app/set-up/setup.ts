/** The set-up of an episode as a person chose it, and its checks. */
import { agents, agentsOf, lackOf, resolveAgent } from "../../../agents/index.ts";
import type { World } from "../../../agents/world.ts";
import { worldOf, worlds } from "../../worlds.ts";
import {
  type AgentSpec,
  type AnyEnvironment,
  type Cast,
  castFor,
  episodeKeys,
  type Json,
  lookup,
  parseParams,
  type Role,
  wordOf,
} from "../../core/index.ts";
import { withServed } from "./served-model.ts";

/** An episode to watch. */
export interface Setup {
  readonly env: string;
  readonly preset: string;
  /** Parameters changed from the preset's. */
  readonly changes: Readonly<Record<string, Json>>;
  /** Agents by a role's word or by an exact role. */
  readonly cast: Cast;
  readonly seed: number;
}

/** The largest seed a person can choose. */
export const MAX_SEED = 2 ** 32 - 1;

/** The environment of a setup. */
export const envOf = (setup: Setup): AnyEnvironment => worldOf(setup.env, "environment").env;

/** The parameters of a setup, whole; throws `BadParams`. */
export function paramsOf(setup: Setup): Json {
  const env = envOf(setup);
  const preset = lookup(env.presets, setup.preset, `${env.id} presets`, "preset");
  return parseParams(env, { ...(preset.params as object), ...setup.changes });
}

/** The roles of a setup's first state. */
export function rolesOf(setup: Setup): readonly Role[] {
  const env = envOf(setup);
  return env.roles(env.init(paramsOf(setup), episodeKeys(setup.seed).init));
}

/** The distinct words of roles, in their order. */
export const wordsOf = (roles: readonly Role[]): readonly string[] => [...new Set(roles.map(wordOf))];

/** The ids of the agents that can play a role, including those that still lack a model, which a person can supply. */
export function agentsFor(world: World, role: Role): readonly string[] {
  return Object.keys(agentsOf(world)).filter((agent) => {
    try {
      resolveAgent(lackOf({ agent }) === undefined ? { agent } : { agent, params: { model: "any" } }, world, role);
      return true;
    } catch {
      return false;
    }
  });
}

/** The agent of a word when a person chose none: the one that the world names, else `random`. */
const usual = ({ benchmark }: World, word: string): AgentSpec => ({ agent: benchmark.usual[word] ?? "random" });

/** A setup with an agent for every word and without agents for roles that do not exist. */
export function completed(setup: Setup): Setup {
  const world = worldOf(setup.env);
  const roles = rolesOf(setup);
  const cast: Record<string, AgentSpec> = {};
  for (const word of wordsOf(roles)) cast[word] = withServed(setup.cast[word] ?? usual(world, word));
  for (const role of roles) if (setup.cast[role] !== undefined) cast[role] = withServed(setup.cast[role]);
  return { ...setup, cast };
}

/** A completed setup, in which every role has an agent that can play it; throws an error that says what is wrong. */
export function checked(draft: Setup): Setup {
  const setup = completed(draft);
  const world = worldOf(setup.env);
  for (const role of rolesOf(setup)) resolveAgent(castFor(setup.cast, role), world, role);
  return setup;
}

/** Whether a person plays in a setup. */
export const hasPerson = ({ cast }: Setup): boolean => Object.values(cast).some(isPerson);

/** A setup in which the usual agents sit where a person did: people take no part in a comparison. */
export function withoutPeople(setup: Setup): Setup {
  const cast = Object.fromEntries(Object.entries(setup.cast).filter(([, spec]) => !isPerson(spec)));
  return completed({ ...setup, cast });
}

/** A line-up to compare with others: its first team is played by the best known agent that plays this team in none of them. */
export function rivalOf(setup: Setup, others: readonly Cast[] = []): Cast {
  const roles = rolesOf(setup);
  const words = wordsOf(roles);
  const [first] = words;
  const taken = [setup.cast, ...others].map((cast) => cast[first!]?.agent);
  const able = agentsFor(worldOf(setup.env), roles[0]!).filter((agent) => !isPerson({ agent }) && lackOf({ agent }) === undefined);
  const free = ["expert", "greedy", ...able].find((agent) => able.includes(agent) && !taken.includes(agent));
  return Object.fromEntries(words.map((word) => [word, word === first && free !== undefined ? { agent: free } : setup.cast[word]!]));
}

/** Whether an agent is a person at the page. */
export const isPerson = ({ agent }: AgentSpec): boolean => agents[agent]?.inPage === true;

/** The setup the page opens with. */
export const firstSetup = (env = Object.keys(worlds)[0]!): Setup => completed({ env, preset: "default", changes: {}, cast: {}, seed: 1 });
