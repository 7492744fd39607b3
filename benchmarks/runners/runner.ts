/** What plays the episodes of a run, wherever it does. */
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import type { PlayedEpisode } from "../../src/workers/pool.ts";

/** Plays episodes in any order and hands over each as it ends; stops early when the signal is aborted. */
export type Runner = (
  requests: readonly EpisodeRequest[],
  onEpisode: (episode: PlayedEpisode) => void,
  signal: AbortSignal,
) => Promise<void>;
