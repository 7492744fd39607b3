/** Who plays whom. */
import { castFor, wordOf } from "../../core/index.ts";
import type { Player } from "../player.ts";
import { wordsOf } from "../setup.ts";
import { agentText } from "../words.ts";
import { toneOf } from "./tones.ts";

/** The agents of an episode, team by team. */
export function Teams({ now }: { readonly now: Player }) {
  const first = now.frame.value ?? now.frames[0];
  if (now.start === undefined || first === undefined) return <ul class="teams" />;
  const { cast } = now.start;
  const roles = now.env.roles(first.state);
  return (
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
  );
}
