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
 * Takes the thrust by which you move to the goal fastest, and drift aside least.
 *
 * @stage thrust
 * @when goal=away drift=towards
 * @when goal=close
 * @when way=blocked gap=far
 * @when way=crowded goal=away
 * @when goal=away drift=still
 * @when goal=away drift=away
 * @when way=blocked gap=touching
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function steer(observation, legal, { goal }) {
  return best(legal, (thrust) => along(observation, next(observation, thrust), goal));
}
