/** Policies: agents that decide at once, so that search can play them out. */
import type { Json, Observation, Role, Turn } from "../src/core/index.ts";
import { type AgentKind, noParams } from "./agent.ts";
import type { World } from "./world.ts";

/** A decision without waiting: what search can play out. */
export type Policy = (observation: Observation, turn: PolicyTurn) => Json;

/** What a policy is told beside its observation. */
export type PolicyTurn = Pick<Turn, "role" | "legal" | "range" | "key">;

/** An agent that plays a policy. */
export function policyKind(about: Pick<AgentKind, "id" | "title" | "about">, policyFor: (world: World, role: Role) => Policy): AgentKind {
  return {
    ...about,
    group: "scripted",
    params: noParams,
    check: (world, role) => void policyFor(world, role),
    create(_params, { world, role }) {
      const policy = policyFor(world, role);
      return { act: (observation, turn) => policy(observation, turn), dispose: () => {} };
    },
  };
}
