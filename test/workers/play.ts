/** What the tests of workers share: requests, the log an episode must have, and workers that can be counted, overheard and killed. */
import * as Comlink from "comlink";
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
import { type Alarm, inTime } from "../../src/workers/deadline.ts";
import type { ArenaService, EpisodeRequest, Report, Spawn, WorkerHandle } from "../../src/workers/protocol.ts";

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
    deadlineMs: 300_000, // so long that it decides nothing, however busy the machine is
    ...fields,
    params: { width: width!, height: height!, horizon: horizon!, ...((fields.params ?? {}) as Record<string, Json>) },
  };
}

/** The lines of a log without what depends on the machine. */
export const bare = (lines: readonly string[]): readonly string[] =>
  lines.map((line, i) => lineOf(withoutWall(parseLine(line, i + 1)) as Event));

/** An agent in the thread of the test. */
export function localSeat(world: World, role: Role, spec: AgentSpec): Seat | Promise<Seat> {
  const { kind, params } = resolveAgent(spec, world, role);
  return kind.create(params, { world, role, ports: {} });
}

/** The log of an episode played in this thread, by one agent after the other, without any worker. */
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

/** Replays a log and returns its faults; throws if the replay differs from it. */
export async function faultsOf(lines: readonly string[]): Promise<readonly FaultEvent[]> {
  const events = lines.map((line, i) => parseLine(line, i + 1));
  const { frames, start } = await replay(worldOf((events[0] as { env: string }).env).env, events);
  if (start.type !== "start") throw new Error("a log without a start");
  return frames.flatMap((frame) => frame.events.filter((event) => event.type === "fault"));
}

/** A spawn that counts the workers that it started and those that are left. */
export function counted(spawn: Spawn): {
  readonly spawn: Spawn;
  readonly all: readonly WorkerHandle[];
  readonly left: () => number;
  /** How many deaths their host was told of. */
  readonly dead: () => number;
} {
  const all: WorkerHandle[] = [];
  const ended = new Set<WorkerHandle>();
  let dead = 0;
  return {
    all,
    left: () => all.length - ended.size,
    dead: () => dead,
    spawn() {
      const handle = spawn();
      all.push(handle);
      return {
        endpoint: handle.endpoint,
        onDeath: (callback) =>
          handle.onDeath((reason) => {
            dead++;
            callback(reason);
          }),
        terminate() {
          ended.add(handle);
          void handle.terminate();
        },
      };
    },
  };
}

/**
 * Starts workers whose reports the test receives right after the pool: what a test does in mid-episode is triggered by a report of the
 * worker, not by a time. If `told` returns true the worker counts as ended there: its result is kept from the pool.
 */
export function overheard(spawn: Spawn, told: (report: Report, request: EpisodeRequest, handle: WorkerHandle) => boolean | void): Spawn {
  return () => {
    const handle = spawn();
    const service = Comlink.wrap<ArenaService>(handle.endpoint as Comlink.Endpoint);
    const { port1, port2 } = new MessageChannel();
    const play: ArenaService["play"] = (request, mode, report) =>
      new Promise((resolve, reject) => {
        let over = false;
        let begun: () => void;
        const first = new Promise<void>((heard) => (begun = heard));
        const relay = async (one: Report) => {
          await (report(one) as unknown); // across a thread it is a promise
          over ||= told(one, request, handle) === true;
          begun();
        };
        Promise.all([
          service.play(
            request,
            mode,
            Comlink.proxy((one: Report) => void relay(one)),
          ),
          first,
        ]).then(([lines]) => over || resolve(lines), reject);
      });
    Comlink.expose({ play }, port2);
    return {
      endpoint: port1,
      onDeath: (callback) => handle.onDeath(callback),
      terminate() {
        service[Comlink.releaseProxy]();
        for (const port of [port1, port2]) port.close();
        void handle.terminate();
      },
    };
  };
}

/** An alarm that rings when the test says so, and never by itself. */
export function handAlarm(): {
  readonly alarm: Alarm;
  /** The milliseconds of every alarm that was set, in order. */
  readonly times: readonly number[];
  /** How many of them are waiting to ring. */
  readonly waiting: () => number;
  readonly ring: () => void;
} {
  const rings = new Set<() => void>();
  const times: number[] = [];
  return {
    times,
    waiting: () => rings.size,
    alarm(ms, ring) {
      const mine = () => ring(); // the same function may be set twice
      times.push(ms);
      rings.add(mine);
      return () => void rings.delete(mine);
    },
    ring() {
      for (const one of [...rings]) one();
      rings.clear();
    },
  };
}

/** Waits until a condition holds, checking it every few milliseconds; only the test's own time limit ends a vain wait. */
export async function until(met: () => boolean): Promise<void> {
  while (!met()) await sleep(5);
}

/** Waits some milliseconds. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
