/** Mutants of the game of cards. */
import type { PerRole } from "../../../src/core/index.ts";
import { pip as pipEnv, pipRules, type State as Pip } from "../games/pip.ts";
import { pip } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const SHOWS = "a determinised state shows what its observation shows";
const OUTCOME = "the outcome says whether the goal was reached, and agrees";

/** Mutants of the game of cards. */
export const pipMutants: readonly Mutant[] = [
  {
    id: "start-ignores-its-key",
    of: pip,
    change: scheduled(pipRules, { init: (params) => pipRules.init(params, [1, 2]) }),
    killedBy: "chance comes through the key",
    says: /init\(\) ignores its key in every preset/,
  },
  {
    id: "cards-ignore-their-key",
    of: pip,
    change: scheduled(pipRules, { step: (state, actions) => pipRules.step(state, actions, [1, state.sum]) }),
    killedBy: "chance comes through the key",
    says: /step\(\) ignores its key in every preset/,
  },
  {
    id: "hidden-card-is-the-open-one",
    of: pip,
    change: scheduled(pipRules, {
      init: (params, key) => {
        const state = pipRules.init(params, key);
        return { ...state, hidden: state.open };
      },
    }),
    killedBy: "no draw serves two purposes",
    says: /"hidden", which guest-0 may not know, decides "open", which it sees/,
  },
  {
    id: "hidden-card-follows-from-the-sum",
    of: pip,
    change: scheduled(pipRules, {
      init: (params, key) => {
        const state = pipRules.init(params, key);
        return { ...state, hidden: 10 - state.sum };
      },
    }),
    killedBy: "no draw serves two purposes",
    says: /"hidden", which guest-0 may not know, decides "sum"/,
  },
  {
    id: "hidden-card-is-always-one",
    of: pip,
    change: scheduled(pipRules, { init: (params, key) => ({ ...pipRules.init(params, key), hidden: 5 }) }),
    killedBy: "determinised states hold nothing that play does not",
    says: /determinize\(\) drew \d at "hidden" for guest-0, where play had 5 alone/,
  },
  {
    id: "observation-shows-the-hidden-card",
    of: pip,
    change: broken({ observe: (state: Pip, role) => ({ ...pipEnv.observe(state, role), luck: state.hidden > 5 }) }),
    killedBy: "nothing hidden shows",
    says: /observe\(\) shows guest-0 what is hidden: (true and false|false and true) at "luck"/,
  },
  {
    id: "picture-shows-the-hidden-card",
    of: pip,
    change: broken({ draw: (state: Pip, viewer) => ({ ...pipEnv.draw(state, viewer), width: 6 + state.hidden / 100 }) }),
    killedBy: "nothing hidden shows",
    says: /draw\(\) with a viewer shows guest-0 what is hidden/,
  },
  {
    id: "take-is-refused-by-the-hidden-card",
    of: pip,
    change: broken({ legal: ({ hidden }: Pip) => (hidden > 7 ? ["stand"] : ["stand", "take"]) }),
    killedBy: "nothing hidden shows",
    says: /legal\(\) shows guest-0 what is hidden/,
  },
  {
    id: "determinised-limit-is-the-first-one",
    of: pip,
    change: broken({
      determinize: (seen, role, key) => ({
        ...pipEnv.determinize!(seen as never, role, key),
        limit: (seen["game"] as { limit: number }).limit,
      }),
    }),
    killedBy: SHOWS,
    says: /determinize\(\) contradicts the observation: 1[37] and \d+ at "limit"|contradicts the observation: \d+ and \d+ at "limit"/,
  },
  {
    id: "hidden-card-is-not-drawn",
    of: pip,
    change: broken({ determinize: (seen, role) => pipEnv.determinize!(seen as never, role, [3, 4]) }),
    killedBy: "determinised states vary",
    says: /200 determinised states for guest-0 are one, though "hidden" is open to it/,
  },
  {
    id: "a-lost-game-pays",
    of: pip,
    change: broken({
      returns: (state: Pip): PerRole<number> => ({ "guest-0": state.sum > state.limit ? 1 : pipEnv.returns(state)["guest-0"]! }),
    }),
    killedBy: OUTCOME,
    says: /a return of 1 for guest-0 and an outcome that comes to -1/,
  },
  {
    id: "shapes-with-one-id",
    of: pip,
    change: broken({
      draw: (state: Pip, viewer) => {
        const picture = pipEnv.draw(state, viewer);
        return { ...picture, shapes: picture.shapes.map((shape) => (shape.id === "open" ? { ...shape, id: "sum" } : shape)) };
      },
    }),
    killedBy: "the picture is whole",
    says: /shape ids sum twice/,
  },
  {
    id: "a-shape-offers-what-is-not-legal",
    of: pip,
    change: broken({
      draw: (state: Pip, viewer) => {
        const picture = pipEnv.draw(state, viewer);
        return { ...picture, shapes: picture.shapes.map((shape) => (shape.id === "take" ? { ...shape, action: "draw" } : shape)) };
      },
    }),
    killedBy: "the picture is whole",
    says: /shape take offers "draw", expected an action that the viewer may take/,
  },
];
