/** Episodes for the tests: played in this thread by seats made of plain functions. */
import { worldOf } from "../../src/worlds.ts";
import { resolveAgent } from "../../agents/index.ts";
import { type Event, type Json, lineOf, type Role, rollout, type RolloutOptions, type Seat } from "../../src/core/index.ts";

/** The world of pursuit, without the types of its own. */
export const world = worldOf("pursuit");

/** The rules of pursuit. */
export const { env } = world;

/** A cast that captures in a few rounds. */
export const cast = { pursuer: { agent: "greedy" }, runner: { agent: "flee" } };

/** Makes the seat of the agent that a spec names. */
export function seatOf(role: Role, spec: { readonly agent: string; readonly params?: Json }): Seat | Promise<Seat> {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { world, role, ports: {} });
}

/** A seat that answers with a function. */
export const seatThat = (act: Seat["act"]): Seat => ({ act, dispose: () => {} });

/** All events of an episode on a small board. */
export async function play(options: Partial<RolloutOptions> = {}): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of rollout(env, { seed: 5, params: { width: 7, height: 7, horizon: 25 }, cast, seat: seatOf, ...options }))
    events.push(event);
  return events;
}

/** The log of an episode, a line an event. */
export const linesOf = (events: readonly Event[]): string[] => events.map(lineOf);
