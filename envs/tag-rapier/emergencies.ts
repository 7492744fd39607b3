/** The emergencies of tag: each a function from a state to the state under changed rules. */
import { announce, ArenaError, definerOf, type Emergency } from "../../src/core/index.ts";
import { type EmergencyId, emergencyParams, HALF } from "./params.ts";
import { type Body, CHASERS, radiusOf, type State, type Wall } from "./state.ts";

const define = definerOf<State, typeof emergencyParams>(emergencyParams);

/** Half the thickness of a wall. */
const THIN = 0.04;

/** The state under other rules, announced by a notice. */
const changed = (state: State, id: EmergencyId, text: string, rules: Partial<State["rules"]>): State => ({
  ...state,
  rules: { ...state.rules, ...rules },
  notices: announce(state.notices, id, text),
});

/** Every emergency, by id. */
export const emergencies: Readonly<Record<EmergencyId, Emergency<State>>> = {
  wind: define("wind", "Wind", "A wind pushes everybody the same way.", (state, { x, y }) => {
    if (x === 0 && y === 0) throw new ArenaError("BadParams", "tag-rapier emergency wind", "no speed", "expected one that is not 0");
    const from = [y > 0 ? "north" : y < 0 ? "south" : "", x > 0 ? "west" : x < 0 ? "east" : ""].filter((one) => one !== "").join("-");
    const text = `A wind from the ${from} pushes everybody: it adds (${x}, ${y}) to all velocities in each decision.`;
    return changed(state, "wind", text, { wind: { x, y } });
  }),

  ice: define("ice", "Ice", "Bodies glide on: they keep more of their velocity.", (state, { keep }) => {
    if (keep <= state.params.keep)
      throw new ArenaError(
        "BadParams",
        "tag-rapier emergency ice",
        `a share of ${keep}`,
        `expected more than the usual ${state.params.keep}`,
      );
    return changed(state, "ice", `The ground is icy: bodies keep ${keep} of their velocity from decision to decision, and stop late.`, {
      keep,
    });
  }),

  wall: define("wall", "Wall", "A wall stands in the field from now on.", (state, { x, y, length, upright }) => {
    const wall: Wall = { x, y, hx: upright ? THIN : length / 2, hy: upright ? length / 2 : THIN };
    const walls = [
      ...state.rules.walls.filter(({ x: wx, y: wy, hx, hy }) => wx !== x || wy !== y || hx !== wall.hx || hy !== wall.hy),
      wall,
    ];
    const text = walls.map((one) => `A wall blocks the way ${extent(one)}.`).join(" ");
    const bodies = state.bodies.map((body, i) => outside(body, wall, radiusOf(state.params, i)));
    return { ...changed(state, "wall", text, { walls }), bodies };
  }),

  breakdown: define("breakdown", "Breakdown", "The thrust of a chaser fails for some time.", (state, { chaser, decisions }) => {
    if (chaser >= state.params.chasers)
      throw new ArenaError(
        "BadParams",
        "tag-rapier emergency breakdown",
        `chaser ${chaser}`,
        `expected an index below ${state.params.chasers}`,
      );
    const broken = [...state.rules.broken.filter((one) => one.chaser !== chaser), { chaser, until: state.round + decisions }];
    const text = broken
      .map((one) => `${CHASERS[one.chaser]!} has broken down and has no thrust before decision ${one.until + 1}`)
      .join("; ");
    return changed(state, "breakdown", `${text}.`, { broken });
  }),
};

/** Where a wall runs, in words. */
const extent = ({ x, y, hx, hy }: Wall): string =>
  hx > hy ? `from x ${two(x - hx)} to ${two(x + hx)} at y ${two(y)}` : `from y ${two(y - hy)} to ${two(y + hy)} at x ${two(x)}`;

/** A number with two decimals at most. */
const two = (value: number): number => Math.round(value * 100) / 100;

/** A body out of the way of a wall: on the side where it is, as near as it can be. */
function outside(body: Body, wall: Wall, radius: number): Body {
  const [rx, ry] = [wall.hx + radius, wall.hy + radius];
  const [dx, dy] = [body.x - wall.x, body.y - wall.y];
  if (Math.abs(dx) >= rx || Math.abs(dy) >= ry) return body;
  const most = HALF - radius;
  const fits = (at: number) => Math.abs(at) <= most;
  const sides = [
    { x: wall.x + (dx < 0 ? -rx : rx), y: body.y, way: rx - Math.abs(dx) },
    { x: wall.x + (dx < 0 ? rx : -rx), y: body.y, way: rx + Math.abs(dx) },
    { x: body.x, y: wall.y + (dy < 0 ? -ry : ry), way: ry - Math.abs(dy) },
    { x: body.x, y: wall.y + (dy < 0 ? ry : -ry), way: ry + Math.abs(dy) },
  ].filter(({ x, y }) => fits(x) && fits(y));
  const nearest = sides.reduce((best, side) => (side.way < best.way ? side : best), sides[0] ?? { ...body, way: 0 });
  return { ...body, x: Math.fround(nearest.x), y: Math.fround(nearest.y) };
}
