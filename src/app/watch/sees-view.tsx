/** All that a role sees: the text a language model would read, and its legal actions. */
import { signal } from "@preact/signals";
import { isOver, rangeText } from "../../core/index.ts";
import { decisionOf } from "./decision.ts";
import { eyes, myRoles, player } from "../page/state.ts";
import { plain } from "../page/words.ts";

const reader = signal<string | undefined>(undefined);

/** Whether what a role saw when it decided is shown, not what it sees after that. */
const whenDeciding = signal(true);

/** The observation of a role. */
export function SeesView() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const { env } = now;
  const all = env.roles(frame.state);
  const roles = myRoles.value.length > 0 ? myRoles.value : all;
  const role = eyes.value ?? (reader.value !== undefined && roles.includes(reader.value) ? reader.value : roles[0]!);
  // A person at play needs what is true now.
  const decided = myRoles.value.length > 0 ? undefined : decisionOf(now, frame, role)?.frame;
  const { state, t } = whenDeciding.value && decided !== undefined ? decided : frame;
  const turn = !isOver(env, state) && env.turn(state).includes(role);
  const range = turn ? env.range?.(state, role) : undefined;
  return (
    <>
      <div class="field">
        <label for="reader">Role</label>
        <select
          id="reader"
          value={role}
          disabled={eyes.value !== undefined}
          onChange={({ currentTarget }) => (reader.value = currentTarget.value)}
        >
          {roles.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      {decided !== undefined && (
        <div class="field">
          <label for="seen">When</label>
          <select
            id="seen"
            value={whenDeciding.value ? "deciding" : "now"}
            onChange={({ currentTarget }) => (whenDeciding.value = currentTarget.value === "deciding")}
          >
            <option value="deciding">as it decided step {decided.t + 1}</option>
            <option value="now">on the board, after step {frame.t}</option>
          </select>
        </div>
      )}
      <pre class="observation" data-testid="observation">
        {env.describe(env.observe(state, role))}
      </pre>
      <p class="legal">
        {turn ? (t < frame.t ? "Legal then: " : "Legal now: ") : "Not its turn."}
        {turn && range !== undefined && <span>{rangeText(range)}</span>}
        {turn && range === undefined && env.legal(state, role).map((action) => <code key={plain(action)}>{plain(action)}</code>)}
      </p>
    </>
  );
}
