/** All that a role sees: the text a language model would read, and its legal actions. */
import { signal } from "@preact/signals";
import { isOver, rangeText } from "../../core/index.ts";
import { eyes, myRoles, player } from "../page/state.ts";
import { plain } from "../page/words.ts";

const reader = signal<string | undefined>(undefined);

/** The observation of a role. */
export function SeesView() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const { env } = now;
  const all = env.roles(frame.state);
  const roles = myRoles.value.length > 0 ? myRoles.value : all;
  const role = eyes.value ?? (reader.value !== undefined && roles.includes(reader.value) ? reader.value : roles[0]!);
  const turn = !isOver(env, frame.state) && env.turn(frame.state).includes(role);
  const range = turn ? env.range?.(frame.state, role) : undefined;
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
      <pre class="observation" data-testid="observation">
        {env.describe(env.observe(frame.state, role))}
      </pre>
      <p class="legal">
        {turn ? "Legal now: " : "Not its turn."}
        {turn && range !== undefined && <span>{rangeText(range)}</span>}
        {turn && range === undefined && env.legal(frame.state, role).map((action) => <code key={plain(action)}>{plain(action)}</code>)}
      </p>
    </>
  );
}
