/** Why line-ups act differently: the decisions of a step beside each other, stage by stage. */
import { byName } from "../../../function-base/index.ts";
import { canonical, castFor, type Role } from "../../core/index.ts";
import { worldOf } from "../../worlds.ts";
import { comparison } from "../page/state.ts";
import { actionText, agentText, counted } from "../page/words.ts";
import { type Call, type Decision, decisionOf, inspectable, writtenFor } from "../watch/decision.ts";
import type { Player } from "../watch/player.ts";
import { Reason } from "../watch/reason.tsx";
import { LETTERS } from "./comparison.ts";
import { differingIn } from "./parting.ts";

/** The most roles whose decisions are shown. */
const MOST = 3;

/** The decisions that led to the step on show, of the roles that acted differently in it and by functions in some line-up; nothing where there are none. */
export function Reasons() {
  const now = comparison.value;
  if (now === undefined) return null;
  const index = now.cursor.value;
  const [first] = now.players;
  const seen = first!.frames[index];
  if (seen === undefined) return null;
  const roles = differingIn(
    now.players.map(({ frames }) => frames),
    index,
  ).filter((role) => inspectable(first!, seen).includes(role) && now.players.some((player) => callsOf(player, role, index).length > 0));
  if (roles.length === 0) return null;
  return (
    <table class="reasons" data-testid="reasons">
      <caption class="visually-hidden">Why the line-ups act differently in step {index}</caption>
      <thead>
        <tr>
          <th scope="col">Step {index}</th>
          {now.players.map((_, i) => (
            <th scope="col" key={i}>
              {LETTERS[i]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {roles.slice(0, MOST).map((role) => {
          const marked = firstDifference(now.players.map((player) => callsOf(player, role, index)));
          return (
            <tr key={role}>
              <th scope="row">{role}</th>
              {now.players.map((player, i) => (
                <td key={i}>
                  <Why player={player} decision={decidedIn(player, role, index)} role={role} marked={marked} />
                </td>
              ))}
            </tr>
          );
        })}
        {roles.length > MOST && (
          <tr>
            <td colSpan={1 + now.players.length}>and {counted(roles.length - MOST, "more role")}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** The decision of a role in the step that led to a frame; undefined where it has ended, or waited. */
function decidedIn(player: Player, role: Role, index: number): Decision | undefined {
  const frame = player.frames[index];
  const decision = frame === undefined ? undefined : decisionOf(player, frame, role);
  return decision?.frame.t === index - 1 ? decision : undefined;
}

const callsOf = (player: Player, role: Role, index: number): readonly Call[] => decidedIn(player, role, index)?.calls ?? [];

/** The first stage in which not all decisions by functions select the same with the same result; `Infinity` where there is none. */
function firstDifference(decisions: readonly (readonly Call[])[]): number {
  const [first, ...others] = decisions
    .filter((calls) => calls.length > 0)
    .map((calls) => calls.map(({ name, result }) => canonical([name, result ?? null])));
  const found = (first ?? []).findIndex((said, i) => others.some((other) => other[i] !== said));
  return found < 0 ? Infinity : found;
}

/** What a role decided, and why; stages from `marked` on stand out. */
function Why(props: { readonly player: Player; readonly decision: Decision | undefined; readonly role: Role; readonly marked: number }) {
  const { player, decision, role, marked } = props;
  if (decision === undefined) return <p class="hint">has ended, or waits</p>;
  const { env } = player;
  const { base } = worldOf(env.id);
  const { calls, frame: before } = decision;
  if (calls.length === 0 || base === undefined)
    return (
      <p>
        <strong>{actionText(before.step!.actions[role]!, env.range?.(before.state, role))}</strong>{" "}
        <span class="hint">{agentText(castFor(player.start!.cast, role))} decides without functions.</span>
      </p>
    );
  const written = writtenFor(player, decision);
  return <Reason env={env} base={base} calls={calls} entryOf={(name) => written.get(name) ?? byName(base).get(name)} marked={marked} />;
}
