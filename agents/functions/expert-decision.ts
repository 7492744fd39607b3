/** What the expert would decide in a state: for those who look at another agent's decision beside it. */
import type { Json, Observation, Role, Trace } from "../../src/core/index.ts";
import { callNative, decideNow, teachersChoice } from "../../function-base/index.ts";
import type { World } from "../world.ts";
import { hasFunctions, joinedFor } from "./seat.ts";

/** A decision of the expert: the functions that it takes, stage by stage, and the action that they come to. */
export interface ExpertDecision {
  readonly calls: readonly Extract<Trace, { readonly type: "call" }>[];
  readonly action: Json;
}

/** What the expert decides for a role with the functions of its game; undefined for a role without functions. Throws `FunctionFault`. */
export function expertDecision(world: World, role: Role, observation: Observation, legal: readonly Json[]): ExpertDecision | undefined {
  if (!hasFunctions({ world, role })) return undefined;
  const { base } = world;
  const calls: ExpertDecision["calls"][number][] = [];
  const action = decideNow(
    {
      base,
      k: Infinity,
      joined: joinedFor(base, observation.notices, "answers"),
      role,
      // The expert looks its choice up in a table: it needs no candidates.
      retrieve: () => [],
      select: (query) => ({ name: teachersChoice(base, query) }),
      call: (entry, query, actions) => callNative(base, entry, query.observation, actions, query.previous),
      heard: ({ id }, _candidates, { name }, result) =>
        void calls.push({ type: "call", stage: id, name, ...(result === undefined ? {} : { result }) }),
    },
    observation,
    legal,
  );
  return { calls, action };
}
