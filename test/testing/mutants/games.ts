/** Mutants of the game of cards, and of the dike. */
import type { PerRole } from "../../../src/core/index.ts";
import { dike as dikeEnv, dikeRules, type State as Dike } from "../games/dike.ts";
import { pip as pipEnv, pipRules, type State as Pip } from "../games/pip.ts";
import { dike, pip } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const SHOWS = "a determinised state shows what its observation shows";
const OUTCOME = "the outcome says whether the goal was reached, and agrees";
const TURN = "whose turn it is has a seat and a legal action";

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
    says: /12 determinised states for guest-0 are one, though "hidden" is open to it/,
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

/** Mutants of the dike. */
export const dikeMutants: readonly Mutant[] = [
  {
    id: "chance-where-none-is-said-to-be",
    of: dike,
    change: scheduled(dikeRules, {
      step: (state, actions, key) => {
        const next = dikeRules.step(state, actions, key);
        return key[0] % 2 === 0 ? next : { ...next, waves: Math.max(0, next.waves - 1) };
      },
    }),
    killedBy: "chance comes through the key",
    says: /step\(\) depends on its key, expected "steps" in `chance`/,
  },
  {
    id: "the-carter-moves-after-it-left",
    of: dike,
    change: scheduled(dikeRules, { roles: () => ["mason-0", "sea-0"] }),
    killedBy: TURN,
    says: /"carter-0" in turn without a seat/,
  },
  {
    id: "the-sea-has-no-action-without-waves",
    of: dike,
    change: broken({
      legal: (state: Dike, role) => (role === "sea-0" && state.waves === 0 ? [] : dikeEnv.legal(state, role)),
    }),
    killedBy: TURN,
    says: /no legal action for sea-0/,
  },
  {
    id: "an-action-twice",
    of: dike,
    change: broken({ legal: (state: Dike, role) => [...dikeEnv.legal(state, role), ...(state.tired ? dikeEnv.legal(state, role) : [])] }),
    killedBy: TURN,
    says: /legal actions .* of (mason|sea|carter)-0, expected distinct ones/,
  },
  {
    id: "an-action-that-breaks-the-rules",
    of: dike,
    change: scheduled(dikeRules, {
      step: (state, actions, key) => {
        if (state.mover === "sea-0" && state.storm > 0 && JSON.stringify(actions["sea-0"]) === '{"wave":3}')
          throw new Error("the dike broke");
        return dikeRules.step(state, actions, key);
      },
    }),
    killedBy: "every legal action can be played",
    says: /sea-0 playing \{"wave":3\} threw "the dike broke"/,
  },
  {
    id: "the-storm-takes-its-notice-with-it-too-early",
    of: dike,
    change: scheduled(dikeRules, {
      step: (state, actions, key) => {
        const next = dikeRules.step(state, actions, key);
        return next.round > state.round ? { ...next, notices: next.notices.filter(({ id }) => id !== "storm") } : next;
      },
    }),
    killedBy: "an emergency announces itself to every seat",
    says: /notice "storm" went though its rule holds/,
  },
  {
    id: "the-notice-goes-before-the-sea-moves",
    of: dike,
    change: scheduled(dikeRules, {
      step: (state, actions, key) => ({ ...dikeRules.step(state, actions, key), notices: [], storm: 0, mud: false }),
    }),
    killedBy: "an emergency announces itself to every seat",
    says: /notice "storm" of storm .* went before (sea|carter)-0 had a turn/,
  },
  {
    id: "the-storm-takes-the-clock-back",
    of: dike,
    change: scheduled(dikeRules, {
      emergencies: {
        ...dikeRules.emergencies,
        storm: {
          ...dikeRules.emergencies["storm"]!,
          apply: (state, params) => ({ ...dikeRules.emergencies["storm"]!.apply(state, params), round: Math.max(0, state.round - 1) }),
        },
      },
    }),
    killedBy: "the clock counts rounds",
    says: /storm moved the clock to round \d/,
  },
  {
    id: "the-clock-stands-still",
    of: dike,
    change: scheduled(dikeRules, {
      turn: ({ mover }) => [mover],
      clock: ({ round, params }) => ({ round: Math.min(2, round), horizon: params.horizon }),
    }),
    killedBy: "the clock counts rounds",
    says: /the clock stands at round 2 for \d+ steps/,
  },
  {
    id: "the-dike-is-counted-for-the-sea",
    of: dike,
    change: broken({ returns: (state: Dike) => ({ ...dikeEnv.returns(state), "sea-0": state.height / state.params.goal }) }),
    killedBy: OUTCOME,
    says: /a return of .* for sea-0 and an outcome that comes to -/,
  },
  {
    id: "success-before-the-goal",
    of: dike,
    change: broken({ outcome: (state: Dike) => ({ ...dikeEnv.outcome(state), success: state.height < 4 }) }),
    killedBy: OUTCOME,
    says: /success pays neither the first seat nor most seats/,
  },
  {
    id: "determinised-state-forgets-the-mud",
    of: dike,
    change: broken({
      observe: (state: Dike, role) => ({ ...dikeEnv.observe(state, role), mud: false }),
      legal: (state: Dike, role) => dikeEnv.legal({ ...state, mud: false }, role),
    }),
    killedBy: "a determinised state keeps the rules in force",
    says: /loses mud: "mud" is false as before it, expected true/,
  },
  {
    id: "determinised-state-is-in-another-turn",
    of: dike,
    change: broken({ determinize: (seen, role, key) => ({ ...dikeEnv.determinize!(seen as never, role, key), mover: "mason-0" }) }),
    killedBy: SHOWS,
    says: /contradicts the observation: "mason-0" and "(sea|carter)-0" at "mover"/,
  },
  {
    id: "no-rules",
    of: dike,
    change: { rules: "Build." },
    killedBy: "says its rules in words",
    says: /expected prose that explains the game/,
  },
  {
    id: "no-default-preset",
    of: dike,
    change: { presets: { other: { about: "", params: {} } } },
    killedBy: "has a default preset",
    says: /presets: other, expected "default" among them/,
  },
];
