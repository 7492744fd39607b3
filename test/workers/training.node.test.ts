/** Training in a thread: if its host cannot keep a checkpoint, training ends with the host's own error. */
import { expect, test } from "vitest";
import { ArenaError } from "../../src/core/index.ts";
import { decoderSchema } from "../../src/student/decoder.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import { spawnTrainingThread } from "../../src/workers/spawn.node.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/distill/checkpoint.ts";
import { type TrainingJob, trainRemotely } from "../../src/workers/training.ts";

const tokenizer = trainTokenizer(["go left", "go right"], 310);
const job: TrainingJob = {
  decoder: decoderSchema.parse({ vocabulary: new Codec(tokenizer).size, layers: 1, width: 32, heads: 2, hidden: 48 }),
  tokenizer,
  lessons: {
    kind: "kd",
    moves: [
      { state: "go", answer: "left" },
      { state: "go go", answer: "right" },
    ],
  },
  settings: { steps: 12, batch: 4, rate: 4e-3, warmUp: 2, seed: 3 },
  keepMs: 0,
};

test("a checkpoint that cannot be kept ends training, and says why", async () => {
  let kept = 0;
  const keep = () => {
    if (++kept === 3) throw new ArenaError("DiskFull", "checkpoint", "no space left", "expected some");
  };
  await expect(trainRemotely(spawnTrainingThread(1), job, { told: () => {}, keep }, new AbortController().signal)).rejects.toMatchObject({
    name: "DiskFull",
    message: "checkpoint: no space left, expected some",
  });
  expect(kept).toBe(3);
});

test("the same number of threads comes to the same weights; a checkpoint of another number is refused", async () => {
  // As wide as students are: sums of this length are split among threads.
  const wide = {
    ...job,
    keepMs: 1e6,
    decoder: decoderSchema.parse({ ...job.decoder, width: 128, hidden: 256 }),
    settings: { ...job.settings, steps: 3 },
  };
  const trained = () => trainRemotely(spawnTrainingThread(2), wide, { told: () => {}, keep: () => {} }, new AbortController().signal);
  const [one, other] = [await trained(), await trained()];
  expect(other.parameters).toEqual(one.parameters);
  const bytes = encodeCheckpoint({ of: "it", threads: 2 }, one);
  expect(decodeCheckpoint(bytes, { of: "it", threads: 2 })).toEqual(one);
  // What a file is read into is no plain array of bytes: its `slice` is a view.
  expect(decodeCheckpoint(Buffer.from(bytes), { of: "it", threads: 2 })).toEqual(one);
  expect(() => decodeCheckpoint(bytes, { of: "it", threads: 1 })).toThrow(
    /a checkpoint of 2 threads in place of 1, expected that of this training/,
  );
  expect(() => decodeCheckpoint(bytes, { of: "another", threads: 2 })).toThrow(/the checkpoint of another training/);
});
