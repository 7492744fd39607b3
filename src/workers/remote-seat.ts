/** A seat whose agent lives in a worker of its own: deadline, crash, respawn and disposal are the host's. */
import * as Comlink from "comlink";
import type { Loading } from "../../agents/index.ts";
import type { Json, Seat, Trace } from "../core/index.ts";
import { type Alarm, timeout, wallAlarm } from "./deadline.ts";
import type { ArenaService, SeatRequest, Spawn, WorkerHandle } from "./protocol.ts";

/** Workers a seat may lose before its agent is given up for the rest of the episode. */
const MAX_LOSSES = 3;

/** Milliseconds a worker may take to start and to make its agent. */
const START_MS = 60_000;

/** A worker in the seat. `death` says why it died or was ended; `fail` is called then. */
type Live = {
  readonly handle: WorkerHandle;
  readonly service: Comlink.Remote<ArenaService>;
  death?: Error;
  fail?: (reason: Error) => void;
  /** Restarts its time limit. */
  goOn?: () => void;
};

/** What the host of a seat is told besides answers. */
export interface SeatOptions {
  /** Progress of loading a model; undefined when the seat is ready, or has failed. */
  readonly loading?: (loading: Loading | undefined) => void;
  /** Rings when the worker is late; the clock's unless a test rings it itself. */
  readonly alarm?: Alarm;
}

/**
 * Seats an agent in a worker. A worker that is late or dies costs its turn; the next turn gets a fresh one.
 * A turn that is pending when the seat is disposed of rejects at once.
 */
export function remoteSeat(spawn: Spawn, request: SeatRequest, { loading, alarm = wallAlarm }: SeatOptions = {}): Seat {
  let live: Live | undefined;
  let losses = 0;
  let listener: ((trace: Trace) => void) | undefined;

  const drop = () => {
    const dropped = live;
    live = undefined;
    // Until it is released, comlink's registry keeps the proxy and thus the worker.
    dropped?.service[Comlink.releaseProxy]();
    void dropped?.handle.terminate();
    dropped?.fail?.(new Error("its worker was ended"));
  };
  // A late message about an earlier worker does not concern the current one.
  const lose = (lost: Live) => {
    if (live !== lost) return;
    losses++;
    drop();
  };

  function start(): Live {
    const handle = spawn();
    const fresh: Live = { handle, service: Comlink.wrap<ArenaService>(handle.endpoint as Comlink.Endpoint) };
    handle.onDeath((reason) => {
      fresh.death = new Error(`its worker died: ${reason}`);
      fresh.fail?.(fresh.death);
    });
    return fresh;
  }

  async function seated(): Promise<Live> {
    if (live !== undefined) return live;
    const fresh = (live = start());
    try {
      const emit = Comlink.proxy((trace: Trace) => listener?.(trace));
      const late = () => new Error(`its worker did not start within ${START_MS} ms`);
      // A worker that reports progress has started; loading a large model may take long.
      const heard = Comlink.proxy((one: Loading) => {
        fresh.goOn?.();
        loading?.(one);
      });
      await answerOf(fresh, fresh.service.sit(request, emit, heard), START_MS, late, alarm);
      return fresh;
    } catch (error) {
      lose(fresh);
      throw error;
    } finally {
      loading?.(undefined);
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
        return await answerOf(mine, answer, turn.deadlineMs, () => timeout(turn.deadlineMs), alarm);
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

/** What a worker answers; rejects when it dies, is ended, or has not answered within some time. */
async function answerOf<T>(worker: Live, answer: Promise<T>, ms: number, late: () => Error, alarm: Alarm): Promise<T> {
  let cancel = (): void => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      if (worker.death !== undefined) reject(worker.death);
      worker.fail = reject;
      worker.goOn = () => {
        cancel();
        cancel = alarm(ms, () => reject(late()));
      };
      worker.goOn();
      answer.then(resolve, reject);
    });
  } finally {
    cancel();
    delete worker.fail;
    delete worker.goOn;
  }
}
