/** The world of pursuit: rules, functions, players, what its benchmarks measure, and the plan by which functions and students are tried. */
import { files } from "#functions";
import { plan } from "../../agents/pursuit/plan.ts";
import { players } from "../../agents/pursuit/players.ts";
import { defineWorld } from "../../agents/world.ts";
import { makeBase, wordingsOf } from "../../function-base/index.ts";
import { guide } from "../../function-base/pursuit/guide.ts";
import { pursuit as env } from "./env.ts";
import { look } from "./look.ts";

/** The world of pursuit. */
export const pursuit = defineWorld({
  env,
  base: makeBase(env.id, guide, files),
  players,
  benchmark: {
    measure: "episode_return",
    scope: "team",
    learner: "pursuer",
    usual: { pursuer: "expert", runner: "evade" },
    casts: {
      evade: { runner: { agent: "evade" } },
      lookahead: { runner: { agent: "evade-lookahead" } },
      wandering: { runner: { agent: "random" } },
    },
    title: "return",
    columns: [
      { metric: "success_rate", title: "success" },
      { metric: "capture_rate", title: "captured" },
      { metric: "steps_to_capture", title: "rounds to capture" },
    ],
  },
  plan,
  look,
  wordings: wordingsOf(env.id),
});
