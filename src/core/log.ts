/**
 * The log is JSON Lines: one event per line, one episode after the other.
 *
 * Lines are canonical JSON, so that two runs of the same episode differ in nothing but `wall`.
 */
import { z } from "zod";
import { canonical } from "./digest.ts";
import { ArenaError } from "./errors.ts";
import { DEEPEST, isTooDeep } from "./files.ts";
import type { Event, Json } from "./types.ts";

/** Version of the log's format; a reader refuses others. */
export const LOG_FORMAT = 1;

/** An event without what depends on the machine. */
export function withoutWall<E extends Event>(event: E): Omit<E, "wall"> {
  const { wall: _, ...rest } = event;
  return rest;
}

const covered = new WeakMap<Event, string>();

/** The text of an event that the digest of its log covers: canonical JSON without what depends on the machine. */
export function coveredText(event: Event): string {
  let text = covered.get(event);
  if (text === undefined) covered.set(event, (text = canonical(event.wall === undefined ? event : withoutWall(event))));
  return text;
}

/** One event as a line, without the newline: canonical JSON, in which `wall` is the last of its fields. */
export function lineOf(event: Event): string {
  const text = coveredText(event);
  return event.wall === undefined ? text : `${text.slice(0, -1)}${wallText(event.wall)}`;
}

const wallText = (wall: Json): string => `,"wall":${canonical(wall)}}`;

/** The lines that events were read from. */
const readFrom = new WeakMap<Event, string>();

/** The covered text of an event as it stands in the line that it was read from, which may be in another form of JSON than `lineOf` writes. */
export function textRead(event: Event): string {
  const line = readFrom.get(event);
  if (line === undefined || event.wall === undefined) return line ?? coveredText(event);
  const end = wallText(event.wall);
  return line.endsWith(end) ? `${line.slice(0, -end.length)}}` : line;
}

const json = z.json() as z.ZodType<Json>;
const perRole = <T>(value: z.ZodType<T>) => z.record(z.string(), value);
const role = z.string().min(1);
const t = z.int().nonnegative();
const wall = z.record(z.string(), json).optional();
const spec = z.strictObject({ agent: z.string(), params: json.optional() });

/** Every event of a log. */
export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    format: z.int(),
    episode: z.string().min(1),
    env: z.string(),
    version: z.int(),
    params: json,
    seed: z.int().nonnegative(),
    cast: perRole(spec),
    digest: z.string(),
    inputs: z.record(z.string(), z.string()).optional(),
    parent: z.strictObject({ episode: z.string(), t }).optional(),
    wall,
  }),
  z.strictObject({ type: z.literal("trace"), t, role, trace: z.looseObject({ type: z.string() }), wall }),
  z.strictObject({
    type: z.literal("fault"),
    t,
    role,
    code: z.enum(["IllegalAction", "Timeout", "AgentCrash", "FunctionFault", "BadAnswer", "ModelFailed"]),
    message: z.string(),
    wall,
  }),
  z.strictObject({ type: z.literal("inject"), t, emergency: z.string(), params: json, wall }),
  z.strictObject({ type: z.literal("step"), t, actions: perRole(json), rewards: perRole(z.number()), digest: z.string(), wall }),
  z.strictObject({
    type: z.literal("end"),
    t,
    reason: z.enum(["terminated", "truncated"]),
    returns: perRole(z.number()),
    outcome: z.looseObject({ success: z.boolean() }),
    logDigest: z.string(),
    wall,
  }),
]);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * Whether a value is one of the two kinds of events that make up nearly all of a log, by a check that takes a tenth of the schema's time. What
 * it does not know is left to the schema.
 */
export function isFrequent(value: unknown): value is Event {
  if (!isRecord(value)) return false;
  const { type, t, wall } = value;
  if ((type !== "trace" && type !== "step") || !Number.isSafeInteger(t) || (t as number) < 0) return false;
  let fields = 0;
  for (const _ in value) fields++;
  if (wall !== undefined && !isRecord(wall)) return false;
  const bare = fields - (wall === undefined ? 0 : 1);
  if (type === "trace") {
    const { role, trace } = value;
    return bare === 4 && typeof role === "string" && role !== "" && isRecord(trace) && typeof trace["type"] === "string";
  }
  const { actions, rewards, digest } = value;
  if (bare !== 5 || !isRecord(actions) || !isRecord(rewards) || typeof digest !== "string") return false;
  for (const role in rewards) if (!Number.isFinite(rewards[role])) return false;
  return true;
}

/** Lines that are shorter cannot be nested too deep. */
const SHORT = 2 * DEEPEST;

const TYPES: ReadonlySet<string> = new Set(["start", "trace", "fault", "inject", "step", "end"]);

/** Reads one line; throws `BadLog` with the line's number. */
export function parseLine(line: string, number: number, where = "log"): Event {
  const at = `${where} line ${number}`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const more = /^\s*[{[]\s*$/.test(line) ? " (JSON over several lines, as run.json and scores.json are)" : "";
    throw new ArenaError("BadLog", at, `not JSON: ${excerpt(line)}${more}`, "expected one event of a Logic Arena log a line");
  }
  const type = (value as { type?: unknown } | null)?.type;
  const format = (value as { format?: unknown } | null)?.format;
  if (type === "start" && format !== LOG_FORMAT)
    throw new ArenaError(
      "BadLog",
      at,
      `log format ${JSON.stringify(format) ?? "missing"}`,
      `expected ${LOG_FORMAT}: read it with the version of the arena that wrote it`,
    );
  if (line.length > SHORT && isTooDeep(value))
    throw new ArenaError(
      "BadLog",
      at,
      `lists and objects deeper than any of the arena's: ${excerpt(line)}`,
      "expected an event as written by Logic Arena",
    );
  if (isFrequent(value)) {
    readFrom.set(value, line);
    return value;
  }
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) {
    readFrom.set(parsed.data as Event, line);
    return parsed.data as Event;
  }
  throw new ArenaError("BadLog", at, ...unlike(value, line, parsed.error.issues));
}

/** Why a value of JSON is no event, and what was expected. */
function unlike(value: unknown, line: string, issues: readonly z.core.$ZodIssue[]): [found: string, expected: string] {
  const { type, key, body } = (value ?? {}) as { readonly type?: unknown; readonly key?: unknown; readonly body?: unknown };
  if (typeof key === "string" && typeof body === "string")
    return ["an answer on a cassette", "expected a log: log.jsonl or log.partial.jsonl lies beside the cassette of a run"];
  if (typeof type !== "string")
    return [
      `no event (${excerpt(line)}): ${issues[0]!.path.join(".")} ${issues[0]!.message}`,
      "expected an event as written by Logic Arena",
    ];
  if (!TYPES.has(type))
    return [
      `an event "${type.slice(0, 40)}", which this version does not know`,
      "expected a log of the arena: read it with the version that wrote it",
    ];
  const other = issues.find(({ code }) => code !== "unrecognized_keys");
  if (other === undefined) {
    const names = issues.flatMap(({ path, ...issue }) => ("keys" in issue ? issue.keys.map((name) => [...path, name].join(".")) : []));
    return [
      `${eventOf(type)}: ${names.map((name) => `"${name.slice(0, 40)}"`).join(", ")}, which this version does not know`,
      "expected the fields that it has: read it with the version of the arena that wrote it",
    ];
  }
  return [`${eventOf(type)}: ${other.path.join(".")} ${other.message}`, "expected an event as written by Logic Arena"];
}

const eventOf = (type: string) => `${/^[ei]/.test(type) ? "an" : "a"} "${type}" event`;

const excerpt = (line: string) => JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}...` : line);

/** The events of one episode, as they stand in a log. */
export type LoggedEpisode = { readonly events: readonly Event[]; readonly firstLine: number; readonly lines: readonly string[] };

/** The incomplete rest after the last whole episode of a log that was cut off. */
export type Torn = { readonly line: number; readonly lines: number; readonly reason: string };

/** How a log is read. */
export type ReadOptions = {
  /** The log, as messages name it. */
  readonly where?: string;
  /** The number of the first line. */
  readonly firstLine?: number;
  /** Hears of a torn end, which is left out. */
  readonly onTorn?: (torn: Torn) => void;
  /** Hears of each damage, in place of an error. */
  readonly onDamage?: (reason: ArenaError) => void;
  /** Whether an episode is to be read whole. */
  readonly wanted?: (episode: string) => boolean;
};

/**
 * Splits a log into episodes, line by line.
 *
 * The lines come without newlines, one by one or several at a time. At the end of a log, a torn last line or an episode without its end is not an
 * error: it is passed to `onTorn` and left out. Anything else that does not fit throws `BadLog`; with `onDamage`, the reason is passed to
 * it instead, and reading goes on at the next start. A log without a single whole episode throws in any case. Of episodes that are not `wanted`
 * only the first and the last line are read.
 */
export async function* readLog(
  lines: Iterable<string> | AsyncIterable<string | readonly string[]>,
  options: ReadOptions = {},
): AsyncGenerator<LoggedEpisode, void, undefined> {
  const { where = "log", firstLine = 1, onTorn, onDamage, wanted = () => true } = options;
  let number = firstLine - 1;
  let last = 0;
  let whole = 0;
  let first = 0;
  let kept: string[] = [];
  let events: Event[] = [];
  let broken: ArenaError | undefined;
  /** Whether lines are left out until the next start. */
  let lost = false;
  /** Whether the lines of an episode are left out that is not wanted. */
  let passing = false;
  /** What is wrong in a file that may be no log at all. */
  const held: ArenaError[] = [];
  const leave = () => {
    [kept, events, first, broken] = [[], [], 0, undefined];
  };
  const damaged = (reason: ArenaError) => {
    if (onDamage === undefined) throw reason;
    if (whole === 0) held.push(reason);
    else onDamage(reason);
    leave();
  };
  for await (const some of lines)
    for (const line of typeof some === "string" ? [some] : some) {
      number++;
      // An editor ends a torn line, and a file system may fill the rest of a block with zeros.
      if (line === "" || (broken !== undefined && /^[\s\0]*$/.test(line))) continue;
      if (broken !== undefined) {
        damaged(broken); // the broken line was not the last one
        lost = true;
      }
      last = number;
      if (passing && !line.includes('"type":"end"') && !line.includes('"type":"start"')) continue;
      let event: Event;
      try {
        event = parseLine(line, number, where);
      } catch (error) {
        broken = error as ArenaError;
        if (first === 0) first = number;
        continue;
      }
      const starts = event.type === "start";
      if (lost && !starts) continue;
      lost = false;
      if (starts !== (events.length === 0)) {
        damaged(
          new ArenaError(
            "BadLog",
            `${where} line ${number}`,
            starts ? "a start inside an episode" : `${eventOf(event.type)} outside an episode`,
            "expected each episode to run from one start to one end",
          ),
        );
        lost = !starts;
        if (lost) continue;
      }
      if (events.length === 0) first = number;
      if (event.type === "start") passing = !wanted(event.episode);
      if (!passing) kept.push(line);
      events.push(event);
      if (event.type === "end") {
        whole++;
        for (const reason of held.splice(0)) onDamage!(reason);
        if (!passing) yield { events, firstLine: first, lines: kept };
        passing = false;
        leave();
      }
    }
  // Other versions are not torn; neither is a file that is no log.
  if (broken !== undefined && (whole + events.length === 0 || !broken.message.includes(": not JSON: "))) damaged(broken);
  if (held.length > 0) throw held[0]!;
  if (events.length > 0 || broken !== undefined)
    onTorn?.({
      line: first,
      lines: last - first + 1,
      reason: broken === undefined ? "the episode has no end" : "the last line is torn",
    });
}
