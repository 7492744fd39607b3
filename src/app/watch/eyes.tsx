/** The choice of the role whose view the boards show. */
import { eyes, myRoles, players, view } from "../page/state.ts";

/** The view of everyone or of one role; a person who plays has the views of their own roles alone. */
export function Eyes() {
  const [first] = players.value;
  const state = first?.frame.value?.state ?? first?.frames[0]?.state;
  if (first === undefined || state === undefined) return null;
  const mine = myRoles.value;
  return (
    <label class="eyes">
      <span>Seen by</span>
      <select
        aria-label="Seen by"
        value={eyes.value ?? ""}
        onChange={({ currentTarget }) => (view.value = currentTarget.value === "" ? undefined : currentTarget.value)}
      >
        {mine.length === 0 && <option value="">everyone</option>}
        {(mine.length === 0 ? first.env.roles(state) : mine).map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
    </label>
  );
}
