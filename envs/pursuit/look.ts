/** What the page shows of pursuit in addition to its picture: the colours of the roles, and the captures. */
import type { Happening, Look, Tone } from "../../src/core/index.ts";
import { distance } from "./board.ts";
import { RUNNERS, type State } from "./state.ts";

/** Pursuers have the colour of the first side. */
export const PURSUER: Tone = "side-0";
/** Runners have the colour of the second side. */
export const RUNNER: Tone = "side-1";

/** The look of pursuit. */
export const look: Look<State> = {
  hues: { pursuer: PURSUER, runner: RUNNER },

  moments: (before, _step, after) =>
    after.capturedAt.flatMap((at, r): Happening[] =>
      at >= 0 && (before.capturedAt[r] ?? -1) < 0 ? [{ text: `${RUNNERS[r]!} captured`, tone: RUNNER }] : [],
    ),

  gauge: {
    title: "Distance to the runner",
    of({ board, pursuers, runners, capturedAt }) {
      const free = runners.filter((_, r) => capturedAt[r]! < 0);
      if (free.length === 0) return 0;
      const nearest = pursuers.map((at) => Math.min(...free.map((cell) => distance(at, cell, board.width))));
      return nearest.reduce((sum, steps) => sum + steps, 0) / nearest.length;
    },
  },
};
