/** The page's address is the fragment of its URL: it holds all that is on show, so that a link shows it again. */
import { worldOf, worlds } from "../../worlds.ts";
import { byName } from "../../../function-base/index.ts";
import { type AgentSpec, ArenaError, type Cast, type Json, lookup, type Role } from "../../core/index.ts";
import { LETTERS } from "../compare/comparison.ts";
import type { Past } from "../watch/past.ts";
import { checked, hasPerson, MAX_SEED, rolesOf, type Setup, wordsOf } from "../set-up/setup.ts";

/** What the address says: the set-up, further line-ups, and optionally the past, the role whose view is shown, the step and the speed. */
export interface Address {
  readonly setup: Setup;
  /** Further line-ups of a comparison: B and C. */
  readonly rivals: readonly Cast[];
  /** The first steps of the episode of each line-up, undefined where the set-up alone leads to them again; absent where that is so for all of them. */
  readonly pasts?: readonly (Past | undefined)[];
  readonly view?: Role;
  /** The step; in a comparison, `parting` is the first one that is not the same in all line-ups. */
  readonly t?: number | "parting";
  readonly speed?: number;
}

/** A function base to browse, or one function of it. */
export interface BaseAddress {
  /** Id of the environment whose base it is. */
  readonly env: string;
  readonly name?: string;
}

/** Reads the address of a function base; undefined for the address of anything else. Throws `UnknownId`. */
export function readBaseAddress(hash: string): BaseAddress | undefined {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const [env, name] = [fields.get("base"), fields.get("function")];
  if (env === null) return undefined;
  const { base } = worldOf(env, "address: base");
  if (name === null) return { env };
  return { env, name: lookup(Object.fromEntries(byName(base)), name, "address: function", "function").name };
}

/** Id of the environment for whose states prompts are tried; undefined for the address of anything else. Throws `UnknownId`. */
export function readPromptAddress(hash: string): string | undefined {
  const env = new URLSearchParams(hash.replace(/^#/, "")).get("prompt");
  return env === null ? undefined : worldOf(env, "address: prompt").env.id;
}

/** Id of the environment for which students are made; undefined for the address of anything else. Throws `UnknownId`. */
export function readDistilAddress(hash: string): string | undefined {
  const env = new URLSearchParams(hash.replace(/^#/, "")).get("distil");
  return env === null ? undefined : worldOf(env, "address: distil").env.id;
}

/** The link to the page on which students are made. */
export const distilAddress = (env: string): string => `#distil=${env}`;

/** The link to the page on which prompts are tried. */
export const promptAddress = (env: string): string => `#prompt=${env}`;

/** The link to a function base, or to one function in it. */
export const baseAddress = (env: string, name?: string): string => `#base=${env}${name === undefined ? "" : `&function=${name}`}`;

/** Parameters of the address that are not roles. */
const RESERVED = ["env", "preset", "params", "seed", "past", "drops", "view", "t", "speed"];

/** The prefixes of roles in further line-ups, as in `b.player`. */
const PREFIXES = LETTERS.slice(1).map((letter) => `${letter.toLowerCase()}.`);

/** Reads the fragment of a URL, with or without its `#`; throws `UnknownId`, `BadParams`, `BadAgent` or `BadInput`. */
export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const draft: Setup = {
    env: fields.get("env") ?? Object.keys(worlds)[0]!,
    preset: fields.get("preset") ?? "default",
    changes: changesIn(fields.get("params")),
    cast: {},
    seed: wholeNumber("seed", fields.get("seed") ?? "1", 0, MAX_SEED),
  };
  const roles = rolesOf(draft);
  const settings = [...RESERVED, ...PREFIXES.flatMap((prefix) => wordsOf(roles).map((word) => prefix + word))];
  const ofPast = PREFIXES.flatMap((prefix) => [`${prefix}past`, `${prefix}drops`]);
  const specs = [...fields].filter(([name]) => !RESERVED.includes(name) && !ofPast.includes(name));
  const castIn = (prefix: string): Cast =>
    Object.fromEntries(
      specs.flatMap(([name, text]) => {
        const role = name.slice(prefix.length);
        if (!name.startsWith(prefix) || (prefix === "" && PREFIXES.some((other) => name.startsWith(other)))) return [];
        if (roles.includes(role) || wordsOf(roles).includes(role)) return [[role, specIn(name, text)]];
        throw new ArenaError(
          "BadInput",
          `address: ${name}`,
          "neither a role nor a setting",
          `expected any of ${[...wordsOf(roles), ...roles.slice(0, 12), ...settings].join(", ")}`,
        );
      }),
    );
  const setup = checked({ ...draft, cast: castIn("") });
  const rivals = rivalsIn(setup, PREFIXES.map(castIn));
  const pasts = pastsIn(fields, 1 + rivals.length);
  const view = fields.get("view");
  if (view !== null && !roles.includes(view))
    throw new ArenaError("BadInput", "address: view", `"${view}"`, `expected one of ${roles.join(", ")}`);
  const t = fields.get("t");
  if (t === "parting" && rivals.length === 0)
    throw new ArenaError(
      "BadInput",
      "address: t",
      "where line-ups part, in an episode alone",
      "expected a step, or a second line-up as in b.*",
    );
  const speed = fields.get("speed");
  return {
    setup,
    rivals,
    ...(pasts.every((past) => past === undefined) ? {} : { pasts }),
    ...(view === null ? {} : { view }),
    ...(t === null ? {} : { t: t === "parting" ? t : wholeNumber("t", t, 0, 10_000_000) }),
    ...(speed === null ? {} : { speed: wholeNumber("speed", speed, 1, 1000) }),
  };
}

/** Writes an address, without the leading `#`. */
export function writeAddress({ setup, rivals, pasts = [], view, t, speed }: Address): string {
  const fields = new URLSearchParams({ env: setup.env, preset: setup.preset });
  if (Object.keys(setup.changes).length > 0) fields.set("params", JSON.stringify(setup.changes));
  for (const [i, cast] of [setup.cast, ...rivals].entries())
    for (const [name, { agent, params }] of Object.entries(cast))
      fields.set((PREFIXES[i - 1] ?? "") + name, params === undefined ? agent : `${agent}${JSON.stringify(params)}`);
  fields.set("seed", String(setup.seed));
  for (const [i, past] of pasts.entries()) {
    if (past === undefined) continue;
    const prefix = PREFIXES[i - 1] ?? "";
    fields.set(`${prefix}past`, past.steps);
    if (past.drops.length > 0) fields.set(`${prefix}drops`, JSON.stringify(past.drops));
  }
  if (view !== undefined) fields.set("view", view);
  if (speed !== undefined) fields.set("speed", String(speed));
  if (t !== undefined) fields.set("t", String(t));
  return fields.toString();
}

/** The complete casts of further line-ups: a team that a line-up does not name has the same agent as in the first one. */
function rivalsIn(setup: Setup, casts: readonly Cast[]): readonly Cast[] {
  const named = casts.filter((cast) => Object.keys(cast).length > 0);
  const gap = casts.findIndex((cast) => Object.keys(cast).length === 0);
  if (gap >= 0 && named.length > gap)
    throw new ArenaError(
      "BadInput",
      `address: ${PREFIXES[gap + 1]!}*`,
      `a line-up ${LETTERS[gap + 2]!} without a line-up ${LETTERS[gap + 1]!}`,
      `expected agents for ${PREFIXES[gap]!}* as well`,
    );
  const teams = Object.fromEntries(wordsOf(rolesOf(setup)).map((word) => [word, setup.cast[word]!]));
  const setups = named.map((cast) => checked({ ...setup, cast: { ...teams, ...cast } }));
  const withPerson = named.length === 0 ? -1 : [setup, ...setups].findIndex(hasPerson);
  if (withPerson >= 0)
    throw new ArenaError(
      "BadInput",
      `address: line-up ${LETTERS[withPerson]!}`,
      "a person in a comparison",
      "expected agents that play by themselves",
    );
  return setups.map(({ cast }) => cast);
}

/** The steps of `past` and the emergencies of `drops` of each line-up, neither of them checked against the rules yet. */
function pastsIn(fields: URLSearchParams, count: number): readonly (Past | undefined)[] {
  const all = ["", ...PREFIXES].map((prefix) => pastIn(fields, prefix));
  const stray = all.findIndex((past, i) => i >= count && past !== undefined);
  if (stray >= 0)
    throw new ArenaError(
      "BadInput",
      `address: ${PREFIXES[stray - 1]!}past`,
      `the past of a line-up ${LETTERS[stray]!} that is not there`,
      `expected agents for ${PREFIXES[stray - 1]!}* as well`,
    );
  return all.slice(0, count);
}

function pastIn(fields: URLSearchParams, prefix: string): Past | undefined {
  const [steps, text] = [fields.get(`${prefix}past`) ?? "", fields.get(`${prefix}drops`)];
  if (steps === "" && text === null) return undefined;
  const drops = text === null ? [] : jsonIn("drops", text);
  const whole =
    Array.isArray(drops) &&
    drops.every((one) => Array.isArray(one) && one.length === 3 && Number.isInteger(one[0]) && typeof one[1] === "string");
  if (!whole) throw new ArenaError("BadInput", "address: drops", `${text}`, 'expected steps and emergencies, such as [[4,"fog",{}]]');
  return { steps, drops: drops as unknown as Past["drops"] };
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
