/** What led to the picture on show: who did what, how they came to it, what went wrong. */
import { type Frame, type Role, type Trace, wordOf } from "../../core/index.ts";
import { myRoles, player } from "../state.ts";
import { callsOf, shownRole, watched } from "../decisions.ts";
import { plain, short, traceText } from "../words.ts";
import { DecisionView } from "./decision-view.tsx";
import { toneOf } from "./tones.ts";

/** Steps shown: the one that led here, and the one before. */
const STEPS = 2;

/** The last steps before the picture, the newest first. */
export function StepView() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const injected = frame.events.filter((event) => event.type === "inject");
  const past = now.frames.slice(Math.max(0, frame.t - STEPS), frame.t).reverse();
  return (
    <>
      {injected.map(({ emergency }) => (
        <p class="event inject" key={emergency}>
          <strong>{now.env.emergencies[emergency]?.title ?? emergency}</strong> dropped in before the coming step.
        </p>
      ))}
      {past.length === 0 && <p class="empty">The start. Press play, or step forward, and every decision is shown here.</p>}
      {past.map((one, i) => (
        <Step key={one.t} frame={one} earlier={i > 0} />
      ))}
    </>
  );
}

/** One step: the decisions in it. Who plays sees their own alone. */
function Step({ frame, earlier }: { readonly frame: Frame; readonly earlier: boolean }) {
  const { step } = frame;
  if (step === undefined) return null;
  const mine = myRoles.value;
  const roles = Object.keys(step.actions).filter((role) => mine.length === 0 || mine.includes(role));
  const full = shownRole(frame, roles);
  const took = step.wall?.["ms"] as Readonly<Record<Role, number>> | undefined;
  return (
    <section class={earlier ? "step earlier" : "step"}>
      <h3>Step {step.t + 1}</h3>
      <ul class="decisions">
        {roles.map((role) => (
          <Decision key={role} frame={frame} role={role} ms={took?.[role]} full={role === full} />
        ))}
        {roles.length === 0 && <li class="empty">Others moved. You see what your role may see.</li>}
      </ul>
    </section>
  );
}

/** What one role did, what it gained, and how it came to it. */
function Decision({
  frame,
  role,
  ms,
  full,
}: {
  readonly frame: Frame;
  readonly role: Role;
  readonly ms: number | undefined;
  readonly full: boolean;
}) {
  const env = player.value!.env;
  const calls = callsOf(frame, role);
  const action = plain(frame.step!.actions[role]!);
  const reward = frame.step!.rewards[role] ?? 0;
  return (
    <li>
      <div class="decision">
        <span class={`dot ${toneOf(wordOf(role))}`} aria-hidden="true" />
        {calls.length === 0 ? (
          <span class="role">{role}</span>
        ) : (
          <button type="button" class="role link" aria-expanded={full} onClick={() => (watched.value = role)}>
            {role}
          </button>
        )}
        <strong>{action}</strong>
        {reward !== 0 && <span class={reward > 0 ? "reward good" : "reward"}>{`${reward > 0 ? "+" : ""}${short(reward)}`}</span>}
        {ms !== undefined && <span class="ms">{ms < 1 ? "<1" : Math.round(ms)} ms</span>}
      </div>
      {frame.events.map((event, i) => {
        if (event.type === "inject" || event.role !== role) return null;
        if (event.type === "trace" && event.trace.type === "call") return null;
        if (event.type === "trace") return <TraceView key={i} trace={event.trace} chosen={action} />;
        return (
          <p class="event fault" key={i}>
            <strong>{event.code}</strong> {event.message}. A seeded legal action was taken instead.
          </p>
        );
      })}
      {calls.length > 0 && !full && <p class="event note">{calls.map(({ name }) => name).join(" → ")}</p>}
      {full && <DecisionView env={env} calls={calls} />}
    </li>
  );
}

/** How an agent came to its decision. */
function TraceView({ trace, chosen }: { readonly trace: Trace; readonly chosen: string }) {
  if (trace.type !== "search") return <p class="event note">{traceText(trace)}</p>;
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
