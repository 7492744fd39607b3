/** The lines above a board: what just happened, how it ended, and the rule changes in force. */
import type { Loading } from "../../../agents/index.ts";
import { groupsOf } from "../page/hues.ts";
import { noticesOf } from "./moments.ts";
import type { Player } from "./player.ts";
import { asked, comparison, eyes, myRoles, told } from "../page/state.ts";
import { eventText, short, traceText } from "../page/words.ts";

/** What there is to say about the frame on show. */
export function Strip({ now }: { readonly now: Player | undefined }) {
  return (
    <div class="strip">
      {now !== undefined && (
        <>
          <Caption now={now} />
          <Result now={now} />
          <Notices now={now} />
        </>
      )}
    </div>
  );
}

/** One line: the last step or, while agents decide, what they are doing; to a person who plays, whose view this is. Empty at the end. */
function Caption({ now }: { readonly now: Player }) {
  const before = now.before.value;
  const step = before?.step;
  if (now.atEnd.value) return null;
  const waiting = now.busy.value && now.cursor.value === now.last && asked.value === undefined;
  if (waiting) return <Thought now={now} />;
  if (myRoles.value.length > 0) return <p class="caption">You see no more than {eyes.value} may see.</p>;
  if (before === undefined || step === undefined) return null;
  const text = eventText(step, told.value, (role) => now.env.range?.(before.state, role));
  return (
    <p class="caption" title={text}>
      {text}
    </p>
  );
}

/** The rule changes in force. */
function Notices({ now }: { readonly now: Player }) {
  const frame = now.frame.value;
  if (frame === undefined) return null;
  const fresh = new Set(now.moments.value.flatMap(({ index, kind, text }) => (kind === "emergency" && frame.t - index < 3 ? [text] : [])));
  const texts = noticesOf(now.env, frame);
  if (texts.length === 0) return null;
  return (
    <ul class="notices" aria-live="polite" aria-label="Rule changes in force">
      {texts.map((text) => (
        <li key={text} class={fresh.has(text) ? "fresh" : ""} title={text}>
          <span aria-hidden="true">⚠</span> {text}
        </li>
      ))}
    </ul>
  );
}

/** How the episode ended, once its last frame is on show. */
function Result({ now }: { readonly now: Player }) {
  if (now.end === undefined || !now.atEnd.value) return null;
  const { outcome, reason, returns } = now.end;
  const { round } = now.env.clock(now.frame.value!.state);
  const groups = groupsOf(now.env.id, Object.keys(returns));
  return (
    <div class="result" role="status" data-result={outcome.success ? "success" : "failure"}>
      <strong>
        {outcome.success ? `Goal reached in round ${round}` : reason === "truncated" ? `Time is up after ${round} rounds` : "Over"}
      </strong>
      {comparison.value === undefined && (
        <span>
          {groups
            .map(({ name, roles }) => `${name} ${short(roles.reduce((sum, role) => sum + (returns[role] ?? 0), 0) / roles.length)}`)
            .join(" · ")}
        </span>
      )}
    </div>
  );
}

/** The progress of models that are being loaded; of several, the one with the most bytes left. */
function LoadingView({ models }: { readonly models: readonly Loading[] }) {
  const left = ({ done, total }: Loading) => (total ?? Infinity) - done;
  const { model, done, total } = models.reduce((last, one) => (left(one) > left(last) ? one : last));
  const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);
  const text =
    done === total
      ? `Opening ${model} (${megabytes(done)} MB)`
      : `Loading ${model}: ${megabytes(done)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB`;
  return (
    <p class="caption telling loading" title={text}>
      <progress aria-label={text} {...(total === undefined ? {} : { value: done, max: total })} /> {text} ...
    </p>
  );
}

/** What the agents are doing: the models they load, else the latest trace of one that may be shown. */
function Thought({ now }: { readonly now: Player }) {
  const loading = Object.values(now.loading.value);
  if (loading.length > 0) return <LoadingView models={loading} />;
  const thought = now.thought.value;
  if (thought === undefined || told.value?.includes(thought.role) === false)
    return <p class="caption thinking">The agents are thinking ...</p>;
  const text = traceText(thought.trace);
  return (
    <p class="caption thinking telling" title={text}>
      {thought.role}: {text} ...
    </p>
  );
}
