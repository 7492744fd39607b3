/** The world of tag: rules, functions, players, what its benchmarks measure, and the plan by which functions and students are tried. */
import { files } from "#functions";
import { plan } from "../../agents/tag-rapier/plan.ts";
import { players } from "../../agents/tag-rapier/players.ts";
import { defineWorld } from "../../agents/world.ts";
import { makeBase, wordingsOf } from "../../function-base/index.ts";
import { guide } from "../../function-base/tag-rapier/guide.ts";
import { tag as env } from "./env.ts";
import { look } from "./look.ts";

/** The world of tag. */
export const tag = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "episode_return",
    title: "return",
    scope: "team",
    learner: "chaser",
    usual: { chaser: "expert", prey: "dodge-ahead" },
    casts: {
      ahead: { prey: { agent: "dodge-ahead" } },
      dodge: { prey: { agent: "dodge" } },
      bolt: { prey: { agent: "greedy" } },
    },
    columns: [
      { metric: "touches", title: "touches" },
      { metric: "success_rate", title: "touched at all" },
      { metric: "first_touch", title: "first touch" },
      { metric: "held", title: "held" },
    ],
  },
  plan,
  look,
  wordings: wordingsOf(env.id),
});
