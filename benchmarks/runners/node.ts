/** Plays episodes in worker threads of Node. */
import { playEpisodes } from "../../src/workers/pool.ts";
import { spawnThread } from "../../src/workers/spawn.node.ts";
import type { Runner } from "./runner.ts";

/** A runner on `size` worker threads. */
export const nodeRunner =
  (size: number): Runner =>
  (requests, onEpisode, signal, { onLoading, wanted } = {}) =>
    playEpisodes(requests, onEpisode, { spawn: spawnThread, size, onLoading, wanted }, signal);
