/** The board: a canvas, a still picture until the canvas is there, and a text twin of both. */
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { type AnyEnvironment, type Frame, isOver, messageOf, type Picture, type Role } from "../../core/index.ts";
import { noticesOf } from "../moments.ts";
import { answer, asked, eyes, moves, myRoles, player, say, theme } from "../state.ts";
import { eventText, short } from "../words.ts";
import type { Stage } from "../../render/phaser.ts";
import { svgOf } from "../../render/svg.ts";

/** Pictures a trail reaches back. */
const TRAIL = 7;

/** Milliseconds a move takes at most. */
const GLIDE_MS = 240;

/** The board. */
export function Board() {
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState(false);

  useEffect(() => {
    let stop = () => {};
    import("../../render/phaser.ts")
      .then(({ createStage }) => createStage(box.current!, theme.peek(), answer))
      .then((stage) => {
        stop = follow(stage);
        setDrawn(true);
      })
      .catch((error: unknown) => say(`The canvas is not available (${messageOf(error)}): the board is shown as still pictures.`, true));
    return () => stop();
  }, []);

  const now = player.value;
  const frame = now?.frame.value;
  const picture = now === undefined || frame === undefined ? undefined : draw(now.env, frame, eyes.value);
  const twin = now === undefined || frame === undefined ? "" : twinOf(now.env, frame, eyes.value);
  return (
    <div class="board-area" data-testid="board" data-t={frame?.t} data-drawn={drawn}>
      <div class="strip">
        <Caption />
        <Result />
        <Notices />
      </div>
      <div
        class="board"
        ref={box}
        role="img"
        aria-label={twin.split("\n")[0]}
        aria-describedby="twin"
        style={picture === undefined ? undefined : { "--columns": picture.width, "--rows": picture.height }}
      >
        {!drawn && picture !== undefined && <div class="still" dangerouslySetInnerHTML={{ __html: svgOf(picture, theme.value) }} />}
      </div>
      <pre id="twin" class="visually-hidden">
        {twin}
      </pre>
    </div>
  );
}

/** What just happened, in a line: shown while there is nothing graver to say. */
function Caption() {
  const now = player.value;
  const step = now?.before.value?.step;
  if (now === undefined || now.atEnd.value) return null;
  const waiting = now.busy.value && now.cursor.value === now.frames.length - 1 && asked.value === undefined;
  if (waiting) return <p class="caption thinking">The agents are thinking ...</p>;
  if (myRoles.value.length > 0) return <p class="caption">You see no more than {eyes.value} may see.</p>;
  return step === undefined ? null : <p class="caption">{eventText(step)}</p>;
}

/** The rule changes in force. */
function Notices() {
  const now = player.value;
  const frame = now?.frame.value;
  if (now === undefined || frame === undefined) return null;
  const fresh = new Set(now.moments.value.flatMap(({ index, kind, text }) => (kind === "emergency" && frame.t - index < 3 ? [text] : [])));
  const texts = noticesOf(now.env, frame);
  if (texts.length === 0) return null;
  return (
    <ul class="notices" aria-live="polite" aria-label="Rule changes in force">
      {texts.map((text) => (
        <li key={text} class={fresh.has(text) ? "fresh" : ""}>
          <span aria-hidden="true">⚠</span> {text}
        </li>
      ))}
    </ul>
  );
}

/** How the episode ended, once its last frame is on show. */
function Result() {
  const now = player.value;
  if (now?.end === undefined || !now.atEnd.value) return null;
  const { outcome, reason, returns } = now.end;
  const frame = now.frame.value!;
  const { round } = now.env.clock(frame.state);
  const words = [...new Set(Object.keys(returns).map((role) => role.replace(/-\d+$/, "")))];
  return (
    <div class="result" role="status" data-result={outcome.success ? "success" : "failure"}>
      <strong>
        {outcome.success ? `Goal reached in round ${round}` : reason === "truncated" ? `Time is up after ${round} rounds` : "Over"}
      </strong>
      <span>
        {words
          .map((word) => {
            const values = Object.entries(returns).flatMap(([role, value]) => (role.startsWith(`${word}-`) ? [value] : []));
            return `${word} ${short(values.reduce((sum, value) => sum + value, 0) / values.length)}`;
          })
          .join(" · ")}
      </span>
    </div>
  );
}

/** Keeps a stage showing the frame on show; a step forward or back glides, everything else jumps. */
function follow(stage: Stage): () => void {
  let last: { readonly source: unknown; readonly t: number; readonly viewer: Role | undefined } | undefined;
  const stopTheme = effect(() => stage.theme(theme.value));
  const stopFrame = effect(() => {
    const now = player.value;
    const frame = now?.frame.value;
    if (now === undefined || frame === undefined) return;
    const viewer = eyes.value;
    const past: Picture[] = [];
    for (const earlier of now.frames.slice(Math.max(0, frame.t - TRAIL), frame.t)) past.push(draw(now.env, earlier, viewer));
    const near = last?.source === now && last.viewer === viewer && Math.abs(frame.t - last.t) <= 1;
    const glide = Math.min(GLIDE_MS, 800 / now.speed.value);
    stage.show({ picture: draw(now.env, frame, viewer), past, tweenMs: near && moves() ? glide : 0 });
    last = { source: now, t: frame.t, viewer };
  });
  return () => {
    stopTheme();
    stopFrame();
  };
}

/** The picture of a frame; once the episode is over nobody is offered moves. */
const draw = (env: AnyEnvironment, { state }: Frame, viewer: Role | undefined): Picture => {
  const picture = env.draw(state, viewer);
  return isOver(env, state) ? { ...picture, shapes: picture.shapes.filter(({ action }) => action === undefined) } : picture;
};

/** The board in words, as the viewer may see it. */
const twinOf = (env: AnyEnvironment, { state }: Frame, viewer: Role | undefined): string =>
  viewer === undefined ? env.summary(state) : env.describe(env.observe(state, viewer));
