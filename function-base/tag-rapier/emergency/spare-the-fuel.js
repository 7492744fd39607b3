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

/**
 * Takes no thrust while you still move, to spare fuel.
 *
 * @stage thrust
 * @notice fuel
 * @answers fuel runs short and each thrust costs
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function spareTheFuel({ me }, legal, { goal: [x, y] }) {
  const moving = me.vx * me.vx + me.vy * me.vy > 0.04;
  if (moving && legal.includes("none")) return "none";
  return best(legal, (thrust) => DIRECTIONS[thrust][0] * (x - me.x) + DIRECTIONS[thrust][1] * (y - me.y));
}
