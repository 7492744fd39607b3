/** What the tests of workers share: requests, the log an episode must have, and workers that can be counted and killed. */
import type { World } from "../../agents/world.ts";
import { worldOf } from "../../src/worlds.ts";
import { inputsOf, resolveAgent } from "../../agents/index.ts";
import {
  type AgentSpec,
  type Event,
  type FaultEvent,
  type Forfeit,
  type Json,
  lineOf,
  parseLine,
  replay,
  type Role,
  rollout,
  type Seat,
  withoutWall,
} from "../../src/core/index.ts";
import { inTime } from "../../src/workers/deadline.ts";
import type { EpisodeRequest, Spawn, WorkerHandle } from "../../src/workers/protocol.ts";

/** How a platform starts workers, and how one is killed from outside. */
export type Platform = {
  readonly spawn: Spawn;
  /** Ends a worker so that its host is told. */
  readonly kill: (handle: WorkerHandle) => void;
  /** What the host is told then. */
  readonly reason: string;
};

/** A short episode on the quick board; fields may be replaced. */
export function requestOf(fields: Partial<EpisodeRequest> & { readonly episode: string }): EpisodeRequest {
  const { width, height, horizon } = worldOf("pursuit").env.presets["quick"]!.params as Readonly<Record<string, number>>;
  return {
    env: "pursuit",
    seed: 7,
    cast: { pursuer: { agent: "greedy" }, runner: { agent: "evade" } },
    deadlineMs: 10_000,
    ...fields,
    params: { width: width!, height: height!, horizon: horizon!, ...((fields.params ?? {}) as Record<string, Json>) },
  };
}

/** The lines of a log less what depends on the machine. */
export const bare = (lines: readonly string[]): readonly string[] =>
  lines.map((line, i) => lineOf(withoutWall(parseLine(line, i + 1)) as Event));

/** An agent in the thread of the test. */
export function localSeat(world: World, role: Role, spec: AgentSpec): Seat | Promise<Seat> {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { world, role, ports: {} });
}

/** The log of an episode played right here, by one agent after the other, without any worker. */
export async function logOf(request: EpisodeRequest, forfeits: readonly Forfeit[] = []): Promise<readonly string[]> {
  const world = worldOf(request.env);
  const { env } = world;
  const lines: string[] = [];
  const events = rollout(env, {
    ...request,
    inputs: inputsOf(world, request.cast),
    forfeits,
    seat: (role, spec) => inTime(async () => localSeat(world, role, spec)),
  });
  for await (const event of events) lines.push(lineOf(event));
  return lines;
}

/** Replays a log, which throws unless it proves itself, and returns its faults. */
export async function faultsOf(lines: readonly string[]): Promise<readonly FaultEvent[]> {
  const events = lines.map((line, i) => parseLine(line, i + 1));
  const { frames, start } = await replay(worldOf((events[0] as { env: string }).env).env, events);
  if (start.type !== "start") throw new Error("a log without a start");
  return frames.flatMap((frame) => frame.events.filter((event) => event.type === "fault"));
}

/** A spawn that keeps count of its workers and of those that are left. */
export function counted(spawn: Spawn): { readonly spawn: Spawn; readonly all: readonly WorkerHandle[]; readonly left: () => number } {
  const all: WorkerHandle[] = [];
  const ended = new Set<WorkerHandle>();
  return {
    all,
    left: () => all.length - ended.size,
    spawn() {
      const handle = spawn();
      all.push(handle);
      return {
        endpoint: handle.endpoint,
        onDeath: (callback) => handle.onDeath(callback),
        terminate() {
          ended.add(handle);
          handle.terminate();
        },
      };
    },
  };
}

/** Waits some milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
