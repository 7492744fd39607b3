/** A sandbox in a worker of its own, which is ended when a function does not come back. */
import * as Comlink from "comlink";
import { FunctionFault, type OpenSandbox, type Sandbox } from "../../function-base/index.ts";
import { type Json, messageOf } from "../core/index.ts";
import { type Alarm, wallAlarm } from "./deadline.ts";
import type { SandboxService, Spawn, WorkerHandle } from "./protocol.ts";

/**
 * Milliseconds after which a call, or the loading of a function, is given up. What decides about a function are the steps and the memory of
 * its machine, which are the same on every machine and end every call within seconds. This only rescues a host whose worker hangs.
 */
const WATCHDOG_MS = 60_000;

/** Milliseconds a worker may take to start. */
const START_MS = 60_000;

type Live = {
  readonly handle: WorkerHandle;
  readonly service: Comlink.Remote<SandboxService>;
  readonly opened: Promise<void>;
  fail?: (reason: Error) => void;
  death?: Error;
};

/**
 * Opens sandboxes in workers of their own; a worker that had to be ended is replaced at the next call. `alarm` rings when a worker is
 * late; it is the clock's unless a test rings it itself.
 */
export function sandboxes(spawn: Spawn, { alarm = wallAlarm }: { readonly alarm?: Alarm } = {}): OpenSandbox {
  return async (env, functions): Promise<Sandbox> => {
    let live: Live | undefined;
    let disposed = false;

    const drop = () => {
      const dropped = live;
      live = undefined;
      dropped?.service[Comlink.releaseProxy]();
      void dropped?.handle.terminate();
      dropped?.fail?.(new Error("its worker was ended"));
    };

    const start = (): Live => {
      const handle = spawn();
      const service = Comlink.wrap<SandboxService>(handle.endpoint as Comlink.Endpoint);
      const fresh: Live = { handle, service, opened: service.open(env, functions) };
      handle.onDeath((reason) => {
        fresh.death = new Error(`its worker died: ${reason}`);
        fresh.fail?.(fresh.death);
        if (live === fresh) drop(); // the next call gets a fresh one
      });
      fresh.opened.catch(() => {});
      return fresh;
    };

    /** Waits for an answer of the worker, and ends a worker that is late or dead. */
    const within = async <T>(worker: Live, answer: Promise<T>, ms: number, late: string): Promise<T> => {
      let cancel = (): void => {};
      let lost = true;
      try {
        return await new Promise<T>((resolve, reject) => {
          if (worker.death !== undefined) reject(worker.death);
          worker.fail = reject;
          cancel = alarm(ms, () => reject(new Error(late)));
          const answered =
            <V>(then: (value: V) => void) =>
            (value: V) => {
              lost = false;
              then(value);
            };
          answer.then(answered(resolve), answered(reject));
        });
      } finally {
        cancel();
        delete worker.fail;
        if (lost && live === worker) drop();
      }
    };

    // One call at a time, so that the late one is known.
    let queue: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
      const mine = queue.then(act);
      queue = mine.catch(() => {});
      return mine;
    };

    return {
      call: (name, observation, legal, previous) =>
        inTurn(async () => {
          if (disposed) throw new FunctionFault(name, "its sandbox is closed", "expected an open one");
          const late = `no answer within ${WATCHDOG_MS} ms: its sandbox was ended`;
          try {
            const worker = (live ??= start());
            await within(worker, worker.opened, START_MS, `no sandbox within ${START_MS} ms`);
            await within(worker, worker.service.load(name), WATCHDOG_MS, late);
            return await within(worker, worker.service.call(name, observation, legal, previous) as Promise<Json>, WATCHDOG_MS, late);
          } catch (error) {
            if (error instanceof Error && error.name === "FunctionFault") throw error;
            throw new FunctionFault(name, messageOf(error), "expected a result");
          }
        }),
      dispose() {
        disposed = true;
        drop();
      },
    };
  };
}
