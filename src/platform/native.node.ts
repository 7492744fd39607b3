/**
 * Native code in the threads of Node. A thread that is ended while ONNX Runtime computes in it takes the whole process with it, so the host of
 * a thread asks it to end, and it ends when its last native call has returned.
 */
import { workerData } from "node:worker_threads";

/** What a thread shares with its host, as an array of two numbers: how many native calls are under way, and 1 when it is to end. */
export type NativeCalls = Int32Array<SharedArrayBuffer>;

const [CALLS, ENDING] = [0, 1];

/** Counts the native calls of a thread that is about to start. */
export const nativeCalls = (): NativeCalls => new Int32Array(new SharedArrayBuffer(8));

/** Asks a thread to end; says whether it is in a native call and will end by itself. After that it makes no more native calls. */
export function askToEnd(calls: NativeCalls): boolean {
  Atomics.store(calls, ENDING, 1);
  return Atomics.load(calls, CALLS) > 0;
}

const own = (workerData as { readonly native?: unknown } | null)?.native;
const calls = own instanceof Int32Array ? own : undefined;

/** Makes a native call; never resolves in a thread that is asked to end. */
export async function natively<T>(call: () => Promise<T>): Promise<T> {
  if (calls === undefined) return call();
  const isEnding = () => Atomics.load(calls, ENDING) === 1;
  const done = () => {
    if (Atomics.sub(calls, CALLS, 1) === 1 && isEnding()) process.exit(); // ends this thread alone
  };
  Atomics.add(calls, CALLS, 1);
  if (isEnding()) {
    done();
    return new Promise<never>(() => {});
  }
  try {
    return await call();
  } finally {
    done();
  }
}
