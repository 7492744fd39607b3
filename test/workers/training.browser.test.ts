/** Training in a web worker: a training that is killed at any moment can go on, and ends with the very same weights. */
import { expect, test } from "vitest";
import { factsOf, type Judging } from "../../src/student/lessons.ts";
import { decoderSchema } from "../../src/student/decoder.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import type { TrainingState } from "../../src/student/trainer.ts";
import type { WorkerHandle } from "../../src/workers/protocol.ts";
import { spawnTrainingWorker } from "../../src/workers/spawn-training.browser.ts";
import { type TrainingJob, type TrainingProgress, trainRemotely } from "../../src/workers/training.ts";

const manuals = {
  near: { text: "prey near", when: [{ prey: "near" }], notice: false },
  far: { text: "prey far away", when: [], notice: false },
  lost: { text: "prey lost", when: [{ prey: "lost" }], notice: false },
};
const lessons: Judging = {
  kind: "ld",
  manuals,
  says: { prey: "prey" },
  choices: Object.keys(manuals).map((right) => ({
    stage: "move",
    facts: { prey: right },
    state: `move prey ${right}`,
    right,
    candidates: Object.keys(manuals),
  })),
};
const tokenizer = trainTokenizer(["move prey near", "move prey far away", "move prey lost"], 310, factsOf(lessons));
const decoder = decoderSchema.parse({ vocabulary: new Codec(tokenizer).size, layers: 1, width: 32, heads: 2, hidden: 48 });
const settings = { steps: 12, batch: 4, rate: 4e-3, warmUp: 2, seed: 3 };
const job: TrainingJob = { decoder, tokenizer, lessons, settings, keepMs: 0, device: "wasm" };
const never = new AbortController().signal;
const deaf = { told: () => {}, keep: () => {} };

/** A state after some steps of a training whose worker is then killed. */
function killedAfter(steps: number): Promise<TrainingState> {
  let handle: WorkerHandle | undefined;
  return new Promise((resolve, reject) => {
    const spawn = () => (handle = spawnTrainingWorker(1)());
    const keep = (state: TrainingState) => {
      if (state.step !== steps) return;
      void handle!.terminate();
      resolve(state);
    };
    trainRemotely(spawn, job, { told: () => {}, keep }, never).catch(reject);
  });
}

test("training that is killed, or paused, goes on to the very same end", async () => {
  const told: TrainingProgress[] = [];
  const whole = await trainRemotely(spawnTrainingWorker(1), job, { told: (one) => told.push(one), keep: () => {} }, never);
  expect(whole.step).toBe(12);
  expect(told.at(-1)).toMatchObject({ step: 12, steps: 12, backend: "wasm", secondsLeft: 0 });
  expect(whole.parameters.some((x) => x !== 0)).toBe(true);

  const killed = await killedAfter(5);
  const rest = await trainRemotely(spawnTrainingWorker(1), { ...job, from: killed }, deaf, never);
  expect(rest.step).toBe(12);
  expect(rest.parameters).toEqual(whole.parameters);

  const abort = new AbortController();
  const keep = ({ step }: TrainingState) => void (step === 3 && abort.abort());
  const paused = await trainRemotely(spawnTrainingWorker(1), job, { told: () => {}, keep }, abort.signal);
  expect(paused.step).toBeLessThan(12);
  const gone = await trainRemotely(spawnTrainingWorker(1), { ...job, from: paused }, deaf, never);
  expect(gone.parameters).toEqual(whole.parameters);
  expect(gone.squares).toEqual(whole.squares);

  // The number of threads changes no number.
  const threads = await trainRemotely(spawnTrainingWorker(2), job, deaf, never);
  expect(threads.parameters).toEqual(whole.parameters);
});

test("a graphics processor learns the same, with no more buffers than one is promised", async ({ skip }) => {
  const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<unknown> } };
  if ((await gpu?.requestAdapter()) == null) skip("there is no WebGPU adapter here");
  // After one step the means are a tenth of the clipped gradient; after more steps, differences of rounding would show as well.
  const one = { ...job, settings: { ...settings, steps: 1 } };
  const told: TrainingProgress[] = [];
  const [gpuState, state] = [
    await trainRemotely(
      spawnTrainingWorker(1),
      { ...one, device: "webgpu" },
      { told: (progress) => told.push(progress), keep: () => {} },
      never,
    ),
    await trainRemotely(spawnTrainingWorker(1), one, deaf, never),
  ];
  expect(told.at(-1)!.backend).toBe("webgpu");
  const apart = gpuState.means.map((x, i) => Math.abs(x - state.means[i]!));
  expect(Math.max(...apart)).toBeLessThan(1e-5);
  expect(Math.max(...state.means.map(Math.abs))).toBeGreaterThan(1e-3);
});

test("what cannot be trained says why", async () => {
  const wrong = { ...job, decoder: { ...decoder, vocabulary: decoder.vocabulary + 1 } };
  await expect(trainRemotely(spawnTrainingWorker(1), wrong, deaf, never)).rejects.toThrow(/a tokenizer of \d+ tokens, expected \d+/);
});
