/** Play, pause, step, scrub, speed. */
import type { ComponentChildren } from "preact";
import { jump, step, toggle } from "../page/keys.ts";
import { SPEEDS } from "./playback.ts";
import { chooseSpeed, playback, players, speed } from "../page/state.ts";
import { PartingView } from "../compare/parting-view.tsx";

/** The controls below the board. */
export function Transport() {
  const now = playback.value;
  if (now === undefined) return <div class="transport" />;
  const last = Math.max(0, now.last);
  const at = now.cursor.value;
  // In a comparison, the round is that of an episode that has not ended yet.
  const one = players.value.find((player) => !player.atEnd.value) ?? players.value.find((player) => player.last === last);
  const frame = one?.frame.value;
  const clock = frame === undefined ? undefined : one!.env.clock(frame.state);
  const playing = now.playing.value;
  const moments = now.moments.value;
  return (
    <section class="transport" aria-label="Playback" data-playing={playing} data-ended={now.over}>
      <div class="scrub">
        <input
          type="range"
          min={0}
          max={Math.max(1, last)}
          value={at}
          aria-label="Step"
          aria-valuetext={`step ${at} of ${last}`}
          style={{ "--share": last === 0 ? 0 : at / last }}
          onInput={({ currentTarget }) => {
            now.pause();
            now.seek(Number(currentTarget.value));
          }}
        />
        <div class="ticks" aria-hidden="true">
          {moments.map(({ index, kind, text, tone }) => (
            <i
              key={`${index} ${text}`}
              class={kind}
              style={{ "--share": last === 0 ? 0 : index / last, ...(tone === undefined ? {} : { "--tone": `var(--${tone})` }) }}
              title={text}
            />
          ))}
        </div>
      </div>
      <PartingView />
      <div class="controls">
        <div class="buttons">
          <Control label="First step" keys="Home" onClick={() => now.seek(0)} disabled={at === 0}>
            <path d="M6 5v14M19 5.5 9 12l10 6.5z" />
          </Control>
          <Control label="Step back" keys="←" onClick={() => step(-1)} disabled={at === 0}>
            <path d="M17 5.5 7 12l10 6.5z" />
          </Control>
          <Control label={playing ? "Pause" : "Play"} keys="Space" onClick={toggle} primary>
            {playing ? <path d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z" /> : <path d="M7.5 4.5 19 12 7.5 19.5z" />}
          </Control>
          <Control label="Step forward" keys="→" onClick={() => step(1)} disabled={now.atEnd.value}>
            <path d="M7 5.5 17 12 7 18.5z" />
          </Control>
          <Control label="Newest step" keys="End" onClick={() => now.seek(last)} disabled={at === last}>
            <path d="M18 5v14M5 5.5 15 12 5 18.5z" />
          </Control>
        </div>
        <p class="clock" data-testid="clock">
          <strong>{clock === undefined ? "" : `Round ${Math.min(clock.round + (now.atEnd.value ? 0 : 1), clock.horizon)}`}</strong>
          <span>{clock === undefined ? "" : ` of ${clock.horizon}`}</span>
          <span class="step-count">
            step {at}
            {!now.over ? "" : ` of ${last}`}
          </span>
        </p>
        <div class="right">
          <Control label="Moment before" keys="[" onClick={() => jump(-1)} disabled={!moments.some(({ index }) => index < at)}>
            <path d="M14 6 8 12l6 6M17 5v14" class="thin" />
          </Control>
          <Control label="Next moment" keys="]" onClick={() => jump(1)} disabled={!moments.some(({ index }) => index > at)}>
            <path d="m10 6 6 6-6 6M7 5v14" class="thin" />
          </Control>
          <label class="speed">
            <span class="visually-hidden">Speed</span>
            <select value={speed.value} onChange={({ currentTarget }) => chooseSpeed(Number(currentTarget.value))}>
              {[...new Set([...SPEEDS, speed.value])]
                .sort((a, b) => a - b)
                .map((steps) => (
                  <option key={steps} value={steps}>
                    {steps === SPEEDS.at(-1) ? "fastest" : `${steps}/s`}
                  </option>
                ))}
            </select>
          </label>
        </div>
      </div>
    </section>
  );
}

function Control(props: {
  readonly label: string;
  readonly keys: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly primary?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={props.primary === true ? "icon primary" : "icon"}
      aria-label={props.label}
      title={`${props.label} (${props.keys})`}
      disabled={props.disabled === true}
      onClick={props.onClick}
    >
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        {props.children}
      </svg>
    </button>
  );
}
