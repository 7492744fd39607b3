/** Deadlines: the alarm that rings when somebody is late, and seats that share their host's thread. */
import type { Seat } from "../core/index.ts";

/** Rings after some milliseconds, unless the function that it returns was called before. */
export type Alarm = (ms: number, ring: () => void) => () => void;

/**
 * The alarm of the clock on the wall. A host that was busy itself finds its alarm due and the answer in its queue at the same time:
 * the answer goes first, so what arrived in time is never late.
 */
export const wallAlarm: Alarm = (ms, ring) => {
  let timer = setTimeout(() => {
    timer = setTimeout(ring, 0);
  }, ms);
  return () => clearTimeout(timer);
};

/** An error that a rollout logs as a `Timeout` fault. */
export function timeout(deadlineMs: number): Error {
  const error = new Error(`no action within ${deadlineMs} ms`);
  error.name = "Timeout";
  return error;
}

/**
 * A seat that keeps its deadline: an answer that comes late, or never, is a `Timeout`, and the next turn
 * gets a fresh seat. A seat that computes without end can only be stopped from outside its thread.
 */
export async function inTime(make: () => Promise<Seat>): Promise<Seat> {
  let seat: Seat | undefined = await make();
  const forget = () => {
    seat?.dispose();
    seat = undefined;
  };
  return {
    async act(observation, turn, emit) {
      seat ??= await make();
      const began = performance.now();
      const late = () => {
        forget();
        return timeout(turn.deadlineMs);
      };
      const answer = seat.act(observation, turn, emit);
      if (!(answer instanceof Promise)) {
        if (performance.now() - began > turn.deadlineMs) throw late();
        return answer;
      }
      let cancel = (): void => {};
      const alarm = new Promise<never>((_, reject) => {
        cancel = wallAlarm(turn.deadlineMs, () => reject(late()));
      });
      try {
        return await Promise.race([answer, alarm]);
      } finally {
        cancel();
      }
    },
    dispose: forget,
  };
}
