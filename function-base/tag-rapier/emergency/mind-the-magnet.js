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
 * Thrusts away from the middle of the field, against the pull of the magnet.
 *
 * @stage thrust
 * @notice magnet
 * @answers a magnet in the middle pulls everybody
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "west"}
 */
export default function mindTheMagnet({ me }, legal) {
  return best(legal, (thrust) => DIRECTIONS[thrust][0] * me.x + DIRECTIONS[thrust][1] * me.y);
}
