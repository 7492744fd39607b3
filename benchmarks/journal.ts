/**
 * The record of a run on disk: nothing written is lost, nothing played is played again.
 *
 * While a run lasts, whole episodes are appended to `log.partial.jsonl` as they end; `finish` puts them in
 * the suite's order into `log.jsonl`. A torn end, after a kill or on a full disk, is cut off when it resumes.
 */
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { ArenaError, type LoggedEpisode, messageOf, readLog, type Torn } from "../src/core/index.ts";
import { type Price, type Prices, pricesNow } from "../src/platform/prices.ts";
import type { Player } from "./players.ts";
import { jobsOf, parseSuite, type Suite, suiteDigest } from "./suite.ts";

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

/** The files of a run. */
export const FILES = {
  info: "run.json",
  partial: "log.partial.jsonl",
  log: "log.jsonl",
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
  /** The lines of an episode of a run that is not complete. */
  read(episode: string): readonly string[];
  append(episode: string, lines: readonly string[]): void;
  /** Adds the seconds of this session to the run's. */
  spent(seconds: number): void;
  /** Writes the log in the suite's order, with the episodes that are wanted. */
  finish(wanted?: (episode: string) => boolean): void;
  close(): void;
}

/** Starts a run in a new folder; throws `BadInput` when the folder holds a run already. */
export async function createJournal(folder: string, info: RunInfo): Promise<Journal> {
  if (existsSync(join(folder, FILES.info)))
    throw new ArenaError(
      "BadInput",
      `run ${folder}`,
      "it exists already",
      `expected another name, or \`arena bench --resume ${folder}\` to go on with it`,
    );
  const stray = [FILES.partial, FILES.log].find((name) => existsSync(join(folder, name)));
  if (stray !== undefined)
    throw new ArenaError("BadInput", `run ${folder}`, `the ${stray} of another run in it`, "expected an empty folder: choose another name");
  guarded(folder, () => makeFolder(folder));
  writeWhole(folder, FILES.info, `${JSON.stringify(info, null, 2)}\n`);
  return openJournal(folder);
}

/** `mkdir -p`; Node's own never returns where the parent cannot hold folders, as below /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Reads `run.json`; throws `BadInput` when the folder is no run, or its suite was edited. */
export function readInfo(folder: string): RunInfo {
  const path = join(folder, FILES.info);
  if (!existsSync(path))
    throw new ArenaError("BadInput", `run ${folder}`, `no ${FILES.info} in it`, "expected the folder of a run, as `arena bench` names it");
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new ArenaError("BadInput", path, messageOf(error), "expected the JSON that `arena bench` wrote");
  }
  const parsed = infoSchema.safeParse(data);
  if (!parsed.success)
    throw new ArenaError("BadInput", path, parsed.error.issues[0]!.message, "expected the JSON that `arena bench` wrote");
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
 * Opens a run to go on with it, in another runtime, at another price or with players that lie elsewhere if these are given; cuts off an
 * incomplete end of the log.
 */
export async function openJournal(
  folder: string,
  {
    runtime,
    price,
    players,
  }: { readonly runtime?: string | undefined; readonly price?: Price | undefined; readonly players?: RunInfo["players"] } = {},
): Promise<Journal> {
  let info = readInfo(folder);
  if (players !== undefined) info = { ...info, players };
  const order = jobsOf(info.suite).map(({ episode }) => episode);
  const known = new Set(order);
  const places = new Map<string, { readonly from: number; readonly length: number }>();
  const partial = join(folder, FILES.partial);
  const log = join(folder, FILES.log);
  const complete = existsSync(log);
  if (!complete && runtime !== undefined && info.runtimes.at(-1) !== runtime) info = { ...info, runtimes: [...info.runtimes, runtime] };
  // A finished run keeps its prices, whatever is set where it is scored again.
  if (!complete && info.prices !== undefined && price !== undefined) info = { ...info, prices: pricesNow(price) };
  let size = 0;
  let last: { readonly from: number; readonly text: string } | undefined;

  if (!complete && existsSync(partial) && statSync(partial).isFile() && hasLine(partial)) {
    for await (const { events, lines } of readEpisodes(partial)) {
      const start = events[0]!;
      const length = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
      const episode = start.type === "start" ? start.episode : "";
      if (!known.has(episode))
        throw new ArenaError("BadLog", partial, `an episode "${episode}" that is not in the suite`, "expected the log of this run alone");
      places.set(episode, { from: size, length });
      last = { from: size, text: `${lines.join("\n")}\n` };
      size += length;
    }
  }
  const file = complete ? undefined : guarded(folder, () => openSync(partial, "a+"));
  if (file !== undefined && isFile(file))
    guarded(folder, () => {
      // A kill may leave half an episode, or a whole one that lacks only its last newline.
      if (fstatSync(file).size === size - 1) writeAll(file, Buffer.from("\n"));
      if (last !== undefined && readAt(file, last.from, size - last.from).toString() !== last.text)
        throw new ArenaError("BadLog", partial, "empty lines or other line ends", "expected the log as it was written");
      if (fstatSync(file).size > size) ftruncateSync(file, size);
    });

  return {
    folder,
    get info() {
      return info;
    },
    done: complete ? known : places,
    complete,

    read(episode) {
      const { from, length } = places.get(episode)!;
      return readAt(file!, from, length).toString().trimEnd().split("\n");
    },

    append(episode, lines) {
      const bytes = Buffer.from(`${lines.join("\n")}\n`);
      if (isFile(file!) && fstatSync(file!).size !== size)
        throw new ArenaError(
          "BadInput",
          `run ${folder}`,
          "another program writes to its log",
          "expected one `arena bench` at a time: end the other, then resume",
        );
      guarded(folder, () => {
        try {
          writeAll(file!, bytes);
        } catch (error) {
          if (isFile(file!)) ftruncateSync(file!, size);
          throw error;
        }
      });
      places.set(episode, { from: size, length: bytes.length });
      size += bytes.length;
    },

    spent(seconds) {
      info = { ...info, seconds: info.seconds + seconds };
      writeWhole(folder, FILES.info, `${JSON.stringify(info, null, 2)}\n`);
    },

    finish(wanted = () => true) {
      if (complete) return;
      const draft = `${log}.tmp`;
      guarded(folder, () => {
        const out = openSync(draft, "w");
        try {
          for (const episode of order.filter(wanted)) {
            const { from, length } = places.get(episode)!;
            writeAll(out, readAt(file!, from, length));
          }
          fsyncSync(out); // the only other copy is removed below
        } catch (error) {
          unlinkSync(draft);
          throw error;
        } finally {
          closeSync(out);
        }
        renameSync(draft, log);
        unlinkSync(partial);
      });
    },

    close() {
      if (file !== undefined) closeSync(file);
    },
  };
}

/** Whether a first line was ever finished. */
const hasLine = (path: string): boolean => statSync(path).size > 1e6 || readFileSync(path).includes("\n");

/** Whether it is a regular file: a device, such as the one that stands for a full disk in tests, cannot be truncated. */
const isFile = (file: number): boolean => fstatSync(file).isFile();

/** Writes all of some bytes: on a disk that is nearly full a single call may write only some. */
function writeAll(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  for (let n = 1; read < length && n > 0; read += n) n = readSync(file, bytes, read, length - read, from + read);
  return bytes.subarray(0, read);
}

/** Writes a file so that a reader finds the old one or the new one, never half of it. */
export function writeWhole(folder: string, name: string, text: string | Uint8Array): void {
  guarded(folder, () => {
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

/** Turns the errors of a file system into the arena's. */
function guarded<T>(folder: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new ArenaError(
        "DiskFull",
        `run ${folder}`,
        "the disk is full",
        `expected room for its log: free some, then \`arena bench --resume ${folder}\`; all whole episodes are kept`,
      );
    if (code !== undefined && !(error instanceof ArenaError))
      throw new ArenaError("BadInput", `run ${folder}`, messageOf(error), "expected a folder that can be written: choose one with --out");
    throw error;
  }
}

/** The episodes of a log file, one at a time. */
export function readEpisodes(path: string, onTorn?: (torn: Torn) => void): AsyncGenerator<LoggedEpisode, void, undefined> {
  const found = !existsSync(path) ? "no such file" : statSync(path).isFile() ? undefined : "no file, and no log in it";
  if (found !== undefined) throw new ArenaError("BadLog", path, found, "expected a log, or the folder of a run");
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  return readLog(lines, { where: path, ...(onTorn === undefined ? {} : { onTorn }) });
}

/** The log of a path: a log file itself, or the log of a run's folder, whole or partial. */
export function logPath(path: string): string {
  for (const name of [FILES.log, FILES.partial]) if (existsSync(join(path, name))) return join(path, name);
  return path;
}
