/**
 * Computes logits with a student: a state, read once, and several candidates after it go through the decoder in one pass, by kernels on
 * WebAssembly, elsewhere by a graph.
 */
import { ArenaError } from "../core/index.ts";
import { type Example, packed, tensorsOf } from "./batch.ts";
import { answerLogits, batchInputs, type BatchShape } from "./step.ts";
import { type Decoder, headOf, parameterCount, parametersOf } from "./decoder.ts";
import { Graph } from "./graph.ts";
import { encodeModel } from "./onnx.ts";
import type { Program, Runtime } from "./runtime.ts";
import { fitsKernels, openSimd, type Simd } from "./simd.ts";

/** The lengths that texts are padded to; the graph of each is built when it is first needed. Longer texts are padded to a multiple of the last. */
const LENGTHS = [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 144, 160, 176, 192, 224, 256];

/** Numbers of answers that a pass has room for; the graph of each is built when it is first needed. More answers take several passes. */
const ROOMS = [8, 16, 32, 64, 128];

/** Answers that one pass gives at most. */
const MOST = ROOMS.at(-1)!;

/** Computes the logits of the next token. */
export interface Scorer {
  /**
   * The logits after the last token of each part, [vocabulary] each. Every part follows the same state; parts do not see each other.
   * Throws `ModelFailed` where one of them is not finite.
   */
  after(state: readonly number[], parts: readonly (readonly number[])[]): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** The bytes of a graph that computes the logits of answers, with the parameters as its constants. */
export function scoringGraph(decoder: Decoder, parameters: Float32Array, shape: BatchShape): Uint8Array<ArrayBuffer> {
  const graph = new Graph();
  const inputs = batchInputs(graph, shape);
  const byName = new Map(
    parametersOf(decoder).map(({ name, shape: of, from, size }) => [name, graph.constant(parameters.subarray(from, from + size), of)]),
  );
  const head = graph.constant(headOf(decoder, parameters), [decoder.width, decoder.vocabulary]);
  graph.output(
    "logits",
    answerLogits(graph, decoder, (name) => byName.get(name)!, inputs, shape, { head }),
  );
  return encodeModel(graph.model());
}

/** A text that waits for its pass. */
type Waiting = {
  readonly example: Example;
  readonly length: number;
  readonly room: number;
  readonly done: (logits: readonly Float32Array[]) => void;
  readonly failed: (error: unknown) => void;
};

/** Opens a scorer; `parameters` is the whole parameter vector, `where` names it in errors. */
export function openScorer(decoder: Decoder, parameters: Float32Array, runtime: Runtime, where = "scorer"): Scorer {
  if (parameters.length !== parameterCount(decoder))
    throw new Error(`scorer: ${parameters.length} parameters, expected ${parameterCount(decoder)}`);
  const programs = new Map<string, Promise<Program>>();
  const queue: Waiting[] = [];
  let simd: Promise<Simd> | undefined;
  let working: Promise<void> | undefined;

  const programFor = (shape: BatchShape): Promise<Program> => {
    const key = `${shape.batch} ${shape.length} ${shape.answers}`;
    let program = programs.get(key);
    if (program === undefined) {
      program = runtime.open(scoringGraph(decoder, parameters, shape));
      programs.set(key, program);
      program.catch(() => programs.delete(key));
    }
    return program;
  };

  /** Passes logits on, if they are numbers to choose by; tells whether they are. */
  const answer = ({ done, failed }: Waiting, rows: readonly Float32Array[]): boolean => {
    const wrong = strange(rows);
    if (wrong === undefined) done(rows);
    else failed(new ArenaError("ModelFailed", where, `a logit of ${wrong}`, "expected finite numbers: train the student again"));
    return wrong === undefined;
  };

  const opened = (): Promise<Simd> => {
    if (simd === undefined) {
      simd = openSimd(decoder, parameters);
      simd.catch(() => (simd = undefined));
    }
    return simd;
  };
  const close = async (): Promise<void> => {
    const open = simd;
    simd = undefined;
    (await open)?.dispose();
  };

  /** Computes what is queued, pass by pass: a session does not support two runs at once. */
  async function work(): Promise<void> {
    while (queue.length > 0) {
      if (runtime.backend === "wasm" && fitsKernels(decoder)) {
        const next = queue.shift()!;
        try {
          const kernels = await opened();
          // What is not finite must not be kept for later texts.
          if (!answer(next, kernels.run(next.example))) await close();
        } catch (error) {
          next.failed(error);
        }
        continue;
      }
      const { length, room } = queue[0]!;
      // The text that came first goes first; others of its length and room join its batch.
      const most = runtime.batch;
      const together = queue.filter((one) => one.length === length && one.room === room).slice(0, most);
      for (const one of together) queue.splice(queue.indexOf(one), 1);
      const shape = { batch: together.length === 1 ? 1 : most, length, answers: room };
      try {
        const program = await programFor(shape);
        const { logits } = await program.run(
          tensorsOf(
            together.map(({ example }) => example),
            shape,
          ),
        );
        const all = logits!.data as Float32Array;
        const { vocabulary } = decoder;
        for (const [b, one] of together.entries())
          answer(
            one,
            one.example.answers.map((_, i) => all.slice((b * room + i) * vocabulary, (b * room + i + 1) * vocabulary)),
          );
      } catch (error) {
        for (const { failed } of together) failed(error);
      }
    }
    working = undefined;
  }

  const pass = (example: Example): Promise<readonly Float32Array[]> =>
    new Promise((done, failed) => {
      const { length } = example.tokens;
      const last = LENGTHS.at(-1)!;
      const room = ROOMS.find((one) => one >= example.answers.length) ?? MOST;
      queue.push({ example, length: LENGTHS.find((one) => one >= length) ?? Math.ceil(length / last) * last, room, done, failed });
      working ??= work();
    });

  return {
    async after(state, parts) {
      const passes: Promise<readonly Float32Array[]>[] = [];
      for (let i = 0; i < parts.length; i += MOST)
        passes.push(
          pass(
            packed(
              state,
              parts.slice(i, i + MOST).map((tokens) => ({ tokens, target: 0, weight: 1 })),
            ),
          ),
        );
      return (await Promise.all(passes)).flat();
    },
    async dispose() {
      await working;
      await close();
      for (const program of programs.values()) await (await program).dispose();
      programs.clear();
    },
  };
}

/** The first number that is not finite. */
function strange(rows: readonly Float32Array[]): number | undefined {
  for (const row of rows) for (let i = 0; i < row.length; i++) if (!Number.isFinite(row[i])) return row[i];
  return undefined;
}
