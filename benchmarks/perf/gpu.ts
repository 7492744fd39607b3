/** How fast students train and select through WebGPU in Node, on servers with a graphics processor, beside the processor's cores. */
import { availableParallelism } from "node:os";
import { first } from "../../agents/student/index.ts";
import { median, messageOf } from "../../src/core/index.ts";
import { nodeRuntime } from "../../src/platform/ort.node.ts";
import { readStudent } from "../../src/platform/students.node.ts";
import { type Decoder, decoderSchema, parameterCount } from "../../src/student/decoder.ts";
import type { Runtime } from "../../src/student/runtime.ts";
import { studentSchema } from "../../src/student/student.ts";
import { openWithWords } from "../../src/workers/open-student.ts";
import { type Question, questions } from "../questions.ts";
import { MEASURED, trainingSpeed } from "../training-speed.ts";
import type { Row, Section } from "./section.ts";

const [ENV, STUDENT, SELECTIONS] = ["pursuit", "pursuit-ld", 400];

/** How many training steps are timed. */
const STEPS = 8;

/** Milliseconds of a selection, asked for one at a time and all at once, and the choices. */
async function selecting(runtime: Runtime, list: readonly Question[]) {
  const { name, files } = await readStudent(STUDENT);
  // Without a cache, so that every question is computed.
  const opened = await openWithWords(name, files, runtime, { remembers: 0 });
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

/** The sizes of students to measure. */
async function sizes(): Promise<readonly (readonly [decoder: Decoder, batch: number, length: number])[]> {
  const { decoder } = studentSchema.parse(JSON.parse((await readStudent(STUDENT)).files.student));
  const large = decoderSchema.parse({ vocabulary: 512, layers: 6, width: 384, heads: 6, hidden: 1024 });
  return [
    [decoder, 64, 128],
    [MEASURED.decoder, MEASURED.batch, MEASURED.length],
    [large, 16, 128],
  ];
}

/** A graphics processor, where there is one. */
export const gpu: Section = {
  title: "A graphics processor, through WebGPU in Node",
  async measure({ say }) {
    const list = questions(ENV, SELECTIONS);
    const cores = availableParallelism();
    const card = nodeRuntime(1, "webgpu");
    let onCard: Awaited<ReturnType<typeof selecting>>;
    try {
      say("selecting on a graphics processor");
      onCard = await selecting(card, list);
    } catch (error) {
      return { open: [`A graphics processor: none here that WebGPU in Node reaches (${messageOf(error).split("\n")[0]})`] };
    }
    say("selecting on one core");
    const one = await selecting(nodeRuntime(1), list);
    const alike = onCard.choices.filter((choice, i) => choice === one.choices[i]).length;
    const beside = (what: string, unit: string, better: Row["better"], before: number, now: number, note: string): Row => ({
      what,
      unit,
      better,
      before: { what: "one core", value: before },
      now,
      note,
    });
    const rows: Row[] = [
      beside(
        "a selection among 5 on WebGPU, one at a time",
        "ms",
        "lower",
        one.alone,
        onCard.alone,
        `${alike} of ${list.length} chosen alike`,
      ),
      beside("a selection among 5 on WebGPU, all asked at once", "ms", "lower", one.together, onCard.together, ""),
    ];
    for (const [decoder, batch, length] of await sizes()) {
      say(`training ${parameterCount(decoder)} parameters`);
      const speed = (runtime: Runtime) => trainingSpeed(runtime, STEPS, { decoder, batch, length });
      const [slow, all, fast] = [await speed(nodeRuntime(1)), await speed(nodeRuntime(cores)), await speed(card)];
      const what = `training on WebGPU, ${(parameterCount(decoder) / 1e6).toFixed(2)} M parameters, ${batch} x ${length} tokens`;
      rows.push(beside(what, "tokens a second", "higher", slow, fast, `${cores} cores: ${Math.round(all)}`));
    }
    return { rows };
  },
};
