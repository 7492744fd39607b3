/** Who plays whom, and through whose eyes we look. */
import { castFor } from "../../core/index.ts";
import { wordOf, wordsOf } from "../setup.ts";
import { eyes, myRoles, player, view } from "../state.ts";
import { agentText } from "../words.ts";
import { toneOf } from "./tones.ts";

/** The line above the board. */
export function LineUp() {
  const now = player.value;
  const first = now?.frames[0];
  if (now?.start === undefined || first === undefined) return <div class="line-up" />;
  const { cast, seed } = now.start;
  const roles = now.env.roles(now.frame.value?.state ?? first.state);
  const mine = myRoles.value;
  return (
    <div class="line-up">
      <ul class="teams">
        {wordsOf(roles).map((word) => {
          const names = [...new Set(roles.filter((role) => wordOf(role) === word).map((role) => agentText(castFor(cast, role))))];
          return (
            <li key={word}>
              <span class={`dot ${toneOf(word)}`} aria-hidden="true" />
              <span class="team-word">{word}</span>
              <strong>{names.join(" + ")}</strong>
            </li>
          );
        })}
      </ul>
      <span class="seed">
        seed {seed}
        {now.recorded && ", recorded, verified"}
      </span>
      <label class="eyes">
        <span>Seen by</span>
        <select
          value={eyes.value ?? ""}
          onChange={({ currentTarget }) => (view.value = currentTarget.value === "" ? undefined : currentTarget.value)}
        >
          {mine.length === 0 && <option value="">everyone</option>}
          {(mine.length === 0 ? roles : mine).map((role) => (
            <option key={role} value={role}>
              {role}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
