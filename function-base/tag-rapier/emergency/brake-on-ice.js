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
 * Takes the thrust that brings your velocity nearest to the one by which you reach the goal in a fifth of a second, since on ice you glide on and turn late.
 *
 * @stage thrust
 * @notice ice
 * @answers the ground is icy and bodies stop late
 * @example {"observation": {"keep": 0.95}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function brakeOnIce({ me, game, keep }, legal, { goal: [x, y] }) {
  return best(legal, (thrust) => {
    const [dx, dy] = DIRECTIONS[thrust];
    const push = game.chaserAcceleration * 0.1;
    const [vx, vy] = [keep * me.vx + dx * push, keep * me.vy + dy * push];
    const share = Math.min(1, game.chaserSpeed / Math.max(1e-9, Math.sqrt(vx * vx + vy * vy)));
    const [offX, offY] = [vx * share - (x - me.x) / 0.2, vy * share - (y - me.y) / 0.2];
    return -Math.sqrt(offX * offX + offY * offY);
  });
}
