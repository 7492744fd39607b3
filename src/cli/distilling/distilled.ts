/** From a teacher's decisions to students that played: every stage can be stopped, and goes on where it was. */
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { writeWhole } from "../../../benchmarks/journal.ts";
import { logPath } from "../../../benchmarks/log-file.ts";
import { type Scores, unscoredIn } from "../../../benchmarks/scores.ts";
import { parseSuite } from "../../../benchmarks/suite.ts";
import { ArenaError, canonical, digest, type Json, lookup, parseParams } from "../../core/index.ts";
import type { Agreement } from "../../distill/agreement.ts";
import { amountOf, type Dataset, manualsRead, type ManualsRead, merged, type Taught, taughtDigest } from "../../distill/dataset.ts";
import type { Recall } from "../../distill/recall.ts";
import { type OtherGame, othersOf, type Recipe } from "../../distill/recipe.ts";
import { decisionsSuite, evaluationSuite, heldOutSuite, type Models } from "../../distill/suites.ts";
import { VERSION } from "../../core/package.node.mjs";
import { makeFolder, readJson } from "../../platform/disk.node.ts";
import { type Read, readData } from "../data-files.ts";
import { agreementsOf, makeStudents } from "./students.ts";
import { MACHINE, play, say, type Work } from "./work.ts";

/** The result of a recipe. */
export type Distilled = {
  readonly arena: string;
  readonly recipe: Recipe;
  /** The digest of the data, and what it holds. */
  readonly data: string;
  readonly decisions: number;
  readonly choices: number;
  /** Paths of the students, relative to the folder of the recipe. */
  readonly students: Models;
  readonly agreement: Agreement;
  /** How often the retriever finds the teacher's function; absent where the student has none. */
  readonly recall?: Recall;
  readonly scores: Scores;
  readonly machine: string;
  readonly seconds: number;
};

/** Runs a distillation in its folder, or resumes it there; returns the folders of the students, and the contents of `distilled.json`. */
export async function distilled(work: Work): Promise<{ readonly made: Models; readonly summary: Distilled }> {
  const { recipe, folder } = work;
  const began = performance.now();
  const others = await othersOf(recipe);
  check(work, others);
  claim(folder, recipe);
  const held = await heldOut(work);
  const elsewhere = await teachElsewhere(work, others);
  let taught: Read = { data: merged([]), sources: [] };
  let made: Models | undefined;
  for (let round = 0; round <= recipe.rounds; round++) {
    const more = recipe.own === false ? taught : await teach(work, round, made);
    taught = { data: merged([taught.data, more.data]), sources: [...taught.sources, ...more.sources] };
    made = await makeStudents(work, round, taught, held, elsewhere);
  }
  const agreements = await agreementsOf(work, made!, held.data);
  const scores = await evaluate(work, made!, others);
  const all = elsewhere.length === 0 ? {} : { others: elsewhere };
  const summary = summaryOf(work, taught.data, all, made!, agreements, scores, (performance.now() - began) / 1000);
  writeWhole(folder, "distilled.json", `${JSON.stringify(summary, null, 2)}\n`);
  return { made: made!, summary };
}

/** Looks through all that a recipe will play, before its folder is made; throws for what does not exist or cannot be. */
function check({ world, recipe }: Work, others: readonly OtherGame[]): void {
  const { env, base } = world;
  const { preset, hide, variants, rounds, kinds } = recipe;
  const ordinary = Object.fromEntries(base.functions.map(({ name }) => [name, name]));
  for (const name of hide) lookup(ordinary, name, "recipe: hide", "ordinary function");
  const usual = lookup(env.presets, preset, `${env.id} presets`, "preset").params;
  // With few episodes a variant may have none, and be in no suite.
  for (const { params } of variants) parseParams(env, { ...(usual as object), ...params });
  const students = Object.fromEntries(kinds.map((kind) => [kind, "a student to come"]));
  for (let round = 0; round <= rounds; round++)
    parseSuite(decisionsSuite(world, recipe, round, round === 0 ? undefined : students), `decisions-${round}`);
  parseSuite(heldOutSuite(world, recipe), "held-out");
  for (const [other, its] of others) parseSuite(decisionsSuite(other, its, 0), `decisions of ${other.env.id}`);
  parseSuite(evaluationSuite(world, recipe, students, compared(recipe, others)), "evaluation");
}

/** The other games in which students are compared: those that they learned, unless they are to play where they never were. */
const compared = ({ own }: Recipe, others: readonly OtherGame[]) => (own === false ? [] : others);

/** Takes a folder for a recipe; throws `BadInput` when it belongs to another one. */
function claim(folder: string, recipe: Recipe): void {
  const path = join(folder, "recipe.json");
  if (existsSync(path)) {
    const kept = readJson(path, path, "expected the recipe of the students in it: choose another folder with --out") as Json;
    if (digest(kept) === digest(recipe)) return;
    const was = (kept ?? {}) as Readonly<Record<string, Json>>;
    const is: Readonly<Record<string, unknown>> = recipe;
    const others = Object.keys({ ...was, ...is }).filter(
      (field) => canonical(was[field] ?? null) !== canonical((is[field] ?? null) as Json),
    );
    throw new ArenaError(
      "BadInput",
      `arena distill --out ${folder}`,
      `it holds students of another recipe (other ${others.join(", ")})`,
      "expected another folder",
    );
  }
  const place = { where: `arena distill --out ${folder}` };
  makeFolder(folder, place);
  writeWhole(folder, "recipe.json", `${JSON.stringify(recipe, null, 2)}\n`, place);
}

/** The teacher's decisions of a round. */
async function teach(work: Work, round: number, students: Models | undefined): Promise<Read> {
  const { world, recipe } = work;
  say(
    round === 0
      ? `The teacher, ${recipe.teacher}, decides`
      : `The teacher says what it would do where the students come to, round ${round}`,
  );
  const { path } = await decisions(work, `decisions-${round}`, decisionsSuite(world, recipe, round, students));
  return readData(world, [logPath(path)], recipe);
}

/** The teacher's decisions in other games. */
async function teachElsewhere(work: Work, others: readonly OtherGame[]): Promise<readonly Taught[]> {
  const taught: Taught[] = [];
  for (const [world, recipe] of others) {
    const { id } = world.env;
    say(`The teacher, ${recipe.teacher}, decides in ${id}`);
    const { path } = await decisions({ ...work, world, recipe }, `decisions-0-${id}`, decisionsSuite(world, recipe, 0));
    const { data } = await readData(world, [logPath(path)], recipe);
    taught.push({ world, data, read: await manualsRead(world, recipe) });
  }
  return taught;
}

/** Decisions on seeds that no student learned from. */
async function heldOut(work: Work): Promise<Read> {
  say("Decisions that no student has seen");
  return readData(work.world, [logPath((await decisions(work, "held-out", heldOutSuite(work.world, work.recipe))).path)]);
}

/** Plays a suite of the teacher's decisions; throws `ModelFailed` if the teacher gave none. */
async function decisions(work: Work, name: string, suite: unknown): ReturnType<typeof play> {
  const played = await play(work, name, suite);
  const [unscored] = unscoredIn(played.scores);
  if (unscored === undefined) return played;
  throw new ArenaError(
    "ModelFailed",
    `run ${played.path}`,
    unscored,
    "expected decisions to learn from: mend the cause, remove this folder, then go on with the same command",
  );
}

/** Plays the students beside the controls. */
async function evaluate(work: Work, made: Models, others: readonly OtherGame[]): Promise<Scores> {
  say("Playing the students beside the controls");
  const { world, recipe } = work;
  return (await play(work, "evaluation", evaluationSuite(world, recipe, made, compared(recipe, others)))).scores;
}

function summaryOf(
  { folder, recipe }: Work,
  data: Dataset,
  learned: Pick<ManualsRead, "others">,
  made: Models,
  agreements: Awaited<ReturnType<typeof agreementsOf>>,
  scores: Scores,
  seconds: number,
): Distilled {
  return {
    arena: VERSION,
    recipe,
    data: taughtDigest(data, learned),
    ...amountOf(data, learned),
    students: Object.fromEntries(Object.entries(made).map(([kind, path]) => [kind, relative(folder, path)])),
    ...agreements,
    scores,
    machine: MACHINE,
    seconds: Math.round(seconds),
  };
}
