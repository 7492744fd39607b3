/** The log up to the step on show, filtered by kind, the newest step first; every line leads to its step. */
import { signal } from "@preact/signals";
import type { Event, Role } from "../../core/index.ts";
import { myRoles, player, told } from "../page/state.ts";
import { eventText } from "../page/words.ts";

/** The number of lines shown at once, the newest ones. */
const MOST = 150;

const KINDS: Readonly<Record<string, (event: Event) => boolean>> = {
  everything: () => true,
  steps: ({ type }) => type === "step",
  traces: ({ type }) => type === "trace",
  faults: ({ type }) => type === "fault",
  emergencies: ({ type }) => type === "inject",
};

const kind = signal("everything");

/** Whether an event may be shown: it does not belong to a role whose decisions are hidden. */
const mayTell = (event: Event): boolean => !("role" in event) || told.value?.includes(event.role) !== false;

/** The newest step first; within a step, what happened comes in its own order. */
const newestFirst = (events: readonly Event[]): readonly Event[] => events.toSorted((a, b) => stepOf(b) - stepOf(a));

const stepOf = (event: Event): number => (event.type === "start" ? -1 : event.t);

/** The log. */
export function LogView() {
  const now = player.value;
  if (now === undefined) return null;
  if (myRoles.value.length > 0)
    return <p class="empty">The log opens when the episode is over: until then you see only what your role may see.</p>;
  const at = now.cursor.value;
  const { moments } = now;
  const upToHere = now.events.filter(
    (event) =>
      event.type === "start" || event.t < at || (event.type === "inject" && event.t === at) || (event.type === "end" && now.atEnd.value),
  );
  const rangeAt = (event: Event) => (role: Role) => {
    const frame = event.type === "start" ? undefined : now.frames[event.t];
    return frame === undefined ? undefined : now.env.range?.(frame.state, role);
  };
  const lines = upToHere.filter((event) => mayTell(event) && KINDS[kind.value]!(event));
  return (
    <>
      {moments.value.length > 0 && (
        <ul class="moments" aria-label="Moments">
          {moments.value.slice(-40).map(({ index, kind: what, text, tone }) => (
            <li key={`${index} ${text}`}>
              <button
                type="button"
                class={`chip ${what}`}
                style={tone === undefined ? undefined : { "--tone": `var(--${tone})` }}
                aria-pressed={index === at}
                title={text}
                onClick={() => (now.pause(), now.seek(index))}
              >
                <b>{index}</b> {what === "emergency" ? text.split(":")[0]!.slice(0, 48) : text}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="field">
        <label for="kind">Show</label>
        <select id="kind" value={kind.value} onChange={({ currentTarget }) => (kind.value = currentTarget.value)}>
          {Object.keys(KINDS).map((id) => (
            <option key={id}>{id}</option>
          ))}
        </select>
      </div>
      <ol class="log" data-testid="log">
        {newestFirst(lines.slice(-MOST)).map((event, i) => (
          <li key={`${lines.length - i}`} data-kind={event.type}>
            <button
              type="button"
              class="line"
              onClick={() => {
                now.pause();
                now.seek(event.type === "start" ? 0 : event.type === "inject" || event.type === "end" ? event.t : event.t + 1);
              }}
            >
              <span class="t">{event.type === "start" ? 0 : event.t}</span>
              <span class="kind">{event.type}</span>
              <span class="what">{eventText(event, told.value, rangeAt(event))}</span>
            </button>
          </li>
        ))}
      </ol>
      {lines.length > MOST && (
        <p class="hint">
          The newest {MOST} of {lines.length} lines.
        </p>
      )}
      {lines.length === 0 && <p class="empty">Nothing of this kind so far.</p>}
    </>
  );
}
