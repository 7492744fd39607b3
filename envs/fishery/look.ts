/** What the page shows of fishery in addition to its picture: a colour for each fisher, and what is worth jumping to. */
import { type Happening, type Look, type Tone, SIDES } from "../../src/core/index.ts";
import { FISHERS, type State, sustainable } from "./state.ts";

/** The colour of a seat. */
export const hueOf = (seat: number): Tone => SIDES[seat % SIDES.length]!;

/** The catches of a state's last month that were more than twice the sustainable wish. */
function grabs({ history }: State): readonly number[] {
  const last = history.at(-1);
  if (last === undefined) return [];
  const fair = sustainable(last.pool, last.growth, last.catches.length + last.newcomers.length);
  return last.catches.flatMap((tons, seat) => (tons > Math.max(1, 2 * fair) ? [seat] : []));
}

/** The look of fishery. */
export const look: Look<State> = {
  hues: { fisher: SIDES },

  gauge: { title: "Tons in the lake", of: ({ pool }) => pool },

  moments(before, _step, after) {
    const known = grabs(before);
    const fresh = grabs(after).filter((seat) => !known.includes(seat));
    return [
      ...(after.collapsed ? [{ text: `the lake collapsed, ${after.pool} tons left` }] : []),
      ...fresh.map((seat): Happening => ({ text: `${FISHERS[seat]!} caught ${after.history.at(-1)!.catches[seat]!}`, tone: hueOf(seat) })),
    ];
  },
};
