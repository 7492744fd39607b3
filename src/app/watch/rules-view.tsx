/** The rules of the environment, and the keys of the page. */
import { player } from "../page/state.ts";
import { KeysView } from "../page/keys-view.tsx";

/** The rules and the keys. */
export function RulesView() {
  return (
    <>
      <Rules />
      <h2>Keys</h2>
      <KeysView />
    </>
  );
}

/** The rules of the game on show. */
export function Rules() {
  return player.value?.env.rules.split("\n").map((line) => (
    <p key={line} class="rule">
      {line}
    </p>
  ));
}
