/** A seat whose agent lives in a worker of its own: deadline, crash, respawn and disposal are the host's. */
import * as Comlink from "comlink";
import type { Json, Seat, Trace } from "../core/index.ts";
import { timeout } from "./deadline.ts";
import type { ArenaService, SeatRequest, Spawn, WorkerHandle } from "./protocol.ts";

/** Workers a seat may lose before its agent is given up for the rest of the episode. */
const MAX_LOSSES = 3;

/** Milliseconds a worker may take to start and to make its agent. */
const START_MS = 30_000;

/**
 * Seats an agent in a worker. A worker that is late or dies costs its turn; the next turn gets a fresh one.
 * A turn that is pending when the seat is disposed of rejects at once.
 */
export function remoteSeat(spawn: Spawn, request: SeatRequest): Seat {
  type Live = {
    readonly handle: WorkerHandle;
    readonly service: Comlink.Remote<ArenaService>;
    /** Rejects when the worker dies, or is ended. */
    readonly dead: Promise<never>;
    readonly end: (reason: Error) => void;
  };
  let live: Live | undefined;
  let losses = 0;
  let listener: ((trace: Trace) => void) | undefined;

  const drop = () => {
    const dropped = live;
    live = undefined;
    dropped?.handle.terminate();
    dropped?.end(new Error("its worker was ended"));
  };
  // A late word of an earlier worker is nothing against the present one.
  const lose = (lost: Live) => {
    if (live !== lost) return;
    losses++;
    drop();
  };

  function start(): Live {
    const handle = spawn();
    let end!: (reason: Error) => void;
    const dead = new Promise<never>((_, reject) => (end = reject));
    handle.onDeath((reason) => end(new Error(`its worker died: ${reason}`)));
    dead.catch(() => {}); // it may die while nobody waits
    return { handle, service: Comlink.wrap<ArenaService>(handle.endpoint as Comlink.Endpoint), dead, end };
  }

  async function seated(): Promise<Live> {
    if (live !== undefined) return live;
    const fresh = (live = start());
    try {
      const emit = Comlink.proxy((trace: Trace) => listener?.(trace));
      await within(START_MS, [fresh.service.sit(request, emit), fresh.dead], () => {
        return new Error(`its worker did not start within ${START_MS} ms`);
      });
      return fresh;
    } catch (error) {
      lose(fresh);
      throw error;
    }
  }

  return {
    async act(observation, turn, emit) {
      if (losses >= MAX_LOSSES) throw new Error(`given up after ${losses} lost workers`);
      const mine = await seated();
      listener = emit;
      let answered = false;
      const answer = mine.service.act(observation, turn).finally(() => (answered = true)) as Promise<Json>;
      try {
        return await within(turn.deadlineMs, [answer, mine.dead], () => timeout(turn.deadlineMs));
      } catch (error) {
        if (!answered) lose(mine);
        throw error;
      } finally {
        listener = undefined;
      }
    },
    dispose: drop,
  };
}

/** The first of some promises to settle; rejects when none has within some time. */
async function within<T>(ms: number, race: readonly Promise<T>[], late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  try {
    return await Promise.race([...race, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
