/** How students are made: whose decisions they learn from, how many, how long. */
import { z } from "zod";
import type { World } from "../../agents/world.ts";
import { SPLIT_SIZE } from "../core/index.ts";
import { decoderSchema } from "../student/decoder.ts";
import { episodesFor } from "./amounts.ts";

/** A kind of student: by imitation, or by functions. */
export type Kind = "kd" | "ld";
export const KINDS: readonly Kind[] = ["ld", "kd"];

const courseSchema = z.strictObject({
  steps: z.int().min(10).max(200_000),
  batch: z.int().min(1).max(1024).default(64),
  rate: z.number().min(1e-6).max(0.1).default(2e-3),
  warmUp: z.int().min(1).default(40),
});

/**
 * Invented notices: in which share of the examples, and in how many steps at first words are asked for one by one; of the other examples,
 * the share with invented conditions, and of these the share in invented states.
 */
const readingSchema = z.strictObject({
  share: z.number().min(0).max(1).default(0),
  dense: z.int().min(0).default(0),
  conditions: z.number().min(0).max(1).default(0),
  states: z.number().min(0).max(1).default(0),
});

const variantSchema = z.strictObject({
  /** Parameters that differ from the preset's. */
  params: z.record(z.string(), z.json()),
  /** Share of a round's episodes. */
  share: z.number().gt(0).max(1),
});

const recipeFields = z.strictObject({
  env: z.string(),
  preset: z.string().default("default"),
  teacher: z.string().default("expert"),
  teacherParams: z.json().default({}),
  /** Ordinary functions that neither the teacher nor the students have: to see later what students make of functions that are new to them. */
  hide: z.array(z.string()).default([]),
  /** Share of turns in which another agent acts, so that the teacher tells of states it would not come to. */
  share: z.number().min(0).max(1).default(0.25),
  /** Episodes of the teacher in each round. */
  episodes: z.int().min(2).max(1_000_000),
  /** Kinds of episodes beside the preset's, which takes what they leave. */
  variants: z.array(variantSchema).default([]),
  /** Whether imitation sees every state by all symmetries of the game. */
  symmetries: z.boolean().default(false),
  /** Rounds in which the students of the round before act now and then (DAgger). */
  rounds: z.int().min(0).max(10).default(0),
  seed: z.int().min(0).default(1),
  /** Which kinds of student are made. */
  kinds: z
    .array(z.enum(KINDS))
    .min(1)
    .default([...KINDS]),
  /** Tokens at most; there are fewer when no pair comes twice. */
  vocabulary: z.int().min(302).max(50_000).default(680),
  decoder: decoderSchema.omit({ vocabulary: true }).prefault({}),
  ld: courseSchema.extend({ reading: readingSchema.prefault({}) }),
  kd: courseSchema,
  /** Episodes of each agent that the students are compared in. */
  evaluation: z.int().min(1).default(100),
});

/** A recipe: everything that a student depends on beside the code. */
export const recipeSchema = recipeFields
  .refine(({ variants }) => variants.reduce((sum, { share }) => sum + share, 0) <= 1, {
    path: ["variants"],
    error: "shares of more than 1 in all",
  })
  .refine(({ episodes, rounds }) => episodes * (rounds + 1) <= SPLIT_SIZE, {
    path: ["episodes"],
    error: `more than ${SPLIT_SIZE} in all rounds, and so seeds of another split`,
  });

/** Decisions that agreement with the teacher is measured on, and episodes at least: seeds of validation that nobody learned from. */
const HELD_OUT = { decisions: 200, episodes: 10 } as const;

/**
 * Decisions that recipes ask for, and episodes at least; episodes of a game with short ones are as many as hold the decisions. `evaluation`
 * counts the decisions of each agent that students are compared in.
 */
const AMOUNTS = {
  quick: { decisions: 2_000, episodes: 60, evaluation: { decisions: 700, episodes: 20 } },
  default: { decisions: 15_000, episodes: 400, evaluation: { decisions: 7_000, episodes: 200 } },
} as const;

/** Episodes of validation that a recipe's students are held against. */
export const heldOutEpisodes = (world: World, preset: string): number => episodesFor(world, preset, HELD_OUT.decisions, HELD_OUT.episodes);

/** The first seeds of the comparison within its split: published suites begin at 0. */
export const EVALUATION_FIRST = 500_000;

/** A recipe, checked. */
export type Recipe = z.output<typeof recipeSchema>;

/** The names of recipes: within three minutes on two cores; what students are compared with; the same with augmented data. */
export const RECIPES = ["quick", "default", "augmented"] as const;

const usual = {
  decoder: { layers: 3 },
  ld: { steps: 1200, batch: 64, reading: { share: 0.4, dense: 200, conditions: 0.5, states: 0.5 } },
  kd: { steps: 1200, batch: 64 },
};

/** A recipe by its name. */
export function recipeFor(world: World, name: (typeof RECIPES)[number]): Recipe {
  const env = world.env.id;
  const { decisions, episodes, evaluation } = AMOUNTS[name === "quick" ? "quick" : "default"];
  const amounts = {
    env,
    episodes: episodesFor(world, "default", decisions, episodes),
    evaluation: episodesFor(world, "default", evaluation.decisions, evaluation.episodes),
  };
  switch (name) {
    case "quick":
      return recipeSchema.parse({ ...amounts, ld: { steps: 120, batch: 32 }, kd: { steps: 160, batch: 64 } });
    case "default":
      return recipeSchema.parse({ ...amounts, ...usual });
    case "augmented":
      return recipeSchema.parse({ ...amounts, ...usual, variants: world.plan.variants, symmetries: true });
    default:
      return name satisfies never;
  }
}
