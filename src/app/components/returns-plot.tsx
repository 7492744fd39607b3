/** The returns so far as a small plot, a line for each team. */
import type { AnyEnvironment, Frame } from "../../core/index.ts";
import { wordOf, wordsOf } from "../setup.ts";
import { player } from "../state.ts";
import { short } from "../words.ts";
import { toneOf } from "./tones.ts";

const WIDTH = 300;
const HEIGHT = 64;

/** Points a line has at most. */
const POINTS = 150;

/** The plot of returns; a click on it goes there. */
export function ReturnsPlot() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const { env, frames } = now;
  const words = wordsOf(env.roles(frame.state));
  const stride = Math.max(1, Math.ceil(frames.length / POINTS));
  const shown = frames.filter((_, i) => i % stride === 0 || i === frames.length - 1);
  const lines = words.map((word) => ({ word, values: shown.map((one) => meanReturn(env, one, word)) }));
  const all = lines.flatMap(({ values }) => values);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const span = most - least === 0 ? 1 : most - least;
  const x = (t: number) => (frames.length < 2 ? 0 : (t / (frames.length - 1)) * WIDTH);
  const y = (value: number) => (most === least ? HEIGHT / 2 : 4 + ((most - value) / span) * (HEIGHT - 8));
  return (
    <figure class="returns">
      <figcaption>
        <span>Return</span>
        {words.map((word) => (
          <span key={word} class="key">
            <span class={`dot ${toneOf(word)}`} aria-hidden="true" /> {word} <strong>{short(meanReturn(env, frame, word))}</strong>
          </span>
        ))}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        onClick={({ currentTarget, offsetX }) => {
          now.pause();
          now.seek(Math.round((offsetX / currentTarget.clientWidth) * (frames.length - 1)));
        }}
      >
        <line class="zero" x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} />
        {lines.map(({ word, values }) => (
          <polyline
            key={word}
            class={toneOf(word)}
            points={values.map((value, i) => `${x(shown[i]!.t).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
          />
        ))}
        <line class="cursor" x1={x(frame.t)} x2={x(frame.t)} y1={0} y2={HEIGHT} />
      </svg>
    </figure>
  );
}

function meanReturn(env: AnyEnvironment, { state }: Frame, word: string): number {
  const values = Object.entries(env.returns(state)).flatMap(([role, value]) => (wordOf(role) === word ? [value] : []));
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
