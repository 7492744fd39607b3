/** The emergencies of pursuit: each a function from a state to the state under changed rules. */
import { announce, ArenaError, definerOf, type Emergency } from "../../src/core/index.ts";
import { cellAt, connected, distance } from "./board.ts";
import { type EmergencyId, emergencyParams } from "./params.ts";
import { look, type State } from "./state.ts";
import type { z } from "zod";

const define = definerOf<State, typeof emergencyParams>(emergencyParams);

/** Every emergency, by id. */
export const emergencies: Readonly<Record<EmergencyId, Emergency<State>>> = {
  "restricted-zone": define("restricted-zone", "Restricted zone", "Cells that may not be entered any more.", (state, params) => {
    const cells = zone(state, params);
    const board = { ...state.board, restricted: cells, barred: params.barred };
    const text = zoneText(params.barred, cells, board.width);
    return { ...state, board, rules: { ...state.rules, notices: announce(state.rules.notices, "restricted-zone", text) } };
  }),

  breakdown: define("breakdown", "Breakdown", "A pursuer cannot move for some rounds.", (state, { pursuer, rounds }) => {
    if (pursuer >= state.pursuers.length)
      throw new ArenaError(
        "BadParams",
        "pursuit emergency breakdown",
        `pursuer ${pursuer}`,
        `expected an index below ${state.pursuers.length}`,
      );
    const broken = [...state.rules.broken.filter((one) => one.pursuer !== pursuer), { pursuer, until: state.round + rounds }];
    const text = broken.map((one) => `pursuer-${one.pursuer} has broken down and cannot move before round ${one.until + 1}`).join("; ");
    return { ...state, rules: { ...state.rules, broken, notices: announce(state.rules.notices, "breakdown", `${text}.`) } };
  }),

  fog: define("fog", "Fog", "Pursuers see a runner only from nearby.", (state, { radius }) => {
    const foggy: State = {
      ...state,
      rules: {
        ...state.rules,
        fog: radius,
        notices: announce(state.rules.notices, "fog", `Fog: a pursuer sees a runner only within ${radius} cells.`),
      },
    };
    // When fog first comes in, every pursuer has last seen each runner where that runner is now.
    return { ...foggy, sightings: state.sightings.length > 0 ? look(foggy) : state.pursuers.map(() => state.runners) };
  }),

  "second-runner": define("second-runner", "Second runner", "One more runner enters, as far from the pursuers as it can.", (state) => {
    const { width, height, obstacles, restricted } = state.board;
    const taken = new Set([...obstacles, ...restricted, ...state.pursuers, ...state.runners.filter((_, r) => state.capturedAt[r]! < 0)]);
    const nearest = (cell: number) => Math.min(...state.pursuers.map((at) => distance(at, cell, width)));
    let best = -1;
    for (let cell = 0; cell < width * height; cell++) if (!taken.has(cell) && (best < 0 || nearest(cell) > nearest(best))) best = cell;
    if (best < 0 || state.runners.length >= 64)
      throw new ArenaError(
        "BadParams",
        "pursuit emergency second-runner",
        "no room for one more runner",
        "expected a free cell and fewer than 64 runners",
      );
    const next: State = {
      ...state,
      runners: [...state.runners, best],
      capturedAt: [...state.capturedAt, -1],
      sightings: state.sightings.map((row) => [...row, -1]),
      rules: {
        ...state.rules,
        notices: announce(
          state.rules.notices,
          "second-runner",
          `Another runner has entered: runner-${state.runners.length}. All runners must be captured.`,
        ),
      },
    };
    return next.rules.fog === null ? next : { ...next, sightings: look(next) };
  }),

  "capture-change": define(
    "capture-change",
    "Capture change",
    "Another capture rule from now on.",
    (state, { capture, distance: reach }) => ({
      ...state,
      rules: {
        ...state.rules,
        capture,
        distance: reach,
        notices: announce(
          state.rules.notices,
          "capture-change",
          `The capture rule has changed. ${captureRule(capture, reach, state.rules.catchers)}`,
        ),
      },
    }),
  ),
};

/** A capture rule as a sentence. */
export function captureRule(capture: State["rules"]["capture"], reach: number, catchers: number): string {
  switch (capture) {
    case "touch":
      return catchers === 1
        ? "A runner is captured when a pursuer moves onto its cell."
        : `A runner is captured when ${catchers} pursuers stand on its cell.`;
    case "surround":
      return "A runner is captured when every free neighbouring cell of it is occupied.";
    case "close-in":
      return `A runner is captured when all pursuers are within ${reach} cells of it.`;
    default:
      return capture satisfies never;
  }
}

/** The zone's cells: the given rectangle, or a bar between the pursuers' centre and the nearest runner; without occupied cells. */
function zone(state: State, params: z.output<(typeof emergencyParams)["restricted-zone"]>): readonly number[] {
  const { width, height, obstacles } = state.board;
  const runners = state.runners.filter((_, r) => state.capturedAt[r]! < 0);
  const pieces = [...state.pursuers, ...runners];
  const taken = new Set([...obstacles, ...pieces]);
  const rectangle = (x0: number, y0: number, w: number, h: number): number[] => {
    const cells: number[] = [];
    for (let y = Math.max(0, y0); y < Math.min(height, y0 + h); y++)
      for (let x = Math.max(0, x0); x < Math.min(width, x0 + w); x++) if (!taken.has(y * width + x)) cells.push(y * width + x);
    return cells;
  };
  if (params.area !== null) {
    const { x, y, w, h } = params.area;
    return rectangle(x, y, w, h);
  }

  const sum = (cells: readonly number[]) =>
    cells.map((cell) => cellAt(cell, width)).reduce(([a, b], [x, y]) => [a + x, b + y] as const, [0, 0] as readonly [number, number]);
  const [sx, sy] = sum(state.pursuers);
  const centre = [sx / state.pursuers.length, sy / state.pursuers.length] as const;
  const gap = (cell: number) => {
    const [x, y] = cellAt(cell, width);
    return Math.abs(x - centre[0]) + Math.abs(y - centre[1]);
  };
  const target = cellAt([...runners].sort((a, b) => gap(a) - gap(b))[0] ?? 0, width);
  const mid = [(centre[0] + target[0]) / 2, (centre[1] + target[1]) / 2] as const;
  const upright = Math.abs(centre[0] - target[0]) >= Math.abs(centre[1] - target[1]);
  // A bar that cuts the pieces off from each other is shortened until they can all reach each other.
  for (let length = Math.max(1, Math.round((upright ? height : width) * params.share)); length > 0; length--) {
    const [w, h] = upright ? [params.width, length] : [length, params.width];
    const cells = rectangle(Math.round(mid[0] - w / 2), Math.round(mid[1] - h / 2), w, h);
    if (connected(width, height, new Set([...obstacles, ...cells]), pieces)) return cells;
  }
  return [];
}

/** The text of the notice that announces a restricted zone, the only notice that names cells. */
export const zoneText = (barred: "everyone" | "pursuers", cells: readonly number[], width: number): string =>
  `${barred === "everyone" ? "Nobody" : "No pursuer"} may enter the restricted zone: ${span(cells, width)}.`;

/** The extent of a set of cells, in words. */
function span(cells: readonly number[], width: number): string {
  if (cells.length === 0) return "no cell";
  const xs = cells.map((cell) => cellAt(cell, width)[0]);
  const ys = cells.map((cell) => cellAt(cell, width)[1]);
  return `x ${Math.min(...xs)} to ${Math.max(...xs)}, y ${Math.min(...ys)} to ${Math.max(...ys)} (${cells.length} cells)`;
}
