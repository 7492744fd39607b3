/** The returns so far as a small plot: a line for each team, or for each seat where every seat is a side of its own. */
import type { AnyEnvironment, Frame, Role } from "../../core/index.ts";
import type { Playback } from "../playback.ts";
import type { Player } from "../player.ts";
import { groupsOf } from "../hues.ts";
import { lookOf } from "../look.ts";
import { told } from "../state.ts";
import { short } from "../words.ts";
import { Dot } from "./dot.tsx";

const WIDTH = 300;
const HEIGHT = 64;

/** The most points that a line has. */
const POINTS = 150;

/** The plot of an episode's returns, with the same scales for all episodes on show; a click goes to the step at that place. */
export function ReturnsPlot(props: { readonly now: Player; readonly playback: Playback; readonly all: readonly Player[] }) {
  const { now, playback, all } = props;
  const frame = now.frame.value;
  if (frame === undefined) return null;
  const { env } = now;
  const groups = groupsOf(env.id, env.roles(frame.state));
  const shown = pointsOf(now);
  const lines = groups.map(({ name, tone, roles }) => ({ name, tone, values: shown.map((one) => meanReturn(env, one, roles)) }));
  const values = all.flatMap((one) => pointsOf(one).flatMap((point) => groups.map(({ roles }) => meanReturn(env, point, roles))));
  // The evaluation is computed from the whole state, so it is shown only to those who may see all of it.
  const stands = told.value === undefined ? lookOf(env.id).evaluation?.(frame.state) : undefined;
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = most - least === 0 ? 1 : most - least;
  const length = Math.max(...all.map(({ last }) => last));
  const x = (t: number) => (length < 1 ? 0 : (t / length) * WIDTH);
  const y = (value: number) => (most === least ? HEIGHT / 2 : 4 + ((most - value) / span) * (HEIGHT - 8));
  return (
    <figure class="returns">
      <figcaption>
        <span>Return</span>
        {groups.map(({ name, tone, roles }) => (
          <span key={name} class="key">
            <Dot tone={tone} /> {name} <strong>{short(meanReturn(env, frame, roles))}</strong>
          </span>
        ))}
        {stands !== undefined && (
          <span class="key" title="How well the state stands for the first side, from -1 to 1">
            Evaluation <strong>{short(stands)}</strong>
          </span>
        )}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onClick={({ currentTarget, offsetX }) => {
          playback.pause();
          playback.seek(Math.round((offsetX / currentTarget.clientWidth) * length));
        }}
      >
        <line class="zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        {lines.map(({ name, tone, values }) => (
          <polyline
            key={name}
            style={{ "--tone": `var(--${tone})` }}
            points={values.map((value, i) => `${x(shown[i]!.t).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
          />
        ))}
        <line class="cursor" x1={x(frame.t)} x2={x(frame.t)} y1={0} y2={HEIGHT} />
      </svg>
    </figure>
  );
}

/** The frames that the plot of an episode goes through. */
function pointsOf({ frames }: Player): readonly Frame[] {
  const stride = Math.max(1, Math.ceil(frames.length / POINTS));
  return frames.filter((_, i) => i % stride === 0 || i === frames.length - 1);
}

function meanReturn(env: AnyEnvironment, { state }: Frame, roles: readonly Role[]): number {
  const returns = env.returns(state);
  const values = roles.flatMap((role) => returns[role] ?? []);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
