/** Keyboard shortcuts: one key for everything that is done often. */
import type { Json } from "../../core/index.ts";
import { toggleComparison } from "../compare/comparison-commands.ts";
import { departuresOf } from "../watch/expert.ts";
import { numberKey } from "../watch/number-move.tsx";
import { answer, asked, aside, comparison, myRoles, playback, players, tab } from "./state.ts";

/** What the arrow keys mean to an environment that moves in four directions. */
const DIRECTIONS: Readonly<Record<string, readonly string[]>> = {
  ArrowUp: ["north", "up"],
  ArrowDown: ["south", "down"],
  ArrowLeft: ["west", "left"],
  ArrowRight: ["east", "right"],
  ".": ["stay", "none", "stand"],
};

/** The keyboard shortcuts of the page, for its help. */
export const KEYS: readonly (readonly [string, string])[] = [
  ["Space", "play, pause"],
  ["← →", "a step back, forward"],
  ["Home End", "the first, the newest step"],
  ["[ ]", "the moment before, the next one"],
  ["+ −", "faster, slower"],
  ["C", "compare line-ups, and back"],
  ["D", "where the line-ups part"],
  ["N", "the next step in which they act differently"],
  ["E", "the next step in which the expert would do something else"],
  ["arrows, . or 1–9", "your move, when you play"],
  ["0–9 ↑ ↓ Enter", "your move where it is a number"],
  ["?", "the rules, and these keys"],
];

/** The action a key stands for, when a person is asked. */
export function actionFor(key: string, legal: readonly Json[]): Json | undefined {
  const named = DIRECTIONS[key]?.find((word) => legal.includes(word));
  if (named !== undefined) return named;
  return /^[1-9]$/.test(key) ? legal[Number(key) - 1] : undefined;
}

/** Jumps to the moment before or after the frame on show. */
export function jump(direction: -1 | 1): void {
  const now = playback.peek();
  if (now === undefined) return;
  const at = now.cursor.peek();
  const places = now.moments.peek().map(({ index }) => index);
  const next = direction < 0 ? places.filter((index) => index < at).at(-1) : places.find((index) => index > at);
  if (next === undefined) return;
  now.pause();
  now.seek(next);
}

/** Jumps to the next step in which a line-up on show leaves the expert; behind the last one, to the first. */
export function toDeparture(): void {
  const now = playback.peek();
  const departures = [...new Set(players.peek().flatMap(departuresOf))].sort((a, b) => a - b);
  const next = departures.find((index) => index > (now?.cursor.peek() ?? 0)) ?? departures[0];
  if (now === undefined || next === undefined) return;
  now.pause();
  now.seek(next);
}

/** Plays or pauses. */
export function toggle(): void {
  const now = playback.peek();
  if (now === undefined) return;
  if (now.playing.peek()) now.pause();
  else void now.play();
}

/** Shows the next frame (1) or the one before (-1), and pauses. */
export function step(direction: -1 | 1): void {
  const now = playback.peek();
  if (now === undefined) return;
  now.pause();
  if (direction < 0) now.seek(now.cursor.peek() - 1);
  else void now.forward();
}

/** Handles key presses, except where the control with keyboard focus needs the key itself. */
export function listen(changeSpeed: (direction: -1 | 1) => void): void {
  const commands: Readonly<Record<string, () => void>> = {
    " ": toggle,
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => playback.peek()?.seek(0),
    End: () => playback.peek()?.seek(Number.MAX_SAFE_INTEGER),
    "[": () => jump(-1),
    "]": () => jump(1),
    "+": () => changeSpeed(1),
    "-": () => changeSpeed(-1),
    c: toggleComparison,
    d: () => comparison.peek()?.toParting(),
    e: toDeparture,
    n: () => void comparison.peek()?.toNextDifference(),
    "?": () => (tab.value = "rules"),
  };
  // Keys mean the game again once something was clicked, not what was clicked: else Space would click it a second time.
  addEventListener("click", ({ detail, target }) => {
    if (detail > 0) (target as Element).closest<HTMLElement>("button, summary")?.blur();
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || aside.peek() !== undefined) return;
    const target = event.target as HTMLElement;
    // Keys on the slider do what they do on the page, unless a person plays: then the slider handles them, as arrows are moves.
    const slider = target.matches("input[type=range]") && myRoles.peek().length === 0;
    if (!slider && target.closest("input, select, textarea, [role=tablist]") !== null) return;
    if (event.key === " " && target.closest("button, summary, a") !== null) return;
    const question = asked.peek();
    if (question?.range !== undefined) {
      const pressed = event.key === "Enter" && target.closest("button, summary, a") !== null;
      if (!pressed && numberKey(event, question.range)) return;
    }
    const action = question === undefined || question.range !== undefined ? undefined : actionFor(event.key, question.legal);
    const command = commands[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action === undefined && command === undefined) return;
    event.preventDefault();
    // An arrow pressed just before the person's turn was meant as a move: it must not step through the episode.
    const early = myRoles.peek().length > 0 && playback.peek()?.playing.peek() === true && event.key.startsWith("Arrow");
    if (action === undefined && early) return;
    if (action === undefined) command!();
    else answer(action);
  });
}
