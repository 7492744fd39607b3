/** Who plays whom. */
import { castFor, wordOf } from "../../core/index.ts";
import type { Player } from "../player.ts";
import { wordsOf } from "../setup.ts";
import { toneOf } from "../hues.ts";
import { agentText } from "../words.ts";
import { Dots } from "./dot.tsx";

/** The agents of an episode, team by team. */
export function Teams({ now }: { readonly now: Player }) {
  const first = now.frame.value ?? now.frames[0];
  if (now.start === undefined || first === undefined) return <ul class="teams" />;
  const { cast } = now.start;
  const roles = now.env.roles(first.state);
  return (
    <ul class="teams">
      {wordsOf(roles).map((word) => {
        const seats = roles.filter((role) => wordOf(role) === word);
        const names = [...new Set(seats.map((role) => agentText(castFor(cast, role))))];
        return (
          <li key={word}>
            <Dots tones={[...new Set(seats.map((role) => toneOf(now.env.id, roles, role)))]} />
            <span class="team-word">{word}</span>
            <strong>{names.join(" + ")}</strong>
          </li>
        );
      })}
    </ul>
  );
}
