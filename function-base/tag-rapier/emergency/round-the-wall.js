const D = Math.SQRT1_2;
const DIRECTIONS = {
  none: [0, 0],
  north: [0, -1],
  "north-east": [D, -D],
  east: [1, 0],
  "south-east": [D, D],
  south: [0, 1],
  "south-west": [-D, D],
  west: [-1, 0],
  "north-west": [-D, -D],
};
/** The legal thrust of the highest worth. */
const best = (legal, worth) => legal.reduce((top, one) => (worth(one) > worth(top) ? one : top));
/** The velocity that a thrust leads to. */
const next = ({ me, game }, thrust) => {
  const [dx, dy] = DIRECTIONS[thrust];
  const [vx, vy] = [game.keep * me.vx + dx * game.chaserAcceleration * 0.1, game.keep * me.vy + dy * game.chaserAcceleration * 0.1];
  const speed = Math.max(1e-9, Math.sqrt(vx * vx + vy * vy));
  const share = Math.min(1, game.chaserSpeed / speed);
  return [vx * share, vy * share];
};
/** How well a velocity leads to a point: its speed that way, less its speed to the side. */
const along = ({ me }, [vx, vy], [x, y]) => {
  const [dx, dy] = [x - me.x, y - me.y];
  const gap = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  return (vx * dx + vy * dy) / gap - (0.7 * Math.abs(vx * dy - vy * dx)) / gap;
};

/**
 * Steers to the goal round the nearer end of a wall that stands in the way.
 *
 * @stage thrust
 * @notice wall
 * @answers a wall blocks the way
 * @example {"observation": {"walls": [{"x": -0.25, "y": 0.3, "hx": 0.04, "hy": 0.45}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "north"}
 */
export default function roundTheWall(observation, legal, { goal: [x, y] }) {
  const { me, walls, game } = observation;
  const off = game.chaserRadius + 0.04;
  let to = [x, y];
  for (const wall of walls) {
    const long = wall.hx > wall.hy ? 0 : 1;
    const at = [wall.x, wall.y];
    const half = [wall.hx, wall.hy];
    const here = [me.x, me.y];
    const there = [x, y];
    const cross = 1 - long;
    const [a, b] = [here[cross] - at[cross], there[cross] - at[cross]];
    if (a * b > 0) continue; // both on the same side
    const share = a / (a - b || 1e-9);
    const through = here[long] + share * (there[long] - here[long]) - at[long];
    if (Math.abs(through) > half[long] + off) continue;
    const ends = [at[long] - half[long] - off, at[long] + half[long] + off].filter((end) => Math.abs(end) < 1 - game.chaserRadius);
    const cost = (end) => Math.abs(here[long] - end) + Math.abs(there[long] - end);
    if (ends.length === 0) continue;
    const end = ends.reduce((low, one) => (cost(one) < cost(low) ? one : low));
    // Beside the wall until its end is passed, then across.
    const beside = Math.abs(here[long] - at[long]) < half[long] + off * 0.8;
    to = long === 0 ? [end, beside ? me.y : at[1]] : [beside ? me.x : at[0], end];
  }
  return best(legal, (thrust) => along(observation, next(observation, thrust), to));
}
