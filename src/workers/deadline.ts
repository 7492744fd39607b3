/** Deadlines for seats that share their host's thread. */
import type { Seat } from "../core/index.ts";

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
      let timer: ReturnType<typeof setTimeout> | undefined;
      const alarm = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late()), turn.deadlineMs);
      });
      try {
        return await Promise.race([answer, alarm]);
      } finally {
        clearTimeout(timer);
      }
    },
    dispose: forget,
  };
}
