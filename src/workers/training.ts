/** Training in a worker, since it would block its thread. */
import * as Comlink from "comlink";
import { ArenaError, type Key } from "../core/index.ts";
import type { Device } from "../platform/ort.browser.ts";
import { type CourseSettings, courseOf } from "../student/course.ts";
import type { Lessons } from "../student/lessons.ts";
import { type Decoder, initialParameters } from "../student/decoder.ts";
import type { Runtime } from "../student/runtime.ts";
import { Codec, type TokenizerFile } from "../student/tokenizer.ts";
import { freshState, train, type TrainingState } from "../student/trainer.ts";
import type { WorkerHandle } from "./protocol.ts";

/** What is to be trained. */
export type TrainingJob = {
  readonly decoder: Decoder;
  readonly tokenizer: TokenizerFile;
  readonly lessons: Lessons;
  readonly settings: CourseSettings;
  /** The state to resume from; training starts afresh if absent. */
  readonly from?: TrainingState;
  /** Milliseconds between states that are handed out for storage. */
  readonly keepMs: number;
  /** Where it runs, in a page. */
  readonly device?: Device;
};

/** Progress of training. */
export type TrainingProgress = {
  readonly step: number;
  readonly steps: number;
  /** Means since the last report. */
  readonly loss: number;
  readonly accuracy: number;
  /** Since training began, in this session. */
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  readonly backend: Runtime["backend"];
};

/** What a training worker offers. */
export interface TrainingService {
  /** Trains to the end, or until `stop`; gives the last state. */
  train(
    job: TrainingJob,
    told: (progress: TrainingProgress) => void,
    keep: (state: TrainingState) => void | Promise<void>,
  ): Promise<TrainingState>;
  /** Ends training after the current step. */
  stop(): void;
}

/** Milliseconds between reports. */
const TELL_MS = 500;

/** The service; `runtime` runs the graphs. */
export function trainingService(runtime: (device?: Device) => Promise<Runtime>): TrainingService {
  let stopped = false;
  return {
    async train({ decoder, tokenizer, lessons, settings, from, keepMs, device }, told, keep) {
      stopped = false;
      const codec = new Codec(tokenizer);
      if (codec.size !== decoder.vocabulary)
        throw new ArenaError("BadInput", "training", `a tokenizer of ${codec.size} tokens`, `expected ${decoder.vocabulary}`);
      const course = courseOf(lessons, codec, settings);
      const root: Key = [0x1417, settings.seed];
      let state = from ?? freshState(initialParameters(decoder, root));
      const running = await runtime(device);
      const began = performance.now();
      const first = state.step;
      let [toldAt, keptAt, tokens, loss, accuracy, count] = [began, began, 0, 0, 0, 0];
      for await (const { report, state: next } of train(decoder, course, state, running)) {
        state = next;
        tokens += report.tokens;
        loss += report.loss;
        accuracy += report.accuracy;
        count++;
        const now = performance.now();
        const done = report.step === settings.steps;
        if (now - toldAt >= TELL_MS || done) {
          const seconds = (now - began) / 1000;
          told({
            step: report.step,
            steps: settings.steps,
            loss: loss / count,
            accuracy: accuracy / count,
            tokensPerSecond: tokens / seconds,
            secondsLeft: ((settings.steps - report.step) * seconds) / (report.step - first),
            backend: running.backend,
          });
          [toldAt, loss, accuracy, count] = [now, 0, 0, 0];
        }
        if (now - keptAt >= keepMs && !done) {
          await keep(state); // a full disk ends training with its own error
          keptAt = now;
        }
        // Messages to stop are handled between steps.
        await new Promise((resolve) => setTimeout(resolve));
        if (stopped) break;
      }
      return state;
    },
    stop() {
      stopped = true;
    },
  };
}

/** Trains in a worker that `spawn` starts; ends after a step when the signal is aborted. Rejects when the worker dies. */
export async function trainRemotely(
  spawn: () => WorkerHandle,
  job: TrainingJob,
  hear: { readonly told: (progress: TrainingProgress) => void; readonly keep: (state: TrainingState) => void },
  signal: AbortSignal,
): Promise<TrainingState> {
  const handle = spawn();
  const service = Comlink.wrap<TrainingService>(handle.endpoint as Comlink.Endpoint);
  const stop = () => void service.stop();
  try {
    signal.addEventListener("abort", stop, { once: true });
    const death = new Promise<never>((_, reject) =>
      handle.onDeath((reason) =>
        reject(new ArenaError("WorkerLost", "training", reason, "expected a machine with memory for it: choose a smaller batch")),
      ),
    );
    return await Promise.race([service.train(job, Comlink.proxy(hear.told), Comlink.proxy(hear.keep)), death]);
  } finally {
    signal.removeEventListener("abort", stop);
    service[Comlink.releaseProxy]();
    await handle.terminate();
  }
}
