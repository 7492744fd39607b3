/** Ctrl-C: the first one ends the work, which keeps what is whole and says how to go on; the second one ends the program at once. */

/** Work that can be stopped, by Ctrl-C, by the signal to terminate, or by itself. */
export type Interruptible = {
  readonly signal: AbortSignal;
  stop(): void;
  /** Leaves later signals to Node. */
  end(): void;
};

/** Listens for signals until `end` is called. */
export function interruptible(say: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Interruptible {
  const abort = new AbortController();
  const interrupted = () => {
    if (!abort.signal.aborted) say("Stopping: whole results are kept. Ctrl-C again ends the program at once.");
    abort.abort();
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  return {
    signal: abort.signal,
    stop: () => abort.abort(),
    end: () => void process.off("SIGINT", interrupted).off("SIGTERM", interrupted),
  };
}
