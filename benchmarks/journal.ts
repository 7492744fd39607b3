/**
 * The record of a run on disk: nothing written is lost, nothing played is played again.
 *
 * While a run lasts, whole episodes are appended to `log.partial.jsonl.gz` as they end, a gzip member each; `finish` puts them
 * in the suite's order into `log.jsonl.gz`. A torn end, after a kill or on a full disk, is cut off when it resumes. A run may keep a plain log
 * instead: `log.partial.jsonl` and `log.jsonl`.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ArenaError } from "../src/core/index.ts";
import { VERSION } from "../src/core/package.node.mjs";
import { makeFolder, onDisk, type Place as DiskPlace, readJson } from "../src/platform/disk.node.ts";
import { type Price, type Prices, pricesNow } from "../src/platform/prices.ts";
import { bytesOf, LOG_FORMS, type LogForm, readAt } from "./log-file.ts";
import type { Player } from "./players.ts";
import { jobsOf, parseSuite, type Suite, suiteDigest } from "./suite.ts";
import { type Place, takeUp } from "./take-up.ts";

/** What `run.json` holds: enough to resume the run without any flag. */
export type RunInfo = {
  readonly arena: string;
  readonly suite: Suite;
  readonly suiteDigest: string;
  /** The runtimes that played it, the latest last: a run may go on in another runtime, since the log is the same. */
  readonly runtimes: readonly string[];
  readonly machine: string;
  readonly startedAt: string;
  /** Seconds played so far, over all sessions. */
  readonly seconds: number;
  /** The prices of language models, if the suite asks any: scoring the run again then gives the same dollars. */
  readonly prices?: Prices;
  /** Digests of function bases, and versions of environments. */
  readonly content?: Readonly<Record<string, string>>;
  /** The students and pretrained models, by the names that the suite has for them. */
  readonly players?: Readonly<Record<string, Player>>;
};

const priceSchema = z.strictObject({ input: z.number().min(0), output: z.number().min(0) });

const infoSchema = z.strictObject({
  arena: z.string(),
  suite: z.unknown(),
  suiteDigest: z.string(),
  runtimes: z.array(z.string()).min(1),
  machine: z.string(),
  startedAt: z.string(),
  seconds: z.number(),
  prices: z
    .union([z.strictObject({ set: priceSchema }), z.strictObject({ on: z.string(), table: z.record(z.string(), priceSchema) })])
    .optional(),
  content: z.record(z.string(), z.string()).optional(),
  players: z
    .record(
      z.string(),
      z.strictObject({
        kind: z.enum(["student", "model"]),
        digest: z.string(),
        parts: z.record(z.string(), z.string()),
        at: z.string().optional(),
        precision: z.enum(["fp32", "fp16", "q8", "q4", "q4f16"]).optional(),
        from: z.literal("ARENA_SLLM").optional(),
      }),
    )
    .optional(),
});

/** The files of a run beside its log, whose names `LOG_FORMS` has. */
export const FILES = {
  info: "run.json",
  scores: "scores.json",
  csv: "scores.csv",
  report: "report.html",
} as const;

/** An open run. */
export interface Journal {
  readonly folder: string;
  readonly info: RunInfo;
  /** Episodes that are on disk. */
  readonly done: { has(episode: string): boolean; readonly size: number };
  /** Whether the whole log is there already. */
  readonly complete: boolean;
  /** The path of the log once it is finished. */
  readonly log: string;
  /** The lines of an episode of a run that is not complete. */
  read(episode: string): readonly string[];
  append(episode: string, lines: readonly string[]): void;
  /** Adds the seconds of this session to the run's. */
  spent(seconds: number): void;
  /** Writes the log in the suite's order, with the episodes that are wanted. */
  finish(wanted?: (episode: string) => boolean): void;
  close(): void;
}

/** How a run keeps its log, by the files in its folder; undefined where it has none yet. */
function formIn(folder: string): LogForm | undefined {
  const found = Object.values(LOG_FORMS).flatMap((form) =>
    [form.log, form.partial].filter((name) => existsSync(join(folder, name))).map((name) => ({ form, name })),
  );
  const [first, second] = found;
  if (first !== undefined && second !== undefined && first.form !== second.form)
    throw new ArenaError(
      "BadInput",
      `run ${folder}`,
      `${first.name} and ${second.name} in it`,
      "expected one log: take the other one away",
    );
  return first?.form;
}

/** Whether the whole log of a run is there. */
export const isComplete = (folder: string): boolean => Object.values(LOG_FORMS).some(({ log }) => existsSync(join(folder, log)));

/** Starts a run in a new folder, with a compressed log or a plain one; throws `BadInput` when the folder holds a run already. */
export async function createJournal(
  folder: string,
  info: RunInfo,
  { log: form = LOG_FORMS.gzip }: { readonly log?: LogForm } = {},
): Promise<Journal> {
  if (existsSync(join(folder, FILES.info)))
    throw new ArenaError(
      "BadInput",
      `run ${folder}`,
      "it exists already",
      `expected another name, or \`arena bench --resume ${folder}\` to go on with it`,
    );
  const names = Object.values(LOG_FORMS).flatMap(({ partial, log }) => [partial, log]);
  const stray = names.find((name) => existsSync(join(folder, name)));
  if (stray !== undefined)
    throw new ArenaError("BadInput", `run ${folder}`, `the ${stray} of another run in it`, "expected an empty folder: choose another name");
  makeFolder(folder, newRunAt(folder));
  writeWhole(folder, FILES.info, `${JSON.stringify(info, null, 2)}\n`, newRunAt(folder));
  onDisk(newRunAt(folder), () => closeSync(openSync(join(folder, form.partial), "a"))); // which tells the form of the log
  return openJournal(folder);
}

/** Bytes of a log whose proof takes more than a moment. */
const LONG = 2 ** 23;

const AS_WRITTEN = "expected the JSON that `arena bench` wrote: put a copy in its place, or start a new run";

/** Reads `run.json`; throws `BadInput` when the folder is no run, or its suite was edited. */
export function readInfo(folder: string): RunInfo {
  const path = join(folder, FILES.info);
  if (!existsSync(path))
    throw new ArenaError("BadInput", `run ${folder}`, `no ${FILES.info} in it`, "expected the folder of a run, as `arena bench` names it");
  const data = readJson(path, path, AS_WRITTEN);
  const parsed = infoSchema.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const { arena } = (data ?? {}) as { readonly arena?: unknown };
    const newer = issue!.code === "unrecognized_keys" && typeof arena === "string";
    throw new ArenaError(
      "BadInput",
      path,
      `${issue!.path.map((part) => `"${String(part)}": `).join("")}${issue!.message}${newer ? `, written by version ${arena} of the arena` : ""}`,
      newer ? `expected what version ${VERSION} writes: go on with the version that wrote it` : AS_WRITTEN,
    );
  }
  const suite = parseSuite(parsed.data.suite, path);
  if (suiteDigest(suite) !== parsed.data.suiteDigest)
    throw new ArenaError(
      "BadInput",
      path,
      "its suite does not match its digest",
      "expected them as written: start a new run for another suite",
    );
  const { prices, content, players, ...rest } = parsed.data;
  return {
    ...rest,
    suite,
    ...(prices === undefined ? {} : { prices }),
    ...(content === undefined ? {} : { content }),
    ...(players === undefined ? {} : { players: players as NonNullable<RunInfo["players"]> }),
  };
}

/**
 * Opens a run to go on with it, in another runtime, at another price or with players that lie elsewhere if these are given. Every episode of
 * its log is proved: one that was damaged is left out, to be played again, and told; an incomplete end of the log is cut off.
 */
export async function openJournal(
  folder: string,
  {
    runtime,
    price,
    players,
    told = () => {},
  }: {
    readonly runtime?: string | undefined;
    readonly price?: Price | undefined;
    readonly players?: RunInfo["players"];
    readonly told?: (line: string) => void;
  } = {},
): Promise<Journal> {
  let info = readInfo(folder);
  if (players !== undefined) info = { ...info, players };
  const jobs = new Map(jobsOf(info.suite).map((job) => [job.episode, job]));
  const form = formIn(folder) ?? LOG_FORMS.gzip;
  const partial = join(folder, form.partial);
  const log = join(folder, form.log);
  const complete = existsSync(log);
  if (!complete && runtime !== undefined && info.runtimes.at(-1) !== runtime) info = { ...info, runtimes: [...info.runtimes, runtime] };
  // A finished run keeps its prices, whatever is set where it is scored again.
  if (!complete && info.prices !== undefined && price !== undefined) info = { ...info, prices: pricesNow(price) };

  const open = () => onDisk(runAt(folder), () => openSync(partial, "a+"));
  let file = complete ? undefined : open();
  let places: ReadonlyMap<string, Place> = new Map();
  let size = 0;
  if (file !== undefined && isFile(file))
    try {
      if (fstatSync(file).size > LONG) told(`Proving every episode in ${partial} ...`);
      const found = await takeUp(partial, jobs, form === LOG_FORMS.gzip ? bytesOf(file) : undefined);
      for (const line of found.told) told(line);
      ({ places, size } = found);
      // What is left out lies between whole episodes: they are put together again.
      if (size !== sizeOf(places.values())) {
        onDisk(runAt(folder), () => writeEpisodes(`${partial}.tmp`, file!, places.values()));
        closeSync(file);
        onDisk(runAt(folder), () => renameSync(`${partial}.tmp`, partial));
        file = open();
        size = 0;
        places = new Map([...places].map(([episode, { length }]) => [episode, { from: (size += length) - length, length }]));
      }
      onDisk(runAt(folder), () => {
        // A kill may leave half an episode, or a whole one that lacks only its last newline.
        if (fstatSync(file!).size === size - 1) writeAll(file!, Buffer.from("\n"));
        if (fstatSync(file!).size > size) ftruncateSync(file!, size);
      });
    } catch (error) {
      closeSync(file);
      throw error;
    }

  const kept = new Map(places);
  return {
    folder,
    get info() {
      return info;
    },
    done: complete ? jobs : kept,
    complete,
    log,

    read(episode) {
      const { from, length } = kept.get(episode)!;
      return form.unpack(readAt(file!, from, length));
    },

    append(episode, lines) {
      const bytes = form.pack(episode, lines);
      if (isFile(file!) && fstatSync(file!).size !== size)
        throw new ArenaError(
          "BadInput",
          `run ${folder}`,
          "another program writes to its log",
          "expected one `arena bench` at a time: end the other, then resume",
        );
      onDisk(runAt(folder), () => {
        try {
          writeAll(file!, bytes);
        } catch (error) {
          if (isFile(file!)) ftruncateSync(file!, size);
          throw error;
        }
      });
      kept.set(episode, { from: size, length: bytes.length });
      size += bytes.length;
    },

    spent(seconds) {
      info = { ...info, seconds: info.seconds + seconds };
      writeWhole(folder, FILES.info, `${JSON.stringify(info, null, 2)}\n`, runAt(folder));
    },

    finish(wanted = () => true) {
      if (complete) return;
      const draft = `${log}.tmp`;
      onDisk(runAt(folder), () => {
        writeEpisodes(
          draft,
          file!,
          [...jobs.keys()].filter(wanted).map((episode) => kept.get(episode)!),
        );
        renameSync(draft, log);
        unlinkSync(partial);
      });
    },

    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

const sizeOf = (places: Iterable<Place>): number => [...places].reduce((sum, { length }) => sum + length, 0);

/** Writes episodes of a log to a new file, which is there whole or not at all: the only other copy may be removed next. */
function writeEpisodes(path: string, from: number, places: Iterable<Place>): void {
  const out = openSync(path, "w");
  try {
    for (const place of places) {
      const bytes = readAt(from, place.from, place.length);
      writeAll(out, bytes);
      if (bytes.length < place.length) writeAll(out, Buffer.from("\n")); // the last newline of the file may be missing
    }
    fsyncSync(out);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(out);
  }
}

/** Whether it is a regular file: a device, such as the one that stands for a full disk in tests, cannot be truncated. */
const isFile = (file: number): boolean => fstatSync(file).isFile();

/** Writes all of some bytes: on a disk that is nearly full a single call may write only some. */
function writeAll(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

/** A run, as errors of its files name it, and their ways out. */
export const runAt = (folder: string): DiskPlace => ({
  where: `run ${folder}`,
  full: `expected room for its log: free some, then \`arena bench --resume ${folder}\`; all whole episodes are kept`,
  other: "expected a folder that can be written: copy the run to one, and go on there with --resume",
});

/** A run that is not there yet: another place can be chosen for it. */
const newRunAt = (folder: string): DiskPlace => ({
  ...runAt(folder),
  other: "expected a folder that can be written: choose one with --out",
});

/** Writes a file so that a reader finds the old one or the new one, never half of it; throws `DiskFull` or `BadInput`. */
export function writeWhole(
  folder: string,
  name: string,
  text: string | Uint8Array,
  place: DiskPlace = { where: join(folder, name) },
): void {
  onDisk(place, () => {
    const draft = join(folder, `${name}.tmp`);
    try {
      writeFileSync(draft, text);
    } catch (error) {
      rmSync(draft, { force: true }); // half of it would only take room
      throw error;
    }
    renameSync(draft, join(folder, name));
  });
}
