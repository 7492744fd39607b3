/** The settings that the functions of commons-harvest are tried on, and those that its students learn from. */
import { presets } from "../../envs/commons-harvest/params.ts";
import type { Json } from "../../src/core/index.ts";
import type { Plan, Setting } from "../world.ts";
import { purposeStudents } from "../purpose-students.ts";
import { evidence } from "./evidence.ts";

const sudden = (emergency: string, params: Json = {}): Json => ({ emergencies: [{ round: 10, emergency, params }] });

const setting = (id: string, episodes: number, others: readonly string[] = [], params: Json = {}, harvesters = 4): Setting => ({
  id,
  params,
  // Partners take the last seats.
  others: Object.fromEntries(others.map((agent, i) => [`harvester-${harvesters - others.length + i}`, agent])),
  episodes,
});

const large = presets.large.params as Json;

/** The plan of commons-harvest. */
export const plan: Plan = {
  find: {
    settings: [
      setting("default", 6),
      setting("a greedy partner", 3, ["greedy"]),
      setting("two greedy partners", 2, ["greedy", "greedy"]),
      setting("one among restrained partners", 2, ["restrained", "restrained", "restrained"]),
      setting("one among greedy partners", 2, ["greedy", "greedy", "greedy"]),
      setting("one among mixed partners", 2, ["greedy", "restrained", "fickle"]),
      setting("quick", 2, [], presets.quick.params),
      setting("large", 1, [], large),
      setting("grudgers and a greedy one", 0, ["grudger", "grudger", "greedy"]),
      setting("drought", 0, [], sudden("drought")),
      setting("fence", 0, [], sudden("fence")),
      setting("blight", 0, [], sudden("blight")),
    ],
    keys: {
      patch: ["season", "here", "elsewhere", "crowd", "bare"],
      apple: ["time", "spare", "stock", "crowd", "rival"],
      move: ["goal", "way", "time", "stock"],
    },
    depths: [2, 3, 3],
    starts: 1,
    blocks: 4,
    share: 0.05,
    seed: 1000,
  },
  // A comparison has four casts, and an episode of four alike 240 decisions.
  students: { ...purposeStudents, evaluation: 50 },
  partners: [
    { cast: "mixed", share: 0.3 },
    { cast: "restrained", share: 0.1 },
    { cast: "greedy", share: 0.1 },
  ],
  evidence,
  variants: [
    { params: presets.quick.params, share: 0.15 },
    { params: { harvesters: 3 }, share: 0.15 },
    { params: { harvesters: 6 }, share: 0.15 },
  ],
};
