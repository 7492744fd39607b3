/** What led to the picture on show: who did what, how they came to it, what went wrong. */
import type { Frame, Role } from "../../core/index.ts";
import { inspect, inspectedRole, STEPS_TOLD } from "./decision.ts";
import { toneOf } from "../page/hues.ts";
import type { Player } from "./player.ts";
import { eyes, player, told } from "../page/state.ts";
import { actionText, inferText, short, traceText } from "../page/words.ts";
import { DecisionView } from "./decision-view.tsx";
import { Dot } from "../page/dot.tsx";
import { SearchView } from "./search-view.tsx";

/** The last step before the picture, the decision of the inspected role, and the step before. */
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
      {past.length === 0 && <p class="empty">This is the start. Press play or step forward, and every decision is shown here.</p>}
      {past.slice(0, 1).map((one) => (
        <Step key={one.t} now={now} frame={one} inspected={role} />
      ))}
      {role !== undefined && past.length > 0 && <DecisionView now={now} frame={frame} role={role} />}
      {past.slice(1).map((one) => (
        <Step key={one.t} now={now} frame={one} inspected={role} earlier />
      ))}
    </>
  );
}

/** One step: the decisions in it that may be shown. */
function Step(props: { readonly now: Player; readonly frame: Frame; readonly inspected: Role | undefined; readonly earlier?: boolean }) {
  const { now, frame, inspected, earlier = false } = props;
  const { step } = frame;
  if (step === undefined) return null;
  const roles = Object.keys(step.actions).filter((role) => told.value?.includes(role) !== false);
  const took = step.wall?.["ms"] as Readonly<Record<Role, number>> | undefined;
  return (
    <section class={earlier ? "step earlier" : "step"}>
      <h2>
        Step {step.t + 1}
        {roles.some((role) => took?.[role] !== undefined) && (
          <span class="ms" title="How long the slowest of them took">
            {durationText(Math.max(...roles.map((role) => took?.[role] ?? 0)))}
          </span>
        )}
      </h2>
      <ul class="decisions">
        {roles.map((role) => (
          <Decision key={role} now={now} frame={frame} role={role} inspected={role === inspected} />
        ))}
        {roles.length === 0 && <li class="empty">Others moved. You see what {eyes.value ?? "your role"} may see.</li>}
      </ul>
    </section>
  );
}

const durationText = (ms: number): string => `${ms < 1 ? "<1" : Math.round(ms)} ms`;

/** What one role did, what it gained, and how it came to do so; a click on it inspects the role. */
function Decision(props: { readonly now: Player; readonly frame: Frame; readonly role: Role; readonly inspected: boolean }) {
  const { frame, role, inspected } = props;
  const { env } = props.now;
  const range = env.range?.(frame.state, role);
  const action = actionText(frame.step!.actions[role]!, range);
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
        <Dot tone={toneOf(env.id, env.roles(frame.state), role)} />
        <span class="role">{role}</span>
        <strong>{action}</strong>
        {reward !== 0 && <span class={reward > 0 ? "reward good" : "reward"}>{`${reward > 0 ? "+" : ""}${short(reward)}`}</span>}
      </button>
      {mine.map((event, i) => {
        if (event.type === "trace" && event.trace.type === "infer")
          return inspected ? null : (
            <p class="event note" key={i}>
              {inferText(event)}
            </p>
          );
        if (event.type === "trace") {
          const { trace } = event;
          // These traces are shown with the decision of the inspected role.
          if (trace.type === "call" || trace.type === "extend" || trace.type === "llm") return null;
          if (trace.type === "search") return <SearchView key={i} search={trace} chosen={frame.step!.actions[role]!} range={range} />;
          return (
            <p class="event note" key={i}>
              {traceText(trace, range)}
            </p>
          );
        }
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
