/** `arena distill`: a teacher's decisions, students trained on them, and how these play; every stage can be stopped and goes on. */
import { availableParallelism } from "node:os";
import { basename, join, relative, resolve } from "node:path";
import type { World } from "../../agents/world.ts";
import { FILES } from "../../benchmarks/journal.ts";
import { unscoredIn } from "../../benchmarks/scores.ts";
import { scoreTable } from "../../benchmarks/table.ts";
import { ArenaError, badParams } from "../core/index.ts";
import { type Recipe, recipeFor, RECIPES, recipeSchema } from "../distill/recipe.ts";
import { RESULTS } from "../core/package.node.mjs";
import { readWritten } from "../platform/disk.node.ts";
import { worldOf } from "../worlds.ts";
import { adoptStudent, homeOf } from "./distilling/adopted.ts";
import { type Distilled, distilled } from "./distilling/distilled.ts";
import { MOST_WORKERS, wholeNumber } from "./flags.ts";
import { interruptible } from "./interruption.ts";
import { budgetOf } from "./model.ts";
import { duration } from "./progress.ts";

/** The flags of `arena distill`. */
export type DistillOptions = {
  readonly quick?: boolean;
  readonly recipe?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly workers?: string;
  readonly budget?: string;
  readonly adopt?: boolean;
};

/** Runs `arena distill`; returns the exit code. */
export async function distill(id: string, options: DistillOptions): Promise<number> {
  const world = worldOf(id, "arena distill");
  await world.env.prepare?.();
  const recipe = recipeOf(world, options);
  const size =
    options.workers === undefined ? availableParallelism() : wholeNumber("arena distill --workers", options.workers, 1, MOST_WORKERS);
  const folder = resolve(options.out ?? join(RESULTS, `distill-${id}${options.quick === true ? "-quick" : ""}`));
  const home = options.adopt === true ? homeOf(id, "arena distill --adopt") : undefined;
  const work = interruptible();
  try {
    const { summary } = await distilled({
      world,
      recipe,
      folder,
      size,
      signal: work.signal,
      budget: budgetOf("arena distill", options.budget),
    });
    process.stdout.write(reportText(folder, summary));
    if (home !== undefined) {
      const models = join(home, "agents", "student", "models");
      const adopted = Object.values(summary.students).map((path) => adoptStudent(basename(path), join(folder, path), models));
      process.stdout.write(adopted.map((path) => `Adopted: ${relative(process.cwd(), path)}\n`).join(""));
    }
    return unscoredIn(summary.scores).length === 0 ? 0 : 1;
  } catch (error) {
    if (work.signal.aborted)
      throw new ArenaError(
        "Stopped",
        `arena distill ${id}`,
        "stopped",
        `expected to go on with the same command: what was done is in ${folder}`,
      );
    throw error;
  } finally {
    work.end();
  }
}

/** The recipe of a command: a named one or that of a file, and what flags say, which goes before. */
export function recipeOf(world: World, { quick = false, recipe: path, seed }: DistillOptions): Recipe {
  const named = RECIPES.find((name) => name === path);
  if (quick && named !== undefined && named !== "quick")
    throw new ArenaError("BadInput", "arena distill", `--quick and --recipe ${named}`, "expected one of them");
  const usual = recipeFor(world, named ?? (quick ? "quick" : "default"));
  const set = seed === undefined ? {} : { seed: wholeNumber("arena distill --seed", seed, 0) };
  if (path === undefined || named !== undefined) return { ...usual, ...set };
  // What was given on the command line goes before what stands in a file.
  const parsed = recipeSchema.safeParse({ ...usual, ...ownRecipe(path), ...set });
  if (!parsed.success) throw badParams(`recipe ${path}`, parsed.error, recipeSchema);
  const { env } = parsed.data;
  if (env !== usual.env)
    throw new ArenaError("BadInput", `recipe ${path}`, `it is for "${env}"`, `expected one for "${usual.env}": arena distill ${env}`);
  return parsed.data;
}

/** The fields of a recipe's file. */
function ownRecipe(path: string): object {
  const expected = `expected ${RECIPES.join(", ")}, or a file of JSON with fields of a recipe`;
  const own = readWritten(path, `recipe ${path}`, expected);
  if (own === null || typeof own !== "object" || Array.isArray(own))
    throw new ArenaError("BadInput", `recipe ${path}`, own === null ? "null" : Array.isArray(own) ? "a list" : `a ${typeof own}`, expected);
  return own;
}

function reportText(folder: string, { agreement: agreements, recall, scores, seconds, students }: Distilled): string {
  const share = (part: { readonly right: number; readonly of: number }) =>
    `${((100 * part.right) / Math.max(1, part.of)).toFixed(1)} % of ${part.of}`;
  const stages = Object.entries(agreements.stages).map(([stage, part]) => `${stage} ${share(part)}`);
  return [
    "",
    scoreTable(scores, { colour: process.stdout.isTTY === true }),
    ...(students.ld === undefined
      ? []
      : [
          `Decisions never seen: the LD student selects the teacher's function in ${share(agreements.selection)} where it is retrieved`,
          `  (${stages.join(", ")}); it is retrieved in ${share(agreements.retrieval)}.`,
        ]),
    ...(recall === undefined
      ? []
      : [
          `Decisions never seen: its retriever has the teacher's function among five of all functions of the stage in ${share(recall.own)},`,
          `  of 30 functions in ${share(recall[30])}, of 100 in ${share(recall[100])}, of 1,000 in ${share(recall[1000])}.`,
        ]),
    ...(students.kd === undefined
      ? []
      : [`Decisions never seen: the KD student takes the teacher's action in ${share(agreements.moves)}.`]),
    "",
    ...Object.values(students).map((path) => `Student: ${relative(process.cwd(), join(folder, path))}`),
    `Report: ${relative(process.cwd(), join(folder, "evaluation", FILES.report))}`,
    `Took ${duration(seconds)} in this session.`,
    "",
  ].join("\n");
}
