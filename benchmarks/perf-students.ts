/** How fast students train and select: the part of `npm run perf` that is about them. */
import { availableParallelism } from "node:os";
import { nodeRuntime } from "../src/platform/ort.node.ts";
import { operatorTimes } from "../src/platform/ort-profile.node.ts";
import { readStudent } from "../src/platform/students.node.ts";
import { packed, targetsOf, tensorsOf } from "../src/student/batch.ts";
import { initialParameters, operationsOf, parameterCount } from "../src/student/decoder.ts";
import { exportConfigs, exportModel, FILES } from "../src/student/export.ts";
import { trainingStep } from "../src/student/step.ts";
import { Reader } from "../src/student/reader.ts";
import { openStudent, QUESTION, studentSchema } from "../src/student/student.ts";
import { Codec, type TokenizerFile, tokenizerConfig } from "../src/student/tokenizer.ts";
import { decodeWeights, parametersIn } from "../src/student/weights.ts";
import type { imitationSpeed, selectionSpeed, selectionsInWorkers } from "./in-tab.ts";
import { questions } from "./questions.ts";
import { inTab, type TabFiles } from "./tab.ts";
import { MEASURED, productPeak, trainingSpeed } from "./training-speed.ts";

/** A measured line. */
export type Row = { readonly what: string; readonly perSecond: number; readonly unit: string; readonly note: string };

const PAGE = "benchmarks/in-tab.ts";

/** Operators that are products of matrices. */
const PRODUCTS = ["MatMul", "Gemm", "FusedMatMul", "FusedGemm"];

/** The world and the students whose decisions are measured, and how many decisions. */
const [WORLD, STUDENT, IMITATOR, COUNT] = ["pursuit", "pursuit-ld", "pursuit-kd", 60] as const;

/** Measures training and selecting; `tell` is called with the progress. */
export async function studentRows(tell: (line: string) => void): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const cores = availableParallelism();
  const size = `${(parameterCount(MEASURED.decoder) / 1e6).toFixed(2)} M parameters, ${MEASURED.batch} sequences of ${MEASURED.length}`;

  tell("training in Node");
  const native = await trainingSpeed(nodeRuntime(cores), 20);
  rows.push({
    what: `training in Node, ${size}`,
    perSecond: native,
    unit: "tokens",
    note: `${cores} threads; ${await productShare(cores)} of the time in products of matrices`,
  });
  for (const threads of new Set([1, cores])) {
    tell(`training in Chromium, ${threads} threads`);
    const speed = await inTab<number>(PAGE, "trainingSpeedInTab", [threads, 6]);
    rows.push({
      what: `training in Chromium on WebAssembly, ${threads === 1 ? "one thread" : `${threads} threads`}`,
      perSecond: speed,
      unit: "tokens",
      note: `${((100 * speed) / native).toFixed(0)} % of Node's`,
    });
  }

  rows.push(...(await selectionRows(tell)));
  return rows;
}

/** A number of operations a second as people read it. */
const billions = (operations: number): string => `${(operations / 1e9).toFixed(1)} thousand million operations a second`;

/** Measures decisions of students in a tab, none of which anybody remembers. */
export async function selectionRows(tell: (line: string) => void): Promise<readonly Row[]> {
  tell("selections in Chromium, by the arena and by transformers.js");
  const selection = await inTab<Awaited<ReturnType<typeof selectionSpeed>>>(PAGE, "selectionSpeed", [WORLD, STUDENT, COUNT], {
    files: await exported(STUDENT),
  });
  tell("decisions among legal actions in Chromium, by kernels and by a graph");
  const imitation = await inTab<Awaited<ReturnType<typeof imitationSpeed>>>(PAGE, "imitationSpeed", [WORLD, IMITATOR, 2 * COUNT]);
  const cores = availableParallelism();
  tell(`selections in Chromium, in ${cores} workers`);
  const all = await inTab<Awaited<ReturnType<typeof selectionsInWorkers>>>(PAGE, "selectionsInWorkers", [WORLD, STUDENT, COUNT, cores]);
  const native = await productPeak(nodeRuntime(cores));
  tell("selections in Node");
  const alone = await selectionInNode();
  const peak = Math.max(all.products, all.graph);
  const share = (of: number) => `${((100 * all.selecting) / of).toFixed(0)} %`;
  return [
    {
      what: "a selection among 5 in Chromium, WebAssembly, one thread",
      perSecond: 1000 / selection.ours,
      unit: "selections",
      note: `${selection.ours.toFixed(2)} ms; transformers.js on the same weights ${selection.theirs.toFixed(2)} ms, ${(selection.theirs / selection.ours).toFixed(1)} times as long; ${selection.alike} of ${selection.of} chosen alike`,
    },
    {
      what: "a decision among legal actions in Chromium, WebAssembly, one thread",
      perSecond: 1000 / imitation.ours,
      unit: "decisions",
      note: `${imitation.ours.toFixed(2)} ms; the graph in ONNX Runtime ${imitation.theirs.toFixed(2)} ms, ${(imitation.theirs / imitation.ours).toFixed(1)} times as long; ${imitation.alike} of ${imitation.of} chosen alike`,
    },
    {
      what: `selections among 5 in Chromium, ${cores} workers at once`,
      perSecond: all.selecting / all.operations,
      unit: "selections",
      note: `${billions(all.selecting)} in products of matrices, ${share(peak)} of what they reach alone there (${(all.products / 1e9).toFixed(1)} by kernels, ${(all.graph / 1e9).toFixed(1)} in ONNX Runtime), ${share(native)} of what they reach in Node (${(native / 1e9).toFixed(1)})`,
    },
    {
      what: "a selection among 5 in Node, one thread",
      perSecond: 1 / alone.seconds,
      unit: "selections",
      note: `${(1000 * alone.seconds).toFixed(2)} ms; ${billions(alone.rate)} in products of matrices, ${((100 * alone.rate) / alone.peak).toFixed(0)} % of what they reach alone (${(alone.peak / 1e9).toFixed(1)})`,
    },
  ];
}

/** Seconds of a selection in Node that nobody remembers, and operations a second in it, beside those of products alone: the best of several rounds. */
async function selectionInNode() {
  const { name, files } = await readStudent(STUDENT);
  const { decoder, lexicon } = studentSchema.parse(JSON.parse(files.student));
  const codec = new Codec(JSON.parse(files.tokenizer) as TokenizerFile);
  const reader = new Reader(codec, lexicon);
  const student = openStudent(name, files, nodeRuntime(1), 0);
  const list = questions(WORLD, COUNT);
  const best = list.map(() => Infinity);
  for (let round = 0; round < 5; round++)
    for (const [i, { state, manuals }] of list.entries()) {
      const began = performance.now();
      await student.judge(state, manuals);
      best[i] = Math.min(best[i]!, performance.now() - began);
    }
  await student.dispose();
  let operations = 0;
  for (const { state, manuals } of list) {
    const opening = reader.opening(state);
    const parts = manuals.map((manual) => reader.part(manual, opening).length + codec.encode(QUESTION).length);
    operations += operationsOf(
      decoder,
      parts.reduce((sum, one) => sum + one, opening.tokens.length),
      parts.length,
    );
  }
  const all = best.reduce((sum, one) => sum + one, 0) / 1000;
  return { seconds: all / list.length, rate: operations / all, peak: await productPeak(nodeRuntime(1)) };
}

/** The share of a training step that goes into products of matrices. */
async function productShare(threads: number): Promise<string> {
  const { decoder, batch, length } = MEASURED;
  const shape = { batch, length, answers: 1 };
  const example = packed(
    Array.from({ length: length - 1 }, (_, i) => 260 + (i % 200)),
    [{ tokens: [300], target: 4, weight: 1 }],
  );
  const examples = Array.from({ length: batch }, () => example);
  const count = parameterCount(decoder);
  const vector = (data: Float32Array) => ({ type: "float32", dims: [count], data });
  const times = await operatorTimes(
    trainingStep(decoder, shape),
    {
      ...tensorsOf(examples, shape),
      ...targetsOf(examples, shape),
      rates: { type: "float32", dims: [3], data: Float32Array.of(1e-3, 10, 20) },
      parameters: vector(initialParameters(decoder, [1, 2])),
      means: vector(new Float32Array(count)),
      squares: vector(new Float32Array(count)),
    },
    8,
    threads,
  );
  const all = [...times.values()].reduce((sum, one) => sum + one, 0);
  const products = PRODUCTS.reduce((sum, name) => sum + (times.get(name) ?? 0), 0);
  return `${((100 * products) / all).toFixed(0)} %`;
}

/** A committed student as the files that transformers.js reads. */
export async function exported(name: string): Promise<TabFiles> {
  const { files } = await readStudent(name);
  const { decoder } = studentSchema.parse(JSON.parse(files.student));
  const tokenizer = JSON.parse(files.tokenizer) as TokenizerFile;
  const { config, generation } = exportConfigs(decoder, new Codec(tokenizer).special);
  return {
    "student/config.json": JSON.stringify(config),
    "student/generation_config.json": JSON.stringify(generation),
    "student/tokenizer.json": files.tokenizer,
    "student/tokenizer_config.json": JSON.stringify(tokenizerConfig(decoder.context)),
    [`student/onnx/${FILES[32]}`]: exportModel(decoder, parametersIn(decoder, decodeWeights(files.weights, name)), 32),
  };
}
