/** A training state as a file: a line of JSON, then the numbers of its three vectors. */
import { ArenaError } from "../core/index.ts";
import type { TrainingState } from "../student/trainer.ts";

/** What a checkpoint is of: the digest of a training run, and its threads. */
export type Of = { readonly of: string; readonly threads: number };

/** The bytes of a training state. */
export function encodeCheckpoint({ of, threads }: Of, { step, parameters, means, squares }: TrainingState): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${JSON.stringify({ of, threads, step, count: parameters.length }).padEnd(127)}\n`);
  const bytes = new Uint8Array(head.length + 12 * parameters.length);
  bytes.set(head);
  for (const [i, vector] of [parameters, means, squares].entries())
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), head.length + 4 * i * parameters.length);
  return bytes;
}

/** The training state in the bytes of a checkpoint; throws `BadInput` for one of another training run, or one that is cut off. */
export function decodeCheckpoint(bytes: Uint8Array, { of, threads }: Of): TrainingState {
  const bad = (found: string) => new ArenaError("BadInput", "checkpoint", found, "expected that of this training: delete it to start anew");
  let head: Of & { readonly step: number; readonly count: number };
  try {
    head = JSON.parse(new TextDecoder().decode(bytes.subarray(0, 128))) as typeof head;
  } catch {
    throw bad("no checkpoint");
  }
  if (head.threads !== threads) throw bad(`a checkpoint of ${head.threads ?? "an unknown number of"} threads in place of ${threads}`);
  if (head.of !== of) throw bad("the checkpoint of another training");
  if (bytes.length !== 128 + 12 * head.count) throw bad("a checkpoint that is cut off");
  // The copy begins at an address from which floats can be read; `slice` of Node's buffers, which files are read into, makes none.
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(128)).buffer);
  const vector = (i: number) => numbers.slice(i * head.count, (i + 1) * head.count);
  return { step: head.step, parameters: vector(0), means: vector(1), squares: vector(2) };
}
