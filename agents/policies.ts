/** The policies by id: agents that decide without waiting, and so can be assumed by search. */
import { type AnyEnvironment, ArenaError, lookup, type Role, rng, wordOf } from "../src/core/index.ts";
import type { Policy } from "./agent.ts";
import { guides } from "./experts/index.ts";
import { coordinated } from "./pursuit/coordinated.ts";
import { evade, evadeLookahead, flee } from "./pursuit/runners.ts";

/** A policy as lists show it. */
export interface PolicyEntry {
  readonly title: string;
  readonly about: string;
  readonly envs?: readonly string[];
  policyFor(env: AnyEnvironment, role: Role): Policy;
}

const guided = (env: AnyEnvironment, role: Role, which: "greedy" | "expert"): Policy =>
  lookup(lookup(guides, env.id, which, "guide of an environment")[which], wordOf(role), `${which} for ${env.id}`, "role");

/** A policy for the roles of one word. */
const only =
  (id: string, word: string, policy: Policy) =>
  (_env: AnyEnvironment, role: Role): Policy => {
    if (wordOf(role) !== word)
      throw new ArenaError("BadAgent", `agent ${id}`, `cast as "${role}"`, `expected a ${word}: cast it as "${word}"`);
    return policy;
  };

/** Every policy, by the id of its agent. */
export const policies: Readonly<Record<string, PolicyEntry>> = {
  random: {
    title: "Random",
    about: "A uniformly random legal action: the zero of every normalised score.",
    policyFor:
      () =>
      (_observation, { legal, key }) =>
        rng(key).pick(legal),
  },
  greedy: {
    title: "Greedy",
    about: "The naive policy of the environment: pursuers chase, runners flee.",
    policyFor: (env, role) => guided(env, role, "greedy"),
  },
  expert: {
    title: "Expert",
    about: "The best scripted policy of the environment: the one of every normalised score.",
    policyFor: (env, role) => guided(env, role, "expert"),
  },
  coordinated: {
    title: "Coordinated",
    about: "Pursuers that take different sides of the runner by a plan, not by functions: what search assumes of partners.",
    envs: ["pursuit"],
    policyFor: only("coordinated", "pursuer", coordinated),
  },
  flee: {
    title: "Flee",
    about: "A runner that goes where the nearest pursuer is farthest: easy.",
    envs: ["pursuit"],
    policyFor: only("flee", "runner", flee),
  },
  evade: {
    title: "Evade",
    about: "A runner that keeps its distance and its ways out: the default opponent.",
    envs: ["pursuit"],
    policyFor: only("evade", "runner", evade),
  },
  "evade-lookahead": {
    title: "Evade, looking ahead",
    about: "A runner that searches a few plies against chasing pursuers: hard.",
    envs: ["pursuit"],
    policyFor: only("evade-lookahead", "runner", evadeLookahead),
  },
};
