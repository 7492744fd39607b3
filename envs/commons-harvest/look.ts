/** What the page shows of commons-harvest in addition to its picture: a colour for each harvester, and what is worth jumping to. */
import { type Look, type Tone, SIDES } from "../../src/core/index.ts";
import { groundOf } from "./ground.ts";
import { isLive, liveIn, type State } from "./state.ts";

/** The colour of a seat. */
export const hueOf = (seat: number): Tone => SIDES[seat % SIDES.length]!;

/** Numbers of the patches without an apple. */
export const barePatches = ({ params, apples }: State): readonly number[] =>
  groundOf(params).patches.flatMap(({ spots }, i) => (spots.some((spot) => isLive(apples[spot]!)) ? [] : [i]));

/** The look of commons-harvest. */
export const look: Look<State> = {
  hues: { harvester: SIDES },

  gauge: { title: "Apples left", of: ({ apples }) => liveIn(apples) },

  moments(before, _step, after) {
    const known = barePatches(before);
    const fresh = barePatches(after).filter((patch) => !known.includes(patch));
    const { patches, cells } = groundOf(after.params);
    return fresh.map((patch) => {
      // The last apple went to whoever ate there.
      const seat = after.at.findIndex((cell, i) => {
        const [x, y] = cells[cell] ?? [-9, -9];
        const [mx, my] = patches[patch]!.middle;
        return after.ate[i] === 1 && Math.abs(x - mx) + Math.abs(y - my) <= 2;
      });
      const text = `patch ${patch} is bare: it never bears again`;
      return seat < 0 ? { text } : { text, tone: hueOf(seat) };
    });
  },
};
