/** `arena evidence --efficiency`: how many of the teacher's decisions students need. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type EfficiencyFound, efficiencyPage, type Point } from "../../benchmarks/evidence/efficiency.ts";
import { conditionsRecipe, type planned } from "../../benchmarks/evidence/plan.ts";
import { writeWhole } from "../../benchmarks/journal.ts";
import { NORMALIZED } from "../../benchmarks/scores.ts";
import type { World } from "../../agents/world.ts";
import { RESULTS } from "../core/package.node.mjs";
import { decisionsAnEpisode } from "../distill/amounts.ts";
import { type Recipe, recipeFor, recipeSchema, unread } from "../distill/recipe.ts";
import { makeFolder } from "../platform/disk.node.ts";
import { distilled } from "./distilling/distilled.ts";
import { EVIDENCE, foundBefore, keepFound } from "./distilling/found.ts";
import { MACHINE, say } from "./distilling/work.ts";

const [FILE, PAGE] = ["efficiency.json", "efficiency.html"];

/** Numbers of the teacher's decisions; there are two episodes at least. */
const SIZES = [30, 300, 3_000, 30_000] as const;

/** What students by functions read. */
const READ = ["purpose", "conditions", "names"] as const;

/** The recipes of students that learn from so many episodes, by what they read; imitation learns with the first of them. */
function recipesFor(world: World, episodes: number): Readonly<Record<(typeof READ)[number], Recipe>> {
  const fast = recipeFor(world, "fast");
  const plain = { ...unread(fast), episodes };
  const { ld } = conditionsRecipe(world);
  return {
    purpose: recipeSchema.parse({ ...plain, reads: "purpose", paraphrases: true, words: true }),
    conditions: recipeSchema.parse({ ...plain, reads: "both", kinds: ["ld"], ld: { ...plain.ld, reading: ld.reading } }),
    names: recipeSchema.parse({ ...plain, reads: "names", kinds: ["ld"] }),
  };
}

/**
 * Trains students on few of the teacher's decisions and on many, by functions on purposes, on conditions and on names alone, and by imitation, by the fast recipe in as many steps each,
 * and plays them as in training on seeds of validation. Scores go to `benchmarks/evidence/efficiency.json`, and the figure of all environments to the page beside it. What was done
 * is kept, and goes on where it was stopped.
 */
export async function efficiency({ world }: ReturnType<typeof planned>, signal: AbortSignal): Promise<void> {
  const { id } = world.env;
  const home = join(RESULTS, `efficiency-${id}`);
  makeFolder(home, { where: `results ${home}` });
  const points: Point[] = [];
  const { preset } = recipeFor(world, "fast");
  for (const size of SIZES) {
    const episodes = Math.max(2, Math.round(size / decisionsAnEpisode(world, preset)));
    const recipes = recipesFor(world, episodes);
    for (const reads of READ) {
      const recipe = recipes[reads];
      say(`${id}: about ${size} decisions, ${reads}`);
      const work = { world, recipe, size: availableParallelism(), signal, budget: undefined };
      const { summary } = await distilled({ ...work, folder: join(home, `${size}-${reads}`) });
      const { data, decisions, agreement, scores } = summary;
      const [asInTraining] = scores.benchmarks;
      for (const kind of recipe.kinds) {
        const subject = asInTraining!.subjects.find((one) => one.subject === (kind === "ld" ? "s-llm-ld" : "s-llm-kd-legal"))!;
        const { selection, moves } = agreement;
        points.push({
          learner: kind === "kd" ? kind : reads,
          data,
          decisions,
          score: subject.scores[NORMALIZED.id] ?? null,
          agrees: kind === "ld" ? selection : moves,
        });
      }
    }
  }
  const found: EfficiencyFound = { points, machine: MACHINE };
  keepFound(FILE, { sizes: SIZES, steps: recipeFor(world, "fast").ld.steps }, id, found);
  writeWhole(EVIDENCE, PAGE, efficiencyPage(foundBefore(FILE) as Readonly<Record<string, EfficiencyFound>>));
  for (const { learner, decisions, score } of points)
    process.stdout.write(`${String(decisions).padStart(7)} ${learner.padEnd(12)} ${score === null ? "-" : score.mean.toFixed(2)}\n`);
  process.stdout.write(`benchmarks/evidence/${FILE}, benchmarks/evidence/${PAGE}\n`);
}
