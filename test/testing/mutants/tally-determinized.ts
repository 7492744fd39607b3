/** Mutants of the auction whose determinised states are wrong. */
import { type Key, type Role, seatOf } from "../../../src/core/index.ts";
import { determinize, type Observation, observe, type State } from "../../worlds/envs/tally/state.ts";
import { tally } from "../subjects.ts";
import { broken, type Mutant } from "./mutant.ts";

let seenLast: State | undefined;

/** Mutants of the auction: determinised states. */
export const tallyDeterminized: readonly Mutant[] = [
  {
    id: "observation-hands-the-others-worth-to-determinize",
    of: tally,
    change: broken({
      observe: (state: State, role) => ({ ...observe(state, role), dealt: state.worths }),
      determinize: (seen: Observation & { readonly dealt: State["worths"] }, role, key) => ({
        ...determinize(seen, role, key),
        worths: seen.dealt,
      }),
    }),
    killedBy: "what an observation tells, its text or its picture tells too",
    says: /observe\(\) tells bidder-\d what neither its text nor its picture does: \d+ and \d+ at "dealt\.\d"/,
  },
  {
    id: "determinised-state-has-a-schedule-of-its-own",
    of: tally,
    change: broken({
      determinize: (seen: Observation, role, key) => {
        const state = determinize(seen, role, key);
        return {
          ...state,
          params: { ...state.params, emergencies: [{ round: seen.round + 1, emergency: "second-price" as const, params: {} }] },
        };
      },
    }),
    killedBy: "a determinised state shows what its observation shows",
    says: /a determinised state brings "second-price" of its own/,
  },
  {
    id: "determinize-draws-low-worths-alone",
    of: tally,
    change: broken({
      determinize: (seen: Observation, role, key) => {
        const state = determinize(seen, role, key);
        const worths = state.worths.map((worth, seat) => (seat === seatOf(role) || seen.round === 0 ? worth : Math.floor(worth / 4)));
        return { ...state, worths: [worths[0]!, worths[1]!] as const };
      },
    }),
    killedBy: "determinised states hold nothing that play does not, and all that it does",
    says: /determinize\(\) for bidder draws 0 to 5 at "worths\.\*", and play has/,
  },
  {
    id: "determinised-purse-is-another",
    of: tally,
    change: broken({
      determinize: (seen: Observation, role, key) => determinize({ ...seen, me: { ...seen.me, purse: seen.me.purse + 1 } }, role, key),
    }),
    killedBy: "a determinised state shows what its observation shows",
    says: /determinize\(\) contradicts the observation: .* at "me\.purse"/,
  },
  {
    id: "determinised-state-loses-its-notices",
    of: tally,
    change: broken({ determinize: (seen: Observation, role, key) => determinize({ ...seen, notices: [] }, role, key) }),
    killedBy: "a determinised state shows what its observation shows",
    says: /contradicts the observation: .* at "notices/,
  },
  {
    id: "determinised-state-loses-the-price-rule",
    of: tally,
    // The rule shows only in the notice and not in the field `price`, so determinize loses it.
    change: broken({ observe: (state: State, role) => ({ ...observe(state, role), price: "first" }) }),
    killedBy: "a determinised state keeps the rules in force",
    says: /determinize\(\) for bidder-\d loses second-price: "price" is "first" as before it/,
  },
  {
    id: "determinize-ignores-its-key",
    of: tally,
    change: broken({ determinize: (seen: Observation, role) => determinize(seen, role, [0, 0]) }),
    killedBy: "determinised states vary in what the observation leaves open",
    says: /200 determinised states for bidder-\d are one, though "worths\.\d" is open to it/,
  },
  {
    id: "determinize-gives-the-true-state",
    of: tally,
    change: broken({
      observe: (state: State, role) => {
        seenLast = state;
        return observe(state, role);
      },
      determinize: (seen: Observation, role: Role, key: Key) => seenLast ?? determinize(seen, role, key),
    }),
    killedBy: "determinised states vary in what the observation leaves open",
    says: /are one, though/,
  },
  {
    id: "determinize-draws-what-cannot-be",
    of: tally,
    change: broken({
      determinize: (seen: Observation, role, key) => {
        const state = determinize(seen, role, key);
        const worths = state.worths.map((worth, seat) => (seat === seatOf(role) ? worth : 3 * worth));
        return { ...state, worths: [worths[0]!, worths[1]!] as const };
      },
    }),
    killedBy: "determinised states hold nothing that play does not",
    says: /determinize\(\) drew \d+ at "worths\.\d" for bidder-\d, where play had 0 to 20/,
  },
  {
    id: "determinised-state-cannot-be-played-on",
    of: tally,
    change: broken({
      determinize: (seen: Observation, role, key) => ({ ...determinize(seen, role, key), last: seen.last === null ? null : ({} as never) }),
    }),
    killedBy: "a determinised state shows what its observation shows",
    says: /contradicts the observation|can be played on|threw/,
  },
];
