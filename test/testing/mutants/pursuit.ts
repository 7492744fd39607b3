/** Mutants of pursuit: its windows and fog, its symmetries, its drifting runners. */
import { pursuit as env } from "../../../envs/pursuit/env.ts";
import type { Observation } from "../../../envs/pursuit/observation.ts";
import type { State } from "../../../envs/pursuit/state.ts";
import { pursuit } from "../subjects.ts";
import { broken, type Mutant } from "./mutant.ts";

const images = env.images!;
const IMAGES = "every image of a moment";

/** Mutants of pursuit. */
export const pursuitMutants: readonly Mutant[] = [
  {
    id: "picture-shows-through-the-fog",
    of: pursuit,
    change: broken({ draw: (state: State) => env.draw(state) }),
    killedBy: "nothing hidden shows",
    says: /draw\(\) with a viewer shows (pursuer|runner)-\d what is hidden/,
  },
  {
    id: "runners-drift-without-the-key",
    of: pursuit,
    change: broken({ step: (state: State, actions: never) => env.step(state, actions, [0, 7]) }),
    killedBy: "chance comes through the key",
    says: /step\(\) ignores its key in every preset/,
  },
  {
    id: "pieces-always-start-on-the-same-cells",
    of: pursuit,
    change: broken({ init: (params: never) => env.init(params, [0, 0]) }),
    killedBy: "chance comes through the key",
    says: /init\(\) ignores its key in every preset/,
  },
  {
    id: "the-hidden-runner-is-drawn-without-the-key",
    of: pursuit,
    change: broken({ determinize: (seen: Observation, role) => env.determinize!(seen, role, [5, 5]) }),
    killedBy: "determinised states vary",
    says: /determinised states for pursuer-\d are one, though/,
  },
  {
    id: "determinised-capture-rule-is-the-first-one",
    of: pursuit,
    change: broken({
      determinize: (seen: Observation, role, key) => {
        const state = env.determinize!(seen, role, key);
        return { ...state, rules: { ...state.rules, capture: seen.game.capture } };
      },
    }),
    killedBy: "a determinised state shows what its observation shows",
    says: /contradicts the observation: "surround" and "close-in" at "capture\.rule"/,
  },
  {
    id: "images-leave-the-action",
    of: pursuit,
    change: broken({ images: (seen: Observation, action: never) => images(seen, action).map((image) => ({ ...image, action })) }),
    killedBy: IMAGES,
    says: /turned actions and legal ones/,
  },
  {
    id: "images-lose-the-notices",
    of: pursuit,
    change: broken({
      images: (seen: Observation, action: never) =>
        images(seen, action).map((image, i) => (i === 0 ? image : { ...image, observation: { ...image.observation, notices: [] } })),
    }),
    killedBy: IMAGES,
    says: /the same notices/,
  },
  {
    id: "images-turn-a-piece-wrongly",
    of: pursuit,
    change: broken({
      images: (seen: Observation, action: never) =>
        images(seen, action).map((image, i) => (i === 0 ? image : { ...image, observation: { ...image.observation, me: seen.me } })),
    }),
    killedBy: IMAGES,
    says: /it is no observation of any state|turned actions and legal ones/,
  },
  {
    id: "first-image-is-another-moment",
    of: pursuit,
    change: broken({ images: (seen: Observation, action: never) => [...images(seen, action)].reverse() }),
    killedBy: IMAGES,
    says: /the first image is/,
  },
];
