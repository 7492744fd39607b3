/** Pursuit as a picture: shapes in cells, for any renderer. */
import type { Picture, Role, Shape } from "../../src/core/index.ts";
import { cellAt, gridOf, MOVES } from "./board.ts";
import { PURSUER, RUNNER } from "./look.ts";
import { observe, roleIndex } from "./observation.ts";
import { allCaptured, inWindow, isBroken, PURSUERS, RUNNERS, runnersTurn, sees, type State } from "./state.ts";

/** The picture of a state; with a viewer, only what that role may see, and its moves as clickable marks. */
export function draw(state: State, viewer?: Role): Picture {
  const { width, height, obstacles, restricted } = state.board;
  const centre = (cell: number) => {
    const [x, y] = cellAt(cell, width);
    return { x: x + 0.5, y: y + 0.5 };
  };
  const square = { kind: "rect", w: 1, h: 1 } as const;
  const seen = viewer === undefined ? undefined : observe(state, viewer);
  const eye = viewer?.startsWith("pursuer-") === true ? roleIndex(viewer) : -1;
  const shown = (list: readonly { readonly role: Role; readonly at: unknown }[] | undefined, i: number) =>
    list === undefined || list[i]!.at !== null;

  const shapes: Shape[] = [{ id: "floor", kind: "grid", x: width / 2, y: height / 2, w: width, h: height, tone: "floor", numbered: true }];
  for (const cell of obstacles)
    if (eye < 0 || state.params.view === 0 || inWindow(state.pursuers[eye]!, cell, width, state.params.view))
      shapes.push({ id: `obstacle-${cell}`, ...square, ...centre(cell), tone: "wall" });
  for (const cell of restricted) shapes.push({ id: `restricted-${cell}`, ...square, hatch: true, ...centre(cell), tone: "danger" });
  shapes.push(...fog(state, eye, centre));

  state.runners.forEach((cell, r) => {
    const captured = state.capturedAt[r]! >= 0;
    // An observation says when a runner was captured, not where.
    if (captured && seen !== undefined && !allCaptured(state)) return;
    if (!captured && !shown(seen?.runners, r)) {
      const last = seen?.runners[r]?.seen;
      if (last != null)
        shapes.push({
          id: `${RUNNERS[r]!}-seen`,
          kind: "circle",
          r: 0.3,
          ring: true,
          x: last[0] + 0.5,
          y: last[1] + 0.5,
          tone: RUNNER,
          alpha: 0.6,
        });
      return;
    }
    shapes.push({
      id: RUNNERS[r]!,
      kind: "circle",
      r: 0.32,
      ...centre(cell),
      tone: RUNNER,
      ...(captured ? { out: true } : { halo: true, trail: true }),
      label: state.runners.length > 1 ? String(r) : "R",
    });
  });
  state.pursuers.forEach((cell, p) => {
    if (!shown(seen?.pursuers, p)) return;
    shapes.push({
      id: PURSUERS[p]!,
      kind: "circle",
      r: 0.36,
      ...centre(cell),
      tone: isBroken(state, p) ? "disabled" : PURSUER,
      trail: true,
      label: String(p),
    });
    if (PURSUERS[p] === viewer) shapes.push({ id: "viewer", kind: "circle", ring: true, r: 0.44, ...centre(cell), tone: "mark" });
  });
  if (viewer !== undefined) shapes.push(...moves(state, viewer, centre));
  return { width, height, shapes };
}

/** Veils over what the viewer's window or the fog hides; without a viewer, over what no pursuer sees. */
function fog(state: State, eye: number, centre: (cell: number) => { x: number; y: number }): Shape[] {
  const { rules, params, board } = state;
  if (rules.fog === null && (params.view === 0 || eye < 0)) return [];
  const veils: Shape[] = [];
  for (let cell = 0; cell < board.width * board.height; cell++) {
    const clear = eye >= 0 ? sees(state, eye, cell, true) : state.pursuers.some((_, p) => sees(state, p, cell, true));
    if (!clear) veils.push({ id: `fog-${cell}`, kind: "rect", w: 1, h: 1, ...centre(cell), tone: "hidden", alpha: eye >= 0 ? 0.75 : 0.45 });
  }
  return veils;
}

/** Where the viewer may go, as marks that a click turns into an action. */
function moves(state: State, viewer: Role, centre: (cell: number) => { x: number; y: number }): Shape[] {
  const index = roleIndex(viewer);
  const pursuer = viewer.startsWith("pursuer-");
  const inTurn = pursuer
    ? state.mover < runnersTurn(state) && (state.params.order === "together" || state.mover === index)
    : state.mover === runnersTurn(state) && state.capturedAt[index]! < 0;
  if (!inTurn || (pursuer && isBroken(state, index))) return [];
  const { to } = pursuer ? gridOf(state.board).pursuer : gridOf(state.board).runner;
  const from = (pursuer ? state.pursuers : state.runners)[index]!;
  return MOVES.flatMap((move, m): Shape[] => {
    const cell = to[from * 5 + m]!;
    return cell < 0
      ? []
      : [{ id: `move-${move}`, kind: "circle", r: move === "stay" ? 0.2 : 0.16, ...centre(cell), tone: "mark", alpha: 0.7, action: move }];
  });
}
