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
import { addressed, authorizationOf, bareUrl, redactionOf } from "./address.ts";
import type { ModelSettings } from "./gateway.ts";
import { askedWait, patiently, pause } from "./patience.ts";
import { errorBody, readReply } from "./reply.ts";

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
  const client = clientOf(settings);
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
      const job = await asked(signal, jobSchema, (until) => client.fineTuning.jobs.retrieve(tuning.job!, { signal: until }));
      const listed = (until: AbortSignal) => client.fineTuning.jobs.listEvents(job.id, { limit: 50 }, { signal: until });
      const events = await asked(signal, eventsSchema, listed).then(
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
      note({ status: job.status, ...(typeof job.fine_tuned_model !== "string" ? {} : { result: job.fine_tuned_model }) });
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
    throw reasonOf(error, tuning, settings, signal);
  }
}

/** A client of an endpoint that reads failures for what they are, and makes no further tries of its own. */
function clientOf(settings: Pick<ModelSettings, "url" | "key">): OpenAI {
  const redaction = redactionOf(settings);
  const { origin, pathname, searchParams } = new URL(bareUrl(settings.url));
  return new OpenAI({
    baseURL: `${origin}${pathname.replace(/\/+$/, "")}`,
    defaultQuery: Object.fromEntries(searchParams),
    apiKey: "in the header",
    defaultHeaders: authorizationOf(settings),
    maxRetries: 0,
    async fetch(to, init) {
      const response = await fetch(to, init);
      const heard = readReply("", response.status, await response.text(), redaction.words);
      if (heard.ok) return new Response(heard.text, { status: 200, headers: { "content-type": "application/json" } });
      const wait = askedWait(response.headers);
      const headers = { "content-type": "application/json", ...(wait === undefined ? {} : { "retry-after-ms": String(Math.ceil(wait)) }) };
      const words = heard.status === 404 ? addressed(heard.words, String(to instanceof Request ? to.url : to)) : heard.words;
      return new Response(errorBody(words, heard.code || null), { status: heard.status, headers });
    },
  });
}

/** Milliseconds for a question to the endpoint, with all its tries. */
const PATIENCE_MS = 600_000;

const idSchema = z.looseObject({ id: z.string().min(1) });
const jobSchema = idSchema.extend({
  status: z.string().min(1),
  fine_tuned_model: z.string().nullish(),
  error: z.looseObject({ message: z.string().nullish() }).nullish(),
});
const eventsSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string(), message: z.string() })) });

/** Asks the endpoint, again while it is busy, and reads its answer by a schema. */
async function asked<T>(signal: AbortSignal, schema: z.ZodType<T>, request: (signal: AbortSignal) => Promise<unknown>): Promise<T> {
  const answer = await patiently(request, { timeoutMs: PATIENCE_MS, signal });
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Error(`an answer of another form (${path.join(".") || "it"}: ${message})`);
}

/** The id of a file at the endpoint, which is uploaded unless it is there. */
const uploaded = (client: OpenAI, split: string, { path, digest, bytes }: TuningFile, signal: AbortSignal): Promise<string> => {
  const name = `arena-${digest}-${split}.jsonl`;
  return foundOrMade(
    () =>
      found(signal, async (until) => {
        let left = LOOKED_THROUGH;
        for await (const file of client.files.list({ purpose: "fine-tune" }, { signal: until })) {
          if (file.filename === name && file.bytes === bytes && file.status !== "error") return file.id;
          if (--left === 0) break;
        }
        return undefined;
      }),
    async () => {
      const file = new File([await openAsBlob(path)], name, { type: "application/jsonl" });
      return once(await client.files.create({ file, purpose: "fine-tune" }, { signal }));
    },
    signal,
  );
};

/** The id of the job on the uploaded files, which is started unless there is one. */
const started = (client: OpenAI, { model, files, job: last }: Tuning, { epochs, suffix, signal, again }: TuningOrder): Promise<string> =>
  foundOrMade(
    () =>
      found(signal, async (until) => {
        let left = LOOKED_THROUGH;
        for await (const job of client.fineTuning.jobs.list({ limit: 100 }, { signal: until })) {
          const dead = again === true ? OVER.includes(job.status) : job.status === "failed" || job.status === "cancelled";
          const alike = epochs === undefined || (job.hyperparameters as typeof job.hyperparameters | undefined)?.n_epochs === epochs;
          if (job.training_file === files.train!.id && job.model === model && alike && !dead && job.id !== last) return job.id;
          if (--left === 0) break;
        }
        return undefined;
      }),
    async () => {
      const job = await client.fineTuning.jobs.create(
        {
          model,
          training_file: files.train!.id,
          ...(files.validation === undefined ? {} : { validation_file: files.validation.id }),
          ...(suffix === undefined ? {} : { suffix }),
          ...(epochs === undefined ? {} : { method: { type: "supervised", supervised: { hyperparameters: { n_epochs: epochs } } } }),
        },
        { signal },
      );
      return once(job);
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

/** Looks through what the endpoint lists. */
const found = (signal: AbortSignal, look: (signal: AbortSignal) => Promise<string | undefined>): Promise<string | undefined> =>
  asked(signal, z.string().min(1).optional(), look);

/** The id of what was just made. */
function once(made: unknown): string {
  const parsed = idSchema.safeParse(made);
  if (!parsed.success) throw new Error("an answer of another form: it has no id");
  return parsed.data.id;
}

/** An error that says what to do, and does not contain the key. */
function reasonOf(
  error: unknown,
  { url, model, job }: Tuning,
  settings: Pick<ModelSettings, "url" | "key">,
  signal: AbortSignal,
): ArenaError {
  if (error instanceof ArenaError) return error;
  const where = `fine-tuning ${model} at ${new URL(url).host}`;
  const goesOn = job === undefined ? "" : `; job ${job} goes on at the endpoint, and the same command follows it`;
  if (signal.aborted)
    return new ArenaError("Stopped", where, "stopped", `expected to go on with the same command: nothing is uploaded twice${goesOn}`);
  const text = redactionOf(settings).words(messageOf(error));
  const found = text.slice(0, 500).replace(/[.\s]+$/, "");
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
