/** What the page shows of `twenty-one` in addition to its picture: the colours of the players, and how hands ended. */
import type { Happening, Look, Tone } from "../../src/core/index.ts";
import { PLAYERS, type State } from "./state.ts";

/** The colours of the players. */
export const SEATS: readonly Tone[] = ["side-0", "side-1", "side-2"];

/** How a hand ended, in a word. */
export const endText = (gain: number, broken: boolean): string => (broken ? "over" : gain > 0 ? "won" : gain < 0 ? "lost" : "drawn");

/** The look of `twenty-one`. */
export const look: Look<State> = {
  hues: { gambler: SEATS },

  moments: (before, _step, after) =>
    after.round === before.round || after.last === null
      ? []
      : after.last.hands.map(({ gain, broken }, seat): Happening => ({
          text: `hand ${before.round + 1}: ${PLAYERS[seat]!} ${endText(gain, broken)}`,
          tone: SEATS[seat]!,
        })),
};
