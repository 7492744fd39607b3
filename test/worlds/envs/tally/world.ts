/** The world of tally: all that the arena needs of it. */
import { defineWorld, files, makeBase } from "../../../../src/world-parts.ts";
import { plan } from "../../agents/tally/plan.ts";
import { players } from "../../agents/tally/players.ts";
import { guide } from "../../function-base/tally/guide.ts";
import { tally as env } from "./env.ts";
import { BIDDERS } from "./picture.ts";

/** The world of tally. */
export const tally = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "episode_return",
    title: "gain",
    scope: "seat",
    learner: "bidder",
    usual: { bidder: "expert" },
    casts: { cautious: { bidder: { agent: "cautious" } }, truthful: { bidder: { agent: "greedy" } } },
    columns: [{ metric: "success_rate", title: "both gained" }],
  },
  plan,
  look: { hues: { bidder: BIDDERS } },
});
