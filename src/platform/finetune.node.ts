/**
 * Fine-tunes a model at an OpenAI-compatible endpoint, through the `openai` package.
 *
 * It can be stopped anywhere and called again: files are named by their digests and jobs found by their files, so that nothing is
 * uploaded or started twice, even where the answer to a request was lost. The key stays in this process.
 */
import { openAsBlob } from "node:fs";
import OpenAI, { APIConnectionError, APIError, AuthenticationError, NotFoundError, PermissionDeniedError } from "openai";
import { z } from "zod";
import { ArenaError, messageOf } from "../core/index.ts";
import type { ModelSettings } from "./gateway.node.ts";

const splitSchema = z.strictObject({ digest: z.string(), id: z.string() });

/** Progress of a fine-tuning, as stored on disk. */
export const tuningSchema = z.strictObject({
  /** The endpoint's base URL: its ids are valid nowhere else. */
  url: z.string(),
  model: z.string(),
  files: z.strictObject({ train: splitSchema.optional(), validation: splitSchema.optional() }),
  job: z.string().optional(),
  /** What the job was started with. */
  epochs: z.number().optional(),
  suffix: z.string().optional(),
  status: z.string().optional(),
  /** The resulting model. */
  result: z.string().optional(),
});

/** Progress of a fine-tuning. */
export type Tuning = z.output<typeof tuningSchema>;

/** A file to learn from. */
export type TuningFile = { readonly path: string; readonly digest: string; readonly bytes: number };

/** What to fine-tune, and callbacks for progress. */
export type TuningOrder = {
  readonly settings: Pick<ModelSettings, "url" | "key">;
  readonly train: TuningFile;
  readonly validation?: TuningFile;
  /** Passes over the data; the endpoint decides where it is not given. */
  readonly epochs?: number;
  /** A word of the new model's name. */
  readonly suffix?: string;
  /** Starts another job where one is over. */
  readonly again?: boolean;
  /** Milliseconds between looks at the job. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** Stores the progress. */
  keep(tuning: Tuning): void;
  /** Is told of every step, and of messages of the endpoint. */
  told(line: string): void;
};

/** Files and jobs looked through for one that was made before. */
const LOOKED_THROUGH = 500;

/** Times that something is made anew when its request was lost on the way. */
const ATTEMPTS = 3;

const OVER = ["succeeded", "failed", "cancelled"];

/** Uploads, starts and follows; returns what came of it. Throws `ModelFailed`, or `Stopped` when the signal is aborted. */
export async function finetune(from: Tuning, order: TuningOrder): Promise<Tuning & { readonly result: string }> {
  const { settings, signal, keep, told, pollMs } = order;
  const key = settings.key ?? "";
  const client = new OpenAI({ baseURL: settings.url, apiKey: key, maxRetries: 4 });
  let tuning = from;
  const note = (more: { readonly [field in keyof Tuning]?: Tuning[field] | undefined }) =>
    keep((tuning = { ...tuning, ...more } as Tuning));
  try {
    for (const split of ["train", "validation"] as const) {
      const file = order[split];
      if (file === undefined || tuning.files[split]?.digest === file.digest) continue;
      told(`Uploading the ${split} file (${Math.ceil(file.bytes / 1024)} kB)`);
      const id = await uploaded(client, split, file, signal);
      note({ files: { ...tuning.files, [split]: { digest: file.digest, id } } });
    }
    const over = tuning.status !== undefined && OVER.includes(tuning.status);
    if (tuning.job === undefined || (order.again === true && over)) {
      const job = await started(client, tuning, order);
      const { epochs, suffix } = order;
      note({ job, status: "queued", result: undefined, epochs, suffix });
      told(`Job ${job} is started`);
    } else {
      if (tuning.epochs !== order.epochs || tuning.suffix !== order.suffix)
        throw new ArenaError(
          "BadInput",
          `fine-tuning job ${tuning.job}`,
          "it was started with another --epochs or --suffix",
          `expected the same ones${over ? ", or --again for another job" : ""}`,
        );
      told(`Job ${tuning.job} was started before`);
    }
    const heard = new Set<string>();
    for (;;) {
      const job = await client.fineTuning.jobs.retrieve(tuning.job!, { signal });
      const events = await client.fineTuning.jobs.listEvents(job.id, { limit: 50 }, { signal }).then(
        ({ data }) => data,
        // What it tells on the way is not needed to follow it.
        () => [],
      );
      for (const { id, message } of [...events].reverse()) {
        if (heard.has(id)) continue;
        heard.add(id);
        told(message);
      }
      if (job.status !== tuning.status) told(`Job ${job.id} is ${job.status.replace("_", " ")}`);
      note({ status: job.status, ...(job.fine_tuned_model === null ? {} : { result: job.fine_tuned_model }) });
      if (job.status === "succeeded" && tuning.result !== undefined) return { ...tuning, result: tuning.result };
      if (OVER.includes(job.status))
        throw new ArenaError(
          "ModelFailed",
          `fine-tuning job ${job.id}`,
          `it ${job.status === "cancelled" ? "was cancelled" : "failed"}${job.error?.message ? `: ${job.error.message}` : ""}`.replace(
            /[.\s]+$/,
            "",
          ),
          "expected a model: put right what it says, then the same command with --again starts another job",
        );
      await pause(pollMs, signal);
    }
  } catch (error) {
    throw reasonOf(error, tuning, key, signal);
  }
}

/** The id of a file at the endpoint, which is uploaded unless it is there. */
const uploaded = (client: OpenAI, split: string, { path, digest, bytes }: TuningFile, signal: AbortSignal): Promise<string> => {
  const name = `arena-${digest}-${split}.jsonl`;
  return foundOrMade(
    async () => {
      let left = LOOKED_THROUGH;
      for await (const file of client.files.list({ purpose: "fine-tune" }, { signal })) {
        if (file.filename === name && file.bytes === bytes && file.status !== "error") return file.id;
        if (--left === 0) break;
      }
      return undefined;
    },
    async () => {
      const file = new File([await openAsBlob(path)], name, { type: "application/jsonl" });
      return (await client.files.create({ file, purpose: "fine-tune" }, { signal, maxRetries: 0 })).id;
    },
    signal,
  );
};

/** The id of the job on the uploaded files, which is started unless there is one. */
const started = (client: OpenAI, { model, files, job: last }: Tuning, { epochs, suffix, signal, again }: TuningOrder): Promise<string> =>
  foundOrMade(
    async () => {
      let left = LOOKED_THROUGH;
      for await (const job of client.fineTuning.jobs.list({ limit: 100 }, { signal })) {
        const dead = again === true ? OVER.includes(job.status) : job.status === "failed" || job.status === "cancelled";
        const alike = epochs === undefined || job.hyperparameters.n_epochs === epochs;
        if (job.training_file === files.train!.id && job.model === model && alike && !dead && job.id !== last) return job.id;
        if (--left === 0) break;
      }
      return undefined;
    },
    async () => {
      const job = await client.fineTuning.jobs.create(
        {
          model,
          training_file: files.train!.id,
          ...(files.validation === undefined ? {} : { validation_file: files.validation.id }),
          ...(suffix === undefined ? {} : { suffix }),
          ...(epochs === undefined ? {} : { method: { type: "supervised", supervised: { hyperparameters: { n_epochs: epochs } } } }),
        },
        { signal, maxRetries: 0 },
      );
      return job.id;
    },
    signal,
  );

/** Looks for something before it is made, and again when its making was lost on the way. */
async function foundOrMade(find: () => Promise<string | undefined>, make: () => Promise<string>, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const found = await find();
    if (found !== undefined) return found;
    try {
      return await make();
    } catch (error) {
      const lost =
        error instanceof APIConnectionError || (error instanceof APIError && ((error.status as number) >= 500 || error.status === 429));
      if (!lost || attempt === ATTEMPTS || signal.aborted) throw error;
      await pause(500 * 2 ** attempt, signal);
    }
  }
}

/** Waits; rejects at once when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

/** An error that says what to do, and does not contain the key. */
function reasonOf(error: unknown, { url, model, job }: Tuning, key: string, signal: AbortSignal): ArenaError {
  if (error instanceof ArenaError) return error;
  const where = `fine-tuning ${model} at ${new URL(url).host}`;
  const goesOn = job === undefined ? "" : `; job ${job} goes on at the endpoint, and the same command follows it`;
  if (signal.aborted)
    return new ArenaError("Stopped", where, "stopped", `expected to go on with the same command: nothing is uploaded twice${goesOn}`);
  const text = messageOf(error).slice(0, 500);
  const found = (key === "" ? text : text.replaceAll(key, "[key]")).replace(/[.\s]+$/, "");
  const failed = (expected: string) => new ArenaError("ModelFailed", where, found, `${expected}${goesOn}`);
  if (error instanceof AuthenticationError) return failed("expected a key that the endpoint knows: check ARENA_LLM_KEY");
  if (error instanceof PermissionDeniedError) return failed("expected a key that may fine-tune: check the account of ARENA_LLM_KEY");
  if (error instanceof NotFoundError) return failed("expected an endpoint that fine-tunes this model: check ARENA_LLM_URL and --model");
  if (error instanceof APIConnectionError)
    return new ArenaError(
      "ModelFailed",
      where,
      "it cannot be reached",
      `expected an endpoint at ARENA_LLM_URL: try the same command again${goesOn}`,
    );
  if (error instanceof APIError && error.status !== undefined && (error.status as number) < 500 && error.status !== 429)
    return failed("expected the endpoint to take the file and the model: see what it says");
  return failed("expected an answer: try the same command again later");
}
