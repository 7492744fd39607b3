/** Branching: the episode goes on differently from the step on show. */
import { useState } from "preact/hooks";
import { castFor, type Role } from "../../core/index.ts";
import { rolesOf } from "./setup.ts";
import { branchAll } from "../compare/comparison-commands.ts";
import { branch, comparison, playback, players, setup } from "../page/state.ts";
import { AgentOptions } from "./agent-choice.tsx";

/** A branch: another agent takes over from the step on show, in a comparison in every line-up. */
export function Branch() {
  const now = playback.value;
  const comparing = comparison.value !== undefined;
  const [chosen, choose] = useState<Role | undefined>(undefined);
  const [first] = players.value;
  if (now === undefined || first?.start === undefined) return null;
  const { cast } = first.start;
  const roles = rolesOf(setup.value);
  const role = chosen !== undefined && roles.includes(chosen) ? chosen : roles[0]!;
  const t = now.cursor.value;
  return (
    <details>
      <summary>
        Branch {comparing && "every line-up "}at step {t}
      </summary>
      <form
        class="branch"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          const other = { [data.get("role") as string]: { agent: data.get("agent") as string } };
          if (comparing) branchAll(other);
          else branch(other);
        }}
      >
        <p class="hint">
          The steps so far stay as they are; from here on another agent{comparing ? "" : ", or you,"} sits in one seat
          {comparing && ", in all of them"}.
        </p>
        <label class="visually-hidden" for="branch-role">
          Seat
        </label>
        <select id="branch-role" name="role" value={role} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {roles.map((one) => (
            <option key={one} value={one}>
              {one}
              {!comparing && ` (${castFor(cast, one).agent})`}
            </option>
          ))}
        </select>
        <label class="visually-hidden" for="branch-agent">
          Agent
        </label>
        <select id="branch-agent" name="agent" {...(comparing ? {} : { value: "human" })}>
          <AgentOptions role={role} people={!comparing} />
        </select>
        <button type="submit">Branch here</button>
      </form>
    </details>
  );
}
