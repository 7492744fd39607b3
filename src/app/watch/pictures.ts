/** Saves what the board shows: the step on show as a picture, the whole episode as a video. */
import { castFor, type Frame, type Picture } from "../../core/index.ts";
import { palettes } from "../../render/palette.ts";
import { svgOf } from "../../render/svg.ts";
import { fileNameOf, save } from "../page/save.ts";
import { eyes, say, theme } from "../page/state.ts";
import { agentText } from "../page/words.ts";
import { drawn } from "./board.tsx";
import type { Player } from "./player.ts";

/** Pixels of the longer side of a board, and of the strip of words below it. */
const SIDE = 1080;
const STRIP = 56;

/** Steps a second of a video, at least and at most, and how long its last picture stays, in milliseconds. */
const SLOWEST = 2;
const FASTEST = 16;
const LINGER_MS = 1500;

/** Saves the step on show as a PNG. */
export async function savePicture(now: Player): Promise<void> {
  const frame = now.frame.peek();
  if (frame === undefined || now.start === undefined) return;
  const canvas = document.createElement("canvas");
  await paint(canvas, now, frame);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob === null) say("This browser makes no picture of the board.", true);
  else save(blob, `${fileNameOf(now.start.episode)}-step-${frame.t}.png`);
}

/** Saves the episode, as far as it has been played, as a video at the chosen speed; recording takes as long as the video does. */
export async function saveVideo(now: Player): Promise<void> {
  const { frames, start } = now;
  if (start === undefined || frames.length === 0) return;
  if (typeof MediaRecorder === "undefined" || !MediaRecorder.isTypeSupported("video/webm")) {
    say("This browser records no video: save pictures of single steps.", true);
    return;
  }
  const canvas = document.createElement("canvas");
  await paint(canvas, now, frames[0]!);
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: "video/webm", videoBitsPerSecond: 4_000_000 });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve));
  const each = 1000 / Math.max(SLOWEST, Math.min(FASTEST, now.speed.peek()));
  recorder.start();
  for (const frame of frames) {
    await paint(canvas, now, frame);
    say(`Recording step ${frame.t} of ${frames.length - 1} ...`);
    await sleep(each);
  }
  // A canvas that does not change gives no pictures.
  await paint(canvas, now, frames.at(-1)!);
  await sleep(LINGER_MS);
  await paint(canvas, now, frames.at(-1)!);
  recorder.stop();
  await stopped;
  save(new Blob(parts, { type: "video/webm" }), `${fileNameOf(start.episode)}.webm`);
  say("The video is saved.");
}

/** Draws a frame as the board shows it, and below it what is played and by whom. */
async function paint(canvas: HTMLCanvasElement, now: Player, frame: Frame): Promise<void> {
  const picture = drawn(now, frame, eyes.peek());
  const [width, height] = sizeOf(picture);
  if (canvas.width !== width || canvas.height !== height + STRIP) Object.assign(canvas, { width, height: height + STRIP });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(picture, theme.peek()))}`;
  await image.decode();
  const context = canvas.getContext("2d")!;
  const { fill } = palettes[theme.peek()].floor;
  context.fillStyle = fill;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, width, height);
  context.fillStyle = palettes[theme.peek()].text.fill;
  context.font = "24px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.fillText(captionOf(now, frame), 16, height + STRIP / 2, width - 32);
}

const sizeOf = ({ width, height }: Picture): readonly [number, number] => {
  const unit = SIDE / Math.max(width, height);
  return [Math.round(unit * width), Math.round(unit * height)];
};

/** What is played, by whom, and the step. */
function captionOf({ env, start }: Player, frame: Frame): string {
  const { cast, seed } = start!;
  const agents = [...new Set(env.roles(frame.state).map((role) => agentText(castFor(cast, role))))];
  return `${env.title}, seed ${seed}, step ${frame.t}: ${agents.join(", ")}`;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
