/** Takes up the log of a run that was stopped: finds its whole episodes, proves each, and says what is damaged. */
import {
  ArenaError,
  coveredText,
  type Event,
  gapFault,
  isOfMembers,
  LOG_FORMAT,
  type LogBytes,
  lineHash,
  membersOf,
  messageOf,
  parseLine,
  replay,
  type StartEvent,
  unpacked,
} from "../src/core/index.ts";
import { worldOf } from "../src/worlds.ts";
import { type Line, linesIn } from "./log-file.ts";
import { checkPlayed, type Job } from "./suite.ts";

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

const FOREIGN = "expected the log of this run: delete it to play all anew";

/** Damaged episodes that are named one by one. */
const NAMED = 5;

/** An episode that is left out: where it stands, what is wrong with it, and its name where one is known. */
type Damage = { readonly line: number; readonly reason: string; readonly episode: string | undefined };

/** What going through a log tells of. */
type Found = {
  whole(episode: string, place: Place, line: number): void;
  damaged(damage: Damage): void;
};

/**
 * Finds the whole episodes in the log of a run, and proves each; `members` are the bytes of a compressed one. An episode that was damaged is left
 * out, so that it is played again: it is told where it stands. One that stands there twice is taken once.
 *
 * Throws `BadLog` for a log that was not damaged, but is of another version, another suite, or no log of a run.
 */
export async function takeUp(path: string, jobs: ReadonlyMap<string, Job>, members?: LogBytes): Promise<TakenUp> {
  const places = new Map<string, Place>();
  const damages: Damage[] = [];
  let twice: { readonly line: number; count: number } | undefined;
  const found: Found = {
    whole(episode, place, line) {
      if (!places.has(episode)) places.set(episode, place);
      else if (twice === undefined) twice = { line, count: 1 };
      else twice.count++;
    },
    damaged: (damage) => damages.push(damage),
  };
  const size = members === undefined ? await takeUpLines(path, jobs, found) : await takeUpMembers(path, members, jobs, found);
  const lost = damages.filter(({ episode }) => episode === undefined || !places.has(episode));
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

/** Goes through the members of a compressed log; returns the bytes before its torn end. */
async function takeUpMembers(path: string, log: LogBytes, jobs: ReadonlyMap<string, Job>, { whole, damaged }: Found): Promise<number> {
  let size = 0;
  let known = false;
  let first: Damage | undefined;
  const leave = (damage: Damage) => {
    first ??= damage;
    damaged(damage);
  };
  for await (const member of membersOf(log)) {
    const { line, from, length } = member;
    if (!("episode" in member)) {
      if (member.torn) break;
      leave({ line, reason: gapFault(member), episode: undefined });
    } else {
      const episode = jobs.has(member.episode) ? member.episode : undefined;
      known ||= episode !== undefined;
      const { lines, fault } = await unpacked(member);
      if (lines === undefined) leave({ line, reason: fault, episode });
      else {
        const values = lines.map(valueOf);
        if (isIntact(values)) whole(await prove(path, { line, lines }, jobs), { from, length }, line);
        else leave({ ...wrongIn(path, line, lines, values), episode });
      }
    }
    size = from + length;
  }
  if (!known && first !== undefined) {
    const [one, two] = await log.read(0, 2);
    const other = one === 0x1f && two === 0x8b && !(await isOfMembers(log));
    throw new ArenaError(
      "BadLog",
      other ? path : `${path} line ${first.line}`,
      other ? "another program compressed it" : first.reason,
      other ? "expected it as the arena did: `gunzip` it, and the run goes on with its plain log" : FOREIGN,
    );
  }
  return size;
}

/** Lines from a start to an end, or as far as they go. */
type Stretch = { readonly line: number; readonly from: number; readonly lines: string[]; readonly values: unknown[]; odd: boolean };

/** Goes through the lines of a plain log; returns the bytes before its torn end. */
async function takeUpLines(path: string, jobs: ReadonlyMap<string, Job>, { whole, damaged }: Found): Promise<number> {
  let [number, size, next, foreign] = [0, 0, 0, true];
  let open: Stretch | undefined;
  let last: Line | undefined;

  let first: Damage | undefined;
  /** Takes note of lines that make no whole episode. */
  const damage = ({ line, lines, values }: Stretch) => {
    const name = fieldOf(values[0], "type") === "start" ? fieldOf(values[0], "episode") : undefined;
    const episode = typeof name === "string" && jobs.has(name) ? name : undefined;
    if (episode !== undefined && fieldOf(values[0], "format") === LOG_FORMAT) foreign = false;
    const one = { ...wrongIn(path, line, lines, values), episode };
    first ??= one;
    damaged(one);
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
        whole(episode, { from: open.from, length: after - open.from }, open.line);
      } else damage(open);
      size = next = after;
      open = undefined;
    }

  // The lines of an episode that a kill cut off are no damage, but for a broken one in their midst.
  const torn = open;
  if (torn !== undefined && torn.values.slice(0, -1).some((value) => value === undefined)) damage(torn);
  const only = torn !== undefined && torn.lines.length === 1 && torn.values[0] === undefined && torn.lines[0]!.startsWith("{");
  const wrong = first ?? (torn === undefined || only ? undefined : wrongIn(path, torn.line, torn.lines, torn.values));
  const begun = torn !== undefined && jobs.has(String(fieldOf(torn.values[0], "episode")));
  if (foreign && wrong !== undefined && !begun && (number > 1 || last?.end !== "none"))
    throw new ArenaError("BadLog", `${path} line ${wrong.line}`, wrong.reason, FOREIGN);
  return size;
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
async function prove(
  path: string,
  { line, lines }: { readonly line: number; readonly lines: readonly string[] },
  jobs: ReadonlyMap<string, Job>,
): Promise<string> {
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
