/** Mutants of the auction that show what is hidden, or emergencies that are still to come. */
import { type Role, type Shape, seatOf } from "../../../src/core/index.ts";
import { tally as env, tallyRules } from "../../worlds/envs/tally/env.ts";
import { type Observation, observe, type State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant, scheduled } from "./mutant.ts";

const othersWorth = (state: State, role: Role): number => state.worths[seatOf(role) === 0 ? 1 : 0];
const HIDDEN = "nothing hidden shows";
const TO_COME = "an emergency to come shows nowhere";
const word = (id: string, text: string): Shape => ({ id, kind: "text", x: 1, y: 1, size: 0.2, text, tone: "text" });
const secrets = new WeakMap<Observation, number>();

/** Mutants of the auction: sight. */
export const tallySight: readonly Mutant[] = [
  {
    id: "observation-shows-the-others-worth",
    of: tally,
    change: broken({ observe: (state: State, role) => ({ ...observe(state, role), hint: othersWorth(state, role) }) }),
    killedBy: HIDDEN,
    says: /observe\(\) shows bidder-\d what is hidden: \d+ and \d+ at "hint"/,
  },
  {
    id: "observation-shows-whether-the-other-wants-it",
    of: tally,
    change: broken({
      observe: (state: State, role) => ({ ...observe(state, role), role: othersWorth(state, role) > 15 ? `${role} ` : role }),
    }),
    killedBy: HIDDEN,
    says: /observe\(\) shows .* at "role"/,
  },
  {
    id: "order-of-fields-tells-the-others-worth",
    of: tally,
    change: broken({
      observe: (state: State, role): Observation => {
        const { role: own, ...rest } = observe(state, role);
        return othersWorth(state, role) > 10 ? { role: own, ...rest } : { ...rest, role: own };
      },
    }),
    killedBy: HIDDEN,
    says: /observe\(\) shows bidder-\d what is hidden by the order of its fields/,
  },
  {
    id: "text-tells-the-others-worth",
    of: tally,
    change: broken({
      observe: (state: State, role) => {
        const seen = observe(state, role);
        secrets.set(seen, othersWorth(state, role));
        return seen;
      },
      describe: (seen: Observation) => `${env.describe(seen)} ${secrets.get(seen) ?? ""}`,
    }),
    killedBy: HIDDEN,
    says: /describe\(\) shows bidder-\d what is hidden/,
  },
  {
    id: "text-tells-of-the-object-it-was-given",
    of: tally,
    change: broken({
      describe: (seen: Observation) => `${env.describe(seen)} ${Object.keys(seen)[0]!}`,
    }),
    killedBy: "the same input gives the same output",
    says: /describe\(\) .* for a copy/,
  },
  {
    id: "picture-shows-the-others-worth",
    of: tally,
    change: broken({ draw: (state: State) => env.draw(state) }),
    killedBy: HIDDEN,
    says: /draw\(\) with a viewer shows bidder-\d what is hidden/,
  },
  {
    id: "picture-places-a-shape-by-the-others-worth",
    of: tally,
    change: broken({
      draw: (state: State, viewer) => {
        const picture = env.draw(state, viewer);
        return {
          ...picture,
          shapes: picture.shapes.map((shape) => (shape.id === "table" ? { ...shape, alpha: 1 - state.worths[0] / 1000 } : shape)),
        };
      },
    }),
    killedBy: HIDDEN,
    says: /draw\(\) with a viewer shows .* at "shapes\.0\.alpha"/,
  },
  {
    id: "legal-bids-depend-on-the-others-worth",
    of: tally,
    change: broken({ legal: (state: State, role) => env.legal(state, role).slice(0, 1 + othersWorth(state, role)) }),
    killedBy: HIDDEN,
    says: /legal\(\) shows bidder-\d what is hidden/,
  },
  {
    id: "order-of-bids-depends-on-the-others-worth",
    of: tally,
    change: broken({
      legal: (state: State, role) => (othersWorth(state, role) % 2 === 0 ? env.legal(state, role) : [...env.legal(state, role)].reverse()),
    }),
    killedBy: HIDDEN,
    says: /legal\(\) shows bidder-\d what is hidden/,
  },
  {
    id: "range-tells-the-others-worth",
    of: tally,
    change: broken({ range: (state: State, role) => ({ ...env.range!(state, role)!, unit: `coins of ${othersWorth(state, role)}` }) }),
    killedBy: HIDDEN,
    says: /range\(\) shows bidder-\d what is hidden/,
  },
  {
    id: "without-determinize-the-picture-shows-the-others-worth",
    of: { ...tally, env: (({ determinize: _, ...rest }) => rest)(tally.env) },
    change: broken({ draw: (state: State) => env.draw(state) }),
    killedBy: HIDDEN,
    says: /draw\(\) with a viewer shows bidder-\d what is hidden/,
  },
  {
    id: "observation-shows-the-schedule",
    of: tally,
    change: broken({ observe: (state: State, role) => ({ ...observe(state, role), game: state.params }) }),
    killedBy: TO_COME,
    says: /the schedule shows before round \d+, .* observe\(\).* at "game\.emergencies/,
  },
  {
    id: "observation-counts-the-rounds-to-the-next-emergency",
    of: tally,
    change: broken({
      observe: (state: State, role) => ({
        ...observe(state, role),
        calm: Math.max(0, ...state.params.emergencies.map(({ round }) => round - state.round)),
      }),
    }),
    killedBy: TO_COME,
    says: /observe\(\).* at "calm"/,
  },
  {
    id: "picture-shows-the-schedule",
    of: tally,
    change: broken({
      draw: (state: State, viewer) => {
        const picture = env.draw(state, viewer);
        return state.params.emergencies.length > 0 ? { ...picture, shapes: [...picture.shapes, word("soon", "!")] } : picture;
      },
    }),
    killedBy: TO_COME,
    says: /the schedule shows .* draw\(\)/,
  },
  {
    id: "summary-shows-the-schedule",
    of: tally,
    change: broken({ summary: (state: State) => `${env.summary(state)} ${state.params.emergencies.length} to come.` }),
    killedBy: TO_COME,
    says: /the schedule shows .* summary\(\)/,
  },
  {
    id: "legal-bids-shrink-before-an-emergency",
    of: tally,
    change: broken({
      legal: (state: State, role) =>
        env.legal(state, role).slice(0, state.params.emergencies.some(({ round }) => round === state.round + 1) ? 3 : undefined),
    }),
    killedBy: TO_COME,
    says: /the schedule shows .* (legal|draw|observe)\(\)/,
  },
  {
    id: "notice-a-round-ahead",
    of: tally,
    change: broken({
      observe: (state: State, role) => {
        const soon = state.params.emergencies.filter(({ round }) => round === state.round + 1);
        return {
          ...observe(state, role),
          notices: [...state.notices, ...soon.map(({ emergency }) => ({ id: `${emergency}-soon`, text: "Soon." }))],
        };
      },
      describe: (seen: Observation) => `${env.describe(seen)} Soon.`,
    }),
    killedBy: TO_COME,
    says: /the schedule shows .* observe\(\).* at "notices/,
  },
  {
    id: "notice-without-a-place-in-the-text",
    of: tally,
    change: scheduled(tallyRules, { describe: (seen) => tallyRules.describe({ ...seen, notices: [] }) }),
    killedBy: "an observation is plain data, and its text says its notices",
    says: /is not in the text for bidder-\d/,
  },
  {
    id: "observation-with-an-undefined-field",
    of: tally,
    change: broken({ observe: (state: State, role) => ({ ...observe(state, role), nothing: undefined as never }) }),
    killedBy: "an observation is plain data",
    says: /the observation of bidder-0 holds undefined at "nothing"/,
  },
];
