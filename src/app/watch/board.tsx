/** A board: its part of the canvas, a still picture until the canvas is there, and the same in words. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type AnyEnvironment, episodeKeys, type Frame, isOver, type Json, type Picture, type Role } from "../../core/index.ts";
import type { Stage, StageBoard } from "../../render/phaser.ts";
import { svgOf } from "../../render/svg.ts";
import { LETTERS } from "../compare/comparison.ts";
import { aimsText, withAims } from "./aims.ts";
import { aimsOf, inspect, inspectable } from "./decision.ts";
import type { Player } from "./player.ts";
import { answer, comparison, eyes, moves, player, players, tab, theme } from "../page/state.ts";
import { CompareFoot, CompareHead } from "../compare/compare-card.tsx";
import { Strip } from "./strip.tsx";

/** The number of pictures that a trail reaches back. */
const TRAIL = 7;

/** The most milliseconds that a move takes. */
const GLIDE_MS = 240;

/** A click on the piece of a role shows how the role decided. */
const PIECES = {
  hears: (id: string) => comparison.peek() === undefined && roleOnBoard(id),
  onPiece: (id: string) => {
    inspect(id);
    tab.value = "step";
  },
};

function roleOnBoard(id: string): boolean {
  const now = player.peek();
  const frame = now?.frame.peek();
  return now !== undefined && frame !== undefined && inspectable(now, frame).includes(id);
}

/** The board of one of the episodes on show. */
export function Board({ index, stage }: { readonly index: number; readonly stage: Stage | undefined }) {
  const slot = useRef<HTMLDivElement>(null);
  useEffect(
    () => (stage === undefined ? undefined : follow(stage.board(slot.current!, { onAction: answer, ...PIECES }), index)),
    [stage, index],
  );

  const now = players.value[index];
  const frame = now?.frame.value;
  const picture = now === undefined || frame === undefined ? undefined : drawn(now, frame, eyes.value);
  const twin = now === undefined || frame === undefined ? "" : twinOf(now, frame, eyes.value);
  const compared = comparison.value !== undefined;
  const name = `Line-up ${LETTERS[index]!}`;
  const twinId = index === 0 ? "twin" : `twin-${LETTERS[index]!}`;
  return (
    <article
      class="board-area"
      data-testid="board"
      data-t={frame?.t}
      data-drawn={stage !== undefined}
      data-over={compared && now?.atEnd.value === true}
      aria-label={compared ? name : "Board"}
    >
      {compared && now !== undefined && <CompareHead now={now} index={index} />}
      <Strip now={now} />
      <div
        class="board"
        ref={slot}
        role="img"
        aria-label={compared ? `${name}: ${twin.split("\n")[0]}` : twin.split("\n")[0]}
        aria-describedby={twinId}
        style={picture === undefined ? undefined : { "--columns": picture.width, "--rows": picture.height }}
      >
        {stage === undefined && picture !== undefined && (
          <div class="still" dangerouslySetInnerHTML={{ __html: svgOf(picture, theme.value) }} />
        )}
      </div>
      <pre id={twinId} class="visually-hidden">
        {twin}
      </pre>
      {compared && now !== undefined && <CompareFoot now={now} />}
    </article>
  );
}

/** What a board shows: the state of a step of a player, for a viewer, with the aims of a decision; and when the step came. */
type Shown = {
  readonly source: unknown;
  readonly t: number;
  readonly state: Json;
  readonly viewer: Role | undefined;
  readonly aims: string;
  readonly at: number;
};

/** Keeps a board at the frame on show; shapes glide when it moves one step forward or back, and jump otherwise. */
function follow(board: StageBoard, index: number): () => void {
  let last: Shown | undefined;
  const stop = effect(() => {
    const now = players.value[index];
    const frame = now?.frame.value;
    if (now === undefined || frame === undefined) return;
    const viewer = eyes.value;
    const aims = JSON.stringify(aimsOf(now, frame) ?? null);
    // This runs with every event of the step that is being decided: what is shown already stays, and glides on.
    if (last?.source === now && last.state === frame.state && last.viewer === viewer && last.aims === aims) return;
    const past: Picture[] = [];
    for (const earlier of now.frames.slice(Math.max(0, frame.t - TRAIL), frame.t)) past.push(draw(now.env, earlier, viewer));
    const near = last?.source === now && last.viewer === viewer && Math.abs(frame.t - last.t) <= 1;
    const moved = last?.t !== frame.t;
    const at = moved ? performance.now() : last!.at;
    // If steps come faster than the chosen speed, a move takes no longer than the time since the last step.
    const glide = Math.min(GLIDE_MS, 800 / (comparison.value ?? now).speed.value, moved ? at - (last?.at ?? at) : Infinity);
    const tweenMs = near && moves() ? glide : 0;
    const between = tweenMs > 0 && frame.t === (last?.t ?? 0) + 1 ? betweenOf(now, now.frames[frame.t - 1], viewer) : [];
    board.show({ picture: drawn(now, frame, viewer), past, between, tweenMs });
    last = { source: now, t: frame.t, state: frame.state, viewer, aims, at };
  });
  return () => {
    stop();
    board.remove();
  };
}

/** The pictures within the step that a frame took, if its game has any. */
function betweenOf({ env, events }: Player, frame: Frame | undefined, viewer: Role | undefined): readonly Picture[] {
  const [start] = events;
  if (env.between === undefined || frame?.step === undefined || start?.type !== "start") return [];
  return env.between(frame.state, frame.step.actions, episodeKeys(start.seed).step(frame.t), viewer);
}

/** The picture of a frame; once the episode is over nobody is offered moves. */
const draw = (env: AnyEnvironment, { state }: Frame, viewer: Role | undefined): Picture => {
  const picture = env.draw(state, viewer);
  return isOver(env, state) ? { ...picture, shapes: picture.shapes.filter(({ action }) => action === undefined) } : picture;
};

/** The picture of a frame, with the cells that the inspected decision points at. */
export function drawn(now: Player, frame: Frame, viewer: Role | undefined): Picture {
  const aims = aimsOf(now, frame);
  const picture = draw(now.env, frame, viewer);
  return aims === undefined ? picture : withAims(picture, aims);
}

/** The board in words, as the viewer may see it. */
function twinOf(now: Player, frame: Frame, viewer: Role | undefined): string {
  const { env } = now;
  const aims = aimsOf(now, frame);
  const text = viewer === undefined ? env.summary(frame.state) : env.describe(env.observe(frame.state, viewer));
  return aims === undefined ? text : `${text}\n${aimsText(aims)}`;
}
