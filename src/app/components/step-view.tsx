/** What led to the picture on show: who did what, how they came to it, what went wrong. */
import type { Role, Trace } from "../../core/index.ts";
import { wordOf } from "../setup.ts";
import { myRoles, player } from "../state.ts";
import { plain, short } from "../words.ts";
import { toneOf } from "./tones.ts";

/** The step before the picture. */
export function StepView() {
  const now = player.value;
  const before = now?.before.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const injected = frame.events.filter((event) => event.type === "inject");
  const mine = myRoles.value;
  const shown = (role: Role) => mine.length === 0 || mine.includes(role);
  const step = before?.step;
  const roles = Object.keys(step?.actions ?? {}).filter(shown);
  return (
    <>
      {injected.map(({ emergency }) => (
        <p class="event inject" key={emergency}>
          <strong>{now.env.emergencies[emergency]?.title ?? emergency}</strong> dropped in by hand before the coming step.
        </p>
      ))}
      {step === undefined ? (
        <p class="empty">The start. Press play, or step forward, and every decision is shown here.</p>
      ) : (
        <ul class="decisions" aria-label={`Step ${step.t + 1}`}>
          {roles.map((role) => {
            const reward = step.rewards[role] ?? 0;
            const ms = (step.wall?.["ms"] as Readonly<Record<Role, number>> | undefined)?.[role];
            const events = before!.events.filter((event) => event.type !== "inject" && event.role === role);
            return (
              <li key={role}>
                <div class="decision">
                  <span class={`dot ${toneOf(wordOf(role))}`} aria-hidden="true" />
                  <span class="role">{role}</span>
                  <strong>{plain(step.actions[role]!)}</strong>
                  {reward !== 0 && <span class={reward > 0 ? "reward good" : "reward"}>{`${reward > 0 ? "+" : ""}${short(reward)}`}</span>}
                  {ms !== undefined && <span class="ms">{ms < 1 ? "<1" : Math.round(ms)} ms</span>}
                </div>
                {events.map((event, i) =>
                  event.type === "fault" ? (
                    <p class="event fault" key={i}>
                      <strong>{event.code}</strong> {event.message}. A seeded legal action was taken instead.
                    </p>
                  ) : event.type === "trace" ? (
                    <TraceView key={i} trace={event.trace} chosen={plain(step.actions[role]!)} />
                  ) : null,
                )}
              </li>
            );
          })}
          {roles.length === 0 && <li class="empty">Others moved. You see what your role may see.</li>}
        </ul>
      )}
    </>
  );
}

/** How an agent came to its decision. */
function TraceView({ trace, chosen }: { readonly trace: Trace; readonly chosen: string }) {
  if (trace.type === "note") return <p class="event note">{trace.text}</p>;
  const values = trace.values.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (
    <table class="search">
      <caption>{trace.simulations} playouts</caption>
      <thead class="visually-hidden">
        <tr>
          <th>action</th>
          <th>worth</th>
          <th>visits</th>
        </tr>
      </thead>
      <tbody>
        {trace.values.map(({ action, value, visits }) => (
          <tr key={plain(action)} class={plain(action) === chosen ? "chosen" : ""}>
            <th scope="row">{plain(action)}</th>
            <td class="bar" style={{ "--share": most === least ? 1 : (value - least) / (most - least) }}>
              {short(value)}
            </td>
            <td class="visits">{visits}×</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
