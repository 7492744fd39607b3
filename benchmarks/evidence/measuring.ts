/** Measures a log on all cores. */
import { Worker } from "node:worker_threads";
import { ArenaError } from "../../src/core/index.ts";
import { threadOf } from "../../src/platform/bundle.node.mjs";
import type { Suite } from "../suite.ts";
import type { Measurement } from "./measure.ts";

/** Measures a log in `threads` threads, each with its part of the subjects; the result does not depend on their number. */
export async function measureInThreads(
  suite: Suite,
  log: string,
  threads: number,
  onEpisode: (done: number) => void,
): Promise<Measurement> {
  let done = 0;
  const { file, argv } = threadOf("measure");
  const workers = Array.from(
    { length: threads },
    (_, part) => new Worker(file, { execArgv: [], argv: [...argv], workerData: { suite, log, part: { part, of: threads } } }),
  );
  try {
    const parts = await Promise.all(workers.map((worker) => foundBy(worker, () => onEpisode(++done))));
    return { measured: parts.flatMap(({ measured }) => measured), slips: new Map(parts.flatMap(({ slips }) => [...slips])) };
  } finally {
    // When one fails, the others would go on for minutes.
    for (const worker of workers) void worker.terminate();
  }
}

const foundBy = (worker: Worker, onEpisode: () => void): Promise<Measurement> =>
  new Promise((resolve, reject) => {
    worker.on("message", (message: "episode" | Measurement) => {
      if (message === "episode") onEpisode();
      else resolve(message);
    });
    worker.on("error", reject);
    worker.on("exit", (code) =>
      reject(new ArenaError("Stopped", "measuring", `a thread ended with code ${code}`, "expected to go on with the same command")),
    );
  });
