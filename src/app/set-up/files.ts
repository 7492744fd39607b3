/** Saves trajectories as files, and opens logs in the page. */
import { signal } from "@preact/signals";
import { worldOf } from "../../worlds.ts";
import {
  ArenaError,
  CUT,
  episodeIn,
  type Event,
  fileForm,
  type Frame,
  gapError,
  isOfMembers,
  lineOf,
  type LogBytes,
  type Member,
  membersOf,
  messageOf,
  readLog,
  replayFrames,
  type StartEvent,
} from "../../core/index.ts";
import { type Moment, momentsOf } from "../watch/moments.ts";
import { fileNameOf, save } from "../page/save.ts";
import { openRecorded, say } from "../page/state.ts";

/** A log that was opened in the page. */
export interface Library {
  readonly name: string;
  /** The names of its episodes. */
  readonly episodes: readonly string[];
  /** Reads an episode; throws `BadLog` for one that is damaged. */
  read(index: number): Promise<readonly Event[]>;
  /** The episode on show. */
  readonly index: number;
}

/** The log that was opened last, if any. */
export const library = signal<Library | undefined>(undefined);

/** Milliseconds of work after which the page gets a moment to draw. */
const SLICE_MS = 30;

/** Saves an episode as a log of its own, named after the episode and, in a comparison, the letter of its line-up. */
export function download(events: readonly Event[], letter = ""): void {
  const { episode } = events[0] as StartEvent;
  const log = new Blob([`${events.map(lineOf).join("\n")}\n`], { type: "application/jsonl" });
  save(log, `${fileNameOf(episode)}${letter === "" ? "" : `-${letter}`}.jsonl`);
}

/** Reads a log, verifies its first whole episode and shows it; what does not replay is refused with the line or step. */
export async function openFile(file: File): Promise<void> {
  try {
    say(`Reading ${file.name} ...`);
    const bytes: LogBytes = {
      size: file.size,
      read: async (from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer()),
    };
    /** What is wrong in the log, beside its whole episodes. */
    const wrong: string[] = [];
    const { episodes, read } = (await isOfMembers(bytes)) ? await listed(file.name, bytes, wrong) : await readWhole(file, wrong);
    const first = await firstWhole(episodes.length, read, wrong);
    if (first === undefined)
      throw new ArenaError(
        "BadLog",
        file.name,
        wrong[0]?.slice(`${file.name} `.length) ?? "no episode",
        "expected at least one whole episode of a Logic Arena log",
      );
    const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : "";
    await openEpisode({ name: file.name, episodes, read, index: first }, wrong.length === 0 ? "" : ` Left out: ${wrong[0]}${more}.`);
  } catch (error) {
    say(messageOf(error), true);
  }
}

type Listed = Pick<Library, "episodes" | "read">;

/** Lists a compressed log by the headers of its episodes, each of which is unpacked when it is read. */
async function listed(name: string, bytes: LogBytes, wrong: string[]): Promise<Listed> {
  const rest = slicer();
  const members: Omit<Member, "bytes">[] = [];
  for await (const one of membersOf(bytes)) {
    if ("episode" in one) {
      const { bytes: _, ...header } = one;
      members.push(header);
    } else wrong.push(one.torn ? `${name} line ${one.line}: ${CUT}` : gapError(name, one).message);
    if (await rest()) say(`Reading ${name}: ${members.length} episodes ...`);
  }
  return {
    episodes: members.map(({ episode }) => episode),
    async read(index) {
      const member = members[index]!;
      const { events } = await episodeIn({ ...member, bytes: await bytes.read(member.from, member.from + member.length) }, name);
      return events;
    },
  };
}

/** Reads a plain log, or one that was compressed as a whole, from its first line to its last. */
async function readWhole(file: File, wrong: string[]): Promise<Listed> {
  const rest = slicer();
  const episodes: (readonly Event[])[] = [];
  for await (const { events } of readLog(linesOf(file), {
    where: file.name,
    onTorn: ({ line, reason }) => wrong.push(`${file.name} line ${line}: ${reason}`),
    onDamage: ({ message }) => wrong.push(message),
  })) {
    episodes.push(events);
    if (await rest()) say(`Reading ${file.name}: ${episodes.length} episodes ...`);
  }
  return {
    episodes: episodes.map(([start]) => (start as StartEvent).episode),
    read: (index) => Promise.resolve(episodes[index]!),
  };
}

/** The index of the first episode that can be read. */
async function firstWhole(count: number, read: Library["read"], wrong: string[]): Promise<number | undefined> {
  for (let index = 0; index < count; index++) {
    try {
      await read(index);
      return index;
    } catch (error) {
      wrong.push(messageOf(error));
    }
  }
  return undefined;
}

/** Verifies an episode of a log to its end, and shows it; the note is said behind. */
export async function openEpisode(wanted: Library, note = ""): Promise<void> {
  try {
    const events = await wanted.read(wanted.index);
    const { env } = worldOf((events[0] as StartEvent).env, wanted.name);
    await env.prepare?.();
    const rest = slicer();
    const frames: Frame[] = [];
    const moments: Moment[] = [];
    for (const frame of replayFrames(env, events)) {
      moments.push(...momentsOf(env, frames.at(-1), frame));
      frames.push(frame);
      await rest();
    }
    openRecorded({ env, events, frames, moments });
    library.value = wanted;
    say(`Verified: ${(events[0] as StartEvent).episode} replays exactly as recorded.${note}`);
  } catch (error) {
    say(messageOf(error), true);
  }
}

/** The lines of a file, read piece by piece; one that was compressed with gzip is unpacked. Throws `BadLog` for one that is no text. */
async function* linesOf(file: File): AsyncGenerator<string, void, undefined> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  const gzip = head[0] === 0x1f && head[1] === 0x8b;
  const form = gzip ? ({ text: "utf-8" } as const) : fileForm(head);
  if (form.text === undefined) throw new ArenaError("BadLog", file.name, form.found, form.expected);
  const bytes = gzip ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  const reader = bytes.pipeThrough(new TextDecoderStream(form.text)).getReader();
  let open = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (open + value).split("\n");
    open = lines.pop() ?? "";
    yield* lines;
  }
  if (open !== "") yield open;
}

/** Returns a function that lets the page draw if it has worked for long, and that resolves to whether it did so. */
export function slicer(): () => Promise<boolean> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SLICE_MS) return false;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
    return true;
  };
}
