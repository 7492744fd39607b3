/** What plays the episodes of a run, wherever it does. */
import type { Loading } from "../../agents/index.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import type { PlayedEpisode } from "../../src/workers/pool.ts";

/** Plays episodes in any order and hands over each as it ends; stops early when the signal is aborted. `onLoading` hears of models on their way. */
export type Runner = (
  requests: readonly EpisodeRequest[],
  onEpisode: (episode: PlayedEpisode) => void,
  signal: AbortSignal,
  onLoading?: (loading: Loading) => void,
) => Promise<void>;
