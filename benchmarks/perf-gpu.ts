/**
 * `npm run perf:gpu -- [student] [selections]`: how fast students train and select through WebGPU, and on this machine's CPU for comparison.
 *
 * It runs in Node, so that servers with a GPU and no browser will do; the kernels are those of the pages' ONNX Runtime.
 */
import { availableParallelism, cpus } from "node:os";
import { first } from "../agents/student/index.ts";
import { median } from "../src/core/index.ts";
import { nodeRuntime } from "../src/platform/ort.node.ts";
import { readStudent } from "../src/platform/students.node.ts";
import { type Decoder, decoderSchema, parameterCount } from "../src/student/decoder.ts";
import type { Runtime } from "../src/student/runtime.ts";
import { openStudent, type StudentFile } from "../src/student/student.ts";
import { type Question, questions } from "./questions.ts";
import { MEASURED, trainingSpeed } from "./training-speed.ts";

const ENV = "pursuit";

/** How many training steps are timed. */
const STEPS = 8;

const [student = "pursuit-ld", count = "400"] = process.argv.slice(2);
const cores = availableParallelism();
const runtimes: readonly (readonly [name: string, runtime: Runtime])[] = [
  ["one core", nodeRuntime(1)],
  ...(cores > 1 ? [[`${cores} cores`, nodeRuntime(cores)] as const] : []),
  ["WebGPU", nodeRuntime(1, "webgpu")],
];

/** Milliseconds of a selection, asked for one at a time and all at once, and the choices. */
async function selecting(model: string, runtime: Runtime, list: readonly Question[]) {
  const { name, files } = await readStudent(model);
  // Without a cache, so that every question is computed.
  const opened = openStudent(name, files, runtime, 0);
  const judge = async ({ state, manuals }: Question) => first(await opened.judge(state, manuals));
  for (const question of list) await judge(question); // graphs for every length are made once
  await Promise.all(list.map(judge));
  const times: number[] = [];
  const choices: number[] = [];
  for (const question of list) {
    const began = performance.now();
    choices.push(await judge(question));
    times.push(performance.now() - began);
  }
  const began = performance.now();
  await Promise.all(list.map(judge));
  const together = (performance.now() - began) / list.length;
  await opened.dispose();
  return { alone: median(times), together, choices };
}

/** The sizes of students to measure: a label, and the trainer's settings. */
const sizes = async (): Promise<readonly (readonly [about: string, decoder: Decoder, batch: number, length: number])[]> => {
  const { decoder } = JSON.parse((await readStudent(student)).files.student) as StudentFile;
  const large = decoderSchema.parse({ vocabulary: 512, layers: 6, width: 384, heads: 6, hidden: 1024 });
  const about = (of: Decoder) => `${(parameterCount(of) / 1e6).toFixed(2)} M parameters`;
  return [
    [`${about(decoder)}, 64 x 128 tokens (the default student)`, decoder, 64, 128],
    [`${about(MEASURED.decoder)}, 16 x 128 tokens`, MEASURED.decoder, MEASURED.batch, MEASURED.length],
    [`${about(large)}, 16 x 128 tokens`, large, 16, 128],
  ];
};

const say = (line: string) => process.stderr.write(`${line}\n`);
const rows: string[] = [];
const list = questions(ENV, Number(count));
const asked: Awaited<ReturnType<typeof selecting>>[] = [];
for (const [name, runtime] of runtimes) {
  const found = await selecting(student, runtime, list);
  say(`selecting, ${name}: ${found.alone.toFixed(2)} ms alone, ${found.together.toFixed(2)} ms each of ${list.length}`);
  asked.push(found);
}
rows.push(`| a selection among 5, one at a time | ${asked.map(({ alone }) => `${alone.toFixed(2)} ms`).join(" | ")} |`);
rows.push(
  `| each of ${list.length} selections asked for at once | ${asked.map(({ together }) => `${together.toFixed(2)} ms`).join(" | ")} |`,
);
for (const [about, decoder, batch, length] of await sizes()) {
  const speeds: string[] = [];
  for (const [name, runtime] of runtimes) {
    const speed = await trainingSpeed(runtime, STEPS, { decoder, batch, length });
    say(`training, ${about}, ${name}: ${Math.round(speed)} tokens/s`);
    speeds.push(`${(speed / 1000).toFixed(1)} k tokens/s`);
  }
  rows.push(`| training, ${about} | ${speeds.join(" | ")} |`);
}
const alike = asked.at(-1)!.choices.filter((choice, i) => choice === asked[0]!.choices[i]).length;
process.stdout.write(
  `${cpus()[0]?.model ?? "unknown processor"}\n\n| | ${runtimes.map(([name]) => name).join(" | ")} |\n| --- |${" ---: |".repeat(runtimes.length)}\n${rows.join("\n")}\n\n` +
    `WebGPU and the processor choose alike in ${alike} of ${list.length} selections.\n`,
);
process.exit(0);
