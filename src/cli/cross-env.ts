/** `arena evidence --cross-env`: play where a student never was. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { World } from "../../agents/world.ts";
import { isTest } from "../../benchmarks/evidence/lookups.ts";
import type { planned } from "../../benchmarks/evidence/plan.ts";
import { RESULTS } from "../core/package.node.mjs";
import { type Recipe, recipeFor, recipeSchema, unread } from "../distill/recipe.ts";
import type { Share } from "../distill/agreement.ts";
import type { Models } from "../distill/suites.ts";
import { makeFolder } from "../platform/disk.node.ts";
import { worlds } from "../worlds.ts";
import { loadSuite } from "./bench.ts";
import { distilled } from "./distilling/distilled.ts";
import { type Found, foundIn, keepFound, tell } from "./distilling/found.ts";
import { say } from "./distilling/work.ts";

const FILE = "cross-env.json";

/** Steps of a training, and seeds of a setting. */
const [STEPS, SEEDS] = [1200, { split: "cross-env", first: 100_000, count: 100 } as const];

/** An environment, and the plan of its evidence. */
type Planned = ReturnType<typeof planned>;

/** What was measured in one environment. */
type Measured = Found & {
  /** By what students read: what they learned from, and in how many of the teacher's decisions in this environment they select its function. */
  readonly students: Readonly<Record<string, { readonly data: string; readonly decisions: number; readonly selection: Share }>>;
};

/** The recipes by which students learn from all other environments, by what they read. */
function recipesFor(world: World): Readonly<Record<"purpose" | "conditions", Recipe>> {
  const plain = unread(recipeFor(world, "default"));
  const others = Object.keys(worlds).filter((id) => id !== world.env.id);
  const course = { steps: STEPS, piece: 8 };
  const common = {
    ...plain,
    others,
    own: false,
    evaluation: 20,
    ld: { ...plain.ld, ...course },
    kd: { ...plain.kd, ...course },
  };
  return {
    purpose: recipeSchema.parse({ ...common, decoder: { ...plain.decoder, layers: 2 }, reads: "purpose", paraphrases: true, words: true }),
    conditions: recipeSchema.parse({ ...common, decoder: { ...plain.decoder, layers: 3 }, reads: "both", words: true, kinds: ["ld"] }),
  };
}

/** The settings of an environment's evidence that are as in training, played by students that never were there. */
function suiteFor({ world, plan }: Planned, purpose: Models, conditions: Models): unknown {
  const read = { reads: "purpose", retriever: "all" };
  return {
    id: `cross-env-${world.env.id}`,
    version: 1,
    title: `Students that never were there: ${world.env.title}`,
    benchmarks: loadSuite(plan.suite)
      .benchmarks.filter(isTest)
      .map((benchmark) => ({
        ...benchmark,
        seeds: SEEDS,
        subjects: {
          random: "random",
          expert: "expert",
          "functions-random": { agent: "functions-random", params: read },
          "functions-matched": { agent: "functions-matched", params: read },
          "functions-fixed": "functions-fixed",
          "s-llm-ld": "s-llm-ld",
          "s-llm-ld.elsewhere": { agent: "s-llm-ld", params: { model: purpose.ld! } },
          "s-llm-ld.elsewhere-conditions": { agent: "s-llm-ld", params: { model: conditions.ld! } },
          "s-llm-kd-legal.elsewhere": { agent: "s-llm-kd-legal", params: { model: purpose.kd! } },
        },
      })),
  };
}

async function measure(of: Planned, signal: AbortSignal): Promise<Measured> {
  const { world } = of;
  const { id } = world.env;
  const home = join(RESULTS, `cross-env-${id}`);
  makeFolder(home, { where: `results ${home}` });
  const recipes = recipesFor(world);
  const work = { world, size: availableParallelism(), signal, budget: undefined };
  const made = async (name: keyof typeof recipes) => {
    say(`${id}: students that never were there, by ${name}`);
    const { made: models, summary } = await distilled({ ...work, recipe: recipes[name], folder: join(home, name) });
    const { data, decisions, agreement } = summary;
    return { models, told: { data, decisions, selection: agreement.selection } };
  };
  const [purpose, conditions] = [await made("purpose"), await made("conditions")];
  const { suite, log, ...played } = await foundIn(
    { ...work, recipe: recipes.purpose, folder: home },
    suiteFor(of, purpose.models, conditions.models),
  );
  return { suite, log, students: { purpose: purpose.told, conditions: conditions.told }, ...played };
}

/**
 * Trains students on the decisions of all other environments, by functions on purposes and on conditions and by imitation, and has each play the settings of this
 * environment's evidence that are as in training, on seeds of the split `cross-env`, beside the student that was trained there, words matched without a model, random selection
 * and the best fixed functions. Scores, with the digests of what they come from, go to `benchmarks/evidence/cross-env.json`. What was done is kept, and goes on where it was stopped.
 */
export async function crossEnv(of: Planned, signal: AbortSignal): Promise<void> {
  const found = await measure(of, signal);
  keepFound(FILE, { steps: STEPS, seeds: SEEDS }, of.world.env.id, found);
  tell(found.settings);
  for (const [reads, { selection, decisions }] of Object.entries(found.students))
    process.stdout.write(
      `by ${reads}: selects as the teacher in ${selection.right} of ${selection.of} choices, learned from ${decisions} decisions\n`,
    );
  process.stdout.write(`benchmarks/evidence/${FILE}\n`);
}
