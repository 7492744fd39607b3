/** How fast students train and select: the part of `npm run perf` that is about them. */
import { availableParallelism } from "node:os";
import { nodeRuntime } from "../src/platform/ort.node.ts";
import { operatorTimes } from "../src/platform/ort-profile.node.ts";
import { readStudent } from "../src/platform/students.node.ts";
import { packed, targetsOf, tensorsOf } from "../src/student/batch.ts";
import { initialParameters, parameterCount } from "../src/student/decoder.ts";
import { exportConfigs, exportModel, FILES } from "../src/student/export.ts";
import { trainingStep } from "../src/student/step.ts";
import { studentSchema } from "../src/student/student.ts";
import { Codec, type TokenizerFile, tokenizerConfig } from "../src/student/tokenizer.ts";
import { decodeWeights, parametersIn } from "../src/student/weights.ts";
import type { selectionSpeed } from "./in-tab.ts";
import { inTab, type TabFiles } from "./tab.ts";
import { MEASURED, trainingSpeed } from "./training-speed.ts";

/** A measured line. */
export type Row = { readonly what: string; readonly perSecond: number; readonly unit: string; readonly note: string };

const PAGE = "benchmarks/in-tab.ts";

/** Operators that are products of matrices. */
const PRODUCTS = ["MatMul", "Gemm", "FusedMatMul", "FusedGemm"];

/** The student whose selections are measured. */
const STUDENT = "pursuit-ld";

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

  tell("selections in Chromium, by the arena and by transformers.js");
  const { ours, theirs, alike, of, operations, peak } = await inTab<Awaited<ReturnType<typeof selectionSpeed>>>(
    PAGE,
    "selectionSpeed",
    ["pursuit", STUDENT, 60],
    { files: await exported(STUDENT) },
  );
  rows.push({
    what: "a selection among 5 in Chromium, WebAssembly, one thread",
    perSecond: 1000 / ours,
    unit: "selections",
    note: `${ours.toFixed(1)} ms in the median; transformers.js on the same weights ${theirs.toFixed(1)} ms, ${(theirs / ours).toFixed(1)} times as long; ${alike} of ${of} chosen alike; ${(operations / 1e9).toFixed(1)} thousand million operations a second in products of matrices, ${((100 * operations) / peak).toFixed(0)} % of what they reach alone (${(peak / 1e9).toFixed(1)})`,
  });
  return rows;
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
