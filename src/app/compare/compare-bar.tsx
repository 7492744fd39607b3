/** The line above boards side by side. */
import { addLineUp, changeRule, watchAlone } from "./comparison-commands.ts";
import { LETTERS } from "./comparison.ts";
import { comparison, setup } from "../page/state.ts";
import { Eyes } from "../watch/eyes.tsx";

/** What is compared, and the ways to add to it and to leave it. */
export function CompareBar() {
  const now = comparison.value;
  if (now === undefined) return null;
  const count = now.players.length;
  return (
    <div class="line-up compare-bar">
      <h2>{count === 2 ? "Two" : "Three"} line-ups, one seed</h2>
      <span class="seed">
        {setup.value.preset}, seed {setup.value.seed}
      </span>
      <Eyes />
      <select
        class="small"
        aria-label="Change a rule in every line-up"
        value=""
        onChange={({ currentTarget }) => {
          const { value } = currentTarget;
          currentTarget.value = "";
          if (value !== "") changeRule(value);
        }}
      >
        <option value="">Change a rule …</option>
        {Object.entries(now.players[0]!.env.emergencies).map(([id, { title }]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
      {count < LETTERS.length && (
        <button type="button" class="small" onClick={addLineUp}>
          Add a line-up
        </button>
      )}
      <button type="button" class="small" title="Back to line-up A alone (C)" onClick={() => watchAlone()}>
        Leave
      </button>
    </div>
  );
}
