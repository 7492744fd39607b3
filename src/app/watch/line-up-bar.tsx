/** The line above the board: who plays whom, on which seed, and whose view is shown. */
import { compare } from "../compare/comparison-commands.ts";
import { player } from "../page/state.ts";
import { Eyes } from "./eyes.tsx";
import { Teams } from "./teams.tsx";

/** The line above a single board. */
export function LineUpBar() {
  const now = player.value;
  if (now?.start === undefined) return <div class="line-up" />;
  return (
    <div class="line-up">
      <Teams now={now} />
      <span class="seed">
        seed {now.start.seed}
        {now.recorded && ", recorded, verified"}
      </span>
      <Eyes />
      <button type="button" class="small" title="Other agents beside these, on the same seed (C)" onClick={compare}>
        Compare
      </button>
    </div>
  );
}
