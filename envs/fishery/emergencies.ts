/** The emergencies of fishery: each a function from a state to the state under changed rules. */
import { announce, ArenaError, definerOf, type Emergency } from "../../src/core/index.ts";
import { type EmergencyId, emergencyParams } from "./params.ts";
import type { State } from "./state.ts";
import type { z } from "zod";

const defineState = definerOf<State, typeof emergencyParams>(emergencyParams);

/** An emergency that changes some rules and says so. */
const define = <I extends EmergencyId>(
  id: I,
  title: string,
  about: string,
  change: (
    state: State,
    params: z.output<(typeof emergencyParams)[I]>,
  ) => { readonly rules: Partial<State["rules"]>; readonly text: string },
): Emergency<State> =>
  defineState(id, title, about, (state, params) => {
    const { rules, text } = change(state, params);
    return { ...state, rules: { ...state.rules, ...rules }, notices: announce(state.notices, id, text) };
  });

const refuse = (id: EmergencyId, found: string, expected: string): never => {
  throw new ArenaError("BadParams", `fishery emergency ${id}`, found, expected);
};

const tons = (count: number): string => `${count} ton${count === 1 ? "" : "s"}`;

/** Every emergency, by id. */
export const emergencies: Readonly<Record<EmergencyId, Emergency<State>>> = {
  "bad-season": define("bad-season", "Bad season", "From now on fish grows more slowly.", (state, { growth }) => {
    if (growth >= state.params.growth) refuse("bad-season", `a growth of ${growth}`, `expected less than the usual ${state.params.growth}`);
    return { rules: { growth }, text: `A bad season: what is left in the lake grows by a factor of ${growth} only.` };
  }),

  poacher: define("poacher", "Poacher", "Fish vanishes every month, after the harvest.", (state, { tons: taken }) => {
    if (taken > state.params.capacity) refuse("poacher", `${taken} tons`, `expected at most the ${state.params.capacity} of the lake`);
    return { rules: { poacher: taken }, text: `A poacher steals ${tons(taken)} from the lake every month, after the harvest.` };
  }),

  newcomer: define("newcomer", "Newcomer", "One more fisher comes, who has no seat and is greedy.", ({ rules }) => {
    const newcomers = rules.newcomers + 1;
    const who = newcomers === 1 ? "A newcomer fishes" : `${newcomers} newcomers fish`;
    return {
      rules: { newcomers },
      text: `${who} here now, greedily: ${newcomers === 1 ? "it wishes" : "each wishes"} an equal part of all that the lake holds.`,
    };
  }),

  quota: define("quota", "Quota", "Whoever catches more than the quota pays for it.", (state, { tons: cap, fine }) => {
    if (cap >= state.params.capacity)
      refuse("quota", `a quota of ${cap} tons`, `expected less than the largest wish, ${state.params.capacity}`);
    return {
      rules: { quota: { tons: cap, fine } },
      text: `A quota: whoever catches more than ${tons(cap)} in a month pays ${tons(fine)} for each one above it.`,
    };
  }),
};
