/** Policies by the ids of their agents: they decide without waiting, so search can assume them. */
import { ArenaError, lookup, type Role, rng, wordOf } from "../src/core/index.ts";
import { teachersChoice } from "../function-base/index.ts";
import { functionPolicy } from "./functions/seat.ts";
import type { Policy } from "./policy.ts";
import type { World } from "./world.ts";

/** A policy as lists show it. */
export interface PolicyEntry {
  readonly title: string;
  readonly about: string;
  policyFor(world: World, role: Role): Policy;
}

/** The policies that every game has. */
export const policies = {
  random: {
    title: "Random",
    about: "A uniformly random legal action: 0 on the scale of normalised scores.",
    policyFor:
      () =>
      (_observation, { legal, key }) =>
        rng(key).pick(legal),
  },
  greedy: {
    title: "Greedy",
    about: "The naive policy of the environment: what a reader would expect.",
    policyFor: ({ env, players }, role) => lookup(players.naive, wordOf(role), `greedy for ${env.id}`, "role"),
  },
  expert: {
    title: "Expert",
    about: "The best scripted policy of the environment: 1 on the scale of normalised scores.",
    policyFor: (world, role) => expertPolicy(world, role),
  },
} as const satisfies Readonly<Record<string, PolicyEntry>>;

/** The expert policy of a role: it decides by functions if the base has some for the role's word. */
export function expertPolicy(world: World, role: Role): Policy {
  const { env, base, players } = world;
  const word = wordOf(role);
  return base.words.includes(word) ? byFunctions(world) : lookup(players.expert, word, `expert for ${env.id}`, "role");
}

const decided = new WeakMap<World, Policy>();

/** Decides function by function, with the table that play found best. */
function byFunctions(world: World): Policy {
  let policy = decided.get(world);
  if (policy === undefined) {
    const { base } = world;
    const decide = functionPolicy(base, (query) => teachersChoice(base, query));
    decided.set(world, (policy = (observation, { legal, role }) => decide(observation, legal, role)));
  }
  return policy;
}

const tables = new WeakMap<World, Readonly<Record<string, PolicyEntry>>>();

/** Every policy of a game, by the id of its agent: those of every game, and its own. */
export function policiesOf(world: World): Readonly<Record<string, PolicyEntry>> {
  let table = tables.get(world);
  if (table === undefined) {
    const own = Object.entries(world.players.others).map(([id, { title, about, word, policy }]): [string, PolicyEntry] => [
      id,
      { title, about, policyFor: (_world, role) => only(id, word, role, policy) },
    ]);
    tables.set(world, (table = { ...policies, ...Object.fromEntries(own) }));
  }
  return table;
}

/** The policy of an agent in a role; throws `UnknownId`, or `BadAgent` for a role that it does not play. */
export const policyOf = (world: World, id: string, role: Role, where = `${world.env.id} policies`): Policy =>
  lookup(policiesOf(world), id, where, "policy").policyFor(world, role);

/** A policy for the roles of one word. */
function only(id: string, word: string, role: Role, policy: Policy): Policy {
  if (wordOf(role) !== word)
    throw new ArenaError("BadAgent", `agent ${id}`, `cast as "${role}"`, `expected a ${word}: cast it as "${word}"`);
  return policy;
}
