/** `arena evidence --joint`: one student for all environments, beside one for each. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { isTest } from "../../benchmarks/evidence/lookups.ts";
import { planned } from "../../benchmarks/evidence/plan.ts";
import { RESULTS } from "../core/package.node.mjs";
import { KINDS, type Recipe, recipeFor, recipeSchema, unread } from "../distill/recipe.ts";
import type { Models } from "../distill/suites.ts";
import { makeFolder } from "../platform/disk.node.ts";
import { worlds } from "../worlds.ts";
import { loadSuite } from "./bench.ts";
import { adoptStudent } from "./distilling/adopted.ts";
import { distilled } from "./distilling/distilled.ts";
import { foundIn, keepFound, tell } from "./distilling/found.ts";
import { say } from "./distilling/work.ts";

const FILE = "joint.json";

/** Steps of the training: as many as those of the students of five environments together. */
const STEPS = 6000;

/** The most seeds of a setting. */
const SEEDS = 200;

/** The most tokens of the vocabulary: five environments have more words than one. */
const VOCABULARY = 1200;

/** An environment, and the plan of its evidence. */
type Planned = ReturnType<typeof planned>;

/** The environments that have evidence. */
const all = (): readonly Planned[] =>
  Object.values(worlds)
    .filter(({ plan }) => plan.evidence !== undefined)
    .map(({ env }) => planned(env.id));

/** The recipe of the students of several environments: that of the first one, which learns from the others in the same share. */
function recipeOf([first, ...others]: readonly Planned[]): Recipe {
  const plain = unread(recipeFor(first!.world, "default"));
  const course = { steps: STEPS, piece: 8 };
  return recipeSchema.parse({
    ...plain,
    others: others.map((other) => other.world.env.id),
    reads: "purpose",
    paraphrases: true,
    words: true,
    vocabulary: VOCABULARY,
    evaluation: 20,
    ld: { ...plain.ld, ...course },
    kd: { ...plain.kd, ...course },
  });
}

/** The settings of an environment's evidence as in training, shifted and after rule changes, on the seeds of the evidence. */
function suiteFor({ world, plan }: Planned, { ld, kd }: Models): unknown {
  return {
    id: `joint-${world.env.id}`,
    version: 1,
    title: `One student for all environments, and one for each: ${world.env.title}`,
    benchmarks: loadSuite(plan.suite)
      .benchmarks.filter(({ id, seeds }) => isTest({ id }) || seeds.split === "shift" || seeds.split === "emergency")
      .map((benchmark) => ({
        ...benchmark,
        seeds: { ...benchmark.seeds, count: Math.min(SEEDS, benchmark.seeds.count) },
        subjects: {
          random: "random",
          expert: "expert",
          "functions-fixed": "functions-fixed",
          "s-llm-ld": "s-llm-ld",
          "s-llm-ld.joint": { agent: "s-llm-ld", params: { model: ld! } },
          "s-llm-kd-legal": "s-llm-kd-legal",
          "s-llm-kd-legal.joint": { agent: "s-llm-kd-legal", params: { model: kd! } },
        },
      })),
  };
}

/**
 * Trains one student by functions and one by imitation on the teacher's decisions in all environments, and has each play the settings of every environment's evidence beside the
 * students of that environment alone. Scores, with the digests of what they come from, go to `benchmarks/evidence/joint.json`; with `adopt`, the students become the committed
 * `joint-ld` and `joint-kd`. What was done is kept, and goes on where it was stopped.
 */
export async function joint(signal: AbortSignal, adopt: boolean): Promise<void> {
  const environments = all();
  const [first] = environments;
  await first!.world.env.prepare?.();
  const home = join(RESULTS, "joint");
  makeFolder(home, { where: `results ${home}` });
  const recipe = recipeOf(environments);
  const work = { world: first!.world, recipe, size: availableParallelism(), signal, budget: undefined };
  say("Students of all environments");
  const { made, summary } = await distilled({ ...work, folder: join(home, "students") });
  for (const kind of KINDS) if (adopt) adoptStudent(`joint-${kind}`, made[kind]!);
  const { data, decisions } = summary;
  for (const of of environments) {
    const { env } = of.world;
    say(`${env.id}: one student for all environments, and one for each`);
    await env.prepare?.();
    const found = await foundIn({ ...work, world: of.world, folder: join(home, env.id) }, suiteFor(of, made));
    keepFound(FILE, { steps: STEPS, data, decisions }, env.id, found);
    process.stdout.write(`${env.id}\n`);
    tell(found.settings);
  }
  process.stdout.write(`benchmarks/evidence/${FILE}\n`);
}
