/** Mutants of the dike. */
import type { PerRole } from "../../../src/core/index.ts";
import { dike as dikeEnv, dikeRules, type State as Dike } from "../games/dike.ts";
import { dike } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const SHOWS = "a determinised state shows what its observation shows";
const OUTCOME = "the outcome says whether the goal was reached, and agrees";
const TURN = "whose turn it is has a seat and a legal action";

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
    id: "the-carter-takes-its-return-along",
    of: dike,
    change: broken({
      returns: (state: Dike): PerRole<number> =>
        Object.fromEntries(Object.entries(dikeEnv.returns(state)).filter(([role]) => dikeEnv.roles(state).includes(role))),
    }),
    killedBy: "returns begin at nothing and add up",
    says: /the return of carter-0, \d, is gone after the step/,
  },
  {
    id: "seats-change-their-order",
    of: dike,
    change: broken({ roles: (state: Dike) => (state.round % 2 === 0 ? dikeEnv.roles(state) : [...dikeEnv.roles(state)].reverse()) }),
    killedBy: "seats come and go in one order",
    says: /roles .*sea-0, mason-0 after mason-0, sea-0/,
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
