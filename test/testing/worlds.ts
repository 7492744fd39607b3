/** Worlds as subjects of the conformance kit: with their expert, their naive player, and the stages of their functions. */
import { policyOf } from "../../agents/policies.ts";
import type { World } from "../../agents/world.ts";
import { stagesOf } from "../../function-base/index.ts";
import { wordOf } from "../../src/core/index.ts";
import type { Player, Subject } from "./subject.ts";

/** A world as a subject of the kit; `agents` are the ways to play beside chance. */
export function subjectOf(world: World, agents: readonly string[] = ["expert", "greedy"]): Subject {
  const { env, base } = world;
  const player =
    (id: string): Player =>
    (role) =>
      policyOf(world, id, role);
  return {
    env,
    players: Object.fromEntries(agents.map((id) => [id, player(id)])),
    stages: {
      all: base.stages.map(({ id }) => id),
      met: (observation, { role }) => (base.words.includes(wordOf(role)) ? stagesOf(base, observation).map(({ id }) => id) : []),
    },
  };
}
