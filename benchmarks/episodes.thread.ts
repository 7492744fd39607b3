/** A worker thread that finds what is asked of episodes of a compressed log. */
import { closeSync, openSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { type Asked, type Batch, findIn, finderOf, type Outcome } from "./each-episode.ts";
import { readAt } from "./log-file.ts";

const { log, asked } = workerData as { readonly log: string; readonly asked: Asked };
const find = finderOf(log, asked);
const file = openSync(log, "r");
process.on("exit", () => closeSync(file));

let last: Promise<unknown> = Promise.resolve();
parentPort!.on("message", (batch: Batch) => {
  last = last.then(async () => {
    const outcomes: Outcome[] = [];
    for (const place of batch) outcomes.push(await findIn({ ...place, bytes: readAt(file, place.from, place.length) }, log, find));
    parentPort!.postMessage(outcomes);
  });
});
