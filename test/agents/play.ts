/** Plays episodes of grid pursuit with the registered agents, in this thread. */
import { worldOf } from "../../src/worlds.ts";
import { resolveAgent } from "../../agents/index.ts";
import { type Cast, type Event, type Json, rollout } from "../../src/core/index.ts";

/** Grid without its own types. */
export const world = worldOf("pursuit");

/** Its rules. */
export const { env } = world;

/** All events of an episode. */
export async function play(cast: Cast, seed: number, params: Json = {}): Promise<Event[]> {
  const events: Event[] = [];
  const seat = (role: string, spec: Cast[string]) => {
    const { kind, params: checked } = resolveAgent(spec, world, role);
    return kind.create(checked, { world, role, ports: {} });
  };
  for await (const event of rollout(env, { seed, params, cast, seat })) events.push(event);
  return events;
}

/** The share of episodes that end in the capture of all runners, on the first validation seeds. */
export async function captures(pursuer: string, runner: string, episodes: number, params: Json = {}): Promise<number> {
  let won = 0;
  for (let i = 0; i < episodes; i++) {
    const end = (await play({ pursuer: { agent: pursuer }, runner: { agent: runner } }, 1_000_000 + i, params)).at(-1);
    if (end?.type === "end" && end.outcome.success) won++;
  }
  return won / episodes;
}
