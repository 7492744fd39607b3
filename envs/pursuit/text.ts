/** Pursuit in words: the rules, an observation for language models, a summary for people. */
import type { Cell } from "./board.ts";
import { cellAt } from "./board.ts";
import { captureRule } from "./emergencies.ts";
import type { Observation } from "./observation.ts";
import { allCaptured, isBroken, PURSUERS, RUNNERS, type State } from "./state.ts";

/** The rules of the game. */
export const rules = `Pursuers hunt one or more runners on a rectangular grid; x grows east, y grows south.
In a round the pursuers move together, then the runners. A piece stays or moves one cell north, east, south or west.
Cells are exclusive: a move into an occupied cell leaves the mover where it is; when two want the same cell, the lower number gets it.
A runner is captured, by default, when every free neighbouring cell of it is occupied: walls help, so drive it to an edge or a corner.
Other capture rules: a pursuer moves onto it (touch), or all pursuers come within some distance (close-in).
Every pursuer scores 1 - round / horizon at the capture, nothing without one; the runner scores the negative.
The rules can change during the game: notices in the observation say how.`;

const cell = ([x, y]: Cell) => `(${x},${y})`;
const cells = (list: readonly Cell[]) => list.map(cell).join(" ");

/** Where one cell lies from another: "2 west and 5 north". */
function bearing(from: Cell, to: Cell): string {
  const dx = to[0] - from[0];
  const dy = to[1] - from[1];
  const parts = [
    ...(dx === 0 ? [] : [`${Math.abs(dx)} ${dx > 0 ? "east" : "west"}`]),
    ...(dy === 0 ? [] : [`${Math.abs(dy)} ${dy > 0 ? "south" : "north"}`]),
  ];
  return parts.length === 0 ? "on your cell" : parts.join(" and ");
}

/** An observation as text. */
export function describe(seen: Observation): string {
  const { game, me, role } = seen;
  const others = [...seen.pursuers, ...seen.runners].filter((piece) => piece.role !== role);
  const lines = [
    `Round ${seen.round + 1} of ${game.horizon}. Board ${game.width} x ${game.height}. You are ${role} at ${cell(me)}.`,
    ...others.map((piece) => {
      if ("captured" in piece && piece.captured !== null) return `${piece.role} is captured.`;
      if (piece.at === null) {
        const last = "seen" in piece && piece.seen !== null ? `, last seen at ${cell(piece.seen)}, ${bearing(me, piece.seen)}` : "";
        return `${piece.role} is out of sight${last}.`;
      }
      const broken = "broken" in piece && piece.broken > 0 ? `, broken down for ${piece.broken} more rounds` : "";
      return `${piece.role} is at ${cell(piece.at)}, ${bearing(me, piece.at)}${broken}.`;
    }),
    captureRule(seen.capture.rule, seen.capture.distance, seen.capture.catchers),
  ];
  const mine = seen.pursuers.find((piece) => piece.role === role);
  if (mine !== undefined && mine.broken > 0) lines.push(`You have broken down for ${mine.broken} more rounds.`);
  if (game.order === "in-turn") lines.push("The pursuers move one after the other.");
  if (game.view > 0) lines.push(`You see ${(game.view - 1) / 2} cells far in each direction.`);
  if (seen.obstacles.length > 0) lines.push(`Obstacles: ${cells(seen.obstacles)}.`);
  if (seen.restricted.length > 0) lines.push(`Restricted${seen.barred === "pursuers" ? " for pursuers" : ""}: ${cells(seen.restricted)}.`);
  for (const notice of seen.notices) lines.push(`Notice: ${notice.text}`);
  return lines.join("\n");
}

/** A state in a few sentences, and the board in letters: digits are pursuers, R runners, # obstacles, x restricted. */
export function summary(state: State): string {
  const { width, height, obstacles, restricted } = state.board;
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => "."));
  const put = (at: number, letter: string) => {
    const [x, y] = cellAt(at, width);
    rows[y]![x] = letter;
  };
  for (const at of obstacles) put(at, "#");
  for (const at of restricted) put(at, "x");
  state.runners.forEach((at, r) => put(at, state.capturedAt[r]! < 0 ? "R" : "*"));
  state.pursuers.forEach((at, p) => put(at, p < 10 ? String(p) : "P"));
  const where = [
    ...state.pursuers.map((at, p) => `${PURSUERS[p]!} at ${cell(cellAt(at, width))}${isBroken(state, p) ? " (broken down)" : ""}`),
    ...state.runners.map((at, r) => `${RUNNERS[r]!} ${state.capturedAt[r]! < 0 ? "at" : "captured at"} ${cell(cellAt(at, width))}`),
  ];
  const head = allCaptured(state)
    ? `Captured in round ${state.round}.`
    : `Round ${Math.min(state.round + 1, state.params.horizon)} of ${state.params.horizon}.`;
  return [head, `${where.join(", ")}.`, ...state.rules.notices.map(({ text }) => text), ...rows.map((row) => row.join(" "))].join("\n");
}
