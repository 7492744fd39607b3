/** A worker thread that measures its part of a log. */
import { parentPort, workerData } from "node:worker_threads";
import { readEpisodes } from "../journal.ts";
import type { Suite } from "../suite.ts";
import { measure, type Part, wantedIn } from "./measure.ts";

const { suite, log, part } = workerData as { readonly suite: Suite; readonly log: string; readonly part: Part };
const found = await measure(suite, readEpisodes(log, { wanted: wantedIn(suite, part) }), {
  part,
  onEpisode: () => parentPort!.postMessage("episode"),
});
parentPort!.postMessage(found);
