/**
 * Compressed logs: one gzip member an episode (RFC 1952), one after the other, so that `zcat` gives the plain log.
 *
 * The extra field of a member's header has a subfield "LA": the bytes of the member, the lines of its episode, and the episode's name. A reader
 * goes from header to header and unpacks one episode alone; a damaged or torn member costs no other.
 */
import { gunzip } from "#gzip";
import { ArenaError, messageOf } from "./errors.ts";
import { type LoggedEpisode, readLog, type ReadOptions, type Torn } from "./log.ts";

/** ID1 and ID2, deflate, a header with an extra field, no time, no level, no operating system. */
const MAGIC = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255];
/** The bytes of a header before the episode's name: the magic, XLEN, the subfield's name and length, two numbers of 32 bits. */
const FIXED = MAGIC.length + 2 + 4 + 8;
/** The bytes of gzip's plain header, which `asMember` replaces, and of CRC and size behind the data. */
const PLAIN = 10;
const TRAILER = 8;
/** The longest name that an extra field has room for, in bytes. */
const LONGEST_NAME = 0xffff - 12;

/** What the header of a member says. */
export type MemberHeader = { readonly episode: string; readonly lines: number; readonly length: number };

/** The member of an episode; `gzip` is its text, a newline behind every line, as gzip compresses it (with a plain header of ten bytes). */
export function asMember(episode: string, lines: number, gzip: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(episode);
  if (name.length > LONGEST_NAME)
    throw new ArenaError("BadInput", "log", `an episode's name of ${name.length} bytes`, `expected at most ${LONGEST_NAME}`);
  const bytes = new Uint8Array(FIXED + name.length + gzip.length - PLAIN);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(10, 12 + name.length, true);
  bytes.set([0x4c, 0x41], 12);
  view.setUint16(14, 8 + name.length, true);
  view.setUint32(16, bytes.length, true);
  view.setUint32(20, lines, true);
  bytes.set(name, FIXED);
  bytes.set(gzip.subarray(PLAIN), FIXED + name.length);
  return bytes;
}

/** The header of a member that begins at a place; undefined where none does, and where too few bytes follow. */
export function headerAt(bytes: Uint8Array, at = 0): MemberHeader | undefined {
  if (at + FIXED > bytes.length || MAGIC.some((byte, i) => bytes[at + i] !== byte)) return undefined;
  if (bytes[at + 12] !== 0x4c || bytes[at + 13] !== 0x41) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, FIXED);
  const name = view.getUint16(14, true) - 8;
  if (name < 1 || view.getUint16(10, true) !== 12 + name || at + FIXED + name > bytes.length) return undefined;
  const length = view.getUint32(16, true);
  if (length < FIXED + name + TRAILER) return undefined;
  return {
    episode: new TextDecoder().decode(bytes.subarray(at + FIXED, at + FIXED + name)),
    lines: view.getUint32(20, true),
    length,
  };
}

/** The bytes of a header at most. */
const LONGEST_HEADER = FIXED + LONGEST_NAME;

/** The bytes of a log: a file on the disk, or one that a page was given. */
export interface LogBytes {
  readonly size: number;
  /** The bytes of a half-open range. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** A member of a compressed log, with the place of its first byte and the number of its first line. */
export type Member = MemberHeader & { readonly from: number; readonly line: number; readonly bytes: Uint8Array };

/** Bytes between members, or behind the last one. Those behind the last one are torn where they are the beginning of a member. */
export type Gap = { readonly from: number; readonly length: number; readonly line: number; readonly torn: boolean };

/** How many bytes are read at a time: 1 MB. */
const WINDOW = 1_048_576;

/** Whether a log is one of members, judged by its beginning: its first header may be torn or damaged. */
export async function isOfMembers(log: LogBytes): Promise<boolean> {
  const bytes = await log.read(0, Math.min(log.size, WINDOW));
  if (bytes.length >= MAGIC.length && begins(bytes)) return true;
  for (let at = bytes.indexOf(MAGIC[0]!); at >= 0; at = bytes.indexOf(MAGIC[0]!, at + 1))
    if (headerAt(bytes, at) !== undefined) return true;
  return false;
}

/** Whether bytes begin as a header does, as far as they go. */
const begins = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => i >= bytes.length || bytes[i] === byte);

/**
 * Goes through the members of a compressed log, from header to header, without unpacking them. Where no header is, the next one is looked for,
 * and what lies between is told as a gap.
 */
export async function* membersOf(log: LogBytes): AsyncGenerator<Member | Gap, void, undefined> {
  let held: Uint8Array = new Uint8Array();
  let start = 0;
  /** The bytes from a place on: at least so many, or as many as there are. */
  const from = async (place: number, least: number): Promise<Uint8Array> => {
    const end = Math.min(place + least, log.size);
    if (place < start || end > start + held.length) {
      held = await log.read(place, Math.min(log.size, Math.max(end, place + WINDOW)));
      start = place;
    }
    return held.subarray(place - start);
  };
  const header = async (place: number) => headerAt(await from(place, LONGEST_HEADER));
  const nextAfter = async (place: number): Promise<number> => {
    for (let at = place + 1; at < log.size; at++) {
      const bytes = await from(at, LONGEST_HEADER);
      const found = bytes.indexOf(MAGIC[0]!);
      at += found < 0 ? bytes.length - 1 : found;
      if (found >= 0 && (await header(at)) !== undefined) return at;
    }
    return log.size;
  };
  let line = 1;
  for (let at = 0; at < log.size;) {
    const found = await header(at);
    const end = at + (found?.length ?? Infinity);
    const followed = end === log.size || (end < log.size && (await header(end)) !== undefined);
    const next = followed ? end : await nextAfter(at);
    // A length that was damaged may lead beyond the next header.
    if (found !== undefined && end <= next) {
      yield { ...found, from: at, line, bytes: (await from(at, found.length)).subarray(0, found.length) };
      at = end;
    } else {
      const rest = await from(at, LONGEST_HEADER);
      // File systems may fill the rest of a block with zeros.
      const torn = next === log.size && ((end > log.size && begins(rest)) || rest.every((byte) => byte === 0));
      yield { from: at, length: next - at, line, torn };
      at = next;
    }
    line += found?.lines ?? 0;
  }
}

/** The lines of a member's episode, or in words what is wrong with its bytes. */
export async function unpacked({
  bytes,
}: Pick<Member, "bytes">): Promise<
  { readonly lines: readonly string[]; readonly fault?: never } | { readonly lines?: never; readonly fault: string }
> {
  try {
    const text = new TextDecoder().decode(await gunzip(bytes));
    return { lines: text.replace(/\n$/, "").split("\n") };
  } catch (error) {
    return { fault: `an episode that was damaged after it was compressed (${messageOf(error)})` };
  }
}

const WRITTEN = "expected it as it was written";

/** What is wrong with the torn end of a log. */
export const CUT = "the episode has no end";

/** What is wrong with bytes between members. */
export const gapFault = ({ length }: Gap): string => `${length} bytes that are no episode`;

/** The error of bytes between members. */
export const gapError = (where: string, gap: Gap): ArenaError =>
  new ArenaError("BadLog", `${where} line ${gap.line}`, gapFault(gap), WRITTEN);

/** `readLog` for a compressed log. Episodes that are not `wanted` are not unpacked. */
export async function* readMembers(log: LogBytes, options: ReadOptions = {}): AsyncGenerator<LoggedEpisode, void, undefined> {
  const { where = "log", onTorn, onDamage, wanted = () => true } = options;
  let whole = 0;
  let first: ArenaError | undefined;
  const damaged = (reason: ArenaError) => {
    if (onDamage === undefined) throw reason;
    first ??= reason;
    onDamage(reason);
  };
  for await (const member of membersOf(log)) {
    if (!("episode" in member)) {
      if (member.torn) onTorn?.({ line: member.line, lines: 0, reason: CUT });
      else damaged(gapError(where, member));
      continue;
    }
    if (wanted(member.episode)) {
      let episode: LoggedEpisode;
      try {
        episode = await episodeIn(member, where);
      } catch (error) {
        damaged(error as ArenaError);
        continue;
      }
      yield episode;
    }
    whole++;
  }
  if (whole === 0 && first !== undefined) throw first;
}

/** The episode of a member; throws `BadLog` where it is damaged, or another than its header says. */
export async function episodeIn(member: Member, where: string): Promise<LoggedEpisode> {
  const place = `${where} line ${member.line}`;
  const { lines, fault } = await unpacked(member);
  if (lines === undefined) throw new ArenaError("BadLog", place, fault, WRITTEN);
  const onTorn = ({ reason }: Torn) => {
    throw new ArenaError("BadLog", place, reason, WRITTEN);
  };
  const episodes: LoggedEpisode[] = [];
  for await (const episode of readLog(lines, { where, firstLine: member.line, onTorn })) episodes.push(episode);
  const [start] = episodes[0]?.events ?? [];
  if (episodes.length !== 1 || lines.length !== member.lines || start?.type !== "start" || start.episode !== member.episode)
    throw new ArenaError("BadLog", place, `another episode than "${member.episode}" of ${member.lines} lines, as its header says`, WRITTEN);
  return episodes[0]!;
}
