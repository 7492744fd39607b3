/** What to play, as a person chose it: checked, and kept in the page's address. */
import { agents, resolveAgent } from "../../agents/index.ts";
import { guides } from "../../agents/experts/index.ts";
import { policies } from "../../agents/policies.ts";
import { envs } from "../../envs/index.ts";
import {
  type AgentSpec,
  type AnyEnvironment,
  ArenaError,
  type Cast,
  castFor,
  episodeKeys,
  type Json,
  lookup,
  parseParams,
  type Role,
} from "../core/index.ts";

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

/** What the address says: the episode, and optionally whose eyes, the step, and the speed. */
export interface Address {
  readonly setup: Setup;
  readonly view?: Role;
  readonly t?: number;
  readonly speed?: number;
}

/** The largest seed a person can choose. */
export const MAX_SEED = 2 ** 32 - 1;

/** Names in the address that are no roles. */
const RESERVED = ["env", "preset", "params", "seed", "view", "t", "speed"];

/** The environment of a setup. */
export const envOf = (setup: Setup): AnyEnvironment => lookup(envs, setup.env, "environment", "environment");

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

/** The word of a role: `pursuer` of `pursuer-0`. */
export const wordOf = (role: Role): string => role.replace(/-\d+$/, "");

/** The distinct words of roles, in their order. */
export const wordsOf = (roles: readonly Role[]): readonly string[] => [...new Set(roles.map(wordOf))];

/** Checks that an agent can play a role; throws what is wrong. */
export function checkSpec(spec: AgentSpec, env: AnyEnvironment, role: Role): void {
  const { kind } = resolveAgent(spec, env, role);
  if (Object.hasOwn(policies, kind.id)) policies[kind.id]!.policyFor(env, role);
}

/** The ids of the agents that can play a role. */
export function agentsFor(env: AnyEnvironment, role: Role): readonly string[] {
  return Object.keys(agents).filter((agent) => {
    try {
      checkSpec({ agent }, env, role);
      return true;
    } catch {
      return false;
    }
  });
}

/** Who plays a word when nobody was chosen: what the environment's guide assumes, else chance. */
const usual = (env: AnyEnvironment, word: string): AgentSpec => ({ agent: guides[env.id]?.models[word] ?? "random" });

/** A setup with an agent for every word and without agents for roles that do not exist. */
export function completed(setup: Setup): Setup {
  const env = envOf(setup);
  const roles = rolesOf(setup);
  const cast: Record<string, AgentSpec> = {};
  for (const word of wordsOf(roles)) cast[word] = setup.cast[word] ?? usual(env, word);
  for (const role of roles) if (setup.cast[role] !== undefined) cast[role] = setup.cast[role];
  return { ...setup, cast };
}

/** A completed setup, in which every role has an agent that can play it; throws what is wrong. */
export function checked(draft: Setup): Setup {
  const setup = completed(draft);
  const env = envOf(setup);
  for (const role of rolesOf(setup)) checkSpec(castFor(setup.cast, role), env, role);
  return setup;
}

/** The setup the page opens with. */
export const firstSetup = (env = Object.keys(envs)[0]!): Setup => completed({ env, preset: "default", changes: {}, cast: {}, seed: 1 });

/** Reads the part of an address after `#`; throws `UnknownId`, `BadParams`, `BadAgent` or `BadInput`. */
export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const draft: Setup = {
    env: fields.get("env") ?? Object.keys(envs)[0]!,
    preset: fields.get("preset") ?? "default",
    changes: changesIn(fields.get("params")),
    cast: Object.fromEntries([...fields].filter(([name]) => !RESERVED.includes(name)).map(([name, text]) => [name, specIn(name, text)])),
    seed: wholeNumber("seed", fields.get("seed") ?? "1", 0, MAX_SEED),
  };
  const roles = rolesOf(draft);
  for (const name of Object.keys(draft.cast))
    if (!roles.includes(name) && !wordsOf(roles).includes(name))
      throw new ArenaError(
        "BadInput",
        `address: ${name}`,
        "neither a role nor a setting",
        `expected any of ${[...wordsOf(roles), ...roles.slice(0, 12), ...RESERVED].join(", ")}`,
      );
  const setup = checked(draft);
  const view = fields.get("view");
  if (view !== null && !roles.includes(view))
    throw new ArenaError("BadInput", "address: view", `"${view}"`, `expected one of ${roles.join(", ")}`);
  const t = fields.get("t");
  const speed = fields.get("speed");
  return {
    setup,
    ...(view === null ? {} : { view }),
    ...(t === null ? {} : { t: wholeNumber("t", t, 0, 10_000_000) }),
    ...(speed === null ? {} : { speed: wholeNumber("speed", speed, 1, 1000) }),
  };
}

/** Writes an address, without the leading `#`. */
export function writeAddress({ setup, view, t, speed }: Address): string {
  const fields = new URLSearchParams({ env: setup.env, preset: setup.preset });
  if (Object.keys(setup.changes).length > 0) fields.set("params", JSON.stringify(setup.changes));
  for (const [name, { agent, params }] of Object.entries(setup.cast))
    fields.set(name, params === undefined ? agent : `${agent}${JSON.stringify(params)}`);
  fields.set("seed", String(setup.seed));
  if (view !== undefined) fields.set("view", view);
  if (speed !== undefined) fields.set("speed", String(speed));
  if (t !== undefined) fields.set("t", String(t));
  return fields.toString();
}

function changesIn(text: string | null): Setup["changes"] {
  if (text === null) return {};
  const value = jsonIn("params", text);
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new ArenaError("BadInput", "address: params", text, 'expected an object in JSON, such as {"width":12}');
  return value as Setup["changes"];
}

/** Reads `expert` or `search-actions{"simulations":100}`. */
function specIn(name: string, text: string): AgentSpec {
  const brace = text.indexOf("{");
  return brace < 0 ? { agent: text } : { agent: text.slice(0, brace), params: jsonIn(name, text.slice(brace)) };
}

function jsonIn(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ArenaError("BadInput", `address: ${name}`, `"${text}" is not JSON`, 'expected an object such as {"width":12}');
  }
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new ArenaError("BadInput", `address: ${name}`, `"${text}"`, `expected a whole number from ${least} to ${most}`);
}
