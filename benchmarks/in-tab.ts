/** What is measured in a tab: selections by a student, on either backend and beside transformers.js, and training steps. */
import { first } from "../agents/student/index.ts";
import { browserRuntime, type Device } from "../src/platform/ort.browser.ts";
import { readStudent } from "../src/platform/students.browser.ts";
import { Reader } from "../src/student/reader.ts";
import { QUESTION, type StudentFile, type StudentFiles } from "../src/student/student.ts";
import { openWithWords } from "../src/workers/open-student.ts";
import { Codec, type TokenizerFile } from "../src/student/tokenizer.ts";
import type { Reply, Request } from "./in-tab.worker.ts";
import { type Imitation, imitations, type Question, questions } from "./questions.ts";
import { productPeak, trainingSpeed } from "./training-speed.ts";

/** Reports progress to the process that runs the tab. */
const tell = (line: string): void => void (globalThis as { readonly arenaTold?: (line: string) => void }).arenaTold?.(line);

/** The scores of a student on a backend, and the backend's name. */
async function chosen(model: string, device: Device, list: readonly Question[]) {
  const { name, files } = await readStudent(model);
  const student = await openWithWords(name, files, await browserRuntime(device));
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

/** Rounds in which questions are asked anew; the best time of a question counts, since whatever else the machine does only slows. */
const ROUNDS = 4;

/** A way to answer questions. */
type Way<Question, Answer> = { readonly ask: (question: Question) => Promise<Answer>; readonly close: () => Promise<void> };

/**
 * Asks all questions in both ways, in turns; returns milliseconds a question of each, and in how many they answer alike. A first round warms up.
 * Ways are opened anew for every round, so that none knows what it has read in the one before.
 */
async function inTurns<Question, Answer>(list: readonly Question[], open: () => Promise<readonly Way<Question, Answer>[]>) {
  const best = [0, 1].map(() => list.map(() => Infinity));
  let alike = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    const ways = await open();
    for (const [q, question] of list.entries()) {
      const answers: Answer[] = [];
      for (const [i, { ask }] of ways.entries()) {
        const began = performance.now();
        answers.push(await ask(question));
        if (round > 0) best[i]![q] = Math.min(best[i]![q]!, performance.now() - began);
      }
      if (round === ROUNDS && answers[0] === answers[1]) alike++;
    }
    for (const { close } of ways) await close();
  }
  const [ours, theirs] = best.map((times) => times.reduce((sum, one) => sum + one, 0) / list.length);
  return { ours: ours!, theirs: theirs!, alike, of: list.length };
}

/** A student on kernels that has read nothing yet and remembers no answer. */
async function freshStudent(name: string, files: StudentFiles) {
  const student = await openWithWords(name, files, await browserRuntime("wasm", 1), { remembers: 0 });
  // Kernels are loaded with the first question.
  if (student.kind === "ld") await student.judge("", [""]);
  else await student.weigh("", [""]);
  return student;
}

/** Milliseconds of a selection among K that nobody remembers: by the arena on one thread of WebAssembly, and by transformers.js from its export. */
export async function selectionSpeed(id: string, model: string, count: number) {
  const list = questions(id, count);
  const { name, files } = await readStudent(model);
  const { AutoModelForCausalLM, env, Tensor } = await import("@huggingface/transformers");
  const wasm = env.backends.onnx.wasm!;
  wasm.wasmPaths = new URL("/node_modules/@huggingface/transformers/node_modules/onnxruntime-web/dist/", location.href).href;
  wasm.numThreads = 1;
  Object.assign(env, { allowLocalModels: true, allowRemoteModels: false, localModelPath: "/files/", useBrowserCache: false });
  const { lexicon } = JSON.parse(files.student) as StudentFile;
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

  return inTurns(list, async () => {
    const student = await freshStudent(name, files);
    return [
      { ask: async ({ state, manuals }: Question) => first(await student.judge(state, manuals)), close: () => student.dispose() },
      { ask: theirs, close: () => Promise.resolve() },
    ];
  });
}

/**
 * Milliseconds of a decision among legal actions that nobody remembers, on one thread of WebAssembly: by kernels, and by the graph in ONNX
 * Runtime (`theirs`).
 */
export async function imitationSpeed(id: string, model: string, count: number) {
  const list = imitations(id, count);
  const { name, files } = await readStudent(model);
  const runtime = await browserRuntime("wasm", 1);
  const graph = await openWithWords(name, files, { backend: "cpu", batch: 1, open: (bytes) => runtime.open(bytes) }, { remembers: 0 });
  const by = (student: typeof graph) => ({
    ask: async ({ state, answers }: Imitation) => first(await student.weigh(state, answers)),
    close: () => (student === graph ? Promise.resolve() : student.dispose()),
  });
  const found = await inTurns(list, async () => [by(await freshStudent(name, files)), by(graph)]);
  await graph.dispose();
  return found;
}

/**
 * Operations a second of selections that nobody remembers, in so many workers at once, and those that nothing but products of matrices reaches in
 * them (the kernels of students) and in as many threads of ONNX Runtime; the operations of one selection.
 */
export async function selectionsInWorkers(id: string, model: string, count: number, size: number) {
  const workers = Array.from({ length: size }, () => new Worker(new URL("./in-tab.worker.ts", import.meta.url), { type: "module" }));
  const asked = (message: Request): Promise<readonly number[]> =>
    Promise.all(
      workers.map(
        (worker) =>
          new Promise<number>((resolve, reject) => {
            worker.onmessage = ({ data }: MessageEvent<Reply>) => ("value" in data ? resolve(data.value) : reject(new Error(data.error)));
            worker.onerror = ({ message: text }) => reject(new Error(text));
            worker.postMessage(message);
          }),
      ),
    );
  const sum = (rates: readonly number[]) => rates.reduce((all, one) => all + one, 0);
  const [operations] = await asked({ do: "load", id, model, count });
  const [selecting, products] = [sum(await asked({ do: "select" })), sum(await asked({ do: "multiply" }))];
  for (const worker of workers) worker.terminate();
  return { operations: operations!, selecting, products, graph: await productPeak(await browserRuntime("wasm", size)) };
}

/** Tokens a second of training on WebAssembly. */
export const trainingSpeedInTab = async (threads: number, steps: number) => trainingSpeed(await browserRuntime("wasm", threads), steps);
