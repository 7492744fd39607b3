/** The rules of the environment, and the keys of the page. */
import { player } from "../page/state.ts";
import { KeysView } from "../page/keys-view.tsx";

/** The rules and the keys. */
export function RulesView() {
  const now = player.value;
  if (now === undefined) return null;
  return (
    <>
      {now.env.rules.split("\n").map((line) => (
        <p key={line} class="rule">
          {line}
        </p>
      ))}
      <h2>Keys</h2>
      <KeysView />
    </>
  );
}
