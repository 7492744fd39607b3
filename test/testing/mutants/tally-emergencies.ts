/** Mutants of the auction that break its emergencies, or its pictures. */
import { z } from "zod";
import { rng, type Scheduled } from "../../../src/core/index.ts";
import { tally as env, tallyRules } from "../../worlds/envs/tally/env.ts";
import type { State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const { step } = tallyRules;
const emergency = (id: "half-purse" | "second-price", apply: (state: State) => State) => ({
  emergencies: { ...tallyRules.emergencies, [id]: { ...tallyRules.emergencies[id]!, apply } },
});
const { apply: half } = tallyRules.emergencies["half-purse"]!;
const { apply: second } = tallyRules.emergencies["second-price"]!;
const IN_ROUND = "an emergency comes in its round";
const ANNOUNCED = "an emergency announces itself to every seat";
const entries = ({ params }: State): readonly Scheduled[] => params.emergencies;

/** Mutants of the auction: emergencies and pictures. */
export const tallyEmergencies: readonly Mutant[] = [
  {
    id: "emergency-lost-in-the-last-round",
    of: tally,
    change: scheduled(tallyRules, {}, (state) => (state.round === state.params.rounds - 1 ? [] : entries(state))),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ in/,
  },
  {
    id: "emergency-a-round-late",
    of: tally,
    change: scheduled(tallyRules, {}, (state) => entries(state).map((entry) => ({ ...entry, round: entry.round + 1 }))),
    killedBy: IN_ROUND,
    says: /before round 0, step 0: by the schedule and by hand differ/,
  },
  {
    id: "the-same-emergency-only-once",
    of: tally,
    change: scheduled(tallyRules, {}, (state) =>
      entries(state).filter((entry, i) => entries(state).findIndex((one) => one.emergency === entry.emergency) === i),
    ),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ/,
  },
  {
    id: "one-emergency-a-round",
    of: tally,
    change: scheduled(tallyRules, {}, (state) =>
      entries(state).filter((entry, i) => entries(state).findIndex((one) => one.round === entry.round) === i),
    ),
    killedBy: IN_ROUND,
    says: /by the schedule and by hand differ/,
  },
  {
    id: "emergency-throws-late",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("half-purse", (state) => {
        if (state.round > 7) throw new Error("too late");
        return half(state, {});
      }),
    ),
    killedBy: "plays to the end: nothing throws",
    says: /half-purse before round 9.* threw "too late"/,
  },
  {
    id: "step-throws-under-an-emergency",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        if (state.price === "second" && state.round > 3 && rng(key).uniform() < 0.5) throw new Error("no price");
        return step(state, actions, key);
      },
    }),
    killedBy: "plays to the end: nothing throws",
    says: /second-price.*step\(\) threw "no price"/,
  },
  {
    id: "notice-lost-after-a-round",
    of: tally,
    change: scheduled(tallyRules, { step: (state, actions, key) => ({ ...step(state, actions, key), notices: [] }) }),
    killedBy: ANNOUNCED,
    says: /notice "(second-price|half-purse)" went though its rule holds/,
  },
  {
    id: "notice-stays-after-its-rule",
    of: tally,
    change: scheduled(tallyRules, {
      step: (state, actions, key) => {
        const next = step(state, actions, key);
        return next.round > 3 ? { ...next, price: "first" as const } : next;
      },
    }),
    killedBy: ANNOUNCED,
    says: /notice "second-price" of second-price .* is there for bidder-\d, though all that it changed is as before since \d+ moments/,
  },
  {
    id: "notice-a-round-late",
    of: tally,
    change: scheduled(tallyRules, {
      ...emergency("second-price", (state) => ({ ...second(state, {}), notices: state.notices })),
      step: (state, actions, key) => {
        const next = step(state, actions, key);
        return state.price === "second" ? { ...next, notices: second(next, {}).notices } : next;
      },
    }),
    killedBy: ANNOUNCED,
    says: /no new notice of second-price for bidder-0, expected one for every role, at once/,
  },
  {
    id: "notice-for-one-seat",
    of: tally,
    change: scheduled(tallyRules, {
      observe: (state, role) => ({ ...tallyRules.observe(state, role), notices: role === "bidder-1" ? [] : state.notices }),
    }),
    killedBy: ANNOUNCED,
    says: /no new notice of second-price for bidder-1/,
  },
  {
    id: "one-notice-takes-the-place-of-another",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("half-purse", (state) => ({ ...half(state, {}), notices: half({ ...state, notices: [] }, {}).notices })),
    ),
    killedBy: ANNOUNCED,
    says: /notice "second-price" .* went before bidder-0 had a turn/,
  },
  {
    id: "emergency-only-announces",
    of: tally,
    change: scheduled(
      tallyRules,
      emergency("second-price", (state) => ({ ...second(state, {}), price: state.price })),
    ),
    killedBy: "an emergency changes the rules",
    says: /emergency second-price: apply\(\) changed nothing but notices/,
  },
  {
    id: "emergency-needs-parameters",
    of: tally,
    change: {
      emergencies: {
        ...env.emergencies,
        "half-purse": { ...env.emergencies["half-purse"]!, params: z.strictObject({ share: z.number() }) },
      },
    },
    killedBy: "takes a schedule of its emergencies",
    says: /emergency half-purse: .*expected defaults for all its parameters/s,
  },
  {
    id: "picture-is-not-finite",
    of: tally,
    change: broken({
      draw: (state: State, viewer) => {
        const picture = env.draw(state, viewer);
        return {
          ...picture,
          shapes: picture.shapes.map((shape) => (shape.id === "bidder-0-bid" ? { ...shape, x: 0 / state.round } : shape)),
        };
      },
    }),
    killedBy: "the picture is whole",
    says: /the picture holds NaN at "shapes\.\d+\.x"/,
  },
  {
    id: "summary-never-changes",
    of: tally,
    change: broken({ summary: () => "An auction." }),
    killedBy: "pictures and summaries show what happens",
    says: /summary\(\): the same in all of \d+ episodes/,
  },
];
