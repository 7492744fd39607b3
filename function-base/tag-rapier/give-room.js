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
const matesOf = ({ role, chasers }) => chasers.filter((one) => one.role !== role);

/**
 * Steers to the goal, and keeps off partners that are close, so that nobody is in the way of another.
 *
 * @stage thrust
 * @when way=clear goal=away drift=across
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function giveRoom(observation, legal, { goal: [x, y] }) {
  const { me } = observation;
  let [gx, gy] = [x, y];
  for (const mate of matesOf(observation)) {
    const [dx, dy] = [me.x - mate.x, me.y - mate.y];
    const gap = Math.max(0.05, Math.sqrt(dx * dx + dy * dy));
    if (gap > 0.35) continue;
    gx += (0.08 * dx) / (gap * gap);
    gy += (0.08 * dy) / (gap * gap);
  }
  return best(legal, (thrust) => along(observation, next(observation, thrust), [gx, gy]));
}
