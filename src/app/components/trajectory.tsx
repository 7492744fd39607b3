/** Downloads of trajectories, and the opening of logs. */
import { LETTERS } from "../comparison.ts";
import { download, library, openEpisode, openFile } from "../files.ts";
import { player, players } from "../state.ts";

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
            accept=".jsonl,.json,.txt"
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
        </div>
      )}
      <p class="hint">A log is replayed and checked to its last line before it is shown. You can also drop one anywhere on the page.</p>
    </details>
  );
}
