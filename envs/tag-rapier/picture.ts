/** Tag as a picture: discs on a field, touches as bright rings, wind as arrows of streaks. */
import { type Picture, type Role, type Shape, seatOf } from "../../src/core/index.ts";
import { CHASER, HUNTED } from "./look.ts";
import { bodyOf, brokenFor, CHASERS, isChaser, PREY, type State } from "./state.ts";
import { DIRECTIONS, THRUSTS } from "./step.ts";

/** Board units for a unit of length, and the margin round the field of 10 x 10, in which marks of thrusts have room. */
const SCALE = 5;
const SIDE = 10;
const MARGIN = 0.9;
const WIDTH = SIDE + 2 * MARGIN;
/** Below the field stands the score. */
const HEIGHT = SIDE + MARGIN + 1.3;

/** A point of the field in board units. */
const at = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: MARGIN + SCALE * (x + 1), y: MARGIN + SCALE * (y + 1) });

/** The picture of a state; with a viewer, its thrusts as clickable marks. Nothing is hidden from anybody. */
export function draw(state: State, viewer?: Role): Picture {
  const { params, rules, bodies, touches } = state;
  const shapes: Shape[] = [
    { id: "floor", kind: "grid", x: WIDTH / 2, y: WIDTH / 2, w: SIDE, h: SIDE, tone: "floor" },
    ...gusts(state),
    ...params.obstacles.map((one, i): Shape => ({
      id: `obstacle-${i}`,
      kind: "circle",
      r: SCALE * params.obstacleRadius,
      ...at(one),
      tone: "wall",
    })),
    ...rules.walls.map((one, i): Shape => ({
      id: `wall-${i}`,
      kind: "rect",
      w: 2 * SCALE * one.hx,
      h: 2 * SCALE * one.hy,
      ...at(one),
      hatch: true,
      tone: "danger",
    })),
  ];
  bodies.slice(params.chasers).forEach((body, prey) => {
    const touched = touches.some(([, one]) => one === prey);
    const r = SCALE * params.preyRadius;
    if (touched) shapes.push({ id: `${PREY[prey]!}-touched`, kind: "circle", ring: true, r: r + 0.42, ...at(body), tone: "danger" });
    shapes.push({
      id: PREY[prey]!,
      kind: "circle",
      r,
      ...at(body),
      tone: HUNTED,
      halo: true,
      trail: true,
      label: params.prey > 1 ? String(prey) : "P",
    });
  });
  bodies.slice(0, params.chasers).forEach((body, chaser) => {
    shapes.push({
      id: CHASERS[chaser]!,
      kind: "circle",
      r: SCALE * params.chaserRadius,
      ...at(body),
      tone: brokenFor(state, chaser) > 0 ? "disabled" : CHASER,
      trail: true,
      label: String(chaser),
    });
  });
  shapes.push(...score(state));
  if (viewer !== undefined) {
    const me = bodies[bodyOf(state, viewer)]!;
    const r = SCALE * (isChaser(viewer) ? params.chaserRadius : params.preyRadius);
    shapes.push({ id: "viewer", kind: "circle", ring: true, r: r + 0.14, ...at(me), tone: "mark" }, ...thrusts(state, viewer));
  }
  return { width: WIDTH, height: HEIGHT, shapes };
}

/** How far from the body the marks of thrusts lie, in board units. */
const MARKS = 1.1;

/** The thrusts of a viewer as marks around its body, which a click turns into an action. */
function thrusts(state: State, viewer: Role): Shape[] {
  if (state.round >= state.params.decisions || (isChaser(viewer) && brokenFor(state, seatOf(viewer)) > 0)) return [];
  const { x, y } = at(state.bodies[bodyOf(state, viewer)]!);
  return THRUSTS.map((thrust): Shape => {
    const [dx, dy] = DIRECTIONS[thrust];
    return {
      id: `thrust-${thrust}`,
      kind: "circle",
      r: thrust === "none" ? 0.14 : 0.2,
      x: x + MARKS * dx,
      y: y + MARKS * dy,
      tone: "mark",
      alpha: 0.7,
      action: thrust,
    };
  });
}

/** Streaks that the wind drives over the field: longer in a stronger wind, and farther on in each decision. */
function gusts({ rules: { wind }, round }: State): Shape[] {
  if (wind === null) return [];
  const speed = Math.sqrt(wind.x * wind.x + wind.y * wind.y);
  const [dx, dy] = [wind.x / speed, wind.y / speed];
  const shapes: Shape[] = [];
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 4; column++)
      for (let dot = 0; dot < 4; dot++) {
        const along = (0.22 * dot + 0.6 * round) % 2.5;
        const x = MARGIN + ((2.5 * column + 0.6 + (row % 2) * 1.2 + along * dx + SIDE) % SIDE);
        const y = MARGIN + ((2.5 * row + 1.2 + along * dy + SIDE) % SIDE);
        shapes.push({
          id: `gust-${row}-${column}-${dot}`,
          kind: "circle",
          r: 0.04 + 0.015 * dot,
          x,
          y,
          tone: "neutral",
          alpha: 0.15 + 0.09 * dot,
        });
      }
  return shapes;
}

/** Below the field: how long it takes, the touches of each chaser, and a light that is on while somebody touches. */
function score({ params, round, touched, touches, rules }: State): Shape[] {
  const y = HEIGHT - 0.6;
  const count = touched.reduce((sum, one) => sum + one, 0);
  const w = 3;
  const played = (w * Math.min(round, params.decisions)) / params.decisions;
  const words = [...(rules.keep === params.keep ? [] : ["ice"]), ...(rules.wind === null ? [] : ["wind"])];
  return [
    { id: "time-ground", kind: "rect", x: MARGIN + w / 2, y, w, h: 0.3, tone: "line" },
    ...(played === 0 ? [] : [{ id: "time", kind: "rect", x: MARGIN + played / 2, y, w: played, h: 0.3, tone: "neutral" } as const]),
    { id: "light", kind: "circle", r: 0.26, x: 7.4, y, tone: touches.length > 0 ? "danger" : "line" },
    { id: "touches", kind: "text", x: 9.6, y, text: `${count} touch${count === 1 ? "" : "es"}`, size: 0.5, tone: "text" },
    ...words.map((text, i): Shape => ({ id: `change-${text}`, kind: "text", x: 5 + 1.2 * i, y, text, size: 0.4, tone: "danger" })),
  ];
}
