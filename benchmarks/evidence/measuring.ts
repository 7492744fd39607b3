/** Measures a log on all cores. */
import { Worker } from "node:worker_threads";
import { ArenaError } from "../../src/core/index.ts";
import type { Suite } from "../suite.ts";
import type { Measurement, Part } from "./measure.ts";

/** Measures a log in so many threads, each with its part of the subjects; what is found is the same for any number. */
export async function measureInThreads(
  suite: Suite,
  log: string,
  threads: number,
  onEpisode: (done: number) => void,
): Promise<Measurement> {
  let done = 0;
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, part) => partOf(suite, log, { part, of: threads }, () => onEpisode(++done))),
  );
  return { measured: parts.flatMap(({ measured }) => measured), slips: new Map(parts.flatMap(({ slips }) => [...slips])) };
}

const partOf = (suite: Suite, log: string, part: Part, onEpisode: () => void): Promise<Measurement> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./measure.thread.mjs", import.meta.url), { execArgv: [], workerData: { suite, log, part } });
    worker.on("message", (message: "episode" | Measurement) => {
      if (message === "episode") onEpisode();
      else resolve(message);
    });
    worker.on("error", reject);
    worker.on("exit", (code) =>
      reject(new ArenaError("Stopped", "measuring", `a thread ended with code ${code}`, "expected to go on with the same command")),
    );
  });
