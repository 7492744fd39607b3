/** Who plays whom. */
import { castFor, type Role, wordOf } from "../../core/index.ts";
import type { Player } from "./player.ts";
import { wordsOf } from "../set-up/setup.ts";
import { toneOf, tonesOf } from "../page/hues.ts";
import { agentText } from "../page/words.ts";
import { Dots } from "../page/dot.tsx";

/** The agents of an episode, team by team. */
export function Teams({ now }: { readonly now: Player }) {
  const first = now.frame.value ?? now.frames[0];
  if (now.start === undefined || first === undefined) return <ul class="teams" />;
  const roles = now.env.roles(first.state);
  return (
    <ul class="teams">
      {linesOf(now, roles).map(({ names, tones, agents }) => (
        <li key={names[0]}>
          <Dots tones={tones} />
          <span class="team-word">{names.join(", ")}</span>
          <strong>{agents.join(" + ")}</strong>
        </li>
      ))}
    </ul>
  );
}

/** A line for each team; if the seats of a team are sides of their own, a line for each of their agents. */
function linesOf({ env, start }: Player, roles: readonly Role[]) {
  const agentOf = (role: Role) => agentText(castFor(start!.cast, role));
  return wordsOf(roles).flatMap((word) => {
    const seats = roles.filter((role) => wordOf(role) === word);
    const agents = [...new Set(seats.map(agentOf))];
    const tones = tonesOf(env.id, roles, word);
    if (tones.length < 2 || agents.length < 2) return [{ names: [word], tones, agents }];
    return agents.map((agent) => {
      const own = seats.filter((role) => agentOf(role) === agent);
      return { names: own.map(unbroken), tones: own.map((role) => toneOf(env.id, roles, role)), agents: [agent] };
    });
  });
}

/** A role's name with a non-breaking hyphen. */
const unbroken = (role: Role): string => role.replaceAll("-", "\u2011");
