/** The settings that the functions of pursuit are tried on, and those that its students learn from. */
import type { Json } from "../../src/core/index.ts";
import type { Plan, Setting } from "../world.ts";
import { purposeStudents } from "../purpose-students.ts";
import { evidence } from "./evidence.ts";

const sudden = (emergency: string, params: Json = {}): Json => ({ emergencies: [{ round: 3, emergency, params }] });
const large: Json = { width: 16, height: 16, pursuers: 5, runners: 2, obstacles: 20, horizon: 80 };

const setting = (id: string, episodes: number, params: Json = {}, runner = "evade"): Setting => ({
  id,
  params,
  others: { runner },
  episodes,
});

/**
 * The plan of pursuit. Its variants have smaller boards and fewer pursuers than the split `shift`, so that augmented students are as
 * unprepared for that split as others.
 */
export const plan: Plan = {
  find: {
    settings: [
      setting("default", 20),
      setting("lookahead", 4, {}, "evade-lookahead"),
      setting("quick", 8, { width: 7, height: 7, horizon: 25 }),
      setting("large", 1, large),
      setting("two pursuers", 8, { pursuers: 2 }),
      setting("four pursuers", 4, { pursuers: 4 }),
      setting("five pursuers", 2, { width: 14, height: 14, pursuers: 5, horizon: 60 }),
      setting("window", 3, { view: 7 }),
      setting("touch", 2, { capture: "touch" }),
      setting("close-in", 2, { capture: "close-in" }),
      setting("two runners", 0, { pursuers: 4, runners: 2, obstacles: 8 }),
      setting("flee", 0, {}, "flee"),
      setting("restricted zone", 0, sudden("restricted-zone")),
      setting("breakdown", 0, sudden("breakdown", { pursuer: 0, rounds: 10 })),
      setting("fog", 0, sudden("fog")),
      setting("second runner", 0, sudden("second-runner")),
      setting("capture change", 0, sudden("capture-change")),
    ],
    keys: {
      assess: ["capture", "sight", "runners", "distance", "rank", "party"],
      target: ["capture", "party", "near", "next", "inner", "rank", "distance", "place"],
      move: ["capture", "goal", "way", "distance", "exits"],
    },
    depths: [4, 5, 6, 7, 8, 8],
    starts: 2,
    blocks: 8,
    share: 0.03,
    seed: 1000,
  },
  students: { ...purposeStudents, steps: 2000 },
  // A runner that wanders at random leads to states that none which flees would lead to.
  partners: [{ cast: "wandering", share: 0.3 }],
  evidence,
  variants: [
    { params: { pursuers: 2 }, share: 0.1 },
    { params: { pursuers: 4 }, share: 0.1 },
    { params: { width: 8, height: 8, horizon: 32 }, share: 0.1 },
    { params: { width: 12, height: 12, horizon: 48, pursuers: 4 }, share: 0.1 },
  ],
};
