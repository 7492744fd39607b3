/** The headless page of benchmarks: plays episodes in web workers for `benchmarks/runners/chromium.ts`. */
import type { Loading } from "../../agents/index.ts";
import { type PlayedEpisode, playEpisodes } from "../workers/pool.ts";
import type { EpisodeRequest } from "../workers/protocol.ts";
import { hasGpu } from "../platform/ort.browser.ts";
import { spawning } from "../workers/spawn.browser.ts";

/** Milliseconds for which played episodes are gathered before they leave the page together. */
const GATHER_MS = 100;

async function play(requests: readonly EpisodeRequest[], size: number): Promise<void> {
  let gathered: PlayedEpisode[] = [];
  let sending = Promise.resolve();
  let refused: unknown;
  let unwanted = new Set<string>();
  const send = () => {
    const batch = gathered;
    gathered = [];
    if (batch.length === 0) return;
    sending = sending
      .then(() => window.arenaPlayed(batch))
      .then(
        (now) => void (unwanted = new Set(now)),
        (error: unknown) => void (refused ??= error),
      );
  };
  const timer = setInterval(send, GATHER_MS);
  try {
    const take = (episode: PlayedEpisode) => {
      if (refused !== undefined) throw refused;
      gathered.push(episode);
    };
    const onLoading = (loading: Loading) => void window.arenaLoading(loading);
    // On a graphics processor one worker computes for all together.
    const spawn = spawning((await hasGpu()) ? 1 : size);
    await playEpisodes(requests, take, { spawn, size, onLoading, wanted: (episode) => !unwanted.has(episode) });
  } finally {
    clearInterval(timer);
    send();
    await sending;
  }
  if (refused !== undefined) throw refused;
}

declare global {
  interface Window {
    arenaPlay: typeof play;
    arenaLoading(loading: Loading): Promise<void>;
    /** Takes episodes, and says which others are not to be played any more. */
    arenaPlayed(episodes: readonly PlayedEpisode[]): Promise<readonly string[]>;
  }
}

window.arenaPlay = play;
