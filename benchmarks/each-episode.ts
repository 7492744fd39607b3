/** Goes through a log on all cores: every episode is proved once, and whatever is asked of it is found where it was proved. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import {
  ArenaError,
  CUT,
  episodeIn,
  gapError,
  isOfMembers,
  type LogBytes,
  type LoggedEpisode,
  type Member,
  membersOf,
  messageOf,
  type Torn,
} from "../src/core/index.ts";
import { threadOf } from "../src/platform/bundle.node.mjs";
import type { Prices } from "../src/platform/prices.ts";
import { type EpisodeMeasured, measuredIn } from "./evidence/measure.ts";
import { type EpisodeFacts, factsIn, type Proof, proofOf, provable, type Proved } from "./facts.ts";
import { readEpisodes, withBytes } from "./log-file.ts";
import type { Suite } from "./suite.ts";

/** What is asked of the episodes of a log: that they prove themselves, the facts that score them, what is measured of their decisions. */
export type Asked = {
  readonly proof?: true;
  readonly score?: { readonly suite: Suite; readonly prices?: Prices | undefined };
  readonly measure?: { readonly suite: Suite; readonly sampled?: number };
};

/** What was found of an episode; what was not asked for, or does not apply to it, is missing. */
export type Found = { readonly proof?: Proof; readonly facts?: EpisodeFacts; readonly measured?: EpisodeMeasured };

/** An episode of a log: what was found, or why it could not be. */
export type Outcome =
  | { readonly line: number; readonly found: Found; readonly error?: never }
  | { readonly line: number; readonly found?: never; readonly error: Failure };

/** An error as it goes from one thread to another. `damage` says that the episode could not be read. */
type Failure = { readonly name: string; readonly message: string; readonly damage: boolean };

/** Finds what is asked of one episode. */
type Finder = (episode: LoggedEpisode) => Promise<Outcome>;

/** A finder; what only depends on the suite is made once. */
export function finderOf(log: string, { proof, score, measure }: Asked): Finder {
  const factsOf = score === undefined ? undefined : factsIn(score.suite, score.prices);
  const measuredOf = measure === undefined ? undefined : measuredIn(measure.suite, measure.sampled);
  const foundOf = async (proved: Proved): Promise<Found> => {
    const facts = await factsOf?.(proved);
    const measured = await measuredOf?.(proved);
    return {
      ...(proof === undefined ? {} : { proof: await proofOf(proved) }),
      ...(facts === undefined ? {} : { facts }),
      ...(measured === undefined ? {} : { measured }),
    };
  };
  return async (episode) => {
    const line = episode.firstLine;
    try {
      return { line, found: await foundOf(provable(episode, `${log} line ${line}`)) };
    } catch (error) {
      return { line, error: failureOf(error) };
    }
  };
}

const failureOf = (error: unknown, damage = false): Failure => ({
  name: error instanceof Error ? error.name : "Error",
  message: messageOf(error),
  damage,
});

/** Finds what is asked of the episode of a member; one that is damaged is a failure. */
export async function findIn(member: Member, log: string, find: Finder): Promise<Outcome> {
  try {
    return await find(await episodeIn(member, log));
  } catch (error) {
    return { line: member.line, error: failureOf(error, true) };
  }
}

/** How a log is gone through. */
export type EachOptions = {
  /** By default one for each core, and none for a short log. A plain log is gone through without threads. */
  readonly threads?: number;
  readonly onTorn?: (torn: Torn) => void;
};

/** The bytes of a compressed log from which on threads are worth their start. */
const LONG = 2 ** 20;

/** Finds what is asked of every episode of a log, in its order. Throws `BadLog` for a file that is no log. */
export function eachEpisode(
  log: string,
  asked: Asked,
  { threads, onTorn = () => {} }: EachOptions = {},
): AsyncGenerator<Outcome, void, undefined> {
  return withBytes(log, async function* (bytes) {
    const count = threads ?? (bytes.size < LONG ? 0 : availableParallelism());
    if (count > 0 && (await isOfMembers(bytes))) return yield* inThreads(log, bytes, asked, count, onTorn);
    const find = finderOf(log, asked);
    // Damage is told when reading has gone past it: it comes before the next episode.
    const damages: Outcome[] = [];
    const onDamage = (error: ArenaError) => damages.push({ line: 0, error: failureOf(error, true) });
    for await (const episode of readEpisodes(log, { onDamage, onTorn })) {
      yield* damages.splice(0);
      yield await find(episode);
    }
    yield* damages;
  });
}

/** Members that a thread gets at a time. */
const BATCH = 16;

/** Where members of a log lie. */
export type Batch = readonly Omit<Member, "bytes">[];

/** Shares the members of a log among threads; outcomes come in the log's order. */
async function* inThreads(
  log: string,
  bytes: LogBytes,
  asked: Asked,
  count: number,
  onTorn: (torn: Torn) => void,
): AsyncGenerator<Outcome, void, undefined> {
  const threads = Array.from({ length: count }, () => startThread(log, asked));
  /** What is found of batches, or known without a thread, in the log's order. */
  const waiting: Promise<readonly Outcome[]>[] = [];
  let batch: Omit<Member, "bytes">[] = [];
  const give = (): void => {
    if (batch.length > 0) waiting.push(threads.reduce((least, one) => (one.load < least.load ? one : least)).find(batch));
    batch = [];
  };
  try {
    for await (const one of membersOf(bytes)) {
      if ("episode" in one) {
        const { bytes: _, ...place } = one;
        batch.push(place);
        if (batch.length < BATCH) continue;
      }
      give();
      if (!("episode" in one)) {
        if (one.torn) onTorn({ line: one.line, lines: 0, reason: CUT });
        else waiting.push(Promise.resolve([{ line: one.line, error: failureOf(gapError(log, one), true) }]));
      }
      while (waiting.length > 2 * count) yield* await waiting.shift()!;
    }
    give();
    while (waiting.length > 0) yield* await waiting.shift()!;
  } finally {
    for (const thread of threads) thread.end();
  }
}

/** Starts a thread that finds what is asked of the members that it is given, one batch after the other. */
function startThread(log: string, asked: Asked) {
  const { file, argv } = threadOf("episodes");
  const worker = new Worker(file, { execArgv: [], argv: [...argv], workerData: { log, asked } });
  const asking: { readonly resolve: (outcomes: readonly Outcome[]) => void; readonly reject: (error: unknown) => void }[] = [];
  const fail = (error: unknown) => {
    for (const { reject } of asking.splice(0)) reject(error);
  };
  worker.on("message", (outcomes: readonly Outcome[]) => asking.shift()!.resolve(outcomes));
  worker.on("error", fail);
  worker.on("exit", (code) =>
    fail(new ArenaError("Stopped", log, `a thread that read it ended with code ${code}`, "expected to go on with the same command")),
  );
  return {
    get load() {
      return asking.length;
    },
    find(batch: Batch): Promise<readonly Outcome[]> {
      const found = new Promise<readonly Outcome[]>((resolve, reject) => asking.push({ resolve, reject }));
      found.catch(() => {}); // thrown when its turn comes
      worker.postMessage(batch);
      return found;
    },
    end: () => void worker.terminate(),
  };
}
