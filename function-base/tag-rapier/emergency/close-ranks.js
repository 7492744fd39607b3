const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));
const matesOf = ({ role, chasers }) => chasers.filter((one) => one.role !== role);

/**
 * Closes the gap that a broken chaser leaves: the nearest of those that still move goes straight in, the others a little past the prey, opposite it.
 *
 * @stage place
 * @notice breakdown
 * @answers a chaser has broken down and has no thrust
 * @example {"observation": {"chasers": [{"role": "chaser-0", "x": -0.5, "y": 0, "vx": 0, "vy": 0, "touches": 0, "broken": 0}, {"role": "chaser-1", "x": 0.25, "y": 0, "vx": 0, "vy": 0, "touches": 0, "broken": 0}]}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [-0.1, 0]}}
 */
export default function closeRanks(observation, legal, { prey, x, y }) {
  const mates = matesOf(observation).filter(({ broken }) => broken === 0);
  const straight = { prey, x, y, goal: [x, y] };
  if (mates.length === 0 || observation.me.broken > 0) return straight;
  const mate = mates.reduce((best, one) => (far(one, { x, y }) < far(best, { x, y }) ? one : best));
  const gap = Math.max(1e-9, far(mate, { x, y }));
  const mine = far(observation.me, { x, y });
  if (mine < 0.2 || mine < gap) return straight;
  return { prey, x, y, goal: [inside(x + (0.1 * (x - mate.x)) / gap, 0.075), inside(y + (0.1 * (y - mate.y)) / gap, 0.075)] };
}
