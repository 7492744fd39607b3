/** The interface of what plays the episodes of a run, in Node or in a browser. */
import type { Loading } from "../../agents/index.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import type { PlayedEpisode } from "../../src/workers/pool.ts";

/** Plays episodes in any order and hands over each as it ends; stops early when the signal is aborted. `onLoading` gets the progress of models. */
export type Runner = (
  requests: readonly EpisodeRequest[],
  onEpisode: (episode: PlayedEpisode) => void,
  signal: AbortSignal,
  onLoading?: (loading: Loading) => void,
) => Promise<void>;
