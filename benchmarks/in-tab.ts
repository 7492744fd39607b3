/** What is measured in a tab: selections by a student, on either backend and beside transformers.js, and training steps. */
import { first } from "../agents/student/index.ts";
import { median } from "../src/core/index.ts";
import { browserRuntime, type Device } from "../src/platform/ort.browser.ts";
import { readStudent } from "../src/platform/students.browser.ts";
import { Reader } from "../src/student/reader.ts";
import { openStudent, QUESTION, type StudentFile } from "../src/student/student.ts";
import { Codec, type TokenizerFile } from "../src/student/tokenizer.ts";
import { type Question, questions } from "./questions.ts";
import { operationsOf } from "../src/student/decoder.ts";
import { productPeak, trainingSpeed } from "./training-speed.ts";

/** Reports progress to the process that runs the tab. */
const tell = (line: string): void => void (globalThis as { readonly arenaTold?: (line: string) => void }).arenaTold?.(line);

/** The scores of a student on a backend, and the backend's name. */
async function chosen(model: string, device: Device, list: readonly Question[]) {
  const { name, files } = await readStudent(model);
  const student = openStudent(name, files, await browserRuntime(device));
  const scores: (readonly number[])[] = [];
  for (const [i, { state, manuals }] of list.entries()) {
    scores.push(await student.judge(state, manuals));
    if ((i + 1) % 10 === 0) tell(`${device}: ${i + 1} of ${list.length}`);
  }
  const { backend } = student;
  await student.dispose();
  return { backend, scores };
}

/** In how many selections WebGPU and WebAssembly choose alike, and how far apart their scores are at most. */
export async function backendsAgree(id: string, model: string, count: number) {
  const list = questions(id, count);
  const [gpu, cpu] = [await chosen(model, "webgpu", list), await chosen(model, "wasm", list)];
  const apart = gpu.scores.map((row, i) => Math.max(...row.map((score, j) => Math.abs(score - cpu.scores[i]![j]!))));
  const { navigator } = globalThis as unknown as {
    readonly navigator: {
      readonly gpu: { requestAdapter(): Promise<{ readonly info: { readonly vendor: string; readonly architecture: string } } | null> };
    };
  };
  const info = (await navigator.gpu.requestAdapter())?.info;
  return {
    backends: [gpu.backend, cpu.backend],
    adapter: `${info?.vendor ?? ""} ${info?.architecture ?? ""}`.trim(),
    alike: gpu.scores.filter((row, i) => first(row) === first(cpu.scores[i]!)).length,
    of: list.length,
    apart: Math.max(...apart),
  };
}

/** Median milliseconds of a selection among K, without a cache: by the arena on one thread of WebAssembly, and by transformers.js from its export. */
export async function selectionSpeed(id: string, model: string, count: number) {
  const list = questions(id, count);
  const { name, files } = await readStudent(model);
  const student = openStudent(name, files, await browserRuntime("wasm", 1), 0);
  const ours = async ({ state, manuals }: Question) => first(await student.judge(state, manuals));

  const { AutoModelForCausalLM, env, Tensor } = await import("@huggingface/transformers");
  const wasm = env.backends.onnx.wasm!;
  wasm.wasmPaths = new URL("/node_modules/@huggingface/transformers/node_modules/onnxruntime-web/dist/", location.href).href;
  wasm.numThreads = 1;
  Object.assign(env, { allowLocalModels: true, allowRemoteModels: false, localModelPath: "/files/", useBrowserCache: false });
  const { decoder, lexicon } = JSON.parse(files.student) as StudentFile;
  const model32 = await AutoModelForCausalLM.from_pretrained("student", { dtype: "fp32", device: "wasm" });
  const codec = new Codec(JSON.parse(files.tokenizer) as TokenizerFile);
  const reader = new Reader(codec, lexicon);
  const { pad, yes, no, must } = codec.special;
  const theirs = async ({ state, manuals }: Question) => {
    const opening = reader.opening(state);
    const rows = manuals.map((manual) => [...opening.tokens, ...reader.part(manual, opening), ...codec.encode(QUESTION)]);
    const length = Math.max(...rows.map((row) => row.length));
    const tensor = (of: (row: readonly number[], i: number) => number) =>
      new Tensor("int64", BigInt64Array.from(rows.flatMap((row) => Array.from({ length }, (_, i) => BigInt(of(row, i))))), [
        rows.length,
        length,
      ]);
    const { logits } = (await model32({
      input_ids: tensor((row, i) => row[i] ?? pad),
      attention_mask: tensor((row, i) => (i < row.length ? 1 : 0)),
      position_ids: tensor((row, i) => Math.min(i, row.length - 1)),
    })) as { readonly logits: { readonly data: Float32Array; readonly dims: readonly number[] } };
    const vocabulary = logits.dims[2]!;
    return first(
      rows.map((row, b) => {
        const at = (token: number) => Math.exp(logits.data[(b * length + row.length - 1) * vocabulary + token]!);
        return (at(yes) + 2 * at(must)) / (at(no) + at(yes) + at(must));
      }),
    );
  };

  // In turns, so that whatever else the machine does slows both; a first round warms up.
  const [mine, peers, operations]: [number[], number[], number[]] = [[], [], []];
  let alike = 0;
  for (const round of [0, 1, 2])
    for (const question of list) {
      const began = performance.now();
      const choice = await ours(question);
      const middleOf = performance.now();
      const other = await theirs(question);
      if (round === 0) continue;
      mine.push(middleOf - began);
      peers.push(performance.now() - middleOf);
      if (round === 1 && choice === other) alike++;
      const opening = reader.opening(question.state);
      const parts = question.manuals.map((manual) => reader.part(manual, opening).length + codec.encode(QUESTION).length);
      const length = parts.reduce((sum, one) => sum + one, opening.tokens.length);
      operations.push(operationsOf(decoder, length, parts.length) / (middleOf - began));
    }
  await student.dispose();
  const peak = await productPeak(await browserRuntime("wasm", 1));
  return { ours: median(mine), theirs: median(peers), alike, of: list.length, operations: 1000 * median(operations), peak };
}

/** Tokens a second of training on WebAssembly. */
export const trainingSpeedInTab = async (threads: number, steps: number) => trainingSpeed(await browserRuntime("wasm", threads), steps);
