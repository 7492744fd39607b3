/** The interface of what plays the episodes of a run, in Node or in a browser. */
import type { Loading } from "../../agents/index.ts";
import type { EpisodeRequest } from "../../src/workers/protocol.ts";
import type { PlayedEpisode } from "../../src/workers/pool.ts";

/** What a runner is told beside its episodes: who gets the progress of models, and whether an episode is still wanted when its turn comes. */
export type RunnerOptions = {
  readonly onLoading?: ((loading: Loading) => void) | undefined;
  readonly wanted?: ((episode: string) => boolean) | undefined;
};

/** Plays episodes in any order and hands over each as it ends; stops early when the signal is aborted. */
export type Runner = (
  requests: readonly EpisodeRequest[],
  onEpisode: (episode: PlayedEpisode) => void,
  signal: AbortSignal,
  options?: RunnerOptions,
) => Promise<void>;
