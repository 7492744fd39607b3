/** The settings that the functions of fishery are tried on, and those that its students learn from. */
import type { Json } from "../../src/core/index.ts";
import type { Plan, Setting } from "../world.ts";
import { purposeStudents } from "../purpose-students.ts";
import { evidence } from "./evidence.ts";

const sudden = (emergency: string, params: Json = {}): Json => ({ emergencies: [{ round: 3, emergency, params }] });

const setting = (id: string, episodes: number, others: readonly string[] = [], params: Json = {}): Setting => ({
  id,
  params,
  // Partners take the last seats.
  others: Object.fromEntries(others.map((agent, i) => [`fisher-${5 - others.length + i}`, agent])),
  episodes,
});

/**
 * The plan of fishery. Where no partner plays by chance, all episodes of a setting are alike, so that one a block will do. Chance alone tells
 * episodes of one line-up apart, which is why there are many line-ups.
 */
export const plan: Plan = {
  find: {
    settings: [
      setting("two fickle partners", 4, ["fickle", "fickle"]),
      setting("default", 3),
      setting("a greedy partner", 1, ["greedy"]),
      setting("two greedy partners", 1, ["greedy", "greedy"]),
      setting("a greedy one and a copycat", 2, ["copycat", "greedy"]),
      setting("one among mixed partners", 4, ["greedy", "fair", "copycat", "fickle"]),
      setting("one among fickle partners", 2, ["fickle", "fickle", "fickle", "fickle"]),
      setting("one among fair partners", 1, ["fair", "fair", "fair", "fair"]),
      setting("one among grudgers", 1, ["grudger", "grudger", "grudger", "grudger"]),
      setting("one among copycats", 1, ["copycat", "copycat", "copycat", "copycat"]),
      setting("one among fair partners and a greedy one", 1, ["greedy", "fair", "fair", "fair"]),
      setting("two copycats and a fickle one", 2, ["copycat", "copycat", "fickle"]),
      setting("a grudger and a fickle one", 2, ["grudger", "fickle"]),
      setting("a poor lake", 2, ["fickle"], { stock: 25 }),
      setting("quick", 1, [], { fishers: 3, capacity: 60, months: 6 }),
      setting("large", 1, [], { fishers: 8, capacity: 200, months: 24, collapse: 10 }),
      setting("proportional", 0, [], { allocation: "proportional" }),
      setting("bad season", 0, [], sudden("bad-season")),
      setting("poacher", 0, [], sudden("poacher")),
      setting("newcomer", 0, [], sudden("newcomer")),
      setting("quota", 0, [], sudden("quota")),
    ],
    keys: {
      forecast: ["others", "grabbers", "season", "stock"],
      aim: ["season", "stock", "others", "sharing"],
      wish: ["season", "room", "others", "grabbers", "sharing", "standing"],
    },
    depths: [2, 3, 4, 5, 5],
    starts: 3,
    blocks: 6,
    share: 0.03,
    seed: 1000,
  },
  students: { ...purposeStudents, notices: { share: 0.25, dense: 150 } },
  partners: [
    { cast: "mixed", share: 0.3 },
    { cast: "fickle", share: 0.15 },
    { cast: "grudgers", share: 0.1 },
  ],
  variants: [
    { params: { stock: 40 }, share: 0.1 },
    { params: { fishers: 4, capacity: 80 }, share: 0.1 },
    { params: { fishers: 3, capacity: 60, months: 6 }, share: 0.1 },
  ],
  evidence,
};
