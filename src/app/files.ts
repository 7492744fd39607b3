/** Saves trajectories as files, and opens logs in the page. */
import { signal } from "@preact/signals";
import { worldOf } from "../worlds.ts";
import { ArenaError, type Event, fileForm, type Frame, lineOf, messageOf, readLog, replayFrames, type StartEvent } from "../core/index.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { openRecorded, say } from "./state.ts";

/** A log that was opened in the page. */
export interface Library {
  readonly name: string;
  readonly episodes: readonly (readonly Event[])[];
  /** The episode on show. */
  readonly index: number;
}

/** The log that was opened last, if any. */
export const library = signal<Library | undefined>(undefined);

/** Milliseconds of work after which the page gets a moment to draw. */
const SLICE_MS = 30;

/** Saves an episode as a log of its own, named after the episode and, in a comparison, the letter of its line-up. */
export function download(events: readonly Event[], letter = ""): void {
  const url = URL.createObjectURL(new Blob([`${events.map(lineOf).join("\n")}\n`], { type: "application/jsonl" }));
  const { episode } = events[0] as StartEvent;
  const link = document.createElement("a");
  link.href = url;
  link.download = `${episode.replace(/[^\w.@-]+/g, "-")}${letter === "" ? "" : `-${letter}`}.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Reads a log, verifies its first whole episode and shows it; what does not replay is refused with the line or step. */
export async function openFile(file: File): Promise<void> {
  try {
    say(`Reading ${file.name} ...`);
    const rest = slicer();
    const episodes: (readonly Event[])[] = [];
    /** What is wrong in the log, beside its whole episodes. */
    const wrong: string[] = [];
    for await (const { events } of readLog(linesOf(file), {
      where: file.name,
      onTorn: ({ line, reason }) => wrong.push(`${file.name} line ${line}: ${reason}`),
      onDamage: ({ message }) => wrong.push(message),
    })) {
      episodes.push(events);
      if (await rest()) say(`Reading ${file.name}: ${episodes.length} episodes ...`);
    }
    if (episodes.length === 0)
      throw new ArenaError(
        "BadLog",
        file.name,
        wrong[0]?.slice(`${file.name} `.length) ?? "no episode",
        "expected at least one whole episode of a Logic Arena log",
      );
    const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : "";
    await openEpisode({ name: file.name, episodes, index: 0 }, wrong.length === 0 ? "" : ` Left out: ${wrong[0]}${more}.`);
  } catch (error) {
    say(messageOf(error), true);
  }
}

/** Verifies an episode of a log to its end, and shows it; the note is said behind. */
export async function openEpisode(wanted: Library, note = ""): Promise<void> {
  try {
    const events = wanted.episodes[wanted.index]!;
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

/** The lines of a file, read piece by piece. Throws `BadLog` for one that is no text. */
async function* linesOf(file: File): AsyncGenerator<string, void, undefined> {
  const form = fileForm(new Uint8Array(await file.slice(0, 8).arrayBuffer()));
  if (form.text === undefined) throw new ArenaError("BadLog", file.name, form.found, form.expected);
  const reader = file.stream().pipeThrough(new TextDecoderStream(form.text)).getReader();
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
function slicer(): () => Promise<boolean> {
  let began = performance.now();
  return async () => {
    if (performance.now() - began < SLICE_MS) return false;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
    return true;
  };
}
