/**
 * Measures trained retrieval: `npm run retrieval`, or with the ids of some environments behind it.
 *
 * For each environment it plays the decisions that the default recipe learns from and those that it is checked on, trains the two towers of a student, and
 * measures how often the teacher's function is among the first five: in manuals as committed and in the wordings of tests, among the functions of its stage and
 * among 30, 100 and 1,000, most of them from other games or invented. Then it trains anew without each function in turn, and measures how often that function,
 * which the towers never saw, is found where the teacher takes it. The results, with the digests of what they come from, go to `benchmarks/evidence/retrieval.json`.
 * Decisions are kept in `benchmarks/results`; a stopped run goes on with them.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { reading, worded } from "../function-base/index.ts";
import type { World } from "../agents/world.ts";
import { readData } from "../src/cli/data-files.ts";
import { MACHINE, play, say, type Work } from "../src/cli/distilling/work.ts";
import { interruptible } from "../src/cli/interruption.ts";
import { bytesDigest, digest, foldName, type Json, keyOf } from "../src/core/index.ts";
import { ROOT, VERSION } from "../src/core/package.node.mjs";
import { type Dataset, datasetDigest, lessonsOf, type ManualsRead, manualsRead } from "../src/distill/dataset.ts";
import { type Recall, recallOf } from "../src/distill/recall.ts";
import { recipeFor } from "../src/distill/recipe.ts";
import { decisionsSuite, heldOutSuite } from "../src/distill/suites.ts";
import type { Judging } from "../src/student/lessons.ts";
import { decodeTowers, encodeTowers, ranking } from "../src/student/towers.ts";
import { TOWERS, trainTowers } from "../src/student/towers-course.ts";
import { decodeWeights, encodeWeights, metadataOf } from "../src/student/weights.ts";
import { worldOf, worlds } from "../src/worlds.ts";
import { logPath } from "./log-file.ts";

const FILE = join(ROOT, "benchmarks", "evidence", "retrieval.json");

/** Functions that are left out must be the teacher's in so many of the decisions that are measured. */
const LEAST = 10;

/** The wordings of tests beside the committed one. */
const WORDINGS = ["reworded", "short"];

const { signal, end } = interruptible();

/** What was measured in one environment. */
type Measured = {
  readonly data: string;
  readonly held: string;
  readonly choices: readonly [learned: number, measured: number];
  readonly features: number;
  readonly bytes: number;
  readonly seconds: number;
  /** By wording. */
  readonly recall: Readonly<Record<string, Recall>>;
  /** By the function that was left out in training. */
  readonly unseen: Readonly<Record<string, Recall>>;
};

/** The decisions that students learn from, and those on which they are checked. */
async function decisionsFor(world: World): Promise<readonly [taught: Dataset, held: Dataset]> {
  const recipe = recipeFor(world, "default");
  const folder = join(ROOT, "benchmarks", "results", `retrieval-${world.env.id}`);
  mkdirSync(folder, { recursive: true });
  const work: Work = { world, recipe, folder, size: availableParallelism(), signal, budget: undefined };
  const read = async (name: string, suite: unknown) => (await readData(world, [logPath((await play(work, name, suite)).path)])).data;
  return [await read("decisions-0", decisionsSuite(world, recipe, 0)), await read("held-out", heldOutSuite(world, recipe))];
}

/** Trains towers, and gives what ranks as a student with them would, with the bytes that they take. */
async function trained(lessons: Judging, { table, foreign }: NonNullable<ManualsRead["retriever"]>) {
  const stop = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  };
  const towers = await trainTowers(lessons, foreign, table, foldName(keyOf(1), "retriever"), TOWERS, stop);
  const { tensors, metadata } = encodeTowers(towers);
  const file = encodeWeights(tensors, "I8", metadata);
  const stored = decodeTowers(decodeWeights(file, "towers"), metadataOf(file), table.dims);
  if (typeof stored === "string") throw new Error(stored);
  const rank = ranking(stored, table);
  return { features: towers.features.size, file, rank: (...asked: Parameters<typeof rank>) => Promise.resolve(rank(...asked)) };
}

async function measure(id: string): Promise<Measured> {
  const world = worldOf(id, "npm run retrieval");
  await world.env.prepare?.();
  const [taught, held] = await decisionsFor(world);
  const read = await manualsRead(world, { reads: "purpose", paraphrases: world.wordings !== undefined, retriever: true });
  const lessons = lessonsOf("ld", world, taught, read);
  const began = performance.now();
  const { features, file, rank } = await trained(lessons, read.retriever!);
  const seconds = Math.round((performance.now() - began) / 1000);
  const student = { rank, reads: "purpose" as const };
  const tests = (await world.wordings?.tests()) ?? {};
  const recall: Record<string, Recall> = { committed: await recallOf(world, held.choices, student) };
  for (const wording of WORDINGS.filter((one) => tests[one] !== undefined))
    recall[wording] = await recallOf(world, held.choices, student, { base: worded(world.base, wording, tests).base });
  say(`${id}: ${JSON.stringify(recall)}`);
  const unseen: Record<string, Recall> = {};
  for (const { name } of reading(world.base, "purpose").functions) {
    const taken = held.choices.filter(({ right }) => right === name);
    if (taken.length < LEAST) continue;
    const choices = lessons.choices
      .filter(({ right }) => right !== name)
      .map((one) => ({ ...one, candidates: one.candidates.filter((candidate) => candidate !== name) }));
    const without = await trained({ ...lessons, choices }, read.retriever!);
    unseen[name] = await recallOf(world, taken, { rank: without.rank, reads: "purpose" });
    say(`${id} without ${name}: ${JSON.stringify(unseen[name])}`);
  }
  const counts = [lessons.choices.length, held.choices.length] as const;
  return { data: datasetDigest(taught), held: datasetDigest(held), choices: counts, features, bytes: file.length, seconds, recall, unseen };
}

const ids = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(worlds);
const before = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, "utf8")) as { readonly worlds: Readonly<Record<string, Json>> }).worlds
  : {};
const measured: Record<string, Json> = { ...before };
try {
  for (const id of ids) {
    measured[id] = { ...(await measure(id)), machine: MACHINE };
    const { table } = (await manualsRead(worldOf(id), { retriever: true })).retriever!;
    const all = { arena: VERSION, settings: TOWERS, words: table.digest, worlds: measured };
    writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
    say(`${id} is in ${FILE}, ${bytesDigest(new TextEncoder().encode(JSON.stringify(measured[id])))}, settings ${digest(TOWERS)}`);
  }
} finally {
  end();
}
