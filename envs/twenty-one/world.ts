/** The world of `twenty-one`: rules, functions, players, what its benchmarks measure, and the plan by which functions and students are tried. */
import { files } from "#functions";
import { plan } from "../../agents/twenty-one/plan.ts";
import { players } from "../../agents/twenty-one/players.ts";
import { starts } from "../../agents/twenty-one/starts.ts";
import { defineWorld } from "../../agents/world.ts";
import { makeBase, wordingsOf } from "../../function-base/index.ts";
import { guide } from "../../function-base/twenty-one/guide.ts";
import { twentyOne as env } from "./env.ts";
import { look } from "./look.ts";

/** The world of `twenty-one`. */
export const twentyOne = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "gain_a_hand",
    title: "gain a hand",
    scope: "seat",
    learner: "gambler",
    usual: { gambler: "expert" },
    casts: { company: { gambler: { agent: "greedy" } } },
    columns: [
      { metric: "loss_a_hand", title: "loss by mistakes" },
      { metric: "mistake_rate", title: "mistakes" },
      { metric: "over_rate", title: "over the target" },
    ],
  },
  plan,
  look,
  wordings: wordingsOf(env.id),
  charts: [starts],
});
