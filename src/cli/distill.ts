/** `arena distill`: a teacher's decisions, students trained on them, and how these play; every stage can be stopped and goes on. */
import { availableParallelism } from "node:os";
import { join, relative, resolve } from "node:path";
import type { World } from "../../agents/world.ts";
import { FILES } from "../../benchmarks/journal.ts";
import { unscoredIn } from "../../benchmarks/scores.ts";
import { scoreTable } from "../../benchmarks/table.ts";
import { ArenaError } from "../core/index.ts";
import { type Recipe, recipeFor, RECIPES, recipeSchema } from "../distill/recipe.ts";
import { ROOT } from "../core/package.node.mjs";
import { readJson } from "../platform/disk.node.ts";
import { worldOf } from "../worlds.ts";
import { type Distilled, distilled } from "./distilling/distilled.ts";
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
};

/** Runs `arena distill`; returns the exit code. */
export async function distill(id: string, options: DistillOptions): Promise<number> {
  const world = worldOf(id, "arena distill");
  const recipe = recipeOf(world, options);
  const size = whole("--workers", options.workers) ?? availableParallelism();
  const folder = resolve(options.out ?? join(ROOT, "benchmarks", "results", `distill-${id}${options.quick === true ? "-quick" : ""}`));
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const { summary } = await distilled({
      world,
      recipe,
      folder,
      size,
      signal: abort.signal,
      budget: budgetOf("arena distill", options.budget),
    });
    process.stdout.write(reportText(folder, summary));
    return unscoredIn(summary.scores).length === 0 ? 0 : 1;
  } catch (error) {
    if (abort.signal.aborted)
      throw new ArenaError(
        "Stopped",
        `arena distill ${id}`,
        "stopped",
        `expected to go on with the same command: what was done is in ${folder}`,
      );
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function recipeOf(world: World, { quick = false, recipe: path, seed }: DistillOptions): Recipe {
  const named = RECIPES.find((name) => name === path);
  const usual = recipeFor(world, named ?? (quick ? "quick" : "default"));
  const base = seed === undefined ? usual : { ...usual, seed: whole("--seed", seed)! };
  if (path === undefined || named !== undefined) return base;
  const own = readJson(path, `recipe ${path}`, `expected ${RECIPES.join(", ")}, or a file of JSON`);
  const parsed = recipeSchema.safeParse({ ...base, ...(own as object) });
  if (parsed.success) return parsed.data;
  const { path: at, message } = parsed.error.issues[0]!;
  throw new ArenaError(
    "BadInput",
    `recipe ${path}`,
    `${at.join(".") || "recipe"}: ${message}`,
    `expected the fields ${Object.keys(base).join(", ")}`,
  );
}

function reportText(folder: string, { agreement: agreements, scores, seconds, students }: Distilled): string {
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

function whole(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new ArenaError("BadInput", `arena distill ${flag}`, `"${text}"`, "expected a whole number from 1");
  return value;
}
