/** The returns so far as a small plot, and how the game stands: a line for each team, or for each seat where every seat is a side of its own. */
import type { AnyEnvironment, Frame, Role } from "../../core/index.ts";
import type { Playback } from "./playback.ts";
import { departuresOf } from "./expert.ts";
import type { Player } from "./player.ts";
import { toDeparture } from "../page/keys.ts";
import { groupsOf } from "../page/hues.ts";
import { lookOf } from "../page/look.ts";
import { told } from "../page/state.ts";
import { counted, short } from "../page/words.ts";
import { Dot } from "../page/dot.tsx";

const WIDTH = 300;
const HEIGHT = 64;

/** The most points that a line has. */
const POINTS = 150;

/**
 * The plot of an episode: returns, the game's gauge by a scale of its own, and rule changes; with the same scales for all episodes on show. A click goes to the step
 * at that place.
 */
export function ReturnsPlot(props: { readonly now: Player; readonly playback: Playback; readonly all: readonly Player[] }) {
  const { now, playback, all } = props;
  const frame = now.frame.value;
  if (frame === undefined) return null;
  const { env } = now;
  const groups = groupsOf(env.id, env.roles(frame.state));
  const shown = pointsOf(now);
  const lines = groups.map(({ name, tone, roles }) => ({ name, tone, values: shown.map((one) => meanReturn(env, one, roles)) }));
  const values = all.flatMap((one) => pointsOf(one).flatMap((point) => groups.map(({ roles }) => meanReturn(env, point, roles))));
  // The gauge is computed from the whole state, so it is shown only to those who may see all of it.
  const gauge = told.value === undefined ? lookOf(env.id).gauge : undefined;
  const top = gauge === undefined ? 0 : Math.max(0, ...all.flatMap((one) => pointsOf(one).map(({ state }) => gauge.of(state))));
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const span = most - least === 0 ? 1 : most - least;
  const length = Math.max(...all.map(({ last }) => last));
  const x = (t: number) => (length < 1 ? 0 : (t / length) * WIDTH);
  const at = (share: number) => 4 + (1 - share) * (HEIGHT - 8);
  const y = (value: number) => (most === least ? HEIGHT / 2 : at((value - least) / span));
  const points = (of: readonly number[]) => of.map((value, i) => `${x(shown[i]!.t).toFixed(1)},${value.toFixed(1)}`).join(" ");
  const departures = departuresOf(now);
  const changes = now.moments.value.filter(({ kind }) => kind === "emergency");
  return (
    <figure class="returns">
      <figcaption>
        <span>Return</span>
        {groups.map(({ name, tone, roles }) => (
          <span key={name} class="key">
            <Dot tone={tone} /> {name} <strong>{short(meanReturn(env, frame, roles))}</strong>
          </span>
        ))}
        {gauge !== undefined && (
          <span class="key" data-testid="gauge">
            <i class="dashes" /> {gauge.title} <strong>{short(tenths(gauge.of(frame.state)))}</strong>
          </span>
        )}
        {departures.length > 0 && (
          <button
            type="button"
            class="key to-departure"
            data-testid="departures"
            title="To the next step in which it does not do what the expert would (E)"
            onClick={toDeparture}
          >
            <i class="mark" />
            <span>leaves the expert {counted(departures.length, "time")}</span>
          </button>
        )}
      </figcaption>
      <div class="plot-area">
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
          {changes.map(({ index, text }) => (
            <line key={text} class="change" x1={x(index)} x2={x(index)} y1={0} y2={HEIGHT} />
          ))}
          {departures.map((index) => (
            <line key={index} class="departure" x1={x(index)} x2={x(index)} y1={HEIGHT - 7} y2={HEIGHT} />
          ))}
          {gauge !== undefined && top > 0 && (
            <polyline class="gauge" points={points(shown.map(({ state }) => at(gauge.of(state) / top)))} />
          )}
          {lines.map(({ name, tone, values }) => (
            <polyline key={name} style={{ "--tone": `var(--${tone})` }} points={points(values.map(y))} />
          ))}
          <line class="cursor" x1={x(frame.t)} x2={x(frame.t)} y1={0} y2={HEIGHT} />
        </svg>
        {most > least && (
          <>
            <span class="tick highest">{short(most)}</span>
            <span class="tick lowest">{short(least)}</span>
          </>
        )}
        {gauge !== undefined && top > 0 && <span class="tick highest of-gauge">{short(tenths(top))}</span>}
      </div>
    </figure>
  );
}

/** A gauge's value as it is told. */
const tenths = (value: number): number => Math.round(10 * value) / 10;

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
