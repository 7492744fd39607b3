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

/**
 * Takes the thrust after which you come to rest nearest to the goal, so that you do not overshoot it.
 *
 * @stage thrust
 * @when way=clear goal=reached
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function arrive(observation, legal, { goal: [x, y] }) {
  const { me, game } = observation;
  return best(legal, (thrust) => {
    const [vx, vy] = next(observation, thrust);
    const seconds = 0.1 / (1 - game.keep);
    const [dx, dy] = [me.x + vx * seconds - x, me.y + vy * seconds - y];
    return -Math.sqrt(dx * dx + dy * dy);
  });
}
