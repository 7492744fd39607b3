/** The plan of what the page is to make: which students, from which decisions, trained on which device. */
import { z } from "zod";
import { worldOf } from "../../worlds.ts";
import { cores } from "./episodes.ts";
import { type Kind, KINDS, type Recipe, recipeFor, recipeSchema } from "../../distill/recipe.ts";

/** A plan, as the browser stores it beside what is made by it. */
export const planSchema = z.strictObject({
  recipe: recipeSchema,
  kinds: z.array(z.enum(["ld", "kd"])).min(1),
  device: z.enum(["auto", "webgpu", "wasm"]),
  /** Whether training was stopped early, so that the students are taken as they are. */
  enough: z.boolean().default(false),
});

/** A plan, checked. */
export type Plan = z.output<typeof planSchema>;

/** What a person can change in a recipe; everything else is as in `arena distill --quick`. */
export const optionsSchema = z.strictObject({
  episodes: z.int().min(2).max(10_000).describe("Episodes in which the teacher decides"),
  ldSteps: z.int().min(10).max(100_000).describe("Steps in which the student by functions is trained"),
  kdSteps: z.int().min(10).max(100_000).describe("Steps in which the student by imitation is trained"),
  batch: z.int().min(1).max(256).nullable().describe("Texts per step; if empty, as many as in the recipe"),
  evaluation: z.int().min(1).max(1000).describe("Episodes that each student is judged by"),
  seed: z.int().min(0).max(1_000_000).describe("Seed of the training"),
});

/** What was chosen. */
export type Options = z.output<typeof optionsSchema>;

/** The options as `arena distill --quick` has them. */
export function usualOptions(env: string): Options {
  const { episodes, ld, kd, evaluation, seed } = recipeFor(worldOf(env), "quick");
  return { episodes, ldSteps: ld.steps, kdSteps: kd.steps, batch: null, evaluation, seed };
}

/** The most threads of one training: matrices this small gain nothing from more. */
const MOST_THREADS = 4;

/** The threads of each of so many trainings at once in this page. */
export const threadsFor = (trainings: number): number =>
  crossOriginIsolated ? Math.max(1, Math.min(MOST_THREADS, Math.floor(cores() / trainings))) : 1;

/** The recipe that options give. */
export function recipeOf(env: string, { episodes, ldSteps, kdSteps, batch, evaluation, seed }: Options, threads = 1): Recipe {
  const quick = recipeFor(worldOf(env), "quick");
  const size = batch === null ? {} : { batch };
  return recipeSchema.parse({
    ...quick,
    episodes,
    evaluation,
    seed,
    threads,
    ld: { ...quick.ld, steps: ldSteps, ...size },
    kd: { ...quick.kd, steps: kdSteps, ...size },
  });
}

/** The titles of the kinds of student. */
export const TITLES: Readonly<Record<Kind, string>> = { ld: "By functions (LD)", kd: "By imitation (KD)" };

/** Kinds in the order in which they are shown. */
export const inOrder = (kinds: readonly Kind[]): readonly Kind[] => KINDS.filter((kind) => kinds.includes(kind));
