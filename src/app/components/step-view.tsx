/** What led to the picture on show: who did what, how they came to it, what went wrong. */
import { type Frame, type Role, type Trace, wordOf } from "../../core/index.ts";
import { inspect, inspectedRole, STEPS_TOLD } from "../decision.ts";
import type { Player } from "../player.ts";
import { eyes, player, told } from "../state.ts";
import { inferText, plain, short, traceText } from "../words.ts";
import { DecisionView } from "./decision-view.tsx";
import { toneOf } from "./tones.ts";

/** The last steps before the picture, the newest first, and the decision of the role looked into. */
export function StepView() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const injected = frame.events.filter((event) => event.type === "inject");
  const past = now.frames.slice(Math.max(0, frame.t - STEPS_TOLD), frame.t).reverse();
  const role = inspectedRole(now, frame);
  return (
    <>
      {injected.map(({ emergency }) => (
        <p class="event inject" key={emergency}>
          <strong>{now.env.emergencies[emergency]?.title ?? emergency}</strong> dropped in before the coming step.
        </p>
      ))}
      {past.length === 0 && <p class="empty">The start. Press play, or step forward, and every decision is shown here.</p>}
      <div class="steps">
        {past.map((one, i) => (
          <Step key={one.t} now={now} frame={one} inspected={role} earlier={i > 0} />
        ))}
      </div>
      {role !== undefined && past.length > 0 && <DecisionView now={now} frame={frame} role={role} />}
    </>
  );
}

/** One step: the decisions in it that may be told of. */
function Step(props: { readonly now: Player; readonly frame: Frame; readonly inspected: Role | undefined; readonly earlier: boolean }) {
  const { frame, inspected, earlier } = props;
  const { step } = frame;
  if (step === undefined) return null;
  const roles = Object.keys(step.actions).filter((role) => told.value?.includes(role) !== false);
  const took = step.wall?.["ms"] as Readonly<Record<Role, number>> | undefined;
  return (
    <section class={earlier ? "step earlier" : "step"}>
      <h3>Step {step.t + 1}</h3>
      <ul class="decisions">
        {roles.map((role) => (
          <Decision key={role} frame={frame} role={role} ms={took?.[role]} inspected={role === inspected} />
        ))}
        {roles.length === 0 && <li class="empty">Others moved. You see what {eyes.value ?? "your role"} may see.</li>}
      </ul>
    </section>
  );
}

/** What one role did, what it gained, and how it came to it; a press on it looks into it. */
function Decision(props: { readonly frame: Frame; readonly role: Role; readonly ms: number | undefined; readonly inspected: boolean }) {
  const { frame, role, ms, inspected } = props;
  const action = plain(frame.step!.actions[role]!);
  const reward = frame.step!.rewards[role] ?? 0;
  const mine = frame.events.filter((event) => event.type !== "inject" && event.role === role);
  return (
    <li>
      <button
        type="button"
        class="decision"
        aria-pressed={inspected}
        title={`Why ${role} chose ${action}`}
        onClick={() => inspect(inspected ? null : role)}
      >
        <span class={`dot ${toneOf(wordOf(role))}`} aria-hidden="true" />
        <span class="role">{role}</span>
        <strong>{action}</strong>
        {reward !== 0 && <span class={reward > 0 ? "reward good" : "reward"}>{`${reward > 0 ? "+" : ""}${short(reward)}`}</span>}
        {ms !== undefined && <span class="ms">{ms < 1 ? "<1" : Math.round(ms)} ms</span>}
      </button>
      {mine.map((event, i) => {
        if (event.type === "trace" && event.trace.type === "infer")
          return (
            <p class="event note" key={i}>
              {inferText(event)}
            </p>
          );
        if (event.type === "trace") return <TraceView key={i} trace={event.trace} chosen={action} />;
        return (
          event.type === "fault" &&
          !inspected && (
            <p class="event fault" key={i}>
              <strong>{event.code}</strong> {event.message}. A seeded legal action was taken instead.
            </p>
          )
        );
      })}
    </li>
  );
}

/** How an agent came to its decision. */
function TraceView({ trace, chosen }: { readonly trace: Trace; readonly chosen: string }) {
  // The decision looked into tells of the functions.
  if (trace.type === "call" || trace.type === "extend" || trace.type === "llm") return null;
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
