const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
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
 * Goes round the nearest obstacle, close by it, on the side that is shorter to the goal.
 *
 * @stage thrust
 * @when way=blocked goal=away drift=across gap=near
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function roundTheObstacle(observation, legal, { goal }) {
  const { me, game } = observation;
  if (game.obstacles.length === 0) return best(legal, (thrust) => along(observation, next(observation, thrust), goal));
  const one = game.obstacles.reduce((near, other) => (far(other, me) < far(near, me) ? other : near));
  const [dx, dy] = [me.x - one.x, me.y - one.y];
  const gap = Math.max(1e-9, Math.sqrt(dx * dx + dy * dy));
  const [nx, ny] = [dx / gap, dy / gap];
  // The way round goes across the line from the obstacle to you, at a little distance from it.
  const turn = ny * (goal[0] - one.x) - nx * (goal[1] - one.y) > 0 ? 1 : -1;
  const reach = game.obstacleRadius + game.chaserRadius + 0.03;
  const to = [one.x + reach * nx + 0.25 * turn * ny, one.y + reach * ny - 0.25 * turn * nx];
  return best(legal, (thrust) => along(observation, next(observation, thrust), to));
}
