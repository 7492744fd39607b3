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
 * Takes the thrust by which you come nearest to the goal in three decisions, with what the wind adds to your velocity.
 *
 * @stage thrust
 * @notice wind
 * @answers a wind pushes everybody
 * @example {"observation": {"wind": {"x": 0.1, "y": 0}}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0, "goal": [0, 0]}, "result": "east"}
 */
export default function allowForTheWind({ me, game, wind }, legal, { goal: [x, y] }) {
  const blown = wind ?? { x: 0, y: 0 };
  return best(legal, (thrust) => {
    const [dx, dy] = DIRECTIONS[thrust];
    let [px, py, vx, vy] = [me.x, me.y, me.vx, me.vy];
    for (let i = 0; i < 3; i++) {
      [vx, vy] = [game.keep * vx + dx * game.chaserAcceleration * 0.1, game.keep * vy + dy * game.chaserAcceleration * 0.1];
      const share = Math.min(1, game.chaserSpeed / Math.max(1e-9, Math.sqrt(vx * vx + vy * vy)));
      [vx, vy] = [vx * share + blown.x, vy * share + blown.y];
      [px, py] = [px + vx * 0.1, py + vy * 0.1];
    }
    return -Math.sqrt((px - x) * (px - x) + (py - y) * (py - y));
  });
}
