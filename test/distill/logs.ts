/** Logs of teachers for tests, played in the test's own thread. */
import { worldOf } from "../../src/worlds.ts";
import { writeFileSync } from "node:fs";
import { inputsOf, type Ports, resolveAgent } from "../../agents/index.ts";
import type { World } from "../../agents/world.ts";
import { type AgentSpec, type Cast, type Event, type Json, lineOf, rollout, SPLITS } from "../../src/core/index.ts";

/** The environment of these tests. */
export const world = worldOf("pursuit");
export const { env } = world;

/** Small boards and short episodes. */
export const SMALL: Json = { width: 7, height: 7, horizon: 8 };

/** A `taught` agent with this teacher. */
export const taughtBy = (teacher: string, teacherParams: Json = {}, more: object = {}): AgentSpec => ({
  agent: "taught",
  params: { teacher, teacherParams, ...more },
});

/** Plays an episode. */
export const played = (seed: number, pursuer: AgentSpec, params: Json = SMALL, ports: Ports = {}): Promise<readonly Event[]> =>
  playedIn(world, `small/${pursuer.agent}/${seed}`, seed, { pursuer, runner: { agent: "evade" } }, params, ports);

/** Plays an episode of any game. */
export async function playedIn(
  one: World,
  episode: string,
  seed: number,
  cast: Cast,
  params: Json,
  ports: Ports = {},
): Promise<readonly Event[]> {
  const events: Event[] = [];
  const seat = (role: string, spec: AgentSpec) => {
    const { kind, params: set } = resolveAgent(spec, one, role);
    return kind.create(set, { world: one, role, ports });
  };
  for await (const event of rollout(one.env, { seed, episode, params, cast, inputs: inputsOf(one, cast), seat })) events.push(event);
  return events;
}

/** Writes a log of episodes on training and validation seeds. */
export async function writeLog(path: string, pursuer: AgentSpec, { train = 2, validation = 1, params = SMALL } = {}): Promise<void> {
  const seeds = [
    ...Array.from({ length: train }, (_, i) => SPLITS.train + i),
    ...Array.from({ length: validation }, (_, i) => SPLITS.validation + i),
  ];
  const lines: string[] = [];
  for (const seed of seeds) for (const event of await played(seed, pursuer, params)) lines.push(lineOf(event));
  writeFileSync(path, `${lines.join("\n")}\n`);
}
