const far = (a, b) => Math.sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y));
/** A coordinate within the field, where a disc of that radius can be. */
const inside = (value, radius) => Math.max(radius - 1, Math.min(1 - radius, value));
const matesOf = ({ role, chasers }) => chasers.filter((one) => one.role !== role);

/**
 * Goes to the side of the prey that lies opposite the chaser nearest to it: both have it between them.
 *
 * @stage place
 * @when rank=first gap=near where=open
 * @example {"observation": {}, "legal": ["none", "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"], "previous": {"prey": 0, "x": 0, "y": 0}, "result": {"prey": 0, "x": 0, "y": 0, "goal": [0, -0.25]}}
 */
export default function otherSide(observation, legal, { prey, x, y }) {
  const mates = matesOf(observation);
  if (mates.length === 0) return { prey, x, y, goal: [x, y] };
  const mate = mates.reduce((best, one) => (far(one, { x, y }) < far(best, { x, y }) ? one : best));
  const gap = Math.max(1e-9, far(mate, { x, y }));
  return { prey, x, y, goal: [inside(x + (0.25 * (x - mate.x)) / gap, 0.075), inside(y + (0.25 * (y - mate.y)) / gap, 0.075)] };
}
