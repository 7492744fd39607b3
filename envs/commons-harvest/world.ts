/** The world of commons-harvest: rules, functions, players, what its benchmarks measure, and the plan by which functions and students are tried. */
import { files } from "#functions";
import { plan } from "../../agents/commons-harvest/plan.ts";
import { players } from "../../agents/commons-harvest/players.ts";
import { defineWorld } from "../../agents/world.ts";
import { guide } from "../../function-base/commons-harvest/guide.ts";
import { makeBase, wordingsOf } from "../../function-base/index.ts";
import { commonsHarvest as env } from "./env.ts";
import { look } from "./look.ts";

const spec = (agent: string) => ({ agent });

/** The world of commons-harvest. */
export const commonsHarvest = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "collective_return",
    title: "all together",
    scope: "everybody",
    learner: "harvester",
    usual: { harvester: "expert" },
    // Each leaves one seat.
    casts: {
      restrained: { harvester: spec("restrained") },
      greedy: { harvester: spec("greedy") },
      grudgers: { harvester: spec("grudger") },
      mixed: { "harvester-1": spec("greedy"), "harvester-2": spec("restrained"), "harvester-3": spec("fickle") },
    },
    columns: [
      { metric: "episode_return", title: "own" },
      { metric: "success_rate", title: "survived" },
      { metric: "survival_time", title: "turns" },
      { metric: "patches_left", title: "patches left" },
      { metric: "equality", title: "equality" },
      { metric: "sustainability", title: "sustainability" },
    ],
  },
  plan,
  look,
  wordings: wordingsOf(env.id),
});
