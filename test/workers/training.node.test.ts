/** Training in a thread: if its host cannot keep a checkpoint, training ends with the host's own error. */
import { expect, test } from "vitest";
import { ArenaError } from "../../src/core/index.ts";
import { decoderSchema } from "../../src/student/decoder.ts";
import { Codec, trainTokenizer } from "../../src/student/tokenizer.ts";
import { spawnTrainingThread } from "../../src/workers/spawn.node.ts";
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
