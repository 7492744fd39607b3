/**
 * Expects the prey where it came from, since its scent leads there.
 *
 * @stage foresee
 * @notice scent
 * @answers a trail of scent shows where the prey went
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": null, "result": {"prey": 0, "x": 0, "y": 0}}
 */
export default function followTheScent({ prey }) {
  const { x, y, vx, vy } = prey[0];
  const inside = (value) => Math.max(-0.95, Math.min(0.95, value));
  return { prey: 0, x: inside(x - vx / 2), y: inside(y - vy / 2) };
}
