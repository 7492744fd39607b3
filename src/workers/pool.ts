/**
 * Plays episodes on workers, each worker whole episodes.
 *
 * A worker that falls silent or dies costs only its episode, which is played again from its seed: the
 * second time turn by turn, so that the turn that killed the worker is known and becomes a fault.
 */
import * as Comlink from "comlink";
import type { Loading } from "../../agents/index.ts";
import { ArenaError, type Forfeit, type Role, type Trace } from "../core/index.ts";
import { timeout } from "./deadline.ts";
import type { ArenaService, EpisodeRequest, Report, Spawn, WorkerHandle } from "./protocol.ts";

/** A played episode: its log, and how many workers it cost. */
export type PlayedEpisode = { readonly episode: string; readonly lines: readonly string[]; readonly deaths: number };

/** How a pool is made. */
export interface PoolOptions {
  readonly spawn: Spawn;
  readonly size: number;
  /** Is told how much of a model agents have loaded. */
  readonly onLoading?: ((loading: Loading) => void) | undefined;
  /** Says whether an episode is still to be played when its turn comes. */
  readonly wanted?: ((episode: string) => boolean) | undefined;
  /** Milliseconds of silence beyond the deadline before a worker is ended (default 2 s). */
  readonly graceMs?: number;
}

/** Deaths in one seat after which all its further turns are forfeited. */
const MAX_DEATHS = 3;

/** Deaths in a row without a single turn after which the workers themselves are at fault. */
const MAX_FALSE_STARTS = 3;

/** Milliseconds a fresh worker may be silent: it loads its code first. */
const START_MS = 60_000;

type Live = {
  readonly handle: WorkerHandle;
  readonly service: Comlink.Remote<ArenaService>;
  /** Why it died. */
  death?: string;
  /** Called when it dies. */
  died?: (reason: string) => void;
  warm: boolean;
};

/**
 * Plays all requests and hands over each episode as it ends, in no fixed order.
 *
 * Stops taking new episodes when the signal is aborted; those in play are dropped. Rejects when the
 * consumer throws, or with `WorkerLost` when workers cannot be started at all.
 */
export async function playEpisodes(
  requests: readonly EpisodeRequest[],
  onEpisode: (episode: PlayedEpisode) => void | Promise<void>,
  { spawn, size, onLoading, wanted = () => true, graceMs = 2_000 }: PoolOptions,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failed = false;
  const slots = Array.from({ length: Math.max(1, Math.min(size, requests.length)) }, async () => {
    let live: Live | undefined;
    const stop = async () => {
      const last = live;
      live = undefined;
      last?.service[Comlink.releaseProxy]();
      await last?.handle.terminate();
    };
    try {
      while (next < requests.length && !failed && signal?.aborted !== true) {
        const request = requests[next++]!;
        if (!wanted(request.episode)) continue;
        const played = await playOne(request, () => (live ??= start(spawn)), stop, { graceMs, onLoading }, signal);
        if (played === "aborted") return;
        await onEpisode(played);
      }
    } catch (error) {
      failed = true;
      throw error;
    } finally {
      await stop();
    }
  });
  const results = await Promise.allSettled(slots);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

function start(spawn: Spawn): Live {
  const handle = spawn();
  const live: Live = { handle, service: Comlink.wrap<ArenaService>(handle.endpoint as Comlink.Endpoint), warm: false };
  handle.onDeath((reason) => {
    live.death = reason;
    live.died?.(reason);
  });
  return live;
}

/** Plays one episode, however many workers it takes. */
async function playOne(
  request: EpisodeRequest,
  worker: () => Live,
  stop: () => Promise<void>,
  { graceMs, onLoading }: { readonly graceMs: number; readonly onLoading: PoolOptions["onLoading"] },
  signal: AbortSignal | undefined,
): Promise<PlayedEpisode | "aborted"> {
  const forfeits: Forfeit[] = [];
  const deathsOf = new Map<Role, number>();
  for (let deaths = 0, falseStarts = 0; ; deaths++) {
    const live = worker();
    let asked: { readonly t: number; readonly role: Role; readonly traces: Trace[] } | undefined;
    let silent = 0;
    const exact = deaths > 0;
    const listen = (report: Report) => {
      silent = 0;
      live.warm = true;
      if (report.type === "loading") onLoading?.(report.loading);
      if (report.type === "asking") asked = { t: report.t, role: report.role, traces: [] };
      if (report.type === "trace") asked?.traces.push(report.trace);
    };
    const every = Math.min(200, request.deadlineMs);
    const limit = () => (live.warm ? request.deadlineMs + graceMs : Math.max(START_MS, request.deadlineMs + graceMs));
    const ended = await endOf(live, signal, {
      play: () => live.service.play(request, { exact, forfeits }, Comlink.proxy(listen)),
      // Looks are counted, not the clock read: a host that was busy itself hears what has arrived before it looks again.
      isSilent: () => (silent += every) > limit(),
      every,
    });
    if (ended === "aborted") return ended;
    if ("lines" in ended) {
      live.warm = true;
      return { episode: request.episode, lines: ended.lines, deaths };
    }
    await stop();
    if (asked !== undefined) {
      const { t, role, traces } = asked;
      const count = (deathsOf.get(role) ?? 0) + 1;
      deathsOf.set(role, count);
      forfeits.push({
        t,
        role,
        traces,
        ...(ended.reason === "silent"
          ? { code: "Timeout", message: timeout(request.deadlineMs).message }
          : { code: "AgentCrash", message: `its worker died: ${ended.reason}` }),
        onward: count >= MAX_DEATHS,
      });
      falseStarts = 0;
    } else if (exact && ++falseStarts >= MAX_FALSE_STARTS)
      throw new ArenaError(
        "WorkerLost",
        `episode ${request.episode}`,
        `${falseStarts + 1} workers died before its first turn (${ended.reason})`,
        "expected workers to start: rebuild with `npm run build`, or free some memory",
      );
  }
}

/** How an episode on a worker ended. */
type Ended = "aborted" | { readonly lines: readonly string[] } | { readonly reason: string };

/** Waits until a worker has played an episode, falls silent or dies; then removes all listeners and timers. */
async function endOf(
  live: Live,
  signal: AbortSignal | undefined,
  turn: {
    readonly play: () => Promise<readonly string[]>;
    readonly isSilent: () => boolean;
    readonly every: number;
  },
): Promise<Ended> {
  let watch: ReturnType<typeof setInterval> | undefined;
  let abort: (() => void) | undefined;
  try {
    return await new Promise<Ended>((resolve, reject) => {
      abort = () => resolve("aborted");
      signal?.addEventListener("abort", abort);
      live.died = (reason) => resolve({ reason });
      watch = setInterval(() => turn.isSilent() && resolve({ reason: "silent" }), turn.every);
      if (signal?.aborted === true) abort();
      else if (live.death !== undefined) resolve({ reason: live.death });
      else turn.play().then((lines) => resolve({ lines }), reject);
    });
  } finally {
    clearInterval(watch);
    delete live.died;
    if (abort !== undefined) signal?.removeEventListener("abort", abort);
  }
}
