/** Logs on the disk, plain or compressed: read line by line, an episode at a time. */
import { closeSync, createReadStream, existsSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream";
import { createGunzip, gunzipSync, gzipSync } from "node:zlib";
import {
  ArenaError,
  asMember,
  fileForm,
  isOfMembers,
  type LogBytes,
  type LoggedEpisode,
  messageOf,
  readLog,
  readMembers,
  type ReadOptions,
} from "../src/core/index.ts";
import { diskError } from "../src/platform/disk.node.ts";

/** How the log of a run is kept: the names of its files, while the run lasts and finished, and how the lines of an episode become bytes and come back. */
export type LogForm = {
  readonly partial: string;
  readonly log: string;
  pack(episode: string, lines: readonly string[]): Uint8Array;
  unpack(bytes: Uint8Array): readonly string[];
};

/** Of all levels of gzip: 13 times smaller in a hundredth of the time of play; level 1 gives 10 times, level 9 takes twice as long for 14. */
const LEVEL = 6;

const textOf = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
const linesOf = (text: string): readonly string[] => text.trimEnd().split("\n");

/** The forms of a run's log. */
export const LOG_FORMS = {
  gzip: {
    partial: "log.partial.jsonl.gz",
    log: "log.jsonl.gz",
    pack: (episode, lines) => asMember(episode, lines.length, gzipSync(textOf(lines), { level: LEVEL })),
    unpack: (bytes) => linesOf(gunzipSync(bytes).toString()),
  },
  plain: {
    partial: "log.partial.jsonl",
    log: "log.jsonl",
    pack: (_, lines) => Buffer.from(textOf(lines)),
    unpack: (bytes) => linesOf(new TextDecoder().decode(bytes)),
  },
} as const satisfies Readonly<Record<string, LogForm>>;

/** The log of a path: a log file itself, or the log of a run's folder, whole or partial. */
export function logPath(path: string): string {
  const forms = Object.values(LOG_FORMS);
  const names = [...forms.map(({ log }) => log), ...forms.map(({ partial }) => partial)];
  const name = names.find((one) => existsSync(join(path, one)));
  return name === undefined ? path : join(path, name);
}

/** Whether a log is that of a run that has not ended. */
export const isPartial = (log: string): boolean => Object.values(LOG_FORMS).some(({ partial }) => basename(log) === partial);

/** Goes through the bytes of a log. Throws `BadLog` where none is. */
export async function* withBytes<T>(path: string, use: (log: LogBytes) => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const found = !existsSync(path) ? "no such file" : statSync(path).isFile() ? undefined : "no file, and no log in it";
  if (found !== undefined) throw new ArenaError("BadLog", path, found, "expected a log, or the folder of a run");
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    yield* use(bytesOf(file));
  } catch (error) {
    throw diskError(error, readingOf(path));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const readingOf = (path: string) => ({ where: path, other: "expected a log that can be read" });

/** The bytes of an open file. */
export const bytesOf = (file: number): LogBytes => ({
  size: fstatSync(file).size,
  read: (from, to) => Promise.resolve(readAt(file, from, to - from)),
});

/** Bytes of an open file; fewer where it ends. */
export function readAt(file: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  for (let n = 1; read < length && n > 0; read += n) n = readSync(file, bytes, read, length - read, from + read);
  return bytes.subarray(0, read);
}

/** A line of a file, and the bytes it takes there with its newline. */
export type Line = { readonly text: string; readonly from: number; readonly bytes: number; readonly end: "none" | "\n" | "\r\n" };

const ENDS = { none: 0, "\n": 1, "\r\n": 2 } as const;

/** Bytes that a line may have: a longer one is no text, but a file that lost its newlines. */
const LONGEST = 2 ** 28;

/** The lines of a log, some at a time; a byte order mark is left out. Throws `BadLog` for what is no text in UTF-8. */
export async function* linesIn(path: string, bytes = streamOf(path)): AsyncGenerator<readonly Line[], void, undefined> {
  let rest: Buffer[] = [];
  let held = 0;
  let from = 0;
  let begun = false;
  const line = (ended: boolean): Line => {
    const bytes = rest.length === 1 ? rest[0]! : Buffer.concat(rest);
    const end = !ended ? "none" : bytes.at(-2) === 0x0d ? "\r\n" : "\n";
    const one: Line = { text: bytes.toString("utf8", 0, bytes.length - ENDS[end]), from, bytes: bytes.length, end };
    from += bytes.length;
    rest = [];
    held = 0;
    return one;
  };
  try {
    for await (const chunk of bytes) {
      let at = 0;
      if (!begun) {
        const form = fileForm(chunk);
        if (form.text === undefined) throw new ArenaError("BadLog", path, form.found, form.expected);
        if (form.text !== "utf-8")
          throw new ArenaError("BadLog", path, "it is UTF-16", "expected UTF-8, as it was written: `iconv -f UTF-16 -t UTF-8` gives it");
        from = at = form.mark;
        begun = true;
      }
      const lines: Line[] = [];
      for (let end = chunk.indexOf(0x0a, at); end >= 0; end = chunk.indexOf(0x0a, at)) {
        rest.push(chunk.subarray(at, end + 1));
        at = end + 1;
        lines.push(line(true));
      }
      if (at < chunk.length) rest.push(chunk.subarray(at));
      held += chunk.length - at;
      if (held > LONGEST)
        throw new ArenaError("BadLog", path, `a line of more than ${LONGEST / 2 ** 20} MB`, "expected an event a line, as it was written");
      if (lines.length > 0) yield lines;
    }
    if (held > 0) yield [line(false)];
  } catch (error) {
    throw diskError(error, readingOf(path));
  }
}

const streamOf = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: 2 ** 18 });

/** The bytes of a plain log, some at a time; those of one that was compressed as a whole, by `gzip` say, are unpacked. */
async function* plainBytes(path: string): AsyncGenerator<Buffer, void, undefined> {
  let [first, packed] = [true, false];
  for await (const chunk of streamOf(path)) {
    if (first && chunk[0] === 0x1f && chunk[1] === 0x8b) {
      packed = true;
      break;
    }
    first = false;
    yield chunk;
  }
  if (!packed) return;
  const unpacked = createGunzip();
  pipeline(createReadStream(path), unpacked, () => {}); // its error is thrown below
  try {
    yield* unpacked as AsyncIterable<Buffer>;
  } catch (error) {
    throw new ArenaError("BadLog", path, `compressed data that is damaged (${messageOf(error)})`, "expected the file as it was written", {
      cause: error,
    });
  }
}

async function* textsIn(path: string): AsyncGenerator<readonly string[], void, undefined> {
  for await (const lines of linesIn(path, plainBytes(path))) yield lines.map(({ text }) => text);
}

/** The episodes of a log file, plain or compressed, one at a time; the options are those of `readLog`. */
export function readEpisodes(
  path: string,
  options: Omit<ReadOptions, "where" | "firstLine"> = {},
): AsyncGenerator<LoggedEpisode, void, undefined> {
  return withBytes(path, async function* (bytes) {
    const all = { where: path, ...options };
    yield* (await isOfMembers(bytes)) ? readMembers(bytes, all) : readLog(textsIn(path), all);
  });
}

/** How the damaged episodes of a run's log are played again, in words. */
export function playedAgain(log: string): string {
  const resume = `played again by: arena bench --resume ${dirname(log)}`;
  const form = Object.values(LOG_FORMS).find((one) => one.log === basename(log));
  return form === undefined ? resume : `${resume}, once ${log} is renamed to ${form.partial}`;
}
