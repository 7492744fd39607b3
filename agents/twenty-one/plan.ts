/** On what the functions of `twenty-one` are tried, and what its students learn from. */
import { openValues, valuesFor } from "../../envs/twenty-one/measures.ts";
import type { Observation } from "../../envs/twenty-one/observation.ts";
import { type Action, ACTIONS } from "../../envs/twenty-one/step.ts";
import type { Json } from "../../src/core/index.ts";
import type { Plan, Setting } from "../world.ts";
import { purposeStudents } from "../purpose-students.ts";
import { evidence } from "./evidence.ts";

const match: Json = { hands: 20, decks: 6, double: true };

const setting = (id: string, episodes: number, params: Json): Setting => ({ id, params, others: {}, episodes });
const sudden = (emergency: string, params: Json = {}): Json => ({ hands: 5, double: true, emergencies: [{ round: 0, emergency, params }] });

/** What an action loses against the best one, as a negative number. */
function judge(observation: Observation, action: Action): number {
  const { game, me } = observation;
  const values = valuesFor(observation);
  const open = openValues(values, game.double && me.cards.length === 2 ? ACTIONS : ACTIONS.slice(0, 2));
  return openValues(values, [action])[0]! - Math.max(...open);
}

/** The plan of `twenty-one`. A hand is mostly luck: the search goes by what decisions are worth, not by what cards came. */
export const plan: Plan = {
  find: {
    settings: [
      setting("default", 400, {}),
      setting("match", 20, match),
      setting("target change", 12, sudden("target-change")),
      setting("dealer stands on", 12, sudden("dealer-stands-on")),
      setting("tens are one", 12, sudden("tens-are-one")),
      setting("rich shoe", 12, sudden("shoe-swap")),
      setting("poor shoe", 12, sudden("shoe-swap", { tens: "poor" })),
    ],
    keys: { aim: ["hand", "dealer", "tens"], stake: ["dealer", "tens"], move: ["tens", "hand", "limit", "dealer"] },
    depths: [1, 2, 3, 4, 4],
    starts: 1,
    blocks: 4,
    share: 0.004,
    seed: 1000,
  },
  judge: (observation, action) => judge(observation as unknown as Observation, action as Action),
  students: {
    ...purposeStudents,
    notices: { share: 0.25, dense: 150 },
    // Without doubling there is no stage for it, and with cards that are put back tens are always as usual.
    preset: "match",
    also: [{ params: { decks: 0, double: false }, share: 0.3 }],
  },
  variants: [
    { params: { decks: 0 }, share: 0.1 },
    { params: { decks: 2 }, share: 0.15 },
    { params: { players: 2 }, share: 0.15 },
  ],
  evidence,
};
