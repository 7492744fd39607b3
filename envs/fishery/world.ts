/** The world of fishery: rules, functions, players, what its benchmarks measure, and the plan by which functions and students are tried. */
import { files } from "#functions";
import { plan } from "../../agents/fishery/plan.ts";
import { players } from "../../agents/fishery/players.ts";
import { defineWorld } from "../../agents/world.ts";
import { guide } from "../../function-base/fishery/guide.ts";
import { makeBase, wordingsOf } from "../../function-base/index.ts";
import { fishery as env } from "./env.ts";
import { look } from "./look.ts";

const spec = (agent: string) => ({ agent });

/** The world of fishery. */
export const fishery = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "collective_return",
    title: "all together",
    scope: "everybody",
    learner: "fisher",
    usual: { fisher: "expert" },
    // Each leaves one seat.
    casts: {
      fair: { fisher: spec("fair") },
      fickle: { fisher: spec("fickle") },
      grudgers: { fisher: spec("grudger") },
      greedy: { fisher: spec("greedy") },
      mixed: { "fisher-1": spec("greedy"), "fisher-2": spec("fair"), "fisher-3": spec("copycat"), "fisher-4": spec("fickle") },
    },
    columns: [
      { metric: "episode_return", title: "own" },
      { metric: "success_rate", title: "survived" },
      { metric: "survival_time", title: "months" },
      { metric: "efficiency", title: "efficiency" },
      { metric: "equality", title: "equality" },
      { metric: "over_usage", title: "over-usage" },
    ],
  },
  plan,
  look,
  wordings: wordingsOf(env.id),
});
