/** Downloads of trajectories, and the opening of logs. */
import { signal, useSignal } from "@preact/signals";
import { messageOf } from "../../core/index.ts";
import { LETTERS } from "../compare/comparison.ts";
import { EpisodeList } from "./episode-list.tsx";
import { download, type Library, library, openEpisode, openFile } from "./files.ts";
import { player, players, say } from "../page/state.ts";
import { savePicture, saveVideo } from "../watch/pictures.ts";
import type { Player } from "../watch/player.ts";

/** Whether a video is being recorded. */
const recording = signal(false);

async function record(now: Player): Promise<void> {
  recording.value = true;
  await saveVideo(now).catch((error: unknown) => say(messageOf(error), true));
  recording.value = false;
}

/** Buttons that download the episodes on show, and a field that opens a log. */
export function Trajectory() {
  const now = player.value;
  const log = library.value;
  return (
    <details open={log !== undefined && now?.recorded === true}>
      <summary>Trajectory file</summary>
      <div class="row">
        {players.value.map((one, i) => (
          <button
            type="button"
            key={i}
            disabled={!one.over}
            title={one.over ? undefined : "Available once the episode is over"}
            onClick={() => download(one.events, players.value.length > 1 ? LETTERS[i] : "")}
          >
            Download{players.value.length > 1 && ` ${LETTERS[i]!}`}
          </button>
        ))}
        <label class="file">
          <span>Open a log</span>
          <input
            type="file"
            accept=".jsonl,.gz,.json,.txt"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void openFile(file);
              currentTarget.value = "";
            }}
          />
        </label>
      </div>
      {log !== undefined && log.episodes.length > 1 && (
        <div class="row">
          <label for="episode">Episode</label>
          <input
            id="episode"
            type="number"
            min={1}
            max={log.episodes.length}
            value={log.index + 1}
            onChange={({ currentTarget }) => {
              const index = Number(currentTarget.value) - 1;
              if (log.episodes[index] !== undefined) void openEpisode({ ...log, index });
            }}
          />
          <span>of {log.episodes.length}</span>
          <EpisodeName log={log} />
        </div>
      )}
      {log !== undefined && log.episodes.length > 1 && <EpisodeList log={log} />}
      {now !== undefined && (
        <div class="row">
          <button type="button" onClick={() => void savePicture(now)}>
            Save a picture
          </button>
          <button type="button" disabled={recording.value} onClick={() => void record(now)}>
            Save a video
          </button>
        </div>
      )}
      <p class="hint">A log is replayed and checked to its last line before it is shown. You can also drop one anywhere on the page.</p>
    </details>
  );
}

/** Names that are offered while one is typed. */
const OFFERED = 50;

/** A field that opens an episode by its name. */
function EpisodeName({ log }: { readonly log: Library }) {
  const typed = useSignal("");
  const offered = log.episodes.filter((name) => name.includes(typed.value)).slice(0, OFFERED);
  return (
    <>
      <input
        type="search"
        aria-label="Episode by name"
        placeholder={log.episodes[log.index]}
        list="episodes"
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          const index = log.episodes.indexOf(currentTarget.value);
          if (index >= 0 && index !== log.index) void openEpisode({ ...log, index });
        }}
      />
      <datalist id="episodes">
        {offered.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
