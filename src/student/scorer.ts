/** Judges texts with a student: a state once, and every candidate behind it, in one pass. */
import { type Example, packed, tensorsOf } from "./batch.ts";
import { answerLogits, batchInputs, type BatchShape } from "./step.ts";
import { type Decoder, parameterCount, parametersOf } from "./decoder.ts";
import { Graph } from "./graph.ts";
import { encodeModel } from "./onnx.ts";
import type { Program, Runtime } from "./runtime.ts";

/** Lengths that texts are filled up to: a graph is made for each when it is first needed. */
const STEP = 32;

/** Answers a graph gives at once: more are asked for in several passes. */
const ANSWERS = 8;

/** Gives the logits of what comes next. */
export interface Scorer {
  readonly backend: Runtime["backend"];
  /** Behind a state, the logits after the last token of each part: [vocabulary] each. Parts do not see each other. */
  after(state: readonly number[], parts: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** The bytes of a graph that gives the logits of answers, its parameters in it. */
export function scoringGraph(decoder: Decoder, parameters: Float32Array, shape: BatchShape): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = batchInputs(graph, shape);
  const byName = new Map(
    parametersOf(decoder).map(({ name, shape: of, from, size }) => [name, graph.constant(parameters.subarray(from, from + size), of)]),
  );
  graph.output(
    "logits",
    answerLogits(graph, decoder, (name) => byName.get(name)!, inputs, shape),
  );
  return encodeModel(graph.model());
}

/** Opens a scorer; `parameters` is the vector of all. */
export function openScorer(decoder: Decoder, parameters: Float32Array, runtime: Runtime): Scorer {
  if (parameters.length !== parameterCount(decoder))
    throw new Error(`scorer: ${parameters.length} parameters, expected ${parameterCount(decoder)}`);
  const programs = new Map<number, Promise<Program>>();
  let last: Promise<unknown> = Promise.resolve();

  const programFor = (length: number): Promise<Program> => {
    let program = programs.get(length);
    if (program === undefined) {
      program = runtime.open(scoringGraph(decoder, parameters, { batch: 1, length, answers: ANSWERS }));
      programs.set(length, program);
    }
    return program;
  };

  async function pass(example: Example): Promise<readonly Float32Array[]> {
    const length = Math.ceil(example.tokens.length / STEP) * STEP;
    const program = await programFor(length);
    const { logits } = await program.run(tensorsOf([example], { batch: 1, length, answers: ANSWERS }));
    const all = logits!.data as Float32Array;
    return example.answers.map((_, i) => all.slice(i * decoder.vocabulary, (i + 1) * decoder.vocabulary));
  }

  async function after(state: readonly number[], parts: readonly (readonly number[])[]): Promise<readonly Float32Array[]> {
    const out: Float32Array[] = [];
    for (let i = 0; i < parts.length; i += ANSWERS) {
      const some = parts.slice(i, i + ANSWERS).map((tokens) => ({ tokens, target: 0, weight: 1 }));
      out.push(...(await pass(packed(state, some))));
    }
    return out;
  }

  return {
    backend: runtime.backend,
    // One pass at a time: a session is not made for two.
    after: (state, parts) => {
      const mine = last.then(() => after(state, parts));
      last = mine.catch(() => {});
      return mine;
    },
    async dispose() {
      await last;
      for (const program of programs.values()) await (await program).dispose();
      programs.clear();
    },
  };
}
