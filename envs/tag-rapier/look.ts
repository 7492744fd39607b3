/** What the page shows of tag in addition to its picture: the colours of the roles, and when a chase ends in a touch. */
import type { Happening, Look, Tone } from "../../src/core/index.ts";
import { CHASERS, distance, PREY, type State } from "./state.ts";

/** Chasers have the colour of the first side. */
export const CHASER: Tone = "side-0";
/** Prey has the colour of the second side. */
export const HUNTED: Tone = "side-1";

/** The look of tag. */
export const look: Look<State> = {
  hues: { chaser: CHASER, prey: HUNTED },

  gauge: {
    title: "Distance to the prey",
    of({ params: { chasers }, bodies }) {
      const [hunters, hunted] = [bodies.slice(0, chasers), bodies.slice(chasers)];
      return Math.min(...hunters.flatMap((one) => hunted.map((other) => distance(one, other))));
    },
  },

  // A touch that goes on is told once.
  moments: (before, _step, after) =>
    after.touches
      .filter(([, prey]) => !before.touches.some(([, other]) => other === prey))
      .slice(0, 1)
      .map(([chaser, prey]): Happening => ({ text: `${CHASERS[chaser]!} touches ${PREY[prey]!}`, tone: CHASER })),
};
