/** The emergencies of `twenty-one`: each a function from a state to the state under changed rules, which hold for the hand on the table too. */
import { announce, ArenaError, definerOf, type Emergency } from "../../src/core/index.ts";
import { deckOf, KINDS } from "./cards.ts";
import { type EmergencyId, emergencyParams } from "./params.ts";
import type { Rules, State } from "./state.ts";

const define = definerOf<State, typeof emergencyParams>(emergencyParams);

/** A state under changed rules; throws `BadParams` for a dealer that could never stick. */
function under(state: State, id: string, change: Partial<Rules>, text: string): State {
  const rules = { ...state.rules, ...change, notices: announce(state.rules.notices, id, text) };
  if (rules.stands > rules.target)
    throw new ArenaError(
      "BadParams",
      `twenty-one emergency ${id}`,
      `a dealer that sticks on ${rules.stands} with a target of ${rules.target}`,
      "expected at most the target",
    );
  return { ...state, rules };
}

/** Every emergency, by id. */
export const emergencies: Readonly<Record<EmergencyId, Emergency<State>>> = {
  "target-change": define("target-change", "Another target", "Hands may count up to another number than 21.", (state, { target }) =>
    under(
      state,
      "target-change",
      { target },
      `The target has changed: hands may reach ${target > state.params.target ? "more" : "less"}, up to ${target}.`,
    ),
  ),

  "dealer-stands-on": define("dealer-stands-on", "A bolder dealer", "The dealer sticks on another sum than 17.", (state, { sum }) =>
    under(
      state,
      "dealer-stands-on",
      { stands: sum },
      `The dealer draws ${sum > state.params.stands ? "longer and sticks later" : "less and sticks earlier"}: on ${sum} and more.`,
    ),
  ),

  "tens-are-one": define("tens-are-one", "Tens are one", "Tens and court cards count one.", (state) =>
    under(state, "tens-are-one", { tens: 1 }, "Court cards and tens count one from now on."),
  ),

  "shoe-swap": define("shoe-swap", "Another shoe", "Cards are drawn from a shoe that is rich or poor in tens.", (state, { tens }) => {
    const { params } = state;
    const unseen = deckOf(tens, Math.max(1, params.decks));
    // The card that lies face down is of the shoe before.
    const hole = state.hole ?? (state.dealer.length > 0 ? state.shoe.unseen : null);
    const swapped: State = { ...state, shoe: { mix: tens, unseen, out: new Array<number>(KINDS).fill(0) }, hole };
    const text = `The shoe was swapped: high cards, those worth ten, are ${tens === "rich" ? "twice" : "half"} as frequent in it.`;
    // The two swaps have notices of their own, since other functions answer each; the last one holds.
    const others = state.rules.notices.filter(({ id }) => id !== "rich-shoe" && id !== "poor-shoe");
    return under({ ...swapped, rules: { ...state.rules, notices: others } }, `${tens}-shoe`, {}, text);
  }),
};
