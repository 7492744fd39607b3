/** The head and the foot of a board in a comparison: its line-up, its round and its returns. */
import { LETTERS } from "./comparison.ts";
import type { Player } from "../watch/player.ts";
import { comparison } from "../page/state.ts";
import { ReturnsPlot } from "../watch/returns-plot.tsx";
import { Teams } from "../watch/teams.tsx";

/** The letter and the agents of a line-up. */
export function CompareHead({ now, index }: { readonly now: Player; readonly index: number }) {
  return (
    <header class="card-head">
      <span class="letter">{LETTERS[index]}</span>
      <Teams now={now} />
    </header>
  );
}

/** The round of a line-up, where it parts from the first one, and its returns. */
export function CompareFoot({ now }: { readonly now: Player }) {
  const all = comparison.value;
  const frame = now.frame.value;
  if (all === undefined || frame === undefined) return null;
  const { round, horizon } = now.env.clock(frame.state);
  const parts = all.partings.value[all.players.indexOf(now)];
  const waits = now.atEnd.value && all.cursor.value > now.last;
  return (
    <footer class="card-foot">
      <p class="card-clock">
        <span>
          <strong>Round {Math.min(round + (now.atEnd.value ? 0 : 1), horizon)}</strong> of {horizon}
        </span>
        {now.atEnd.value && <span class="ended">{waits ? `ended at step ${now.last}, waits` : `ended at step ${now.last}`}</span>}
        {parts !== undefined && <span class="parts">≠ A from step {parts}</span>}
      </p>
      <ReturnsPlot now={now} playback={all} all={all.players} />
    </footer>
  );
}
