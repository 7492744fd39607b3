/** How fast students train and select, and whether they choose alike on WebGPU and on WebAssembly. */
import { availableParallelism } from "node:os";
import { nodeRuntime, trainingRuntime } from "../../src/platform/ort.node.ts";
import { operatorTimes } from "../../src/platform/ort-profile.node.ts";
import { readStudent } from "../../src/platform/students.node.ts";
import { packed, targetsOf, tensorsOf } from "../../src/student/batch.ts";
import { initialParameters, operationsOf, parameterCount } from "../../src/student/decoder.ts";
import { exportConfigs, exportModel, FILES } from "../../src/student/export.ts";
import { trainingStep } from "../../src/student/step.ts";
import { Reader } from "../../src/student/reader.ts";
import { QUESTION, studentSchema } from "../../src/student/student.ts";
import { openWithWords } from "../../src/workers/open-student.ts";
import { Codec, type TokenizerFile, tokenizerConfig } from "../../src/student/tokenizer.ts";
import { decodeWeights, parametersIn } from "../../src/student/weights.ts";
import type { backendsAgree, imitationSpeed, selectionSpeed, selectionsInWorkers } from "../in-tab.ts";
import { questions } from "../questions.ts";
import { inTab, type TabFiles } from "../tab.ts";
import { MEASURED, productPeak, trainingSpeed } from "../training-speed.ts";
import type { Context, Row, Section } from "./section.ts";

const PAGE = "benchmarks/in-tab.ts";

/** Operators that are products of matrices. */
const PRODUCTS = ["MatMul", "Gemm", "FusedMatMul", "FusedGemm"];

/** The world and the students whose decisions are measured, and how many decisions. */
const [WORLD, STUDENT, IMITATOR, COUNT] = ["pursuit", "pursuit-ld", "pursuit-kd", 60] as const;

/** Selections that WebGPU and WebAssembly are compared on: a software adapter takes seconds for the first of each length. */
const COMPARED = 100;

/** Training and selecting. */
export const students: Section = {
  title: "Students",
  async measure(context) {
    return { rows: [...(await selections(context)), ...(await training(context)), await backends(context)] };
  },
};

/** Decisions of students that nobody remembers: in a tab beside transformers.js and the graph, in workers on all cores, and in Node. */
async function selections({ say }: Context): Promise<readonly Row[]> {
  say("selections in Chromium, by the arena and by transformers.js");
  const selection = await inTab<Awaited<ReturnType<typeof selectionSpeed>>>(PAGE, "selectionSpeed", [WORLD, STUDENT, COUNT], {
    files: await exported(STUDENT),
  });
  say("decisions among legal actions in Chromium, by kernels and by the graph");
  const imitation = await inTab<Awaited<ReturnType<typeof imitationSpeed>>>(PAGE, "imitationSpeed", [WORLD, IMITATOR, 2 * COUNT]);
  const cores = availableParallelism();
  say(`selections in Chromium, in ${cores} workers`);
  const all = await inTab<Awaited<ReturnType<typeof selectionsInWorkers>>>(PAGE, "selectionsInWorkers", [WORLD, STUDENT, COUNT, cores]);
  say("selections in Node");
  const alone = await selectionInNode();
  const faster = (what: string, peer: string, found: { ours: number; theirs: number; alike: number; of: number }, times: number): Row => ({
    what,
    unit: "ms",
    better: "lower",
    before: { what: peer, value: found.theirs },
    now: found.ours,
    aim: { times },
    note: `${found.alike} of ${found.of} chosen alike`,
  });
  // Operations in products of matrices: those that kernels do, and in Node those of the text without what it is padded with.
  const operations = (what: string, now: number, peak: number, note: string): Row => ({
    what,
    unit: "thousand million operations a second",
    better: "higher",
    before: { what: "products alone", value: peak / 1e9 },
    now: now / 1e9,
    aim: { times: 0.5 },
    note,
  });
  return [
    faster("a selection among 5 in Chromium, WebAssembly, one thread", "transformers.js", selection, 6),
    faster("a decision among legal actions in Chromium, WebAssembly, one thread", "the graph in ONNX Runtime", imitation, 5),
    operations(
      `selections among 5 in Chromium, ${cores} workers at once`,
      all.selecting,
      Math.max(all.products, all.graph),
      `${(all.selecting / all.operations).toFixed(0)} selections a second; products by kernels ${(all.products / 1e9).toFixed(1)}, in ONNX Runtime ${(all.graph / 1e9).toFixed(1)}`,
    ),
    operations("a selection among 5 in Node, one thread", alone.rate, alone.peak, `${(1000 * alone.seconds).toFixed(2)} ms a selection`),
  ];
}

/** Seconds of a selection in Node that nobody remembers, and operations a second in it, beside those of products alone: the best of several rounds. */
async function selectionInNode() {
  const { name, files } = await readStudent(STUDENT);
  const { decoder, lexicon } = studentSchema.parse(JSON.parse(files.student));
  const codec = new Codec(JSON.parse(files.tokenizer) as TokenizerFile);
  const reader = new Reader(codec, lexicon);
  const student = await openWithWords(name, files, nodeRuntime(1), { remembers: 0 });
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

/** Steps of training, in Node and in a tab. */
async function training({ say }: Context): Promise<readonly Row[]> {
  const cores = availableParallelism();
  const size = `${(parameterCount(MEASURED.decoder) / 1e6).toFixed(2)} M parameters, ${MEASURED.batch} sequences of ${MEASURED.length}`;
  say("training in Node");
  const native = await trainingSpeed(trainingRuntime(cores), 20);
  const note = `${cores} threads; ${await productShare(cores)} of the time in products of matrices`;
  const rows: Row[] = [{ what: `training in Node, ${size}`, unit: "tokens a second", better: "higher", now: native, note }];
  for (const threads of new Set([1, cores])) {
    say(`training in Chromium, ${threads} threads`);
    rows.push({
      what: `training in Chromium on WebAssembly, ${threads === 1 ? "one thread" : `${threads} threads`}`,
      unit: "tokens a second",
      better: "higher",
      before: { what: "in Node", value: native },
      now: await inTab<number>(PAGE, "trainingSpeedInTab", [threads, 6]),
    });
  }
  return rows;
}

/** In how many selections WebGPU and WebAssembly choose alike. */
async function backends({ say }: Context): Promise<Row> {
  say("selections on WebGPU and on WebAssembly");
  type Agreement = Awaited<ReturnType<typeof backendsAgree>>;
  const { backends, adapter, alike, of, apart } = await inTab<Agreement>(PAGE, "backendsAgree", [WORLD, STUDENT, COMPARED], { say });
  return {
    what: `selections alike on ${backends.join(" and ")}`,
    unit: "%",
    better: "higher",
    now: (100 * alike) / of,
    aim: { value: 100 },
    note: `${of} selections, scores at most ${apart.toExponential(1)} apart; adapter: ${adapter}`,
  };
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
