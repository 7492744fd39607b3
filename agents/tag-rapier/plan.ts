/** The settings that the functions of tag are tried on, and those that its students learn from. */
import type { Json } from "../../src/core/index.ts";
import type { Plan, Setting } from "../world.ts";
import { purposeStudents } from "../purpose-students.ts";
import { evidence } from "./evidence.ts";

const sudden = (emergency: string, params: Json = {}): Json => ({ emergencies: [{ round: 10, emergency, params }] });

const setting = (id: string, episodes: number, params: Json = {}, prey = "dodge-ahead"): Setting => ({
  id,
  params,
  others: { prey },
  episodes,
});

/** The plan of tag. */
export const plan: Plan = {
  find: {
    settings: [
      setting("default", 6),
      setting("dodging", 2, {}, "dodge"),
      setting("bolting", 1, {}, "greedy"),
      setting("open", 1, { obstacles: [] }),
      setting("two chasers", 1, { chasers: 2 }),
      setting("four chasers", 1, { chasers: 4, gap: 0.2 }),
      setting("two prey", 1, { prey: 2, gap: 0.2 }),
      setting("wind", 0, sudden("wind")),
      setting("ice", 0, sudden("ice")),
      setting("wall", 0, sudden("wall")),
      setting("breakdown", 0, sudden("breakdown")),
    ],
    keys: {
      foresee: ["gap", "heading", "where", "rank", "prey", "held"],
      place: ["rank", "gap", "where", "behind", "beside", "inner"],
      thrust: ["way", "goal", "drift", "gap"],
    },
    depths: [2, 3, 4],
    starts: 2,
    blocks: 6,
    share: 0.03,
    seed: 1000,
  },
  students: { ...purposeStudents, steps: 2000 },
  evidence,
  variants: [
    { params: { chasers: 2 }, share: 0.15 },
    { params: { chasers: 4, gap: 0.2 }, share: 0.15 },
    { params: { obstacles: [] }, share: 0.15 },
  ],
};
