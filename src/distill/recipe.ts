/** How students are made: whose decisions they learn from, how many, how long. */
import { z } from "zod";
import type { StudentsPlan, World } from "../../agents/world.ts";
import { READS } from "../../function-base/index.ts";
import { canonical, type Json, SPLIT_SIZE } from "../core/index.ts";
import { decoderSchema } from "../student/decoder.ts";
import { worldOf } from "../worlds.ts";
import { episodesFor } from "./amounts.ts";

/** A kind of student: by imitation, or by functions. */
export type Kind = "kd" | "ld";
export const KINDS: readonly Kind[] = ["ld", "kd"];

const courseSchema = z.strictObject({
  steps: z.int().min(10).max(200_000),
  batch: z.int().min(1).max(1024).default(64),
  rate: z.number().min(1e-6).max(0.1).default(2e-3),
  warmUp: z.int().min(1).default(40),
  /**
   * Sequences that a step computes at a time, in the order of their lengths. Absent, a batch is computed as a whole, in another order of sums and on
   * other batches: the students of earlier recipes come out as they were.
   */
  piece: z.int().min(1).max(1024).exactOptional(),
});

/**
 * How reading is practised, as in `Reading`: the share of examples with invented notices, the number of steps at the beginning that ask about
 * single words and phrases, the share of the other examples with invented conditions, the share of these in invented states, and the share of all that are read
 * as in a game that the student does not know.
 */
const readingSchema = z.strictObject({
  share: z.number().min(0).max(1).default(0),
  dense: z.int().min(0).default(0),
  conditions: z.number().min(0).max(1).default(0),
  states: z.number().min(0).max(1).default(0),
  strange: z.number().min(0).max(1).exactOptional(),
});

const variantSchema = z.strictObject({
  /** Parameters that differ from the preset's. */
  params: z.record(z.string(), z.json()),
  /** A cast of the game: one seat learns, among partners that do not. */
  cast: z.string().exactOptional(),
  /** Share of a round's episodes. */
  share: z.number().gt(0).max(1),
});

/** The fields of a recipe, which docs/recipes.md explains. */
export const recipeFields = z.strictObject({
  env: z.string(),
  preset: z.string().default("default"),
  teacher: z.string().default("expert"),
  teacherParams: z.json().default({}),
  /** Ordinary functions that neither the teacher nor the students have, so that it can be seen later what students make of new functions. */
  hide: z.array(z.string()).default([]),
  /** Share of turns in which another agent acts, so that the teacher also labels states that it would not reach by itself. */
  share: z.number().min(0).max(1).default(0.25),
  /** Episodes of the teacher in each round. */
  episodes: z.int().min(2).max(1_000_000),
  /** Further kinds of episodes; the preset takes the share that they leave. */
  variants: z.array(variantSchema).default([]),
  /** Whether imitation sees every state under all symmetries of the game. */
  symmetries: z.boolean().default(false),
  /** Rounds in which the students of the round before act now and then (DAgger). */
  rounds: z.int().min(0).max(10).default(0),
  seed: z.int().min(0).default(1),
  /** Threads that a student is trained on: on some processors another number adds up in another order, and the weights differ. */
  threads: z.int().min(1).max(64).default(1),
  /** Which kinds of student are made. */
  kinds: z
    .array(z.enum(KINDS))
    .min(1)
    .default([...KINDS]),
  /** The most tokens of the vocabulary, phrases aside; there are fewer when no pair comes twice. */
  vocabulary: z.int().min(302).max(50_000).default(680),
  decoder: decoderSchema.omit({ vocabulary: true, vectors: true }).prefault({}),
  /** The parts of manuals that the student by functions reads; absent, both. */
  reads: z.enum(READS).exactOptional(),
  /** Whether lessons say in several ways what functions do. */
  paraphrases: z.boolean().exactOptional(),
  /** Whether the student by functions learns and reads all texts in invented words: the control for what words mean. */
  renamed: z.boolean().exactOptional(),
  /** Whether the student by functions reads words by their vectors, so that it can guess at words that no lesson has. */
  words: z.boolean().exactOptional(),
  /** Other games whose decisions are learned from, too, by their default recipes: the same share of their episodes as this recipe has of its own game's. */
  others: z.array(z.string()).min(1).exactOptional(),
  /** Whether the game's own decisions are learned from, which is so unless others are and this is false: then students play where they never were. */
  own: z.boolean().exactOptional(),
  /** Whether the student by functions has a retriever, which finds functions by what they are for. */
  retriever: z.boolean().exactOptional(),
  /** The number format of the students' weights; absent, F16. */
  weights: z.enum(["F16", "I8"]).exactOptional(),
  ld: courseSchema.extend({ reading: readingSchema.prefault({}) }),
  kd: courseSchema,
  /** Episodes that each agent plays when the students are compared. */
  evaluation: z.int().min(1).default(100),
});

/** Whether no two of some values are the same. */
const distinct = (values: readonly unknown[]): boolean => new Set(values.map((value) => canonical(value as Json))).size === values.length;

/** A recipe: everything that a student depends on beside the code. */
export const recipeSchema = recipeFields
  .refine(({ kinds }) => distinct(kinds), { path: ["kinds"], error: "the same kind twice" })
  .refine(({ hide }) => distinct(hide), { path: ["hide"], error: "the same function twice" })
  .refine(({ paraphrases, reads }) => paraphrases !== true || reads === "purpose", {
    path: ["paraphrases"],
    error: 'only students that read purposes alone ("reads": "purpose") see them',
  })
  .refine(({ others = [], env }) => distinct([env, ...others]), { path: ["others"], error: "the same game twice" })
  .refine(({ others, own }) => own !== false || others !== undefined, {
    path: ["own"],
    error: 'nothing would be learned from: expected "others" with it',
  })
  .refine(({ others, rounds, retriever }) => others === undefined || (rounds === 0 && retriever !== true), {
    path: ["others"],
    error: "rounds and retrievers are of one game: expected neither with them",
  })
  .refine(({ renamed, reads }) => renamed !== true || reads === "purpose" || reads === "names", {
    path: ["renamed"],
    error: 'conditions are read by the words of facts: expected "reads": "purpose" or "names" with it',
  })
  .refine(({ renamed, words, retriever }) => renamed !== true || (words !== true && retriever !== true), {
    path: ["renamed"],
    error: 'invented words have no vectors: expected neither "words" nor "retriever" with it',
  })
  .refine(({ rounds, share }) => rounds === 0 || share > 0, {
    path: ["share"],
    error: "0, and there are rounds in which students would act in that share of the turns",
  })
  .refine(({ decoder: { width, heads } }) => width % (2 * heads) === 0, {
    path: ["decoder", "width"],
    error: "it cannot be shared out among the heads, each of an even width",
  })
  .refine(({ variants }) => variants.reduce((sum, { share }) => sum + share, 0) <= 1, {
    path: ["variants"],
    error: "shares of more than 1 in all",
  })
  .refine(({ variants }) => distinct(variants.map(({ params, cast = null }) => [params, cast])), {
    path: ["variants"],
    error: "the same parameters twice",
  })
  .refine(({ episodes, rounds }) => episodes * (rounds + 1) <= SPLIT_SIZE, {
    path: ["episodes"],
    error: `more than ${SPLIT_SIZE} in all rounds, and so seeds of another split`,
  });

/** The decisions, and the fewest episodes, on which agreement with the teacher is measured: on validation seeds that no student learned from. */
const HELD_OUT = { decisions: 200, episodes: 10 } as const;

/**
 * How many decisions recipes ask for, and how many episodes at least; in a game with short episodes, there are as many as hold the decisions.
 * `evaluation` says the same of the comparison, for each agent.
 */
const AMOUNTS = {
  quick: { decisions: 2_000, episodes: 60, evaluation: { decisions: 700, episodes: 20 } },
  default: { decisions: 15_000, episodes: 400, evaluation: { decisions: 7_000, episodes: 200 } },
} as const;

/** The number of validation episodes in which a recipe's students are checked against the teacher. */
export const heldOutEpisodes = (world: World, preset: string): number => episodesFor(world, preset, HELD_OUT.decisions, HELD_OUT.episodes);

/** The first seed of the comparison, counted from the beginning of its split, where published suites begin. */
export const EVALUATION_FIRST = 500_000;

/** A recipe, checked. */
export type Recipe = z.output<typeof recipeSchema>;

/** A recipe without what its students read of manuals, and how. */
export function unread(recipe: Recipe) {
  const { reads: _, paraphrases: __, renamed: ___, words: ____, retriever: _____, ...plain } = recipe;
  return plain;
}

/** Another game that is learned from, and the recipe by which its decisions are made. */
export type OtherGame = readonly [World, Recipe];

/**
 * The names of recipes: `quick` takes under three minutes on two cores, `default` makes the students that are compared, `augmented` adds data, `fast`
 * makes smaller students in fewer steps, in less than half the time; in emergencies they read less well.
 */
export const RECIPES = ["quick", "default", "augmented", "fast"] as const;

/** The decoder and the courses of the usual students; their batches are computed in pieces where a size is given. */
const usualCourses = ({ layers = 3, steps = 1200, piece, notices = { share: 0.4, dense: 200 } }: StudentsPlan) => {
  const course = { steps, batch: 64, ...(piece === undefined ? {} : { piece }) };
  return {
    decoder: { layers },
    ld: { ...course, reading: { ...notices, conditions: 0.5, states: 0.5 } },
    kd: course,
  };
};

/**
 * The recipes by which decisions of other games are made: their default ones, with as large a share of their episodes as the recipe has of its own game's, and the same
 * reading. Rejects with `UnknownId`.
 */
export async function othersOf(recipe: Recipe): Promise<readonly OtherGame[]> {
  const { env, others = [], episodes, evaluation, share, seed, kinds, reads, paraphrases, renamed, words } = recipe;
  const usual = recipeFor(worldOf(env), "default");
  const read = { reads, paraphrases, renamed, words };
  const same = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  const part = (count: number, of: number, whole: number): number => Math.max(2, Math.round((count * of) / whole));
  const found: OtherGame[] = [];
  for (const id of others) {
    const world = worldOf(id, `recipe for ${env}: others`);
    await world.env.prepare?.();
    const plain = unread(recipeFor(world, "default"));
    const amounts = {
      episodes: part(plain.episodes, episodes, usual.episodes),
      evaluation: part(plain.evaluation, evaluation, usual.evaluation),
    };
    found.push([world, recipeSchema.parse({ ...plain, ...same, ...amounts, share, seed, kinds })]);
  }
  return found;
}

/** A recipe by its name. */
export function recipeFor(world: World, name: (typeof RECIPES)[number]): Recipe {
  const env = world.env.id;
  const { decisions, episodes, evaluation } = AMOUNTS[name === "quick" ? "quick" : "default"];
  const { students = {} } = world.plan;
  const { layers: _, steps: __, piece: ___, notices: ____, also = [], preset = "default", evaluation: own, ...more } = students;
  const amounts = {
    env,
    preset,
    ...more,
    episodes: episodesFor(world, preset, decisions, episodes),
    evaluation: name !== "quick" && own !== undefined ? own : episodesFor(world, preset, evaluation.decisions, evaluation.episodes),
  };
  const seen = [...also, ...(world.plan.partners ?? []).map((of) => ({ params: {}, ...of }))];
  const usual = usualCourses(students);
  switch (name) {
    case "quick":
      return recipeSchema.parse({ ...amounts, ld: { steps: 120, batch: 32 }, kd: { steps: 160, batch: 64 }, variants: seen });
    case "default":
      return recipeSchema.parse({ ...amounts, ...usual, variants: seen });
    case "augmented":
      return recipeSchema.parse({ ...amounts, ...usual, variants: [...seen, ...world.plan.variants], symmetries: true });
    case "fast":
      return recipeSchema.parse({
        ...amounts,
        decoder: { ...usual.decoder, width: 96, heads: 6, hidden: 192 },
        ld: { ...usual.ld, steps: 800, piece: 8 },
        kd: { ...usual.kd, steps: 800, piece: 8 },
        variants: seen,
      });
    default:
      return name satisfies never;
  }
}
