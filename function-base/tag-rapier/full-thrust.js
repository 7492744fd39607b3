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
 * Thrusts in the direction of the goal, whatever your velocity.
 *
 * @stage thrust
 * @when way=crowded goal=reached
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function fullThrust({ me }, legal, { goal: [x, y] }) {
  return best(legal, (thrust) => DIRECTIONS[thrust][0] * (x - me.x) + DIRECTIONS[thrust][1] * (y - me.y));
}
