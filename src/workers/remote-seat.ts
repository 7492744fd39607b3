/** A seat whose agent lives in a worker of its own: deadline, crash, respawn and disposal are the host's. */
import * as Comlink from "comlink";
import type { Json, Seat, Trace } from "../core/index.ts";
import { timeout } from "./deadline.ts";
import type { ArenaService, SeatRequest, Spawn, WorkerHandle } from "./protocol.ts";

/** Workers a seat may lose before its agent is given up for the rest of the episode. */
const MAX_LOSSES = 3;

/** Milliseconds a worker may take to start and to make its agent. */
const START_MS = 30_000;

/** Seats an agent in a worker. A worker that is late or dies costs its turn; the next turn gets a fresh one. */
export function remoteSeat(spawn: Spawn, request: SeatRequest): Seat {
  type Live = { readonly handle: WorkerHandle; readonly service: Comlink.Remote<ArenaService>; readonly dead: Promise<never> };
  let live: Live | undefined;
  let losses = 0;
  let listener: ((trace: Trace) => void) | undefined;

  const drop = () => {
    live?.handle.terminate();
    live = undefined;
  };
  const lose = () => {
    losses++;
    drop();
  };

  async function start(): Promise<Live> {
    const handle = spawn();
    const dead = new Promise<never>((_, reject) => handle.onDeath((reason) => reject(new Error(`its worker died: ${reason}`))));
    dead.catch(() => {}); // it may die while nobody waits
    const service = Comlink.wrap<ArenaService>(handle.endpoint as Comlink.Endpoint);
    live = { handle, service, dead };
    const emit = Comlink.proxy((trace: Trace) => listener?.(trace));
    await Promise.race([
      service.sit(request, emit),
      dead,
      after(START_MS, () => new Error(`its worker did not start within ${START_MS} ms`)),
    ]);
    return live;
  }

  return {
    async act(observation, turn, emit) {
      if (losses >= MAX_LOSSES) throw new Error(`given up after ${losses} lost workers`);
      const { service, dead } =
        live ??
        (await start().catch((error: unknown) => {
          lose();
          throw error;
        }));
      listener = emit;
      let answered = false;
      const answer = service.act(observation, turn).finally(() => (answered = true)) as Promise<Json>;
      const isDead = dead.catch((error: unknown) => {
        if (!answered) lose();
        throw error;
      });
      isDead.catch(() => {});
      try {
        return await Promise.race([
          answer,
          isDead,
          after(
            turn.deadlineMs,
            () => {
              lose();
              return timeout(turn.deadlineMs);
            },
            answer,
          ),
        ]);
      } finally {
        listener = undefined;
      }
    },
    dispose: drop,
  };
}

/** Rejects after some time; the timer is cleared when `settled` settles first. */
function after(ms: number, error: () => Error, settled?: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(error()), ms);
    const clear = () => clearTimeout(timer);
    settled?.then(clear, clear);
  });
}
