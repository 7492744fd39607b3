/** How students are made: whose decisions they learn from, how many, how long. */
import { z } from "zod";
import { decoderSchema } from "../student/decoder.ts";

const courseSchema = z.strictObject({
  steps: z.int().min(10).max(200_000),
  batch: z.int().min(1).max(1024).default(64),
  rate: z.number().min(1e-6).max(0.1).default(2e-3),
  warmUp: z.int().min(1).default(40),
});

/** Invented notices: in which share of the examples, and in how many steps at first words are asked for one by one. */
const readingSchema = z.strictObject({ share: z.number().min(0).max(1).default(0), dense: z.int().min(0).default(0) });

/** A recipe: everything that a student depends on beside the code. */
export const recipeSchema = z.strictObject({
  env: z.string(),
  preset: z.string().default("default"),
  teacher: z.string().default("expert"),
  teacherParams: z.json().default({}),
  /** Share of turns in which another agent acts, so that the teacher tells of states it would not come to. */
  share: z.number().min(0).max(1).default(0.25),
  /** Episodes of the teacher in each round. */
  episodes: z.int().min(2).max(1_000_000),
  /** Rounds in which the students of the round before act now and then (DAgger). */
  rounds: z.int().min(0).max(10).default(0),
  seed: z.int().min(0).default(1),
  /** Tokens at most; there are fewer when no pair comes twice. */
  vocabulary: z.int().min(262).max(50_000).default(640),
  decoder: decoderSchema.omit({ vocabulary: true }).prefault({}),
  ld: courseSchema.extend({ reading: readingSchema.prefault({}) }),
  kd: courseSchema,
  /** Episodes of each agent that the students are compared in. */
  evaluation: z.int().min(1).default(100),
});

/** A recipe, checked. */
export type Recipe = z.output<typeof recipeSchema>;

/** A kind of student: by imitation, or by functions. */
export type Kind = "kd" | "ld";
export const KINDS: readonly Kind[] = ["ld", "kd"];

/** The recipes by name: within three minutes on two cores, and what students are made with that are to be compared. */
export const recipeFor = (env: string, name: "quick" | "default"): Recipe =>
  recipeSchema.parse(
    name === "quick"
      ? { env, episodes: 60, ld: { steps: 120, batch: 32 }, kd: { steps: 160, batch: 64 }, evaluation: 20 }
      : { env, episodes: 400, rounds: 1, ld: { steps: 800, batch: 64 }, kd: { steps: 1600, batch: 64 }, evaluation: 200 },
  );
