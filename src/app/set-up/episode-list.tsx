/** The episodes of an opened log as a table that is sorted by seed, return or faults, and filtered by name; a click opens one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { worldOf } from "../../worlds.ts";
import { type EndEvent, type Event, type StartEvent, wordOf } from "../../core/index.ts";
import { counted, short } from "../page/words.ts";
import { type Library, openEpisode, slicer } from "./files.ts";

/** What is told of an episode beside its name. */
type Summary = { readonly seed: number; readonly gain: number; readonly faults: number };

type Row = { readonly index: number; readonly name: string; readonly summary: Summary | "damaged" | undefined };

/** The rows shown at once. */
const MOST = 60;

const COLUMNS = {
  episode: ({ index }: Row) => index,
  seed: ({ summary }: Row) => numbersOf(summary)?.seed,
  return: ({ summary }: Row) => numbersOf(summary)?.gain,
  faults: ({ summary }: Row) => numbersOf(summary)?.faults,
} as const;

type Column = keyof typeof COLUMNS;

const numbersOf = (summary: Row["summary"]): Summary | undefined => (summary === "damaged" ? undefined : summary);

/** The table; episodes are read while it is open. */
export function EpisodeList({ log }: { readonly log: Library }) {
  const open = useSignal(false);
  return (
    <details onToggle={({ currentTarget }) => (open.value = currentTarget.open)} data-testid="episodes">
      <summary>All {counted(log.episodes.length, "episode")}</summary>
      {open.value && <Episodes key={log.name} log={log} />}
    </details>
  );
}

function Episodes({ log }: { readonly log: Library }) {
  const typed = useSignal("");
  const sorted = useSignal<{ readonly by: Column; readonly down: boolean }>({ by: "episode", down: false });
  const summaries = useSummaries(log);
  const { by, down } = sorted.value;
  const wanted = typed.value.toLowerCase();
  const rows = log.episodes.flatMap((name, index): Row[] =>
    name.toLowerCase().includes(wanted) ? [{ index, name, summary: summaries[index] }] : [],
  );
  const key = COLUMNS[by];
  const inOrder = rows.sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    // What is not known yet comes last, whatever the direction.
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || a.index - b.index;
    return (down ? y - x : x - y) || a.index - b.index;
  });
  return (
    <>
      <input
        type="search"
        aria-label="Names that contain"
        placeholder="names that contain ..."
        value={typed.value}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      />
      <table class="episode-list">
        <thead>
          <tr>
            {(Object.keys(COLUMNS) as Column[]).map((column) => (
              <th key={column} scope="col" aria-sort={column !== by ? "none" : down ? "descending" : "ascending"}>
                <button type="button" onClick={() => (sorted.value = { by: column, down: column === by && !down })}>
                  {column}
                  {column === by && <span aria-hidden="true">{down ? " ↓" : " ↑"}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inOrder.slice(0, MOST).map(({ index, name, summary }) => (
            <tr key={index} aria-current={index === log.index ? "true" : undefined}>
              <th scope="row">
                <button type="button" title={name} onClick={() => void openEpisode({ ...log, index })}>
                  {withoutSeed(name)}
                </button>
              </th>
              {summary === "damaged" ? (
                <td colSpan={3}>damaged</td>
              ) : (
                <>
                  <td>{summary?.seed ?? ""}</td>
                  <td>{summary === undefined ? "" : short(summary.gain)}</td>
                  <td>{summary?.faults ?? ""}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {rows.length > MOST && `The first ${MOST} of ${rows.length}. `}
        {summaries.length < log.episodes.length && `Read: ${summaries.length} of ${log.episodes.length}. `}
        Returns are means over the seats that learn in this game.
      </p>
    </>
  );
}

/** The summaries of a log's episodes in their order, as far as they have been read. */
function useSummaries({ episodes, read }: Library): readonly (Summary | "damaged")[] {
  const found = useSignal<readonly (Summary | "damaged")[]>([]);
  useEffect(() => {
    let left = false;
    void (async () => {
      const rest = slicer();
      const summaries: (Summary | "damaged")[] = [];
      for (let index = 0; index < episodes.length && !left; index++) {
        summaries.push(await read(index).then(summaryOf, () => "damaged" as const));
        if ((await rest()) || index === episodes.length - 1) found.value = [...summaries];
      }
    })();
    return () => void (left = true);
  }, [episodes]);
  return found.value;
}

/** The name without the seed at its end, which has a column of its own. */
const withoutSeed = (name: string): string => name.replace(/\/\d+$/, "");

/** What is told of an episode; throws for one that is not whole. */
function summaryOf(events: readonly Event[]): Summary {
  const { env, seed } = events[0] as StartEvent;
  const { returns } = events.at(-1) as EndEvent;
  const { learner } = worldOf(env).benchmark;
  const gains = Object.entries(returns).flatMap(([role, gain]) => (wordOf(role) === learner ? [gain] : []));
  const faults = events.filter(({ type }) => type === "fault").length;
  return { seed, gain: gains.reduce((sum, one) => sum + one, 0) / Math.max(1, gains.length), faults };
}
