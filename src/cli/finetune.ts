/** `arena finetune`: has a model at an endpoint fine-tuned on data, for users with an account. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { writeWhole } from "../../benchmarks/journal.ts";
import { ArenaError, lookup } from "../core/index.ts";
import type { DataSplit } from "../distill/manifest.ts";
import type { Kind } from "../distill/recipe.ts";
import { readJson } from "../platform/disk.node.ts";
import { finetune as tune, type Tuning, type TuningFile, tuningSchema } from "../platform/finetune.node.ts";
import { bareUrl } from "../platform/address.ts";
import { modelSettings } from "../platform/model-settings.node.ts";
import { chatFile, fileDigest, LARGE, MANIFEST } from "./data-files.ts";
import { interruptible } from "./interruption.ts";

/** The flags of `arena finetune`. */
export type FinetuneOptions = {
  readonly kind: string;
  readonly model: string;
  readonly epochs?: string;
  readonly suffix?: string;
  readonly every: string;
  readonly again?: boolean;
  readonly dryRun?: boolean;
};

/** Examples that endpoints ask for at least. */
const LEAST = 10;

/** Letters to a token, as dry runs count. */
const LETTERS = 4;

const manifestSchema = z.looseObject({
  teacher: z.string(),
  files: z.record(z.string(), z.looseObject({ digest: z.string(), bytes: z.number(), rows: z.number() })),
});

/** Runs `arena finetune`; returns the exit code. */
export async function finetune(path: string, options: FinetuneOptions): Promise<number> {
  const { kind: name, model, epochs: passes, suffix, again = false, dryRun = false } = options;
  const kind = lookup({ ld: "ld", kd: "kd" } as const, name, "arena finetune --kind", "kind");
  const epochs = number("--epochs", passes, 1);
  const pollMs = 1000 * (number("--every", options.every, 0) ?? 0);
  const folder = resolve(path);
  const files = await filesOf(folder, kind);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  for (const split of ["train", "validation"] as const) {
    const file = files[split];
    if (file === undefined) continue;
    const tokens = await tokensOf(file.path);
    const passed = split === "train" ? (epochs ?? 1) : 1;
    process.stdout.write(
      `${split}: ${file.rows} examples, about ${tokens} tokens${split === "train" ? `, ${tokens * passed} in ${passed === 1 ? "one pass" : `${passed} passes`}${epochs === undefined ? " (the endpoint decides how many passes there are, often 3)" : ""}` : ""}\n`,
    );
  }
  if (dryRun) {
    process.stdout.write(
      "Nothing was sent. Tokens are letters by four; what a million of them costs to train on, the endpoint's price list says.\n",
    );
    return 0;
  }
  const { offline, ...settings } = modelSettings({ ...process.env, ARENA_LLM_MODEL: model });
  if (offline)
    throw new ArenaError(
      "BadInput",
      "environment ARENA_LLM_URL",
      "not set",
      "expected an endpoint that fine-tunes, as https://api.openai.com/v1",
    );
  // What is stored and printed names nobody.
  const address = bareUrl(settings.url);
  if (settings.key === undefined && address === settings.url)
    throw new ArenaError("BadInput", "environment ARENA_LLM_KEY", "not set", "expected the key of an account: fine-tuning is paid for");
  const record = `finetune-${kind}-${model.replaceAll(/[^\w.-]+/g, "_")}.json`;
  const work = interruptible(say);
  try {
    const { result } = await tune(startedBefore(folder, record, address, model), {
      settings,
      train: files.train,
      ...(files.validation === undefined ? {} : { validation: files.validation }),
      ...(epochs === undefined ? {} : { epochs }),
      ...(suffix === undefined ? {} : { suffix }),
      again,
      pollMs,
      signal: work.signal,
      keep: (tuning) => writeWhole(folder, record, `${JSON.stringify(tuning, null, 2)}\n`),
      told: say,
    });
    process.stdout.write(
      `Model: ${result}\nPlay with it: ARENA_LLM_URL=${address} ARENA_LLM_MODEL=${result} ARENA_LLM_KEY=... npm run bench -- l-llm --agents random,expert,${LARGE[kind]}\n`,
    );
    return 0;
  } finally {
    work.end();
  }
}

/** The files of a kind, checked against the manifest. */
async function filesOf(
  folder: string,
  kind: Kind,
): Promise<{
  readonly train: TuningFile & { readonly rows: number };
  readonly validation: (TuningFile & { readonly rows: number }) | undefined;
}> {
  const where = `data ${relative(process.cwd(), folder) || "."}`;
  const bad = (found: string, expected: string) => new ArenaError("BadInput", where, found, expected);
  if (!existsSync(join(folder, MANIFEST))) throw bad(`no ${MANIFEST} in it`, "expected a folder that `arena data` wrote");
  const path = join(folder, MANIFEST);
  const checked = manifestSchema.safeParse(readJson(path, path, "expected it as `arena data` wrote it"));
  if (!checked.success) throw bad(`its ${MANIFEST} cannot be read`, "expected it as `arena data` wrote it");
  const manifest = checked.data;
  const one = async (split: DataSplit) => {
    const name = chatFile(LARGE[kind], split);
    const told = manifest.files[name];
    if (told === undefined) return undefined;
    const path = join(folder, name);
    if (!existsSync(path) || (await fileDigest(path)) !== told.digest)
      throw bad(`${name} is not the file that its manifest tells of`, "expected it as `arena data` wrote it: write the data again");
    return { path, digest: told.digest, bytes: statSync(path).size, rows: told.rows };
  };
  const [train, validation] = [await one("train"), await one("validation")];
  if (train === undefined)
    throw bad(
      `no ${chatFile(LARGE[kind], "train")} in it`,
      "expected data for a large model, as `arena data <logs> --examples 500` writes it",
    );
  if (train.rows < LEAST) throw bad(`${train.rows} examples`, `expected ${LEAST} at least: endpoints refuse fewer`);
  return { train, validation };
}

/** How far the same fine-tuning came before. */
function startedBefore(folder: string, record: string, url: string, model: string): Tuning {
  const anew: Tuning = { url, model, files: {} };
  const path = join(folder, record);
  if (!existsSync(path)) return anew;
  const expected = "expected it as it was written: delete it to begin anew, with its job if one is under way";
  const parsed = tuningSchema.safeParse(readJson(path, path, expected));
  if (!parsed.success) throw new ArenaError("BadInput", path, "it cannot be read", expected);
  // Another endpoint knows nothing of these files.
  return parsed.data.url === url && parsed.data.model === model ? parsed.data : anew;
}

async function tokensOf(path: string): Promise<number> {
  let letters = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) letters += line.length;
  return Math.round(letters / LETTERS);
}

function number(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && value >= least && value <= 86_400 && (least === 0 || Number.isInteger(value))) return value;
  throw new ArenaError("BadInput", `arena finetune ${flag}`, `"${text}"`, `expected a number from ${least}`);
}
