/** The headless page of benchmarks: plays episodes in web workers for `benchmarks/runners/chromium.ts`. */
import type { Loading } from "../../agents/index.ts";
import { type PlayedEpisode, playEpisodes } from "../workers/pool.ts";
import type { EpisodeRequest } from "../workers/protocol.ts";
import { spawnWorker } from "../workers/spawn.browser.ts";

/** Milliseconds for which played episodes are gathered before they leave the page together. */
const GATHER_MS = 100;

async function play(requests: readonly EpisodeRequest[], size: number): Promise<void> {
  let gathered: PlayedEpisode[] = [];
  let sending = Promise.resolve();
  let refused: unknown;
  const send = () => {
    const batch = gathered;
    gathered = [];
    if (batch.length > 0) sending = sending.then(() => window.arenaPlayed(batch)).catch((error: unknown) => void (refused ??= error));
  };
  const timer = setInterval(send, GATHER_MS);
  try {
    const take = (episode: PlayedEpisode) => {
      if (refused !== undefined) throw refused;
      gathered.push(episode);
    };
    await playEpisodes(requests, take, { spawn: spawnWorker, size, onLoading: (loading) => void window.arenaLoading(loading) });
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
    arenaPlayed(episodes: readonly PlayedEpisode[]): Promise<void>;
  }
}

window.arenaPlay = play;
