/** Branching: the episode goes on differently from the step on show. */
import { useState } from "preact/hooks";
import { castFor, type Role } from "../../core/index.ts";
import { rolesOf } from "./setup.ts";
import { branch, player, setup } from "../page/state.ts";
import { AgentOptions } from "./agent-choice.tsx";

/** A branch: another agent takes over from the step on show. */
export function Branch() {
  const now = player.value;
  const [chosen, choose] = useState<Role | undefined>(undefined);
  if (now?.start === undefined) return null;
  const { cast } = now.start;
  const roles = rolesOf(setup.value);
  const role = chosen !== undefined && roles.includes(chosen) ? chosen : roles[0]!;
  const t = now.cursor.value;
  return (
    <details>
      <summary>Branch at step {t}</summary>
      <form
        class="branch"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          branch({ [data.get("role") as string]: { agent: data.get("agent") as string } });
        }}
      >
        <p class="hint">The steps so far stay as they are; from here on another agent, or you, sits in one seat.</p>
        <label class="visually-hidden" for="branch-role">
          Seat
        </label>
        <select id="branch-role" name="role" value={role} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {one} ({castFor(cast, one).agent})
            </option>
          ))}
        </select>
        <label class="visually-hidden" for="branch-agent">
          Agent
        </label>
        <select id="branch-agent" name="agent" value="human">
          <AgentOptions role={role} />
        </select>
        <button type="submit">Branch here</button>
      </form>
    </details>
  );
}
