/** Logs on the disk: read line by line, an episode at a time, and taken up again after a run was stopped. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  ArenaError,
  canonical,
  coveredText,
  type Event,
  fileForm,
  LOG_FORMAT,
  type LoggedEpisode,
  lineHash,
  messageOf,
  parseLine,
  parseParams,
  readLog,
  replay,
  type StartEvent,
} from "../src/core/index.ts";
import { diskError } from "../src/platform/disk.node.ts";
import { worldOf } from "../src/worlds.ts";
import type { Job } from "./suite.ts";

/** A line of a file, and the bytes it takes there with its newline. */
type Line = { readonly text: string; readonly from: number; readonly bytes: number; readonly end: "none" | "\n" | "\r\n" };

const ENDS = { none: 0, "\n": 1, "\r\n": 2 } as const;

/** Bytes that a line may have: a longer one is no text, but a file that lost its newlines. */
const LONGEST = 2 ** 28;

/** The lines of a log, some at a time; a byte order mark is left out. Throws `BadLog` for what is no text in UTF-8. */
async function* linesIn(path: string): AsyncGenerator<readonly Line[], void, undefined> {
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
    for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 18 }) as AsyncIterable<Buffer>) {
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
    throw diskError(error, { where: path, other: "expected a log that can be read" });
  }
}

async function* textsIn(path: string): AsyncGenerator<readonly string[], void, undefined> {
  for await (const lines of linesIn(path)) yield lines.map(({ text }) => text);
}

/** The episodes of a log file, one at a time; the options are those of `readLog`. */
export function readEpisodes(
  path: string,
  options: Omit<NonNullable<Parameters<typeof readLog>[1]>, "where"> = {},
): AsyncGenerator<LoggedEpisode, void, undefined> {
  const found = !existsSync(path) ? "no such file" : statSync(path).isFile() ? undefined : "no file, and no log in it";
  if (found !== undefined) throw new ArenaError("BadLog", path, found, "expected a log, or the folder of a run");
  return readLog(textsIn(path), { where: path, ...options });
}

/** How the damaged episodes of a run's log are played again, in words. */
export function playedAgain(log: string): string {
  const resume = `played again by: arena bench --resume ${dirname(log)}`;
  return basename(log) === "log.jsonl" ? `${resume}, once ${log} is renamed to log.partial.jsonl` : resume;
}

/** Throws `BadLog` when an episode was played otherwise than its job asks. */
export function checkPlayed(job: Job, { env, params, seed, cast }: StartEvent, where: string): void {
  const asked = canonical({ env: job.env, params: parseParams(worldOf(job.env, where).env, job.params), seed: job.seed, cast: job.cast });
  const found = canonical({ env, params, seed, cast });
  if (found !== asked) throw new ArenaError("BadLog", where, `played as ${found}`, `expected ${asked} as the run's suite asks`);
}

/** Where an episode lies in a file, in bytes. */
export type Place = { readonly from: number; readonly length: number };

/** What is whole in the log of a run that was stopped. */
export type TakenUp = {
  readonly places: Map<string, Place>;
  /** The bytes that are kept, a last newline included that may be missing: what follows is the torn end of an episode. */
  readonly size: number;
  /** What was found wrong in it, a line each. */
  readonly told: readonly string[];
};

/** Damaged episodes that are named one by one. */
const NAMED = 5;

/** Lines from a start to an end, or as far as they go. */
type Stretch = { readonly line: number; readonly from: number; readonly lines: string[]; readonly values: unknown[]; odd: boolean };

/**
 * Finds the whole episodes in the log of a run, and proves each. One that was damaged is left out, so that it is played again: it is told where
 * it stands. An episode that stands there twice is taken once.
 *
 * Throws `BadLog` for a log that was not damaged, but is of another version, another suite, or no log of a run.
 */
export async function takeUp(path: string, jobs: ReadonlyMap<string, Job>): Promise<TakenUp> {
  const places = new Map<string, Place>();
  const damaged: { readonly line: number; readonly reason: string; readonly episode: string | undefined }[] = [];
  let twice: { readonly line: number; count: number } | undefined;
  let [number, size, next, foreign] = [0, 0, 0, true];
  let open: Stretch | undefined;
  let last: Line | undefined;

  /** Takes note of lines that make no whole episode. */
  const damage = ({ line, lines, values }: Stretch) => {
    const name = fieldOf(values[0], "type") === "start" ? fieldOf(values[0], "episode") : undefined;
    const episode = typeof name === "string" && jobs.has(name) ? name : undefined;
    if (episode !== undefined && fieldOf(values[0], "format") === LOG_FORMAT) foreign = false;
    damaged.push({ ...wrongIn(path, line, lines, values), episode });
  };

  for await (const lines of linesIn(path))
    for (const one of lines) {
      if (number++ === 0) next = one.from;
      last = one;
      if (isBlank(one.text)) {
        if (open !== undefined) open.odd = true;
        continue;
      }
      const value = valueOf(one.text);
      const type = fieldOf(value, "type");
      if (type === "start" && open !== undefined && open.lines.length > 0) {
        damage(open);
        size = next = one.from;
        open = undefined;
      }
      open ??= { line: number, from: one.from, lines: [], values: [], odd: one.from !== next };
      open.odd ||= one.end === "\r\n";
      open.lines.push(one.text);
      open.values.push(value);
      if (type !== "end") continue;
      const after = one.from + one.bytes + (one.end === "none" ? 1 : 0);
      if (isIntact(open.values)) {
        const episode = await prove(path, open, jobs);
        foreign = false;
        if (open.odd)
          throw new ArenaError(
            "BadLog",
            `${path} line ${open.line}`,
            "empty lines or other line ends",
            "expected the log as it was written: take them out (`dos2unix` mends line ends)",
          );
        if (!places.has(episode)) places.set(episode, { from: open.from, length: after - open.from });
        else if (twice === undefined) twice = { line: open.line, count: 1 };
        else twice.count++;
      } else damage(open);
      size = next = after;
      open = undefined;
    }

  // The lines of an episode that a kill cut off are no damage, but for a broken one in their midst.
  const torn = open;
  if (torn !== undefined && torn.values.slice(0, -1).some((value) => value === undefined)) damage(torn);
  const only = torn !== undefined && torn.lines.length === 1 && torn.values[0] === undefined && torn.lines[0]!.startsWith("{");
  const first = damaged[0] ?? (torn === undefined || only ? undefined : wrongIn(path, torn.line, torn.lines, torn.values));
  const begun = torn !== undefined && jobs.has(String(fieldOf(torn.values[0], "episode")));
  if (foreign && first !== undefined && !begun && (number > 1 || last?.end !== "none"))
    throw new ArenaError("BadLog", `${path} line ${first.line}`, first.reason, "expected the log of this run: delete it to play all anew");

  const lost = damaged.filter(({ episode }) => episode === undefined || !places.has(episode));
  return {
    places,
    size,
    told: [
      ...lost
        .slice(0, NAMED)
        .map(
          ({ line, reason, episode }) =>
            `${path} line ${line}: ${reason}, expected it as it was written: ${episode ?? "what is missing"} is played again`,
        ),
      ...(lost.length > NAMED ? [`... and ${lost.length - NAMED} more damaged episodes, which are played again`] : []),
      ...(twice === undefined
        ? []
        : [`${path} line ${twice.line}: ${twice.count} episodes stand in it again, expected each once: the first of each is taken`]),
    ],
  };
}

/** Whether a line holds nothing: file systems may fill the rest of a block with zeros. */
const isBlank = (text: string): boolean => /^[\s\0]*$/.test(text);

/** The value of a line of JSON; undefined for any other. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** Whether lines run from a start to an end and are as they were written, judged by the digest that the end has of all before it. */
function isIntact(values: readonly unknown[]): boolean {
  if (fieldOf(values[0], "type") !== "start") return false;
  const hash = lineHash();
  try {
    for (const value of values.slice(0, -1)) hash.add(coveredText(value as Event));
  } catch {
    return false; // no event, or no number of JSON
  }
  return hash.hex() === fieldOf(values.at(-1), "logDigest");
}

/** What is wrong with lines that are no whole episode, and where. */
function wrongIn(path: string, line: number, lines: readonly string[], values: readonly unknown[]): { line: number; reason: string } {
  for (const [i, text] of lines.entries()) {
    try {
      parseLine(text, line + i, path);
    } catch (error) {
      // Without its place, which is told beside it.
      return {
        line: line + i,
        reason: messageOf(error)
          .slice(`${path} line ${line + i}: `.length)
          .replace(/, expected (?!.*, expected ).*$/s, ""),
      };
    }
  }
  if (fieldOf(values[0], "type") !== "start") return { line, reason: "an episode without its start" };
  if (fieldOf(values.at(-1), "type") !== "end") return { line, reason: "an episode without its end" };
  return { line, reason: "an episode that was changed after it was written" };
}

/** Proves an episode whose lines are as they were written; returns its name. Throws `BadLog` or `Diverged`. */
async function prove(path: string, { line, lines }: Stretch, jobs: ReadonlyMap<string, Job>): Promise<string> {
  const events = lines.map((text, i) => parseLine(text, line + i, path));
  const start = events[0] as StartEvent;
  const where = `${path} line ${line}`;
  const job = jobs.get(start.episode);
  if (job === undefined)
    throw new ArenaError("BadLog", where, `an episode "${start.episode}" that is not in the suite`, "expected the log of this run alone");
  checkPlayed(job, start, where);
  try {
    await replay(worldOf(start.env, where).env, events);
  } catch (error) {
    throw new ArenaError(
      "Diverged",
      where,
      `as it was written, but not as this arena plays it (${messageOf(error)})`,
      "expected the version of the arena that played it: go on with that one, or play the suite anew",
    );
  }
  return start.episode;
}
